package io.gds.database.error;

/**
 * The operation was cancelled by its handle, by an interrupt or by closing the engine, and cleaned
 * up.
 */
public final class OperationCancelledException extends DatabaseException {
  private static final long serialVersionUID = 1L;

  /** Makes the exception of its details. */
  public OperationCancelledException(ErrorDetails details) {
    super(details);
  }
}
