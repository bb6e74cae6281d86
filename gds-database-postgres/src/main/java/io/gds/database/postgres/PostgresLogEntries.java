package io.gds.database.postgres;

import io.gds.database.observe.LogEntry;
import io.gds.database.observe.LogLevel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes entries of what the two forms of the log hold, under the names that JSON has for it. */
final class PostgresLogEntries {
  /**
   * The columns of csvlog in order; 13 ends with backend_type.
   *
   * @see <a
   *     href="https://www.postgresql.org/docs/current/runtime-config-logging.html#RUNTIME-CONFIG-LOGGING-CSVLOG">Using
   *     CSV-Format Log Output</a>
   */
  static final List<String> COLUMNS =
      List.of(
          "timestamp",
          "user",
          "dbname",
          "pid",
          "connection_from",
          "session_id",
          "line_num",
          "ps",
          "session_start",
          "vxid",
          "txid",
          "error_severity",
          "state_code",
          "message",
          "detail",
          "hint",
          "internal_query",
          "internal_position",
          "context",
          "statement",
          "cursor_position",
          "location",
          "application_name",
          "backend_type",
          "leader_pid",
          "query_id");

  /** What is told, and what it is called here. */
  private static final Map<String, String> CONTEXT = context();

  private final PostgresLogTimes times;

  PostgresLogEntries(PostgresLogTimes times) {
    this.times = times;
  }

  private static Map<String, String> context() {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("user", "user");
    names.put("dbname", "database");
    names.put("pid", "pid");
    names.put("connection_from", "client");
    names.put("application_name", "application");
    names.put("state_code", "code");
    names.put("error_severity", "severity");
    names.put("detail", "detail");
    names.put("hint", "hint");
    names.put("context", "context");
    names.put("statement", "statement");
    names.put("cursor_position", "position");
    names.put("internal_query", "internalQuery");
    names.put("location", "location");
    names.put("ps", "command");
    names.put("session_id", "session");
    names.put("line_num", "line");
    names.put("txid", "transaction");
    names.put("query_id", "queryId");
    names.put("leader_pid", "leader");
    return names;
  }

  /** The entry; empty if it lacks a time or a level. */
  Optional<LogEntry> entry(Map<String, String> fields, boolean cut) {
    String severity = fields.getOrDefault("error_severity", "");
    if (severity.isEmpty() || !fields.containsKey("message")) {
      return Optional.empty();
    }
    return times
        .instant(fields.getOrDefault("timestamp", ""))
        .map(
            instant -> {
              Map<String, String> context = new LinkedHashMap<>();
              CONTEXT.forEach(
                  (field, name) -> {
                    String value = fields.getOrDefault(field, "");
                    if (!value.isEmpty() && !isNone(field, value)) {
                      context.put(name, value);
                    }
                  });
              if (cut) {
                context.put("cut", "true");
              }
              return new LogEntry(
                  instant,
                  level(severity, fields.getOrDefault("state_code", "")),
                  fields.getOrDefault("message", ""),
                  Optional.ofNullable(fields.get("backend_type")).filter(type -> !type.isEmpty()),
                  context);
            });
  }

  private static boolean isNone(String field, String value) {
    return value.equals("0") && (field.equals("txid") || field.equals("query_id"));
  }

  /**
   * The level of a severity. Servers write it in the language of lc_messages, and then the error
   * code tells: its class is 00 for what merely happens, and 01 for warnings.
   */
  static LogLevel level(String severity, String code) {
    return switch (severity) {
      case "DEBUG", "DEBUG1", "DEBUG2", "DEBUG3", "DEBUG4", "DEBUG5" -> LogLevel.DEBUG;
      case "LOG", "INFO" -> LogLevel.INFO;
      case "NOTICE" -> LogLevel.NOTICE;
      case "WARNING" -> LogLevel.WARNING;
      case "ERROR" -> LogLevel.ERROR;
      case "FATAL", "PANIC" -> LogLevel.FATAL;
      default ->
          code.length() != 5
              ? LogLevel.UNKNOWN
              : code.startsWith("00")
                  ? LogLevel.INFO
                  : code.startsWith("01") || code.startsWith("02")
                      ? LogLevel.WARNING
                      : LogLevel.ERROR;
    };
  }
}
