package io.gds.database.error;

/** What was to be made exists already; nothing was changed. */
public final class AlreadyExistsException extends DatabaseException {
  private static final long serialVersionUID = 1L;

  /** Makes the exception of its details. */
  public AlreadyExistsException(ErrorDetails details) {
    super(details);
  }
}
