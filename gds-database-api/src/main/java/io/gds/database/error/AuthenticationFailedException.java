package io.gds.database.error;

/**
 * The server refused the credentials, or a secret could not be fetched. Never retried by the
 * library, since retries lock accounts.
 */
public final class AuthenticationFailedException extends DatabaseException {
  private static final long serialVersionUID = 1L;

  /** Makes the exception of its details. */
  public AuthenticationFailedException(ErrorDetails details) {
    super(details);
  }
}
