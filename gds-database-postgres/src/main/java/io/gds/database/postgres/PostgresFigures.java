package io.gds.database.postgres;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the columns of one source of figures are called as metrics, which is the same whatever the
 * server's version calls them: a column that a version does not have is simply not there. Names end
 * in {@code _total} for what only counts up until the statistics are reset, and in the unit where
 * there is one; times are told in seconds.
 */
final class PostgresFigures {
  private static final String COUNT = "1";
  private static final String BYTES = "bytes";
  private static final String SECONDS = "seconds";

  /** Where it comes from, with what it costs in mind: all but the last are cheap. */
  static final List<PostgresFigures> SOURCES =
      List.of(
          of("server", "pg_")
              .gauge("up")
              .named("start_time", "postmaster_start_time_seconds", SECONDS, 1)
              .named("conf_load_time", "conf_load_time_seconds", SECONDS, 1)
              .named("is_replica", "replication_is_replica", COUNT, 1)
              .named("max_connections", "settings_max_connections", COUNT, 1)
              .named("lsn", "wal_lsn_bytes_total", BYTES, 1)
              .named("lag", "replication_lag_seconds", SECONDS, 1)
              .named("prepared", "prepared_xacts_count", COUNT, 1)
              .named("prepared_oldest", "prepared_xacts_oldest_seconds", SECONDS, 1),
          of("database", "pg_stat_database_")
              .gauge("numbackends")
              .counters("xact_commit", "xact_rollback", "blks_read", "blks_hit")
              .counters("tup_returned", "tup_fetched", "tup_inserted", "tup_updated")
              .counters("tup_deleted", "conflicts", "temp_files", "deadlocks")
              .counters("checksum_failures", "sessions", "sessions_abandoned", "sessions_fatal")
              .counters("sessions_killed", "parallel_workers_to_launch")
              .counters("parallel_workers_launched")
              .named("temp_bytes", "temp_bytes_total", BYTES, 1)
              .millis("blk_read_time", "blk_write_time", "session_time", "active_time")
              .millis("idle_in_transaction_time")
              .named("reset", "stats_reset_seconds", SECONDS, 1)
              .whole("xid_age", "pg_database_xid_age", COUNT)
              .whole("mxid_age", "pg_database_mxid_age", COUNT)
              .whole("connection_limit", "pg_database_connection_limit", COUNT),
          of("conflicts", "pg_stat_database_conflicts_")
              .counters("confl_tablespace", "confl_lock", "confl_snapshot", "confl_bufferpin")
              .counters("confl_deadlock", "confl_active_logicalslot"),
          of("activity", "pg_stat_activity_")
              .gauge("count")
              .named("waiting", "waiting_for_lock_count", COUNT, 1)
              .named("max_tx_duration", "max_tx_duration_seconds", SECONDS, 1)
              .gauge("max_xmin_age"),
          of("locks", "pg_locks_").gauge("count").named("waiting", "waiting_count", COUNT, 1),
          of("bgwriter", "pg_stat_bgwriter_")
              .counters("buffers_clean", "maxwritten_clean", "buffers_alloc", "buffers_backend")
              .counters("buffers_backend_fsync")
              .checkpoint("checkpoints_timed", "num_timed_total", COUNT, 1)
              .checkpoint("checkpoints_req", "num_requested_total", COUNT, 1)
              .checkpoint("checkpoint_write_time", "write_time_seconds_total", SECONDS, 1e-3)
              .checkpoint("checkpoint_sync_time", "sync_time_seconds_total", SECONDS, 1e-3)
              .checkpoint("buffers_checkpoint", "buffers_written_total", COUNT, 1),
          of("checkpointer", "pg_stat_checkpointer_")
              .since(17)
              .counters("num_timed", "num_requested", "num_done", "restartpoints_timed")
              .counters("restartpoints_req", "restartpoints_done", "buffers_written")
              .counters("slru_written")
              .millis("write_time", "sync_time"),
          of("archiver", "pg_stat_archiver_")
              .counters("archived_count", "failed_count")
              .named("last_archive_age", "last_archive_age_seconds", SECONDS, 1)
              .named("last_failed_age", "last_failed_age_seconds", SECONDS, 1),
          of("wal", "pg_stat_wal_")
              .since(14)
              .named("wal_records", "records_total", COUNT, 1)
              .named("wal_fpi", "fpi_total", COUNT, 1)
              .named("wal_bytes", "bytes_total", BYTES, 1)
              .named("wal_buffers_full", "buffers_full_total", COUNT, 1)
              .walWrites(),
          of("wal-io", "pg_stat_wal_").since(18).walWrites(),
          of("io", "pg_stat_io_")
              .since(16)
              .counters("reads", "writes", "writebacks", "extends", "hits", "evictions", "reuses")
              .counters("fsyncs")
              .named("read_bytes", "read_bytes_total", BYTES, 1)
              .named("write_bytes", "write_bytes_total", BYTES, 1)
              .named("extend_bytes", "extend_bytes_total", BYTES, 1)
              .millis("read_time", "write_time", "writeback_time", "extend_time", "fsync_time"),
          of("replication", "pg_stat_replication_")
              .gauge("count")
              .named("streaming", "streaming_count", COUNT, 1)
              .named("sent_lag", "sent_lag_bytes", BYTES, 1)
              .named("flush_lag_bytes", "flush_lag_bytes", BYTES, 1)
              .named("replay_lag_bytes", "replay_lag_bytes", BYTES, 1)
              .named("write_lag", "write_lag_seconds", SECONDS, 1)
              .named("flush_lag", "flush_lag_seconds", SECONDS, 1)
              .named("replay_lag", "replay_lag_seconds", SECONDS, 1)
              .gauge("xmin_age"),
          of("slots", "pg_replication_slots_")
              .gauge("active")
              .gauge("lost")
              .named("retained", "retained_bytes", BYTES, 1)
              .named("safe", "safe_wal_size_bytes", BYTES, 1)
              .gauge("xmin_age"),
          of("decoding", "pg_stat_replication_slots_")
              .since(14)
              .counters("spill_txns", "spill_count", "stream_txns", "stream_count", "total_txns")
              .named("spill_bytes", "spill_bytes_total", BYTES, 1)
              .named("stream_bytes", "stream_bytes_total", BYTES, 1)
              .named("total_bytes", "total_bytes_total", BYTES, 1),
          of("size", "pg_database_size_").costly().named("size", "bytes", BYTES, 1));

  /**
   * A metric.
   *
   * @param name its name
   * @param unit its unit
   * @param factor what the column's value is multiplied by
   */
  record Figure(String name, String unit, double factor) {}

  private final String source;
  private final String prefix;
  private final Map<String, Figure> figures = new LinkedHashMap<>();
  private int since;
  private boolean costly;

  private PostgresFigures(String source, String prefix) {
    this.source = source;
    this.prefix = prefix;
  }

  private static PostgresFigures of(String source, String prefix) {
    return new PostgresFigures(source, prefix);
  }

  private PostgresFigures since(int major) {
    since = major;
    return this;
  }

  private PostgresFigures costly() {
    costly = true;
    return this;
  }

  private PostgresFigures whole(String column, String name, String unit) {
    figures.put(column, new Figure(name, unit, 1));
    return this;
  }

  private PostgresFigures named(String column, String name, String unit, double factor) {
    figures.put(column, new Figure(prefix + name, unit, factor));
    return this;
  }

  private PostgresFigures gauge(String column) {
    return named(column, column, COUNT, 1);
  }

  private PostgresFigures counters(String... columns) {
    for (String column : columns) {
      named(column, column + "_total", COUNT, 1);
    }
    return this;
  }

  /** Times that are counted in milliseconds. */
  private PostgresFigures millis(String... columns) {
    for (String column : columns) {
      named(column, column + "_seconds_total", SECONDS, 1e-3);
    }
    return this;
  }

  /** What the background writer's view had of checkpoints before they got their own. */
  private PostgresFigures checkpoint(String column, String name, String unit, double factor) {
    figures.put(column, new Figure("pg_stat_checkpointer_" + name, unit, factor));
    return this;
  }

  private PostgresFigures walWrites() {
    return named("wal_write", "write_total", COUNT, 1)
        .named("wal_sync", "sync_total", COUNT, 1)
        .named("wal_write_time", "write_time_seconds_total", SECONDS, 1e-3)
        .named("wal_sync_time", "sync_time_seconds_total", SECONDS, 1e-3);
  }

  String source() {
    return source;
  }

  Map<String, Figure> figures() {
    return figures;
  }

  /** Whether this version has it. */
  boolean isIn(PostgresVersion version) {
    return version.atLeast(since);
  }

  /**
   * Whether a pattern can match one of its names, by the text before the pattern's first wildcard;
   * what is costly has to be named by the whole of its prefix.
   */
  boolean isWanted(String literal) {
    return costly
        ? literal.startsWith(prefix)
        : figures.values().stream().anyMatch(figure -> figure.name().startsWith(literal));
  }
}
