package io.gds.database.mongodb;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import java.util.Optional;
import java.util.function.Supplier;

/** Asks for what is told only as far as it can be. */
final class MongoPermitted {
  private MongoPermitted() {}

  /** The answer; empty if this user may not ask, or this server does not know that. */
  static <T> Optional<T> of(Supplier<T> asked) {
    try {
      return Optional.of(asked.get());
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.PERMISSION_DENIED || e.code() == ErrorCode.UNSUPPORTED_CAPABILITY) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
