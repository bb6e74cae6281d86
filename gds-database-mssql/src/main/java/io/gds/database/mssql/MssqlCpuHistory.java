package io.gds.database.mssql;

import io.gds.database.jdbc.Row;
import io.gds.database.observe.Metric;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How busy the machine's processors were: the one past that the server keeps of itself, a record a
 * minute for some four hours. The shares are of the whole machine, also where the server may use
 * only a part of it, such as in a container. The ring has no page of its own; <a
 * href="https://learn.microsoft.com/en-us/sql/database-engine/availability-groups/windows/always-on-ring-buffers">this
 * one</a> shows how rings are asked.
 */
record MssqlCpuHistory(MssqlContext context) {
  /** How far back it reaches. */
  static final Duration KEPT = Duration.ofHours(4);

  static final String PROCESS = "mssql_cpu_process_ratio";
  static final String IDLE = "mssql_cpu_idle_ratio";

  private static final Pattern PROCESS_SHARE =
      Pattern.compile("<ProcessUtilization>(\\d{1,3})</ProcessUtilization>");
  private static final Pattern IDLE_SHARE = Pattern.compile("<SystemIdle>(\\d{1,3})</SystemIdle>");
  private static final double PERCENT = 100;

  /** Whether a pattern can match one of its names, by the text before its first wildcard. */
  static boolean isWanted(String literal) {
    return PROCESS.startsWith(literal) || IDLE.startsWith(literal);
  }

  /** The statement; ages are told in milliseconds, since differences of times would overflow. */
  static String statement(boolean newest) {
    return "SELECT "
        + (newest ? "TOP (1) " : "")
        + "r.record AS record, i.ms_ticks - r.[timestamp] AS age_ms FROM sys.dm_os_ring_buffers r"
        + " CROSS JOIN sys.dm_os_sys_info i"
        + " WHERE r.ring_buffer_type = N'RING_BUFFER_SCHEDULER_MONITOR'"
        + " AND r.record LIKE N'%<SystemHealth>%' ORDER BY r.[timestamp]"
        + (newest ? " DESC" : "");
  }

  /** All records, or the newest, oldest first. */
  List<Metric> read(boolean newest) {
    Instant now = context.clock().instant();
    List<Metric> metrics = new ArrayList<>();
    context.sql().query(statement(newest), row -> metrics(row, now)).forEach(metrics::addAll);
    return metrics;
  }

  private static List<Metric> metrics(Row row, Instant now) {
    String record = row.text("record");
    Instant at = now.minusMillis(row.longValue("age_ms"));
    List<Metric> metrics = new ArrayList<>();
    share(PROCESS_SHARE, record).ifPresent(share -> metrics.add(metric(PROCESS, share, at)));
    share(IDLE_SHARE, record).ifPresent(share -> metrics.add(metric(IDLE, share, at)));
    return metrics;
  }

  private static OptionalInt share(Pattern pattern, String record) {
    Matcher share = pattern.matcher(record);
    return share.find() ? OptionalInt.of(Integer.parseInt(share.group(1))) : OptionalInt.empty();
  }

  private static Metric metric(String name, int percent, Instant at) {
    return new Metric(name, percent / PERCENT, MssqlFigures.COUNT, at, Map.of());
  }
}
