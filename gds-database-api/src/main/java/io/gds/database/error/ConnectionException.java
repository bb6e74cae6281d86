package io.gds.database.error;

/**
 * No connection could be made, or an open one broke. Where a step that changes something may have
 * taken effect, {@code OutcomeUnknownException} is thrown instead.
 */
public final class ConnectionException extends DatabaseException {
  private static final long serialVersionUID = 1L;

  /** Makes the exception of its details. */
  public ConnectionException(ErrorDetails details) {
    super(details);
  }
}
