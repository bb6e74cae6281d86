package io.gds.database.postgres;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.util.HashMap;
import java.util.Map;

/**
 * What the control file of a server says, as pg_controldata prints it.
 *
 * @param state such as {@code shut down}
 * @param systemIdentifier what it shares with its physical copies only
 * @param checkpoint where its latest checkpoint lies in the log
 * @param replayed how far a standby had replayed; {@code 0/0} on a primary
 * @param timeline the latest checkpoint's timeline
 * @param rewindable whether a change of any page is in the log, as pg_rewind needs
 * @see <a href="https://www.postgresql.org/docs/current/app-pgcontroldata.html">pg_controldata</a>
 */
record PostgresControl(
    String state,
    String systemIdentifier,
    String checkpoint,
    String replayed,
    int timeline,
    boolean rewindable) {
  static PostgresControl parse(String text) {
    Map<String, String> values = new HashMap<>();
    text.lines()
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              if (colon > 0) {
                values.put(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
              }
            });
    try {
      return new PostgresControl(
          due(values, "Database cluster state"),
          due(values, "Database system identifier"),
          due(values, "Latest checkpoint location"),
          due(values, "Minimum recovery ending location"),
          Integer.parseInt(due(values, "Latest checkpoint's TimeLineID")),
          !due(values, "Data page checksum version").equals("0")
              || due(values, "wal_log_hints setting").equals("on"));
    } catch (NumberFormatException e) {
      throw unreadable("its timeline is no number");
    }
  }

  private static String due(Map<String, String> values, String key) {
    String value = values.get(key);
    if (value == null) {
      throw unreadable("\"" + key + "\" is not in it");
    }
    return value;
  }

  private static DatabaseException unreadable(String why) {
    return ErrorDetails.of(ErrorCode.TOOL_FAILED, "pg_controldata said something unknown: " + why)
        .remedy("See that the tools are those of the server's major version.")
        .toException();
  }

  /** Whether it was stopped in order, as a primary or as a standby. */
  boolean isStoppedCleanly() {
    return state.startsWith("shut down");
  }

  /** Whether it was stopped in order, and was none of a standby then. */
  boolean isStoppedPrimary() {
    return state.equals("shut down");
  }

  /** Where its own log ends, as far as that is sure. */
  String end() {
    return isAfter(replayed, checkpoint) ? replayed : checkpoint;
  }

  /**
   * Whether it has something behind the place where another timeline began. Its latest checkpoint
   * is a record that begins at its location: one that begins there is behind it already.
   */
  boolean isBeyond(String fork) {
    return isAfter(replayed, fork) || !isAfter(fork, checkpoint);
  }

  /** Whether a place in the log lies behind another. */
  static boolean isAfter(String one, String other) {
    return lsn(one).compareTo(lsn(other)) > 0;
  }

  private static PostgresLsn lsn(String text) {
    return PostgresLsn.parse(text).orElseThrow(() -> unreadable(text + " is no place in the log"));
  }
}
