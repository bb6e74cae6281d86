package io.gds.database.mssql;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A view of the server's figures, and what its columns are called as metrics. Names end in {@code
 * _total} for what only counts up until the server is restarted, and in the unit where there is
 * one; times are told in seconds, sizes in bytes.
 */
final class MssqlFigures {
  static final String COUNT = "1";
  static final String BYTES = "bytes";
  static final String SECONDS = "seconds";

  private static final double MILLIS = 1e-3;
  private static final double KIB = 1024;

  /** The counters of the server; their rows are worked out by {@link MssqlCounters}. */
  static final MssqlFigures COUNTERS =
      new MssqlFigures("counters", "sys.dm_os_performance_counters c", MssqlCounters.general())
          .label("object", "RTRIM(c.object_name)")
          .label("counter", "RTRIM(c.counter_name)")
          .label("instance", "RTRIM(c.instance_name)")
          .column("c.cntr_value")
          .column("c.cntr_type");

  /** All others. */
  static final List<MssqlFigures> SOURCES =
      List.of(
          new MssqlFigures(
                  "server",
                  "sys.dm_os_sys_info i LEFT JOIN sys.dm_os_sys_memory m ON 1 = 1"
                      + " LEFT JOIN sys.dm_os_process_memory p ON 1 = 1",
                  "")
              .figure("mssql_up", COUNT, 1, "1")
              .figure(
                  "mssql_uptime_seconds",
                  SECONDS,
                  MILLIS,
                  "i.ms_ticks - i.sqlserver_start_time_ms_ticks")
              .figure("mssql_cpu_count", COUNT, 1, "i.cpu_count")
              .figure("mssql_cpu_kernel_seconds_total", SECONDS, MILLIS, "i.process_kernel_time_ms")
              .figure("mssql_cpu_user_seconds_total", SECONDS, MILLIS, "i.process_user_time_ms")
              .figure("mssql_memory_physical_bytes", BYTES, KIB, "i.physical_memory_kb")
              .figure("mssql_memory_available_bytes", BYTES, KIB, "m.available_physical_memory_kb")
              .figure("mssql_memory_committed_bytes", BYTES, KIB, "i.committed_kb")
              .figure("mssql_memory_target_bytes", BYTES, KIB, "i.committed_target_kb")
              .figure("mssql_memory_in_use_bytes", BYTES, KIB, "p.physical_memory_in_use_kb")
              .figure("mssql_memory_locked_bytes", BYTES, KIB, "p.locked_page_allocations_kb"),
          new MssqlFigures(
                  "files",
                  "sys.dm_io_virtual_file_stats(NULL, NULL) s LEFT JOIN sys.master_files f"
                      + " ON f.database_id = s.database_id AND f.file_id = s.file_id",
                  "")
              .label("database", "DB_NAME(s.database_id)")
              .label("file", "COALESCE(f.name, CAST(s.file_id AS nvarchar(128)))")
              .label("type", "f.type_desc")
              .figure("mssql_io_reads_total", COUNT, 1, "s.num_of_reads")
              .figure("mssql_io_read_bytes_total", BYTES, 1, "s.num_of_bytes_read")
              .figure("mssql_io_read_stall_seconds_total", SECONDS, MILLIS, "s.io_stall_read_ms")
              .figure("mssql_io_writes_total", COUNT, 1, "s.num_of_writes")
              .figure("mssql_io_written_bytes_total", BYTES, 1, "s.num_of_bytes_written")
              .figure("mssql_io_write_stall_seconds_total", SECONDS, MILLIS, "s.io_stall_write_ms")
              .figure("mssql_io_size_bytes", BYTES, 1, "s.size_on_disk_bytes"),
          new MssqlFigures(
                  "waits",
                  "sys.dm_os_wait_stats w",
                  "w.waiting_tasks_count > 0 AND w.wait_type NOT IN ("
                      + MssqlIdleWaits.list()
                      + ")")
              .label("wait", "w.wait_type")
              .figure("mssql_waits_count_total", COUNT, 1, "w.waiting_tasks_count")
              .figure("mssql_waits_seconds_total", SECONDS, MILLIS, "w.wait_time_ms")
              .figure("mssql_waits_signal_seconds_total", SECONDS, MILLIS, "w.signal_wait_time_ms")
              .figure("mssql_waits_longest_seconds", SECONDS, MILLIS, "w.max_wait_time_ms"));

  /**
   * A metric.
   *
   * @param name its name
   * @param unit its unit
   * @param factor what the column's value is multiplied by
   */
  record Figure(String name, String unit, double factor) {}

  private final String source;
  private final String from;
  private final String where;
  private final Map<String, String> labels = new LinkedHashMap<>();
  private final List<String> columns = new ArrayList<>();
  private final List<Figure> figures = new ArrayList<>();

  private MssqlFigures(String source, String from, String where) {
    this.source = source;
    this.from = from;
    this.where = where;
  }

  private MssqlFigures label(String name, String expression) {
    labels.put(name, expression);
    return this;
  }

  private MssqlFigures column(String expression) {
    columns.add(expression);
    return this;
  }

  private MssqlFigures figure(String name, String unit, double factor, String expression) {
    figures.add(new Figure(name, unit, factor));
    return column(expression);
  }

  String source() {
    return source;
  }

  List<String> labels() {
    return List.copyOf(labels.keySet());
  }

  /** What the columns are, in order; none for {@link #COUNTERS}. */
  List<Figure> figures() {
    return figures;
  }

  /** Whether a pattern can match one of its names, by the text before its first wildcard. */
  boolean isWanted(String literal) {
    return figures.stream().anyMatch(figure -> figure.name().startsWith(literal));
  }

  /**
   * Reads it, with as many labels and values as the widest of those it is read together with. Texts
   * come from views of different collations, which one result cannot have.
   *
   * @param filtered whether only the rows are wanted that are of general interest
   */
  String select(int widestLabels, int widestValues, boolean filtered) {
    List<String> parts = new ArrayList<>(List.of("SELECT '" + source + "' AS source"));
    List<String> texts = List.copyOf(labels.values());
    IntStream.range(0, widestLabels)
        .forEach(
            i ->
                parts.add(
                    "CAST("
                        + (i < texts.size() ? texts.get(i) : "NULL")
                        + " AS nvarchar(128)) COLLATE DATABASE_DEFAULT AS label_"
                        + i));
    IntStream.range(0, widestValues)
        .forEach(
            i ->
                parts.add(
                    "CAST("
                        + (i < columns.size() ? columns.get(i) : "NULL")
                        + " AS bigint) AS value_"
                        + i));
    return String.join(", ", parts)
        + " FROM "
        + from
        + (where.isEmpty() || !filtered ? "" : " WHERE " + where);
  }

  int width() {
    return columns.size();
  }
}
