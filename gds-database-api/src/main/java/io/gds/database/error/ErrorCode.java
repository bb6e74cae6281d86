package io.gds.database.error;

/**
 * The situation an error reports, the same on every platform. Native codes are mapped to these by
 * one table per platform; the native code itself stays readable on {@link DatabaseException}.
 */
public enum ErrorCode {
  /** The platform, its version, its edition or its configuration does not offer the capability. */
  UNSUPPORTED_CAPABILITY,
  /** One or more options are faulty, unknown, or contradict one another. */
  INVALID_OPTIONS,
  /** A name that the platform cannot hold: too long, empty, or with a forbidden character. */
  INVALID_NAME,
  /** A URL or connection setting that cannot be understood or is not allowed. */
  INVALID_CONNECTION,
  /** No registered provider handles the requested platform. */
  NO_PROVIDER,
  /** A provider could not be loaded, or two providers claim one platform. */
  PROVIDER_FAILED,
  /** A check measured before the first changing step refused the operation. */
  PRECONDITION_FAILED,
  /** A check that held while preparing no longer holds: what was approved is not what would run. */
  PLAN_STALE,
  /** The server refused the credentials. Never retried. */
  AUTHENTICATION_FAILED,
  /** A secret could not be fetched from where its reference points. */
  SECRET_UNAVAILABLE,
  /** The server or the file system refused for lack of a right. */
  PERMISSION_DENIED,
  /** The database, user, process, archive or other object does not exist. */
  NOT_FOUND,
  /** The object to be made exists already. */
  ALREADY_EXISTS,
  /** Other sessions or processes use the database. */
  DATABASE_IN_USE,
  /** The object is locked by somebody else; trying again later may succeed. */
  LOCKED(true),
  /** The server chose this work as a deadlock victim or could not serialize it. */
  DEADLOCK(true),
  /** The database is not in a state that allows the operation. */
  WRONG_STATE,
  /** The database file or pages are damaged. */
  DATABASE_CORRUPT,
  /** No connection could be made. */
  CONNECTION_FAILED(true),
  /** An open connection broke. */
  CONNECTION_LOST(true),
  /** All connections of the pool were in use for longer than the time-out. */
  POOL_EXHAUSTED(true),
  /** The server's certificate was not accepted. */
  TLS_REFUSED,
  /** The engine this handle came from has been closed. */
  ENGINE_CLOSED,
  /** The server is starting, stopping or at its limits; trying again later may succeed. */
  SERVER_BUSY(true),
  /** A time-out or deadline passed. */
  TIMEOUT,
  /** The caller cancelled, interrupted, or closed the engine. */
  CANCELLED,
  /** The bytes of an archive are not those that were written. */
  ARCHIVE_CORRUPT,
  /** An archive ends before it should. */
  ARCHIVE_TRUNCATED,
  /** An archive or manifest was written for another platform. */
  ARCHIVE_WRONG_PLATFORM,
  /** An archive or manifest was written in a newer form than this version reads. */
  ARCHIVE_TOO_NEW,
  /** A file is not an archive or database of this platform at all. */
  ARCHIVE_UNRECOGNIZED,
  /** An archive names a path that would lead outside its target directory. */
  ARCHIVE_UNSAFE,
  /** The disk or quota is full. */
  STORAGE_FULL,
  /** A path cannot be read. */
  STORAGE_UNREADABLE,
  /** A path cannot be written, or lies on a read-only medium. */
  STORAGE_READ_ONLY,
  /** Reading or writing a path failed for another reason. */
  STORAGE_FAILED,
  /** An external tool was not found. */
  TOOL_MISSING,
  /** An external tool is older than the server or the archive needs. */
  TOOL_TOO_OLD,
  /** An external tool is newer than this library or the server can be trusted with. */
  TOOL_TOO_NEW,
  /** An external tool ended with an error, or without the result it should have left. */
  TOOL_FAILED,
  /** A unique or primary key constraint was violated. */
  CONSTRAINT_UNIQUE,
  /** A foreign key constraint was violated. */
  CONSTRAINT_FOREIGN_KEY,
  /** A check or exclusion constraint was violated. */
  CONSTRAINT_CHECK,
  /** A value that must be there was missing. */
  CONSTRAINT_NOT_NULL,
  /** The server refused a statement for another reason. */
  STATEMENT_FAILED,
  /** It is not known whether a step took effect; see the exception for what to look at. */
  OUTCOME_UNKNOWN,
  /** A required audit listener refused the STARTED record, so nothing was begun. */
  AUDIT_FAILED,
  /** The library itself failed: a fault to be reported with its cause. */
  INTERNAL;

  private final boolean isTransient;

  ErrorCode() {
    this(false);
  }

  ErrorCode(boolean isTransient) {
    this.isTransient = isTransient;
  }

  /** Whether the same call, sent again unchanged a little later, may well succeed. */
  public boolean isTransient() {
    return isTransient;
  }
}
