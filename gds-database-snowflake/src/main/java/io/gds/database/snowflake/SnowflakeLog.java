package io.gds.database.snowflake;

import io.gds.database.jdbc.Row;
import io.gds.database.observe.LogEntry;
import io.gds.database.observe.LogLevel;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * One of the histories that are told as logs.
 *
 * @param name what it is called here
 * @param table of the function and of the view
 * @param time the column of when an entry was written
 * @param begin the function's argument for the begin of a window
 * @param end the same for its end
 * @param columns what is selected
 * @param latency how late the view is, in the vendor's words
 * @param reader makes an entry of a row
 * @see <a href="https://docs.snowflake.com/en/sql-reference/functions/query_history">
 *     QUERY_HISTORY</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/functions/login_history">
 *     LOGIN_HISTORY</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/account-usage">Account Usage: latency
 *     and how long it is kept</a>
 */
record SnowflakeLog(
    String name,
    String table,
    String time,
    String begin,
    String end,
    List<String> columns,
    String latency,
    BiFunction<Row, Instant, LogEntry> reader) {
  /** What was asked, and how it went. */
  static final SnowflakeLog QUERIES =
      new SnowflakeLog(
          "queries",
          "QUERY_HISTORY",
          "END_TIME",
          "END_TIME_RANGE_START",
          "END_TIME_RANGE_END",
          List.of(
              "QUERY_ID",
              // A text may have 100,000 characters, and 10,000 of them come at once.
              "LEFT(QUERY_TEXT, 4096) AS QUERY_TEXT",
              "DATABASE_NAME",
              "SCHEMA_NAME",
              "QUERY_TYPE",
              "SESSION_ID",
              "USER_NAME",
              "ROLE_NAME",
              "WAREHOUSE_NAME",
              "QUERY_TAG",
              "EXECUTION_STATUS",
              "ERROR_CODE",
              "ERROR_MESSAGE",
              "START_TIME",
              "END_TIME",
              "TOTAL_ELAPSED_TIME",
              "ROWS_PRODUCED"),
          "45 minutes",
          SnowflakeLog::query);

  /** Who logged in, and who could not. */
  static final SnowflakeLog LOGINS =
      new SnowflakeLog(
          "logins",
          "LOGIN_HISTORY",
          "EVENT_TIMESTAMP",
          "TIME_RANGE_START",
          "TIME_RANGE_END",
          List.of(
              "EVENT_TIMESTAMP",
              "EVENT_ID",
              "EVENT_TYPE",
              "USER_NAME",
              "CLIENT_IP",
              "REPORTED_CLIENT_TYPE",
              "REPORTED_CLIENT_VERSION",
              "FIRST_AUTHENTICATION_FACTOR",
              "SECOND_AUTHENTICATION_FACTOR",
              "IS_SUCCESS",
              "ERROR_CODE",
              "ERROR_MESSAGE"),
          "2 hours",
          SnowflakeLog::login);

  /** All there are, the default first. */
  static final List<SnowflakeLog> ALL = List.of(QUERIES, LOGINS);

  private static final Map<String, String> OF_QUERY =
      names(
          "queryId", "QUERY_ID",
          "user", "USER_NAME",
          "role", "ROLE_NAME",
          "warehouse", "WAREHOUSE_NAME",
          "database", "DATABASE_NAME",
          "schema", "SCHEMA_NAME",
          "session", "SESSION_ID",
          "type", "QUERY_TYPE",
          "status", "EXECUTION_STATUS",
          "code", "ERROR_CODE",
          "elapsedMillis", "TOTAL_ELAPSED_TIME",
          "rows", "ROWS_PRODUCED",
          "tag", "QUERY_TAG");

  private static final Map<String, String> OF_LOGIN =
      names(
          "eventId", "EVENT_ID",
          "user", "USER_NAME",
          "client", "CLIENT_IP",
          "clientVersion", "REPORTED_CLIENT_VERSION",
          "authentication", "FIRST_AUTHENTICATION_FACTOR",
          "secondAuthentication", "SECOND_AUTHENTICATION_FACTOR",
          "code", "ERROR_CODE");

  private static Map<String, String> names(String... namesAndColumns) {
    Map<String, String> names = new LinkedHashMap<>();
    for (int i = 0; i < namesAndColumns.length; i += 2) {
      names.put(namesAndColumns[i], namesAndColumns[i + 1]);
    }
    return names;
  }

  private static Map<String, String> context(Row row, Map<String, String> names) {
    Map<String, String> context = new LinkedHashMap<>();
    names.forEach(
        (name, column) ->
            SnowflakeRows.text(row, column).ifPresent(text -> context.put(name, text)));
    return context;
  }

  /** What an entry is called, so that none is told twice. */
  static String identity(LogEntry entry) {
    return entry.context().getOrDefault("queryId", entry.context().getOrDefault("eventId", ""));
  }

  private static LogEntry query(Row row, Instant at) {
    Optional<String> error = SnowflakeRows.text(row, "ERROR_MESSAGE");
    String text = SnowflakeSecretText.hidden(row.optionalText("QUERY_TEXT").orElse(""));
    return new LogEntry(
        at,
        level(row.optionalText("EXECUTION_STATUS").orElse("")),
        error.map(message -> SnowflakeSecretText.hidden(message) + ": " + text).orElse(text),
        SnowflakeRows.text(row, "WAREHOUSE_NAME"),
        context(row, OF_QUERY));
  }

  /** By the words of the function and of the view. */
  static LogLevel level(String status) {
    return switch (status.toUpperCase(Locale.ROOT)) {
      case "SUCCESS" -> LogLevel.INFO;
      case "FAILED_WITH_ERROR", "FAIL", "FAILED_WITH_INCIDENT", "INCIDENT" -> LogLevel.ERROR;
      default -> LogLevel.UNKNOWN;
    };
  }

  private static LogEntry login(Row row, Instant at) {
    boolean in = SnowflakeRows.isTrue(row, "IS_SUCCESS");
    String who = row.optionalText("USER_NAME").orElse("somebody");
    String what = in ? who + " logged in" : who + " could not log in";
    return new LogEntry(
        at,
        in ? LogLevel.INFO : LogLevel.WARNING,
        SnowflakeRows.text(row, "ERROR_MESSAGE").map(why -> what + ": " + why).orElse(what),
        SnowflakeRows.text(row, "REPORTED_CLIENT_TYPE"),
        context(row, OF_LOGIN));
  }

  /** The statement that reads a window of the last days, as they are now. */
  String recent(SnowflakeContext context, Instant from, Instant to, int most) {
    return "SELECT "
        + String.join(", ", columns)
        + " FROM "
        + SnowflakeFunctions.call(
            context,
            table,
            begin
                + " => "
                + SnowflakeFunctions.instant(from)
                + ", "
                + end
                + " => "
                + SnowflakeFunctions.instant(to)
                + ", RESULT_LIMIT => "
                + most);
  }

  /** The statement that reads a window of the last year, some time late. */
  String old(Instant from, Instant to, int most) {
    return "SELECT "
        + String.join(", ", columns)
        + " FROM "
        + SnowflakeUsage.view(table)
        + " WHERE "
        + time
        + " >= "
        + SnowflakeFunctions.instant(from)
        + " AND "
        + time
        + " < "
        + SnowflakeFunctions.instant(to)
        + " LIMIT "
        + most;
  }

  LogEntry entry(Row row) {
    return reader.apply(row, row.instant(time));
  }
}
