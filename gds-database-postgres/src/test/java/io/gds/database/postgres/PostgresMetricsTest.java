package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.observe.Metric;
import io.gds.database.observe.MetricQuery;
import io.gds.database.testkit.server.PostgresCluster;
import io.gds.database.testkit.server.PostgresTestServer;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresMetricsTest {
  /** Told by every version of a primary, a slot and a session at work given. */
  private static final Set<String> EVERYWHERE =
      Set.of(
          "pg_up",
          "pg_postmaster_start_time_seconds",
          "pg_conf_load_time_seconds",
          "pg_replication_is_replica",
          "pg_settings_max_connections",
          "pg_wal_lsn_bytes_total",
          "pg_prepared_xacts_count",
          "pg_stat_database_numbackends",
          "pg_stat_database_xact_commit_total",
          "pg_stat_database_xact_rollback_total",
          "pg_stat_database_blks_read_total",
          "pg_stat_database_blks_hit_total",
          "pg_stat_database_tup_returned_total",
          "pg_stat_database_tup_fetched_total",
          "pg_stat_database_tup_inserted_total",
          "pg_stat_database_tup_updated_total",
          "pg_stat_database_tup_deleted_total",
          "pg_stat_database_conflicts_total",
          "pg_stat_database_temp_files_total",
          "pg_stat_database_temp_bytes_total",
          "pg_stat_database_deadlocks_total",
          "pg_stat_database_blk_read_time_seconds_total",
          "pg_stat_database_blk_write_time_seconds_total",
          "pg_database_xid_age",
          "pg_database_mxid_age",
          "pg_database_connection_limit",
          "pg_stat_activity_count",
          "pg_stat_activity_waiting_for_lock_count",
          "pg_stat_activity_max_tx_duration_seconds",
          "pg_stat_activity_max_xmin_age",
          "pg_locks_count",
          "pg_locks_waiting_count",
          "pg_stat_bgwriter_buffers_clean_total",
          "pg_stat_bgwriter_maxwritten_clean_total",
          "pg_stat_bgwriter_buffers_alloc_total",
          "pg_stat_checkpointer_num_timed_total",
          "pg_stat_checkpointer_num_requested_total",
          "pg_stat_checkpointer_write_time_seconds_total",
          "pg_stat_checkpointer_sync_time_seconds_total",
          "pg_stat_checkpointer_buffers_written_total",
          "pg_stat_archiver_archived_count_total",
          "pg_stat_archiver_failed_count_total",
          "pg_replication_slots_active",
          "pg_replication_slots_retained_bytes",
          "pg_replication_slots_lost");

  private static final List<String> FROM_14 =
      List.of(
          "pg_stat_database_session_time_seconds_total",
          "pg_stat_database_active_time_seconds_total",
          "pg_stat_database_idle_in_transaction_time_seconds_total",
          "pg_stat_database_sessions_total",
          "pg_stat_database_sessions_abandoned_total",
          "pg_stat_database_sessions_fatal_total",
          "pg_stat_database_sessions_killed_total",
          "pg_stat_wal_records_total",
          "pg_stat_wal_fpi_total",
          "pg_stat_wal_bytes_total",
          "pg_stat_wal_buffers_full_total",
          "pg_stat_wal_write_total",
          "pg_stat_wal_sync_total",
          "pg_stat_wal_write_time_seconds_total",
          "pg_stat_wal_sync_time_seconds_total");

  private static Set<String> names(List<Metric> metrics) {
    return metrics.stream().map(Metric::name).collect(Collectors.toCollection(TreeSet::new));
  }

  private static double value(List<Metric> metrics, String name, Map<String, String> labels) {
    return metrics.stream()
        .filter(metric -> metric.name().equals(name) && metric.labels().equals(labels))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + labels))
        .value();
  }

  @ParameterizedTest
  @ValueSource(ints = {13, 14, 15, 16, 17, 18})
  void everyVersionTellsTheSameNamesAndWhatItAlsoKnows(int major) throws Exception {
    try (Servers servers = Servers.of(major);
        Connection open = servers.server.connect("postgres");
        Statement statement = open.createStatement()) {
      servers.server.execute("SELECT pg_create_physical_replication_slot('metrics', true)");
      open.setAutoCommit(false);
      statement.execute("SELECT pg_current_xact_id(), count(*) FROM pg_class");
      statement.execute("LOCK TABLE pg_catalog.pg_amop IN SHARE MODE");
      try {
        List<Metric> all = servers.engine.metrics();
        assertThat(names(all)).containsAll(EVERYWHERE);
        if (major >= 14) {
          assertThat(names(all)).containsAll(FROM_14);
        } else {
          assertThat(names(all)).doesNotContainAnyElementsOf(FROM_14);
        }
        assertThat(all)
            .extracting(metric -> metric.name() + metric.labels())
            .doesNotHaveDuplicates();
        assertThat(names(all).contains("pg_stat_io_reads_total")).isEqualTo(major >= 16);
        assertThat(names(all).contains("pg_stat_io_write_bytes_total")).isEqualTo(major >= 16);
        assertThat(names(all).contains("pg_stat_checkpointer_num_done_total"))
            .isEqualTo(major >= 18);
        assertThat(names(all).contains("pg_stat_bgwriter_buffers_backend_total"))
            .isEqualTo(major <= 16);
        assertThat(names(all).contains("pg_stat_database_parallel_workers_launched_total"))
            .isEqualTo(major >= 18);
        assertThat(names(all)).noneMatch(name -> name.startsWith("pg_database_size"));
        assertThat(all)
            .filteredOn(metric -> metric.name().contains("_bytes"))
            .extracting(Metric::unit)
            .containsOnly("bytes");
        assertThat(all)
            .filteredOn(metric -> metric.name().contains("_seconds"))
            .extracting(Metric::unit)
            .containsOnly("seconds");
        assertThat(value(all, "pg_up", Map.of())).isEqualTo(1);
        assertThat(value(all, "pg_settings_max_connections", Map.of())).isEqualTo(100);
        assertThat(
                value(
                    all,
                    "pg_stat_activity_count",
                    Map.of("datname", "postgres", "state", "idle in transaction")))
            .isGreaterThanOrEqualTo(1);
        assertThat(value(all, "pg_locks_count", Map.of("datname", "postgres", "mode", "ShareLock")))
            .isGreaterThanOrEqualTo(1);
      } finally {
        open.rollback();
        servers.server.execute("SELECT pg_drop_replication_slot('metrics')");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void aPatternReadsOnlyWhatItNamesAndSizesOnlyIfItNamesThem(int major) {
    try (Servers servers = Servers.of(major)) {
      assertThat(servers.engine.metrics(MetricQuery.now().like("pg_stat_bgwriter_*")))
          .isNotEmpty()
          .allMatch(metric -> metric.name().startsWith("pg_stat_bgwriter_"));
      List<Metric> sizes = servers.engine.metrics(MetricQuery.now().like("pg_database_size_*"));
      assertThat(value(sizes, "pg_database_size_bytes", Map.of("datname", "postgres")))
          .isGreaterThan(1_000_000);
      assertThat(servers.engine.metrics(MetricQuery.now().like("nothing.of.this"))).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void aRoleOfFewRightsGetsWhatItMaySeeAndNothingWrong(int major) throws Exception {
    String role = PostgresTestEngines.name("few");
    try (Servers servers = Servers.of(major);
        Connection open = servers.server.connect("postgres")) {
      servers.server.execute("CREATE ROLE " + role + " LOGIN");
      try {
        List<Metric> all = servers.openAs(role).metrics();
        assertThat(names(all))
            .contains("pg_up", "pg_stat_database_xact_commit_total", "pg_wal_lsn_bytes_total")
            .doesNotContain(
                "pg_stat_activity_max_tx_duration_seconds", "pg_stat_activity_max_xmin_age");
        assertThat(
                value(
                    all,
                    "pg_stat_activity_count",
                    Map.of("datname", "postgres", "state", "unknown")))
            .isGreaterThanOrEqualTo(1);
        assertThat(servers.openAs(role).metrics(MetricQuery.now().like("pg_database_size_*")))
            .isNotEmpty();
        servers.server.execute("GRANT pg_read_all_stats TO " + role);
        assertThat(names(servers.openAs(role).metrics()))
            .contains("pg_stat_activity_max_tx_duration_seconds");
        assertThat(open.isClosed()).isFalse();
      } finally {
        servers.manager.close();
        servers.server.execute("DROP ROLE " + role);
      }
    }
  }

  @Test
  void aCountOnlyGoesUp() {
    try (Servers servers = Servers.of(PostgresMajors.OLDEST)) {
      Map<String, String> labels = Map.of("datname", "postgres");
      String name = "pg_stat_database_xact_commit_total";
      double before = value(servers.engine.metrics(), name, labels);
      servers.server.execute("SELECT 1", "SELECT 2", "SELECT pg_stat_clear_snapshot()");
      assertThat(value(servers.engine.metrics(), name, labels)).isGreaterThanOrEqualTo(before);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void aPrimaryAndItsStandbyTellTheLag(int major) throws Exception {
    try (PostgresCluster cluster =
        PostgresCluster.start(PostgresTestServer.builder().major(major))) {
      try (Servers standby = new Servers(cluster.addStandby("node2"))) {
        List<Metric> of = standby.engine.metrics();
        assertThat(value(of, "pg_replication_is_replica", Map.of())).isEqualTo(1);
        assertThat(names(of))
            .contains(
                "pg_replication_lag_seconds",
                "pg_stat_database_conflicts_confl_snapshot_total",
                "pg_wal_lsn_bytes_total");
        try (Servers primary = new Servers(cluster.primary())) {
          cluster.primary().execute("CREATE TABLE t AS SELECT 1 AS one");
          List<Metric> metrics = primary.engine.metrics();
          Map<String, String> labels =
              metrics.stream()
                  .filter(metric -> metric.name().equals("pg_stat_replication_count"))
                  .findFirst()
                  .orElseThrow()
                  .labels();
          assertThat(labels).containsOnlyKeys("application_name", "client_addr");
          assertThat(value(metrics, "pg_stat_replication_replay_lag_bytes", labels))
              .isGreaterThanOrEqualTo(0);
        }
      }
    }
  }
}
