package io.gds.database.postgres;

/**
 * How a server is told to stop.
 *
 * @see <a href="https://www.postgresql.org/docs/current/server-shutdown.html">the vendor's page</a>
 */
public enum PostgresStopMode {
  /** New sessions are refused, and those there are, are waited for however long they stay. */
  SMART,
  /** Sessions are ended and their work undone; standbys receive everything first. */
  FAST,
  /** Everything ends at once, as in a crash: the next start recovers. */
  IMMEDIATE
}
