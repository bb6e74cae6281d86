package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireColumn;
import io.gds.database.testkit.wire.WireRow;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Views of SNOWFLAKE.ACCOUNT_USAGE, as late as the vendor says, and the history of log-ins. Of what
 * is used they tell the last hour and the last day that they know of.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/account-usage">Account Usage</a>
 */
final class AccountUsage {
  private static final Duration QUERIES_LATE = Duration.ofMinutes(45);
  private static final Duration METERING_LATE = Duration.ofHours(3);

  /** Credits an hour, by size. */
  private static final Map<String, Integer> CREDITS =
      Map.of("X-Small", 1, "Small", 2, "Medium", 4, "Large", 8, "X-Large", 16, "2X-Large", 32);

  private AccountUsage() {}

  /** Without the privileges on the database SNOWFLAKE its views are not there. */
  private static void demand(ModelSession session) {
    if (!session.has("ACCOUNTADMIN")) {
      throw ModelError.missing("Database", "SNOWFLAKE");
    }
  }

  static ModelRows queries(ModelSession session, ModelCall call) {
    demand(session);
    Instant known = session.account().moment().at().minus(QUERIES_LATE);
    ModelRows rows =
        QueryHistory.table(
            session.account().queries().all().stream()
                .filter(each -> each.ended().filter(end -> !end.isAfter(known)).isPresent())
                .toList());
    int text = rows.columns().indexOf(WireColumn.parse("QUERY_TEXT text"));
    List<WireColumn> columns = new ArrayList<>(rows.columns());
    columns.add(WireColumn.parse("QUERY_PARAMETERIZED_HASH text"));
    List<List<@Nullable Object>> hashed = new ArrayList<>();
    for (List<@Nullable Object> row : rows.rows()) {
      List<@Nullable Object> more = new ArrayList<>(row);
      String general = String.valueOf(row.get(text)).replaceAll("'[^']*'|\\b\\d+\\b", "?");
      more.add("%08x".formatted(general.hashCode()));
      hashed.add(more);
    }
    return new ModelRows(columns, hashed);
  }

  static ModelRows metering(ModelSession session, ModelCall call) {
    demand(session);
    Instant end =
        session.account().moment().at().minus(METERING_LATE).truncatedTo(ChronoUnit.HOURS);
    List<WireRow> rows = new ArrayList<>();
    for (ModelWarehouse each : session.account().warehouses()) {
      if (each.isStarted()) {
        BigDecimal used = BigDecimal.valueOf(CREDITS.getOrDefault(each.size(), 64));
        rows.add(
            WireRow.of(
                end.minus(1, ChronoUnit.HOURS), end, each.name(), used, used, BigDecimal.ZERO));
      }
    }
    return ModelRows.of(
        List.of(
            "START_TIME timestamp_ltz(0)",
            "END_TIME timestamp_ltz(0)",
            "WAREHOUSE_NAME text",
            "CREDITS_USED fixed(38,9)",
            "CREDITS_USED_COMPUTE fixed(38,9)",
            "CREDITS_USED_CLOUD_SERVICES fixed(38,9)"),
        rows);
  }

  private static LocalDate yesterday(ModelSession session) {
    return session.account().moment().at().atOffset(ZoneOffset.UTC).toLocalDate().minusDays(1);
  }

  private static long bytes(ModelDatabase database) {
    return database.schemas().stream()
        .flatMap(schema -> schema.tables().stream())
        .mapToLong(ModelTable::bytes)
        .sum();
  }

  static ModelRows storage(ModelSession session, ModelCall call) {
    demand(session);
    long all =
        session.account().databases().present().stream().mapToLong(AccountUsage::bytes).sum();
    return ModelRows.of(
        List.of(
            "USAGE_DATE date", "STORAGE_BYTES fixed", "STAGE_BYTES fixed", "FAILSAFE_BYTES fixed"),
        List.of(WireRow.of(yesterday(session), all, 0L, 0L)));
  }

  static ModelRows databases(ModelSession session, ModelCall call) {
    demand(session);
    List<WireRow> rows = new ArrayList<>();
    for (ModelDatabase each : session.account().databases().present()) {
      rows.add(WireRow.of(yesterday(session), each.name(), null, bytes(each), 0L));
    }
    return ModelRows.of(
        List.of(
            "USAGE_DATE date",
            "DATABASE_NAME text",
            "DELETED timestamp_ltz(3)",
            "AVERAGE_DATABASE_BYTES fixed",
            "AVERAGE_FAILSAFE_BYTES fixed"),
        rows);
  }
}
