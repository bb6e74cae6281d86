package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.wire.WireAnswer;
import java.util.Objects;

/**
 * An error as the server raises it. Its texts are told by number in <a
 * href="https://learn.microsoft.com/sql/relational-databases/errors-events/database-engine-events-and-errors">the
 * vendor's list</a>; clients go by the number.
 */
final class ModelError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int number;
  private final int severity;

  ModelError(int number, int severity, String message) {
    super(message);
    this.number = number;
    this.severity = severity;
  }

  int number() {
    return number;
  }

  WireAnswer answer() {
    return WireAnswer.error(Integer.toString(number), Objects.requireNonNull(getMessage()))
        .field("severity", Integer.toString(severity));
  }
}
