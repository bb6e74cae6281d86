package io.gds.database.mssql;

/**
 * How the server is told to stop.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/t-sql/language-elements/shutdown-transact-sql">SHUTDOWN</a>
 */
public enum MssqlStopMode {
  /**
   * {@code SHUTDOWN}: lets in administrators alone, waits until running statements have ended, and
   * writes a checkpoint in every database. What is open in transactions is undone by the next
   * start.
   */
  WAIT,
  /**
   * {@code SHUTDOWN WITH NOWAIT}: ends all at once, without checkpoints; the next start takes
   * longer.
   */
  NOWAIT;

  String sql() {
    return this == WAIT ? "SHUTDOWN" : "SHUTDOWN WITH NOWAIT";
  }
}
