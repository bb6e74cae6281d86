package io.gds.database.testkit.sqlserver;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a model has counted: counters, waits, the load of its processors, reads and writes of files.
 * Nothing counts by itself; tests say what the views show. Thread-safe.
 */
public final class SqlServerFigures {
  /** A counter's type: a value. */
  public static final int VALUE = 65_792;

  /** A counter's type: a sum that grows. */
  public static final int SUM = 272_696_576;

  /** A counter's type: a part of its base. */
  public static final int RATIO = 537_003_264;

  /** A counter's type: a sum whose average over its base is meant. */
  public static final int AVERAGE = 1_073_874_176;

  /** A counter's type: the base of another. */
  public static final int BASE = 1_073_939_712;

  private final Object lock;
  private final ModelServer server;

  SqlServerFigures(Object lock, ModelServer server) {
    this.lock = lock;
    this.server = server;
  }

  /**
   * Sets a counter; the object's name gets the server's prefix, as that of an instance if it has a
   * name.
   *
   * @param instance empty for a counter without
   */
  public SqlServerFigures counter(
      String object, String counter, String instance, int type, long value) {
    String name = server.property("InstanceName");
    String prefix = name == null ? "SQLServer:" : "MSSQL$" + name + ":";
    set(
        "dm_os_performance_counters",
        Map.of("object_name", prefix + object, "counter_name", counter, "instance_name", instance),
        Map.of("cntr_value", value, "cntr_type", type));
    return this;
  }

  /** Sets what was waited for a reason, in milliseconds. */
  public SqlServerFigures wait(String type, long tasks, long millis, long longest, long signal) {
    set(
        "dm_os_wait_stats",
        Map.of("wait_type", type),
        Map.of(
            "waiting_tasks_count", tasks,
            "wait_time_ms", millis,
            "max_wait_time_ms", longest,
            "signal_wait_time_ms", signal));
    return this;
  }

  /** Adds a record of how busy the processors were, in percent. */
  public SqlServerFigures load(Instant at, int process, int idle) {
    String record =
        String.format(
            Locale.ROOT,
            "<Record id = \"1\" type =\"RING_BUFFER_SCHEDULER_MONITOR\" time =\"%d\">"
                + "<SchedulerMonitorEvent><SystemHealth>"
                + "<ProcessUtilization>%d</ProcessUtilization><SystemIdle>%d</SystemIdle>"
                + "<UserModeTime>0</UserModeTime></SystemHealth></SchedulerMonitorEvent></Record>",
            server.machine().ticks(at),
            process,
            idle);
    return ring("RING_BUFFER_SCHEDULER_MONITOR", at, record);
  }

  /** Adds a record to a ring of the server's. */
  public SqlServerFigures ring(String type, Instant at, String record) {
    synchronized (lock) {
      server
          .catalog()
          .insertKnown(
              "sys",
              "dm_os_ring_buffers",
              Map.of(
                  "ring_buffer_type", type,
                  "timestamp", server.machine().ticks(at),
                  "record", record));
    }
    return this;
  }

  /**
   * Sets what was read from and written to a file of a database, in bytes and milliseconds.
   *
   * @param reads how many reads, how many bytes, for how long was waited
   * @param writes the same of writes
   * @throws IllegalArgumentException if there is no such database, or not three numbers each
   */
  public SqlServerFigures io(String database, int file, long[] reads, long[] writes, long size) {
    if (reads.length != 3 || writes.length != 3) {
      throw new IllegalArgumentException("how many, how many bytes, how many milliseconds");
    }
    int number;
    synchronized (lock) {
      number =
          server
              .databases()
              .number(database)
              .orElseThrow(() -> new IllegalArgumentException("no such database: " + database));
    }
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("num_of_reads", reads[0]);
    values.put("num_of_bytes_read", reads[1]);
    values.put("io_stall_read_ms", reads[2]);
    values.put("num_of_writes", writes[0]);
    values.put("num_of_bytes_written", writes[1]);
    values.put("io_stall_write_ms", writes[2]);
    values.put("size_on_disk_bytes", size);
    set("dm_io_virtual_file_stats", Map.of("database_id", number, "file_id", file), values);
    return this;
  }

  /** Sets how much memory the server has taken and how much it aims at, in KiB. */
  public SqlServerFigures memory(long committed, long target) {
    synchronized (lock) {
      server.machine().describe();
      server
          .catalog()
          .update(
              "UPDATE sys.dm_os_sys_info SET committed_kb = ?, committed_target_kb = ?",
              committed,
              target);
    }
    return this;
  }

  /**
   * Adds a statement that the server has a plan of, which was made a minute before it was last run.
   *
   * @param hash what it has in common with those that differ in values only; 0 if it has no such
   * @param begin at which character of the batch it begins
   * @param length how many characters it has; negative for all that follow
   * @param batch the batch it is part of; null if its text is encrypted
   * @param times how long it took in all, at least, at most, and of the processor, in microseconds
   * @param counts how often it was run, how many rows it gave, how many pages it read from disk and
   *     in memory, and how many it changed
   * @throws IllegalArgumentException if there is no such database, or a number lacks
   */
  public SqlServerFigures statement(
      String database,
      long hash,
      int begin,
      int length,
      @Nullable String batch,
      long[] times,
      long[] counts,
      Instant lastRun) {
    if (times.length != 4 || counts.length != 5) {
      throw new IllegalArgumentException("four times and five counts");
    }
    synchronized (lock) {
      int number =
          server
              .databases()
              .number(database)
              .orElseThrow(() -> new IllegalArgumentException("no such database: " + database));
      byte[] handle =
          bytes(
              server
                  .catalog()
                  .first(Long.class, "SELECT 1 + COUNT(*) FROM sys.dm_exec_query_stats")
                  .orElseThrow());
      LocalDateTime last = LocalDateTime.ofInstant(lastRun, server.zone());
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      row.put("sql_handle", handle);
      row.put("plan_handle", handle);
      row.put("query_hash", bytes(hash));
      row.put("statement_start_offset", 2 * begin);
      row.put("statement_end_offset", length < 0 ? -1 : 2 * (begin + length - 1));
      row.put("creation_time", last.minusMinutes(1));
      row.put("last_execution_time", last);
      row.put("total_elapsed_time", times[0]);
      row.put("min_elapsed_time", times[1]);
      row.put("max_elapsed_time", times[2]);
      row.put("total_worker_time", times[3]);
      row.put("execution_count", counts[0]);
      row.put("total_rows", counts[1]);
      row.put("total_physical_reads", counts[2]);
      row.put("total_logical_reads", counts[3]);
      row.put("total_logical_writes", counts[4]);
      server.catalog().insertKnown("sys", "dm_exec_query_stats", row);
      Map<String, @Nullable Object> text = new LinkedHashMap<>();
      text.put("handle", handle);
      text.put("encrypted", batch == null);
      text.put("text", batch);
      server.catalog().insertKnown("sys", "dm_exec_sql_text", text);
      plan(handle, "dbid", number);
      plan(handle, "user_id", 1);
    }
    return this;
  }

  private void plan(byte[] handle, String attribute, long value) {
    server
        .catalog()
        .insertKnown(
            "sys",
            "dm_exec_plan_attributes",
            Map.of(
                "plan_handle", handle,
                "attribute", attribute,
                "value", value,
                "is_cache_key", true));
  }

  private static byte[] bytes(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }

  /** Gives a row of a view new values; makes it if there is none. */
  private void set(String view, Map<String, Object> key, Map<String, Object> values) {
    synchronized (lock) {
      Map<String, Object> row = new LinkedHashMap<>(key);
      row.putAll(values);
      String where =
          String.join(" AND ", key.keySet().stream().map(each -> each + " = ?").toList());
      server
          .catalog()
          .update("DELETE FROM sys." + view + " WHERE " + where, key.values().toArray());
      server.catalog().insertKnown("sys", view, row);
    }
  }
}
