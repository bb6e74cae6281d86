package io.gds.database.testkit.sqlserver;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The machine: views that move with its clock, or with what files there are. They are brought up to
 * date when something is asked that names one of them.
 */
final class ModelMachine {
  private static final Duration UP = Duration.ofDays(1);
  private static final long GIB = 1024L * 1024;

  private final ModelServer server;
  private final Instant begun;
  private boolean described;

  ModelMachine(ModelServer server) {
    this.server = server;
    begun = server.clock().instant();
  }

  /** Milliseconds since the machine was started, which was a day before the server. */
  long ticks(Instant at) {
    return Duration.between(begun.minus(UP), at).toMillis();
  }

  /** Brings up to date what this query looks at. */
  void show(List<TsqlToken> query) {
    if (names(query, "dm_os_sys_info")
        || names(query, "dm_os_sys_memory")
        || names(query, "dm_os_process_memory")) {
      describe();
    }
    if (names(query, "dm_io_virtual_file_stats")) {
      files();
    }
  }

  private static boolean names(List<TsqlToken> query, String view) {
    return query.stream()
        .anyMatch(token -> token.isName() && token.text().toLowerCase(Locale.ROOT).equals(view));
  }

  void describe() {
    ModelCatalog catalog = server.catalog();
    if (!described) {
      described = true;
      Map<String, @Nullable Object> info = new LinkedHashMap<>();
      info.put("cpu_count", 4);
      info.put("physical_memory_kb", 16 * GIB);
      info.put("committed_kb", 2 * GIB);
      info.put("committed_target_kb", 12 * GIB);
      info.put("max_workers_count", 512);
      info.put("scheduler_count", 4);
      info.put("sqlserver_start_time_ms_ticks", UP.toMillis());
      info.put("sqlserver_start_time", server.now());
      info.put("process_kernel_time_ms", 1500);
      info.put("process_user_time_ms", 4500);
      catalog.insertKnown("sys", "dm_os_sys_info", info);
      catalog.insertKnown(
          "sys",
          "dm_os_sys_memory",
          Map.of("total_physical_memory_kb", 16 * GIB, "available_physical_memory_kb", 13 * GIB));
      catalog.insertKnown(
          "sys",
          "dm_os_process_memory",
          Map.of("physical_memory_in_use_kb", 2 * GIB, "locked_page_allocations_kb", 0));
    }
    catalog.update("UPDATE sys.dm_os_sys_info SET ms_ticks = ?", ticks(server.clock().instant()));
  }

  /** Every file of a database that is online has a row, which begins at nothing. */
  private void files() {
    String online =
        " FROM sys.master_files f JOIN sys.databases d ON d.database_id = f.database_id"
            + " WHERE d.state = 0";
    server
        .catalog()
        .update(
            "DELETE FROM sys.dm_io_virtual_file_stats s WHERE NOT EXISTS (SELECT 1"
                + online
                + " AND f.database_id = s.database_id AND f.file_id = s.file_id)");
    server
        .catalog()
        .update(
            "INSERT INTO sys.dm_io_virtual_file_stats (database_id, file_id, num_of_reads,"
                + " num_of_bytes_read, io_stall_read_ms, num_of_writes, num_of_bytes_written,"
                + " io_stall_write_ms, io_stall, size_on_disk_bytes)"
                + " SELECT f.database_id, f.file_id, 0, 0, 0, 0, 0, 0, 0, f.\"size\" * 8192"
                + online
                + " AND NOT EXISTS (SELECT 1 FROM sys.dm_io_virtual_file_stats s"
                + " WHERE f.database_id = s.database_id AND f.file_id = s.file_id)");
  }
}
