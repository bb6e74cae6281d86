package io.gds.database.mongodb;

import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.util.Optional;

/**
 * What a code of the server stands for here. Immutable.
 *
 * @param name the server's own name of the code
 * @param remedy what the reader can do about it
 * @param again whether the call may succeed a little later, if that differs from the code's rule
 */
record MongoErrorRow(
    ErrorCode code, String name, Optional<String> remedy, Optional<Boolean> again) {
  static MongoErrorRow of(ErrorCode code, String name) {
    return new MongoErrorRow(code, name, Optional.empty(), Optional.empty());
  }

  MongoErrorRow remedy(String text) {
    return new MongoErrorRow(code, name, Optional.of(text), again);
  }

  /** The call may succeed a little later. */
  MongoErrorRow passing() {
    return new MongoErrorRow(code, name, remedy, Optional.of(true));
  }

  ErrorDetails describe(String message) {
    ErrorDetails details = ErrorDetails.of(code, message);
    if (remedy.isPresent()) {
      details = details.remedy(remedy.get());
    }
    return again.isPresent() ? details.isTransient(again.get()) : details;
  }
}
