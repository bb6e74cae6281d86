package io.gds.database.core;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;

/** Turns whatever a step threw into a database exception. */
final class Failures {
  private Failures() {}

  static DatabaseException of(Throwable thrown) {
    if (thrown instanceof DatabaseException known) {
      return known;
    }
    if (thrown instanceof InterruptedException) {
      Thread.currentThread().interrupt();
      return ErrorDetails.of(ErrorCode.CANCELLED, "the calling thread was interrupted")
          .cause(thrown)
          .toException();
    }
    return ErrorDetails.of(ErrorCode.INTERNAL, "unexpected failure: " + thrown)
        .cause(thrown)
        .remedy("Please report this with its stack trace.")
        .toException();
  }
}
