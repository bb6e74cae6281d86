package io.gds.database.error;

/** A time-out of a short call or the deadline of an operation passed; what ran was cancelled. */
public final class OperationTimeoutException extends DatabaseException {
  private static final long serialVersionUID = 1L;

  /** Makes the exception of its details. */
  public OperationTimeoutException(ErrorDetails details) {
    super(details);
  }
}
