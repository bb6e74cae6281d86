package io.gds.database.testkit.server;

/**
 * How a PostgreSQL server is stopped.
 *
 * @see <a href="https://www.postgresql.org/docs/current/app-pg-ctl.html">pg_ctl</a>
 */
public enum StopMode {
  /** Sessions are ended, a checkpoint is written, connected standbys get all there is. */
  FAST("fast"),
  /** All processes quit at once, as in a crash: the next start recovers. */
  IMMEDIATE("immediate");

  private final String word;

  StopMode(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }
}
