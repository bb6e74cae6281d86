package io.gds.database.error;

/** Other sessions or processes use or lock the database; it was left as it was. */
public final class DatabaseInUseException extends DatabaseException {
  private static final long serialVersionUID = 1L;

  /** Makes the exception of its details. */
  public DatabaseInUseException(ErrorDetails details) {
    super(details);
  }
}
