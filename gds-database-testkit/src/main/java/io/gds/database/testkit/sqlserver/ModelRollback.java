package io.gds.database.testkit.sqlserver;

/**
 * The work of a session that has to be undone before it is gone.
 *
 * @param percent how much of it is undone
 * @param seconds how long the rest takes
 * @param begun whether the session was killed
 */
record ModelRollback(int percent, int seconds, boolean begun) {
  /** What such a session is doing. */
  static final String COMMAND = "KILLED/ROLLBACK";

  static final String STATUS = "rollback";

  ModelRollback begin() {
    return new ModelRollback(percent, seconds, true);
  }
}
