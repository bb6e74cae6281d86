package io.gds.database.snowflake;

import io.gds.database.access.ProcessId;
import io.gds.database.access.ProcessState;
import io.gds.database.access.ServerProcess;
import io.gds.database.jdbc.Row;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A query that had not ended when the history was read.
 *
 * @param status in the server's word
 * @param tag empty without one
 * @param elapsedMillis since it was sent
 * @see <a href="https://docs.snowflake.com/en/sql-reference/functions/query_history">
 *     QUERY_HISTORY</a>
 */
record SnowflakeRunning(
    String id,
    String text,
    Optional<String> database,
    Optional<String> schema,
    String type,
    long session,
    String user,
    Optional<String> role,
    Optional<String> warehouse,
    String tag,
    String status,
    Instant begun,
    long elapsedMillis) {
  /** What is selected of a query. */
  static final String COLUMNS =
      "QUERY_ID, QUERY_TEXT, DATABASE_NAME, SCHEMA_NAME, QUERY_TYPE, SESSION_ID, USER_NAME,"
          + " ROLE_NAME, WAREHOUSE_NAME, QUERY_TAG, EXECUTION_STATUS, START_TIME,"
          + " TOTAL_ELAPSED_TIME";

  /** What the server runs by itself is of this user. */
  private static final String SYSTEM = "SYSTEM";

  private static final String LOCK = "Lock";

  static SnowflakeRunning of(Row row) {
    return new SnowflakeRunning(
        row.text("QUERY_ID"),
        SnowflakeSecretText.hidden(row.optionalText("QUERY_TEXT").orElse("")),
        SnowflakeRows.text(row, "DATABASE_NAME"),
        SnowflakeRows.text(row, "SCHEMA_NAME"),
        row.optionalText("QUERY_TYPE").orElse(""),
        row.optionalLong("SESSION_ID").orElse(0),
        row.optionalText("USER_NAME").orElse(""),
        SnowflakeRows.text(row, "ROLE_NAME"),
        SnowflakeRows.text(row, "WAREHOUSE_NAME"),
        row.optionalText("QUERY_TAG").orElse(""),
        row.text("EXECUTION_STATUS"),
        row.instant("START_TIME"),
        row.optionalLong("TOTAL_ELAPSED_TIME").orElse(0));
  }

  ProcessId process() {
    return new ProcessId(id, begun);
  }

  /** What it does, by the server's word: those of the history and those of its monitoring. */
  static ProcessState state(String status) {
    return switch (status.toUpperCase(Locale.ROOT)) {
      case "RUNNING", "RESTARTED" -> ProcessState.ACTIVE;
      case "QUEUED",
          "BLOCKED",
          "RESUMING_WAREHOUSE",
          "QUEUED_REPAIRING_WAREHOUSE",
          "QUEUED_REPARING_WAREHOUSE" ->
          ProcessState.WAITING;
      case "ABORTING" -> ProcessState.ENDING;
      default -> ProcessState.UNKNOWN;
    };
  }

  private static Optional<String> waitKind(String status) {
    return switch (status.toUpperCase(Locale.ROOT)) {
      case "BLOCKED" -> Optional.of(LOCK);
      case "QUEUED" -> Optional.of("Warehouse:queued");
      case "RESUMING_WAREHOUSE" -> Optional.of("Warehouse:resuming");
      case "QUEUED_REPAIRING_WAREHOUSE", "QUEUED_REPARING_WAREHOUSE" ->
          Optional.of("Warehouse:repairing");
      default -> Optional.empty();
    };
  }

  /**
   * As it is told.
   *
   * @param length where the statement is cut; 0 leaves it out
   * @param own whether it is this engine's
   * @param blockers those it waits for
   * @param resource on what it waits, if that is a lock
   */
  ServerProcess told(int length, boolean own, List<String> blockers, Optional<String> resource) {
    ServerProcess.Builder process =
        ServerProcess.builder(process(), state(status))
            .statementStartedAt(begun)
            .blockedBy(blockers)
            .own(own)
            .system(user.equals(SYSTEM))
            .attributes(attributes());
    if (!user.isEmpty()) {
      process.user(user);
    }
    database.ifPresent(process::database);
    if (!type.isEmpty()) {
      process.command(type);
    }
    if (length > 0) {
      process.statement(cut(length));
    }
    waitKind(status).ifPresent(process::waitKind);
    boolean forWarehouse = waitKind(status).filter(kind -> !kind.equals(LOCK)).isPresent();
    resource.or(() -> forWarehouse ? warehouse : Optional.empty()).ifPresent(process::waitObject);
    return process.build();
  }

  private String cut(int length) {
    return text.codePointCount(0, text.length()) <= length
        ? text
        : text.substring(0, text.offsetByCodePoints(0, length));
  }

  private Map<String, String> attributes() {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("session", String.valueOf(session));
    attributes.put("status", status);
    attributes.put("elapsedMillis", String.valueOf(elapsedMillis));
    schema.ifPresent(name -> attributes.put("schema", name));
    role.ifPresent(name -> attributes.put("role", name));
    warehouse.ifPresent(name -> attributes.put("warehouse", name));
    if (!tag.isEmpty()) {
      attributes.put("tag", tag);
    }
    return attributes;
  }
}
