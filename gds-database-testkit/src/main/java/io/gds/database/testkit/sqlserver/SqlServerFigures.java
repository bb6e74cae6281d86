package io.gds.database.testkit.sqlserver;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

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
