package io.gds.database.mssql;

import static io.gds.database.testkit.sqlserver.SqlServerFigures.AVERAGE;
import static io.gds.database.testkit.sqlserver.SqlServerFigures.BASE;
import static io.gds.database.testkit.sqlserver.SqlServerFigures.RATIO;
import static io.gds.database.testkit.sqlserver.SqlServerFigures.SUM;
import static io.gds.database.testkit.sqlserver.SqlServerFigures.VALUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gds.database.Availability;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.error.PermissionDeniedException;
import io.gds.database.observe.Metric;
import io.gds.database.observe.MetricQuery;
import io.gds.database.observe.SupportsMetrics;
import io.gds.database.testkit.sqlserver.SqlServerEdition;
import io.gds.database.testkit.sqlserver.SqlServerRelease;
import io.gds.database.testkit.wire.WireAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MssqlMetricsTest {
  private static Map<String, Double> read(MssqlScene scene, String like) {
    Map<String, Double> values = new java.util.TreeMap<>();
    for (Metric metric : scene.engine.metrics(MetricQuery.now().like(like))) {
      values.put(
          metric.name() + (metric.labels().isEmpty() ? "" : metric.labels()), metric.value());
    }
    return values;
  }

  @Test
  void everyTypeOfCounterHasItsOwnArithmetic() {
    try (MssqlScene scene = new MssqlScene()) {
      scene
          .model
          .figures()
          .counter("Buffer Manager", "Buffer cache hit ratio", "", RATIO, 950)
          .counter("Buffer Manager", "Buffer cache hit ratio base", "", BASE, 1000)
          .counter("Buffer Manager", "Page life expectancy", "", VALUE, 300)
          .counter("Buffer Manager", "Page reads/sec", "", SUM, 77)
          .counter("Memory Manager", "Total Server Memory (KB)", "", VALUE, 4)
          .counter("Locks", "Average Wait Time (ms)", "_Total", AVERAGE, 9000)
          .counter("Locks", "Average Wait Time Base", "_Total", BASE, 30)
          .counter("Locks", "Lock Wait Time (ms)", "_Total", SUM, 9000)
          .counter("Access Methods", "Worktables From Cache Ratio", "", RATIO, 3)
          .counter("Access Methods", "Worktables From Cache Base", "", BASE, 4)
          .counter("Databases", "Data File(s) Size (KB)", "sh]op", VALUE, 8)
          .counter("Databases", "Log Bytes Flushed/sec", "sh]op", SUM, 5)
          .counter("Plan Cache", "Cache Hit Ratio", "_Total", RATIO, 1)
          .counter("Plan Cache", "Cache Hit Ratio Base", "_Total", BASE, 0)
          .counter("Plan Cache", "Cache Hit Ratio", "SQL Plans", RATIO, 1)
          .counter("Plan Cache", "Cache Pages", "SQL Plans", 272_696_320, 1);
      assertThat(read(scene, "mssql_*"))
          .containsEntry("mssql_buffer_manager_buffer_cache_hit_ratio", 0.95)
          .containsEntry("mssql_buffer_manager_page_life_expectancy_seconds", 300.0)
          .containsEntry("mssql_buffer_manager_page_reads_total", 77.0)
          .containsEntry("mssql_memory_manager_total_server_memory_bytes", 4096.0)
          .containsEntry("mssql_locks_average_wait_time_seconds_sum{instance=_Total}", 9.0)
          .containsEntry("mssql_locks_average_wait_time_count{instance=_Total}", 30.0)
          .containsEntry("mssql_locks_lock_wait_time_seconds_total{instance=_Total}", 9.0)
          .containsEntry("mssql_access_methods_worktables_from_cache_ratio", 0.75)
          .containsEntry("mssql_databases_data_files_size_bytes{instance=sh]op}", 8192.0)
          .containsEntry("mssql_databases_log_bytes_flushed_total{instance=sh]op}", 5.0);
      assertThat(read(scene, "mssql_plan_cache*"))
          .as("no base, a base of nothing, and a type that is described in two ways")
          .isEmpty();
      assertThat(scene.engine.metrics(MetricQuery.now().like("mssql_databases*")))
          .extracting(Metric::unit)
          .containsOnly("bytes");
    }
  }

  @Test
  void countersOfOtherObjectsAreToldToWhoNamesThem() {
    try (MssqlScene scene =
        new MssqlScene(
            builder -> builder.name("BOX\\SALES").release(SqlServerRelease.SQL_SERVER_2017))) {
      scene
          .model
          .figures()
          .counter("Deprecated Features", "Usage", "sp_dboption", VALUE, 3)
          .counter("Databases", "Log Pool Requests/sec", "shop", SUM, 9)
          .counter("SQL Statistics", "Batch Requests/sec", "", SUM, 12);
      assertThat(read(scene, "*")).containsEntry("mssql_sql_statistics_batch_requests_total", 12.0);
      assertThat(read(scene, "mssql_*"))
          .doesNotContainKeys(
              "mssql_deprecated_features_usage{instance=sp_dboption}",
              "mssql_databases_log_pool_requests_total{instance=shop}");
      assertThat(read(scene, "mssql_databases_*"))
          .containsOnlyKeys("mssql_databases_log_pool_requests_total{instance=shop}");
      assertThat(read(scene, "mssql_deprecated_features_*"))
          .containsOnlyKeys("mssql_deprecated_features_usage{instance=sp_dboption}");
      assertThat(read(scene, "pg_*")).isEmpty();
    }
  }

  @Test
  void waitsAreToldButForThoseOfAnIdleServer() {
    try (MssqlScene scene = new MssqlScene()) {
      scene
          .model
          .figures()
          .wait("PAGEIOLATCH_SH", 4, 2000, 900, 100)
          .wait("LAZYWRITER_SLEEP", 4, 2_000_000, 900, 100)
          .wait("LCK_M_X", 0, 0, 0, 0);
      assertThat(read(scene, "mssql_waits*"))
          .containsExactlyInAnyOrderEntriesOf(
              Map.of(
                  "mssql_waits_count_total{wait=PAGEIOLATCH_SH}", 4.0,
                  "mssql_waits_seconds_total{wait=PAGEIOLATCH_SH}", 2.0,
                  "mssql_waits_longest_seconds{wait=PAGEIOLATCH_SH}", 0.9,
                  "mssql_waits_signal_seconds_total{wait=PAGEIOLATCH_SH}", 0.1));
    }
  }

  @Test
  void filesAndMemoryAreTold() {
    try (MssqlScene scene = new MssqlScene()) {
      scene.create("sh'op");
      scene
          .model
          .figures()
          .io("sh'op", 1, new long[] {3, 24_576, 30}, new long[] {2, 16_384, 500}, 1_048_576)
          .memory(10, 20);
      String labels = "{database=sh'op, file=sh'op, type=ROWS}";
      assertThat(read(scene, "mssql_io_*"))
          .containsEntry("mssql_io_reads_total" + labels, 3.0)
          .containsEntry("mssql_io_read_bytes_total" + labels, 24_576.0)
          .containsEntry("mssql_io_read_stall_seconds_total" + labels, 0.03)
          .containsEntry("mssql_io_writes_total" + labels, 2.0)
          .containsEntry("mssql_io_written_bytes_total" + labels, 16_384.0)
          .containsEntry("mssql_io_write_stall_seconds_total" + labels, 0.5)
          .containsEntry("mssql_io_size_bytes" + labels, 1_048_576.0);
      assertThat(read(scene, "mssql_memory_*"))
          .containsEntry("mssql_memory_committed_bytes", 10_240.0)
          .containsEntry("mssql_memory_target_bytes", 20_480.0);
      assertThat(read(scene, "mssql_up")).containsOnlyKeys("mssql_up");
    }
  }

  @Test
  void theLoadOfTheProcessorsIsToldOfNowAndOfThePast() {
    try (MssqlScene scene = new MssqlScene()) {
      Instant now = Instant.now();
      scene
          .model
          .figures()
          .load(now.minusSeconds(90), 40, 50)
          .load(now.minusSeconds(30), 20, 75)
          .ring("RING_BUFFER_OOM", now, "<Record/>")
          .ring("RING_BUFFER_SCHEDULER_MONITOR", now, "<Record/>");
      assertThat(read(scene, "mssql_cpu_*_ratio"))
          .containsExactlyInAnyOrderEntriesOf(
              Map.of("mssql_cpu_process_ratio", 0.2, "mssql_cpu_idle_ratio", 0.75));
      List<Metric> past =
          scene.engine.metrics(
              MetricQuery.now().since(now.minusSeconds(300)).until(now.minusSeconds(60)));
      assertThat(past).extracting(Metric::value).containsExactlyInAnyOrder(0.4, 0.5);
      assertThat(past.get(0).timestamp()).isBetween(now.minusSeconds(92), now.minusSeconds(88));
      assertThat(
              scene.engine.metrics(
                  MetricQuery.now().since(now.minusSeconds(300)).like("mssql_cpu_process_*")))
          .extracting(Metric::value)
          .containsExactly(0.4, 0.2);
      assertThat(scene.engine.metricHistory()).contains(Duration.ofHours(4));
      assertThatThrownBy(
              () -> scene.engine.metrics(MetricQuery.now().since(now).like("mssql_waits*")))
          .isInstanceOf(UnsupportedCapabilityException.class)
          .hasMessageContaining("mssql_cpu_process_ratio");
    }
  }

  @Test
  void allTakesTwoStatementsAndLessWhereAPatternSaysSo() {
    try (MssqlScene scene = new MssqlScene()) {
      assertThat(scene.statements(scene.engine::metrics)).isEqualTo(2);
      assertThat(scene.statements(() -> read(scene, "mssql_waits_*"))).isEqualTo(1);
      assertThat(scene.statements(() -> read(scene, "x"))).isZero();
    }
  }

  @Test
  void theRightIsNamedAndWhatAloneIsRefusedIsLeftOut() {
    try (MssqlScene scene = new MssqlScene()) {
      MssqlEngine clerk = scene.clerk();
      assertThat(clerk.capabilities().status(SupportsMetrics.class).availability())
          .isEqualTo(Availability.PERMISSION);
      assertThat(
              catchThrowableOfType(PermissionDeniedException.class, clerk::metrics)
                  .details()
                  .get("right"))
          .contains("VIEW SERVER PERFORMANCE STATE");
      scene.model.grant("clerk", "VIEW SERVER PERFORMANCE STATE");
      assertThat(clerk.capabilities().status(SupportsMetrics.class).isAvailable()).isTrue();
      scene
          .peer
          .script()
          .matching("SELECT TOP \\(1\\) r\\.record.*")
          .answer(WireAnswer.error("300", "VIEW SERVER STATE permission was denied"));
      assertThat(clerk.metrics())
          .extracting(Metric::name)
          .contains("mssql_up")
          .doesNotContain("mssql_cpu_idle_ratio");
    }
    try (MssqlScene scene =
        new MssqlScene(SqlServerRelease.SQL_SERVER_2016, SqlServerEdition.EXPRESS)) {
      assertThat(
              catchThrowableOfType(PermissionDeniedException.class, scene.clerk()::metrics)
                  .details()
                  .get("right"))
          .contains("VIEW SERVER STATE");
    }
  }
}
