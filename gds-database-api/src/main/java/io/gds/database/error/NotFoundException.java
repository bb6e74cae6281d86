package io.gds.database.error;

/** What was named does not exist. */
public final class NotFoundException extends DatabaseException {
  private static final long serialVersionUID = 1L;

  /** Makes the exception of its details. */
  public NotFoundException(ErrorDetails details) {
    super(details);
  }
}
