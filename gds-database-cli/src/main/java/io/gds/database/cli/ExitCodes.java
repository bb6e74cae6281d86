package io.gds.database.cli;

import io.gds.database.error.ErrorCode;
import io.gds.database.operation.OperationResult;

/** What the process ends with: the one table from error codes to exit codes. */
final class ExitCodes {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;
  static final int UNSUPPORTED = 3;
  static final int NOT_FOUND_OR_EXISTS = 4;
  static final int NOT_ALLOWED = 5;
  static final int NO_CONNECTION = 6;
  static final int ARCHIVE_REFUSED = 7;
  static final int OUTCOME_UNKNOWN = 8;
  static final int CANCELLED = 130;

  private ExitCodes() {}

  static int of(ErrorCode code) {
    return switch (code) {
      case INVALID_OPTIONS, INVALID_NAME, INVALID_CONNECTION, NO_PROVIDER -> USAGE;
      case UNSUPPORTED_CAPABILITY -> UNSUPPORTED;
      case NOT_FOUND, ALREADY_EXISTS -> NOT_FOUND_OR_EXISTS;
      case AUTHENTICATION_FAILED, SECRET_UNAVAILABLE, PERMISSION_DENIED -> NOT_ALLOWED;
      case CONNECTION_FAILED, CONNECTION_LOST, POOL_EXHAUSTED, TLS_REFUSED, SERVER_BUSY, TIMEOUT ->
          NO_CONNECTION;
      case ARCHIVE_CORRUPT,
          ARCHIVE_TRUNCATED,
          ARCHIVE_WRONG_PLATFORM,
          ARCHIVE_TOO_NEW,
          ARCHIVE_UNRECOGNIZED,
          ARCHIVE_UNSAFE ->
          ARCHIVE_REFUSED;
      case OUTCOME_UNKNOWN -> OUTCOME_UNKNOWN;
      case CANCELLED -> CANCELLED;
      case PROVIDER_FAILED,
          PRECONDITION_FAILED,
          PLAN_STALE,
          DATABASE_IN_USE,
          LOCKED,
          DEADLOCK,
          WRONG_STATE,
          DATABASE_CORRUPT,
          ENGINE_CLOSED,
          STORAGE_FULL,
          STORAGE_UNREADABLE,
          STORAGE_READ_ONLY,
          STORAGE_FAILED,
          TOOL_MISSING,
          TOOL_TOO_OLD,
          TOOL_TOO_NEW,
          TOOL_FAILED,
          CONSTRAINT_UNIQUE,
          CONSTRAINT_FOREIGN_KEY,
          CONSTRAINT_CHECK,
          CONSTRAINT_NOT_NULL,
          STATEMENT_FAILED,
          AUDIT_FAILED,
          INTERNAL ->
          FAILED;
    };
  }

  static int of(OperationResult<?> result) {
    return result.error().map(error -> of(error.code())).orElse(DONE);
  }
}
