package io.gds.database.snowflake;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.connection.DatabaseType;
import io.gds.database.jdbc.Row;
import io.gds.database.observe.StatementOrder;
import io.gds.database.observe.StatementQuery;
import io.gds.database.observe.StatementStats;
import io.gds.database.observe.SupportsStatements;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Statements by what they have cost in the last seven days, or since the instant asked for, at most
 * in a year: those that differ in their values only are one. The view is up to 45 minutes late.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/account-usage/query_history">
 *     ACCOUNT_USAGE.QUERY_HISTORY</a>
 */
final class SnowflakeTopStatements implements SupportsStatements {
  private static final Duration USUAL = Duration.ofDays(7);
  private static final String VIEW = "QUERY_HISTORY";

  private final SnowflakeContext context;

  SnowflakeTopStatements(SnowflakeContext context) {
    this.context = context;
  }

  @Override
  public List<StatementStats> topStatements(StatementQuery query) {
    context.runner().requireOpen();
    if (query.by() == StatementOrder.CPU_TIME) {
      throw UnsupportedCapabilityException.of(
          DatabaseType.SNOWFLAKE.id(),
          context.runner().engine(),
          CapabilityStatus.absent(
              SupportsStatements.class,
              Availability.NOT_ON_PLATFORM,
              "Snowflake tells how long statements took, and not how long they computed",
              "Rank them by their total time, or by what they read."));
    }
    List<Object> binds = new ArrayList<>();
    query.database().ifPresent(binds::add);
    query.user().ifPresent(binds::add);
    return SnowflakeUsage.read(
        context,
        VIEW,
        statement(query, since(query)),
        row -> statement(row, query.textLength()),
        binds.toArray());
  }

  private Instant since(StatementQuery query) {
    return query.since().orElseGet(() -> context.clock().instant().minus(USUAL));
  }

  static String statement(StatementQuery query, Instant since) {
    return "SELECT QUERY_PARAMETERIZED_HASH AS ID, DATABASE_NAME, MAX(QUERY_TEXT) AS STATEMENT_TEXT,"
        + " COUNT(*) AS CALLS, COUNT(ERROR_CODE) AS FAILED, SUM(TOTAL_ELAPSED_TIME) AS TOTAL_TIME,"
        + " MIN(TOTAL_ELAPSED_TIME) AS LEAST_TIME, MAX(TOTAL_ELAPSED_TIME) AS MOST_TIME,"
        + " SUM(ROWS_PRODUCED) AS ALL_ROWS, SUM(BYTES_SCANNED) AS READ_BYTES,"
        + " MIN(START_TIME) AS FIRST_RUN, MAX(START_TIME) AS LAST_RUN FROM "
        + SnowflakeUsage.view(VIEW)
        + " WHERE END_TIME >= "
        + SnowflakeFunctions.instant(since)
        + (query.database().isPresent() ? " AND DATABASE_NAME = ?" : "")
        + (query.user().isPresent() ? " AND USER_NAME = ?" : "")
        + " GROUP BY QUERY_PARAMETERIZED_HASH, DATABASE_NAME ORDER BY "
        + order(query.by())
        + " DESC, ID LIMIT "
        + query.limit();
  }

  private static String order(StatementOrder by) {
    return switch (by) {
      case TOTAL_TIME, CPU_TIME -> "TOTAL_TIME";
      case MEAN_TIME -> "SUM(TOTAL_ELAPSED_TIME) / COUNT(*)";
      case CALLS -> "CALLS";
      case ROWS -> "ALL_ROWS";
      case READS -> "READ_BYTES";
    };
  }

  private static StatementStats statement(Row row, int length) {
    String text = SnowflakeSecretText.hidden(row.optionalText("STATEMENT_TEXT").orElse(""));
    StatementStats.Builder statement =
        StatementStats.builder(
                row.optionalText("ID").orElse("")
                    + row.optionalText("DATABASE_NAME").map(name -> "@" + name).orElse(""),
                text.codePointCount(0, text.length()) <= length
                    ? text
                    : text.substring(0, text.offsetByCodePoints(0, length)),
                row.longValue("CALLS"),
                Duration.ofMillis(row.optionalLong("TOTAL_TIME").orElse(0)))
            .minTime(Duration.ofMillis(row.optionalLong("LEAST_TIME").orElse(0)))
            .maxTime(Duration.ofMillis(row.optionalLong("MOST_TIME").orElse(0)))
            .since(row.instant("FIRST_RUN"))
            .lastRunAt(row.instant("LAST_RUN"))
            .attributes(Map.of("failed", row.text("FAILED")));
    row.optionalLong("ALL_ROWS").ifPresent(statement::rows);
    row.optionalLong("READ_BYTES").ifPresent(statement::readBytes);
    row.optionalText("DATABASE_NAME").ifPresent(statement::database);
    return statement.build();
  }
}
