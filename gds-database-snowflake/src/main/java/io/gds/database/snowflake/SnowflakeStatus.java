package io.gds.database.snowflake;

import java.util.Locale;

/**
 * What the server says of a statement.
 *
 * @param state how far it is
 * @param code the number of its error; 0 if it has none
 * @param message the error's words; empty if it has none
 */
record SnowflakeStatus(State state, int code, String message) {
  /** How far a statement is. */
  enum State {
    /** It waits, runs, or is being stopped. */
    RUNNING,
    /** It ended well. */
    DONE,
    /** It ended with an error, or was stopped: it had no effect. */
    FAILED,
    /** The server does not know of it, or does not yet. */
    UNKNOWN
  }

  /**
   * By the server's own words, of the state of a query and of its row in the history.
   *
   * @see <a
   *     href="https://docs.snowflake.com/en/sql-reference/functions/query_history">QUERY_HISTORY:
   *     EXECUTION_STATUS</a>
   */
  static SnowflakeStatus of(String word, int code, String message) {
    return switch (word.toUpperCase(Locale.ROOT)) {
      case "SUCCESS" -> new SnowflakeStatus(State.DONE, 0, "");
      case "FAILED_WITH_ERROR", "FAILED_WITH_INCIDENT", "ABORTED", "FAIL", "FAILED", "INCIDENT" ->
          new SnowflakeStatus(State.FAILED, code, message);
      // Blocked is waiting for a lock; disconnected and restarted ones go on.
      case "RUNNING",
          "QUEUED",
          "RESUMING_WAREHOUSE",
          "QUEUED_REPARING_WAREHOUSE",
          "QUEUED_REPAIRING_WAREHOUSE",
          "BLOCKED",
          "ABORTING",
          "RESTARTED",
          "DISCONNECTED" ->
          new SnowflakeStatus(State.RUNNING, 0, "");
      default -> new SnowflakeStatus(State.UNKNOWN, 0, "");
    };
  }

  boolean isRunning() {
    return state == State.RUNNING;
  }
}
