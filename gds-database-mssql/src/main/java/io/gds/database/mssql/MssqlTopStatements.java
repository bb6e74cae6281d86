package io.gds.database.mssql;

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
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Statements whose plans the server has in its cache, and what they have cost since those were
 * made: what was thrown out of the cache is forgotten. What differs in values only is one
 * statement, and its text is that of the costliest, with the values.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-dynamic-management-views/sys-dm-exec-query-stats-transact-sql">sys.dm_exec_query_stats</a>
 */
final class MssqlTopStatements implements SupportsStatements {
  private static final long PAGE = 8192;

  /** What statements have that are compiled to machine code, all of them the same. */
  private static final byte[] NO_HASH = new byte[8];

  private final MssqlContext context;

  MssqlTopStatements(MssqlContext context) {
    this.context = context;
  }

  @Override
  public List<StatementStats> topStatements(StatementQuery query) {
    context.runner().requireOpen();
    if (query.user().isPresent()) {
      throw UnsupportedCapabilityException.of(
          DatabaseType.MSSQL.id(),
          context.runner().engine(),
          CapabilityStatus.absent(
              SupportsStatements.class,
              Availability.NOT_ON_PLATFORM,
              "SQL Server does not count statements by user",
              "Ask without a user, or collect them by an Extended Events session."));
    }
    List<Object> binds = new ArrayList<>(List.of(NO_HASH, NO_HASH));
    query.database().map(MssqlSql.NAMES::check).ifPresent(binds::add);
    query.since().map(this::secondsAgo).ifPresent(binds::add);
    return context
        .sql()
        .query(
            statement(query, MssqlServerZone.columns(context)),
            MssqlTopStatements::statement,
            binds.toArray());
  }

  private long secondsAgo(Instant since) {
    return Math.max(0, ChronoUnit.SECONDS.between(since, context.clock().instant()));
  }

  /** The statement; the partitions are statements without their values, in one database. */
  static String statement(StatementQuery query, String zone) {
    String sums =
        over("SUM(s.execution_count)", "calls")
            + over("SUM(s.total_elapsed_time)", "elapsed_us")
            + over("MIN(s.min_elapsed_time)", "least_us")
            + over("MAX(s.max_elapsed_time)", "most_us")
            + over("SUM(s.total_worker_time)", "worker_us")
            + over("SUM(s.total_rows)", "all_rows")
            + over("SUM(s.total_physical_reads)", "pages_read")
            + over("SUM(s.total_logical_reads)", "logical_reads")
            + over("SUM(s.total_logical_writes)", "logical_writes")
            + over("COUNT(*)", "plans")
            + over("MIN(s.creation_time)", "counted_since")
            + over("MAX(s.last_execution_time)", "last_run");
    String where =
        (query.database().isPresent() ? " AND d.name = ?" : "")
            + (query.since().isPresent()
                ? " AND DATEDIFF(second, r.last_run, SYSDATETIME()) <= ?"
                : "");
    return "SELECT TOP ("
        + query.limit()
        + ") r.*, d.name AS database_name"
        + text(query.textLength())
        + zone
        + " FROM (SELECT s.id, s.part, s.database_id, s.sql_handle, s.statement_start_offset,"
        + " s.statement_end_offset, ROW_NUMBER() OVER (PARTITION BY s.id, s.part, s.database_id"
        + " ORDER BY s.total_elapsed_time DESC) AS place"
        + sums
        + " FROM (SELECT q.*, CASE WHEN q.query_hash = ? THEN q.sql_handle ELSE q.query_hash END"
        + " AS id, CASE WHEN q.query_hash = ? THEN q.statement_start_offset ELSE 0 END AS part,"
        + " CAST(a.value AS int) AS database_id FROM sys.dm_exec_query_stats q"
        + " OUTER APPLY sys.dm_exec_plan_attributes(q.plan_handle) a"
        + " WHERE a.attribute = N'dbid') s) r"
        + " LEFT JOIN sys.databases d ON d.database_id = r.database_id"
        + (query.textLength() > 0 ? " OUTER APPLY sys.dm_exec_sql_text(r.sql_handle) t" : "")
        + " WHERE r.place = 1"
        + where
        + " ORDER BY "
        + order(query.by())
        + " DESC, r.id";
  }

  private static String over(String sum, String name) {
    return ", " + sum + " OVER (PARTITION BY s.id, s.part, s.database_id) AS " + name;
  }

  /** Offsets are in bytes, two a character; a negative end is that of the batch. */
  private static String text(int most) {
    String length = "(r.statement_end_offset - r.statement_start_offset) / 2 + 1";
    return most == 0
        ? ""
        : ", SUBSTRING(t.text, r.statement_start_offset / 2 + 1, CASE WHEN"
            + " r.statement_end_offset < 0 OR "
            + length
            + " > "
            + most
            + " THEN "
            + most
            + " ELSE "
            + length
            + " END) AS statement_text";
  }

  private static String order(StatementOrder by) {
    return switch (by) {
      case TOTAL_TIME -> "r.elapsed_us";
      case MEAN_TIME -> "r.elapsed_us / NULLIF(r.calls, 0)";
      case CALLS -> "r.calls";
      case ROWS -> "r.all_rows";
      case READS -> "r.pages_read";
      case CPU_TIME -> "r.worker_us";
    };
  }

  private static StatementStats statement(Row row) {
    MssqlServerZone zone = MssqlServerZone.of(row);
    int part = row.intValue("part");
    String id = "0x" + HexFormat.of().withUpperCase().formatHex(row.bytes("id"));
    boolean asked = row.has("statement_text");
    Optional<String> text =
        asked ? row.optionalText("statement_text").map(MssqlSecretText::hidden) : Optional.empty();
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("plans", row.text("plans"));
    attributes.put("logicalReads", row.text("logical_reads"));
    attributes.put("logicalWrites", row.text("logical_writes"));
    if (asked && text.isEmpty()) {
      attributes.put("hidden", "its text is encrypted, or gone from the cache meanwhile");
    }
    StatementStats.Builder statement =
        StatementStats.builder(
                part == 0 ? id : id + "/" + part,
                text.orElse(""),
                row.longValue("calls"),
                micros(row, "elapsed_us"))
            .minTime(micros(row, "least_us"))
            .maxTime(micros(row, "most_us"))
            .cpuTime(micros(row, "worker_us"))
            .rows(row.longValue("all_rows"))
            .readBytes(Math.multiplyExact(row.longValue("pages_read"), PAGE))
            .since(zone.instant(row.localTime("counted_since")))
            .lastRunAt(zone.instant(row.localTime("last_run")))
            .attributes(attributes);
    row.optionalText("database_name").ifPresent(statement::database);
    return statement.build();
  }

  private static Duration micros(Row row, String column) {
    return Duration.of(row.longValue(column), ChronoUnit.MICROS);
  }
}
