package io.gds.database.postgres;

/**
 * How the server keeps a password.
 *
 * @see <a href="https://www.postgresql.org/docs/current/auth-password.html">Password
 *     Authentication</a>
 */
public enum PostgresPasswordEncryption {
  /** A salted verifier, of no use to whoever reads it when it comes to logging in. */
  SCRAM_SHA_256,
  /**
   * A hash salted with the user's name only, which is as good as the password to whoever reads it.
   * Deprecated since PostgreSQL 18; for clients that know nothing else.
   */
  MD5
}
