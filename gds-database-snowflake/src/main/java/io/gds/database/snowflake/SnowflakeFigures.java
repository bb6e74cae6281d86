package io.gds.database.snowflake;

import io.gds.database.jdbc.Row;
import io.gds.database.observe.Metric;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Figures that a view of the account's usage tells of each hour or day.
 *
 * @param view which
 * @param columns what is selected besides the time
 * @param time of a row, as an instant: the end of what it tells of
 * @param span how much of the past is looked at for the newest figures
 * @param condition which rows; empty for all
 * @param group by what rows are put together; empty where each stands for itself
 * @param label what a figure is of, and the column of its name; both empty for the account
 * @param figures names, columns and units
 * @see <a
 *     href="https://docs.snowflake.com/en/sql-reference/account-usage/warehouse_metering_history">
 *     WAREHOUSE_METERING_HISTORY</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/account-usage/storage_usage">
 *     STORAGE_USAGE</a>
 * @see <a
 *     href="https://docs.snowflake.com/en/sql-reference/account-usage/database_storage_usage_history">
 *     DATABASE_STORAGE_USAGE_HISTORY</a>
 */
record SnowflakeFigures(
    String view,
    List<String> columns,
    String time,
    Duration span,
    String condition,
    String group,
    Map<String, String> label,
    List<Figure> figures) {
  /** When a row was so. */
  private static final String AT = "MEASURED_AT";

  /** Credits of each warehouse and hour; up to three hours late, of cloud services six. */
  static final SnowflakeFigures CREDITS =
      new SnowflakeFigures(
          "WAREHOUSE_METERING_HISTORY",
          List.of(
              "WAREHOUSE_NAME",
              "CREDITS_USED",
              "CREDITS_USED_COMPUTE",
              "CREDITS_USED_CLOUD_SERVICES"),
          "END_TIME",
          Duration.ofDays(1),
          "",
          "",
          Map.of("warehouse", "WAREHOUSE_NAME"),
          List.of(
              new Figure("snowflake_credits_used", "CREDITS_USED", "credits"),
              new Figure("snowflake_credits_compute", "CREDITS_USED_COMPUTE", "credits"),
              new Figure(
                  "snowflake_credits_cloud_services", "CREDITS_USED_CLOUD_SERVICES", "credits")));

  /** What is stored, of each day; some hours late. */
  static final SnowflakeFigures STORAGE =
      new SnowflakeFigures(
          "STORAGE_USAGE",
          List.of("STORAGE_BYTES", "STAGE_BYTES", "FAILSAFE_BYTES"),
          day("USAGE_DATE"),
          Duration.ofDays(4),
          "",
          "",
          Map.of(),
          List.of(
              new Figure("snowflake_storage_bytes", "STORAGE_BYTES", "bytes"),
              new Figure("snowflake_stage_bytes", "STAGE_BYTES", "bytes"),
              new Figure("snowflake_failsafe_bytes", "FAILSAFE_BYTES", "bytes")));

  /** What each database stores, of each day; some hours late. */
  static final SnowflakeFigures DATABASES =
      new SnowflakeFigures(
          "DATABASE_STORAGE_USAGE_HISTORY",
          List.of("DATABASE_NAME", "AVERAGE_DATABASE_BYTES", "AVERAGE_FAILSAFE_BYTES"),
          day("USAGE_DATE"),
          Duration.ofDays(4),
          "DELETED IS NULL",
          "",
          Map.of("database", "DATABASE_NAME"),
          List.of(
              new Figure("snowflake_database_bytes", "AVERAGE_DATABASE_BYTES", "bytes"),
              new Figure("snowflake_database_failsafe_bytes", "AVERAGE_FAILSAFE_BYTES", "bytes")));

  /** Queries of each hour that ended in it; up to 45 minutes late. */
  static final SnowflakeFigures QUERIES =
      new SnowflakeFigures(
          "QUERY_HISTORY",
          List.of(
              "COUNT(*) AS QUERIES",
              "COUNT(ERROR_CODE) AS FAILED",
              "SUM(TOTAL_ELAPSED_TIME) / 1000 AS SECONDS"),
          "DATE_TRUNC('HOUR', END_TIME)",
          Duration.ofDays(1),
          "",
          "DATE_TRUNC('HOUR', END_TIME)",
          Map.of(),
          List.of(
              new Figure("snowflake_queries", "QUERIES", "1"),
              new Figure("snowflake_queries_failed", "FAILED", "1"),
              new Figure("snowflake_queries_seconds", "SECONDS", "seconds")));

  static final List<SnowflakeFigures> ALL = List.of(CREDITS, STORAGE, DATABASES, QUERIES);

  /**
   * A figure.
   *
   * @param name as it is told
   * @param column where it is told
   */
  record Figure(String name, String column, String unit) {}

  /** The begin of a day, in the session's time zone, which is UTC. */
  private static String day(String column) {
    return column + "::TIMESTAMP_LTZ";
  }

  /** Whether one of its figures may have a name that begins so. */
  boolean isWanted(String beginning) {
    return figures.stream()
        .anyMatch(
            figure -> figure.name().startsWith(beginning) || beginning.startsWith(figure.name()));
  }

  /** The statement for a span of time. */
  String statement(Instant from, Instant to) {
    return "SELECT "
        + time
        + " AS "
        + AT
        + ", "
        + String.join(", ", columns)
        + " FROM "
        + SnowflakeUsage.view(view)
        + " WHERE "
        + basis()
        + " >= "
        + bound(from)
        + " AND "
        + basis()
        + " < "
        + bound(to)
        + (condition.isEmpty() ? "" : " AND " + condition)
        + (group.isEmpty() ? "" : " GROUP BY " + group);
  }

  /** The column itself, so that the server need not read what lies outside. */
  private String basis() {
    return time.contains("USAGE_DATE") ? "USAGE_DATE" : "END_TIME";
  }

  private String bound(Instant instant) {
    return time.contains("USAGE_DATE")
        ? SnowflakeSql.literal(instant.toString().substring(0, 10)) + "::DATE"
        : SnowflakeFunctions.instant(instant);
  }

  /** The metrics of a row. */
  List<Metric> metrics(Row row) {
    Map<String, String> labels = new LinkedHashMap<>();
    label.forEach((name, column) -> labels.put(name, row.optionalText(column).orElse("")));
    Instant at = row.instant(AT);
    List<Metric> metrics = new ArrayList<>();
    for (Figure figure : figures) {
      row.optionalDecimal(figure.column())
          .ifPresent(
              value ->
                  metrics.add(
                      new Metric(figure.name(), value.doubleValue(), figure.unit(), at, labels)));
    }
    return metrics;
  }
}
