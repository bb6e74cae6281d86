package io.gds.database.mssql;

import io.gds.database.access.ProcessId;
import io.gds.database.jdbc.SqlMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The statements that end one session, by its number and its beginning: numbers are used again, so
 * the server compares the beginning in the same batch. KILL takes no variable, and returns before
 * the session's work is undone. The server keeps local times, which are read and compared by its
 * distance from UTC at that moment: where clocks are changed in between, nobody is found.
 *
 * @param process which
 * @param number its number
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/t-sql/language-elements/kill-transact-sql">KILL</a>
 */
record MssqlKill(ProcessId process, int number) {
  /** Tells how far it is. */
  private static final int ROLLING_BACK = 6109;

  private static final int LARGEST = Short.MAX_VALUE;

  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,4}");

  private static final Pattern PROGRESS = Pattern.compile("([0-9]{1,3})%.*?([0-9]{1,9}) sec");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'+00:00'").withZone(ZoneOffset.UTC);

  /** For a session that may be there; empty if none can have such a number. */
  static Optional<MssqlKill> of(ProcessId process) {
    if (!NUMBER.matcher(process.id()).matches()) {
      return Optional.empty();
    }
    int number = Integer.parseInt(process.id());
    return number > LARGEST || !isTime(process.startedAt())
        ? Optional.empty()
        : Optional.of(new MssqlKill(process, number));
  }

  /** The years that a datetime has. */
  private static boolean isTime(Instant at) {
    int year = at.atOffset(ZoneOffset.UTC).getYear();
    return year > 1753 && year < 9999;
  }

  /** Ends it, and gives a row that says whether it was there. */
  String sql() {
    return "IF EXISTS (SELECT 1 FROM sys.dm_exec_sessions WHERE session_id = "
        + number
        + " AND login_time = CAST(SWITCHOFFSET(CAST('"
        + TIME.format(process.startedAt())
        + "' AS datetimeoffset), DATEPART(TZOFFSET, SYSDATETIMEOFFSET())) AS datetime)) BEGIN KILL "
        + number
        + " SELECT 1 AS killed END ELSE SELECT 0 AS killed";
  }

  /** Asks how far its work is undone; ends nothing. */
  String statusSql() {
    return "KILL " + number + " WITH STATUSONLY";
  }

  /**
   * How far the undoing is.
   *
   * @param done the part that is undone, 0 to 1
   * @param remaining how long the rest may take
   */
  record Rollback(OptionalDouble done, Optional<Duration> remaining) {
    /** Nothing is known of it. */
    static final Rollback UNKNOWN = new Rollback(OptionalDouble.empty(), Optional.empty());

    /** As the server said; of what it has not worked out yet it says 0 percent and 0 seconds. */
    static Rollback of(List<SqlMessage> messages) {
      for (SqlMessage message : messages) {
        Matcher found = PROGRESS.matcher(message.text());
        if (message.code() == ROLLING_BACK && found.find()) {
          int percent = Integer.parseInt(found.group(1));
          int seconds = Integer.parseInt(found.group(2));
          return percent == 0 && seconds == 0
              ? UNKNOWN
              : new Rollback(
                  OptionalDouble.of(Math.min(1, percent / 100.0)),
                  Optional.of(Duration.ofSeconds(seconds)));
        }
      }
      return UNKNOWN;
    }
  }
}
