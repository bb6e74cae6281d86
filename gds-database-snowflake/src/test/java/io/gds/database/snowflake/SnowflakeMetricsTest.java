package io.gds.database.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.error.PermissionDeniedException;
import io.gds.database.observe.Metric;
import io.gds.database.observe.MetricQuery;
import io.gds.database.observe.MetricSampling;
import io.gds.database.observe.SamplingOptions;
import io.gds.database.observe.StatementOrder;
import io.gds.database.observe.StatementQuery;
import io.gds.database.observe.StatementStats;
import io.gds.database.testkit.LeakCheck;
import io.gds.database.testkit.wire.WireAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Figures, and the statements that cost most. */
@ExtendWith(LeakCheck.class)
@Timeout(30)
class SnowflakeMetricsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  private final SnowflakeRoom room = new SnowflakeRoom();
  private final SnowflakeMetrics metrics = new SnowflakeMetrics(room.context);
  private final SnowflakeTopStatements statements = new SnowflakeTopStatements(room.context);

  @AfterEach
  void close() {
    room.close();
  }

  private Metric only(String name) {
    List<Metric> found = metrics.metrics(MetricQuery.now().like(name));
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  @Test
  void eachSourceTakesOneStatementAndEachFigureSaysWhenItWasSo() {
    metrics.metrics();
    assertThat(room.statements(metrics::metrics)).isEqualTo(5);
    assertThat(only("snowflake_warehouse_started").value()).isEqualTo(1);
    Metric credits = only("snowflake_credits_used");
    assertThat(credits.value()).isEqualTo(1);
    assertThat(credits.labels()).containsEntry("warehouse", "COMPUTE_WH");
    assertThat(credits.timestamp()).isEqualTo("2026-03-01T07:00:00Z");
    assertThat(only("snowflake_database_bytes").labels()).containsEntry("database", "SHOP");
    assertThat(only("snowflake_storage_bytes").timestamp()).isEqualTo("2026-02-28T00:00:00Z");
    assertThat(metrics.metrics())
        .extracting(metric -> metric.name() + metric.labels())
        .doesNotHaveDuplicates();
  }

  @Test
  void aPatternSparesTheStatementsOfOthers() {
    metrics.metrics();
    assertThat(
            room.statements(() -> metrics.metrics(MetricQuery.now().like("snowflake_warehouse_*"))))
        .isEqualTo(1);
    assertThat(room.statements(() -> metrics.metrics(MetricQuery.now().like("snowflake_credits*"))))
        .isEqualTo(1);
    assertThat(metrics.metrics(MetricQuery.now().like("pg_*"))).isEmpty();
  }

  @Test
  void thePastIsToldInOrderAndAsFarAsItIsKept() {
    room.context.sql().query("SELECT 1 AS A", row -> row.intValue("A"));
    room.clock.advance(Duration.ofHours(3));
    List<Metric> past = metrics.metrics(MetricQuery.now().since(NOW.minus(Duration.ofDays(400))));
    assertThat(past).isSortedAccordingTo(Comparator.comparing(Metric::timestamp));
    assertThat(past)
        .extracting(Metric::name)
        .contains("snowflake_queries", "snowflake_credits_used");
    assertThat(past)
        .filteredOn(each -> each.name().equals("snowflake_queries"))
        .allMatch(each -> each.value() >= 1);
    assertThat(metrics.metrics(MetricQuery.now().until(NOW.minus(Duration.ofDays(3))))).isEmpty();
    assertThat(metrics.metricHistory()).contains(Duration.ofDays(365));
  }

  @Test
  void whatTheRoleMayNotReadIsLeftOutNowAndRefusedForThePast() {
    SnowflakeContext bob = room.as("ANALYST");
    SnowflakeMetrics his = new SnowflakeMetrics(bob);
    assertThat(his.metrics())
        .isNotEmpty()
        .allMatch(metric -> metric.name().startsWith("snowflake_warehouse_"));
    assertThatThrownBy(() -> his.metrics(MetricQuery.now().since(NOW.minusSeconds(9))))
        .isInstanceOfSatisfying(
            PermissionDeniedException.class,
            e -> assertThat(e.details().get("right").orElse("")).contains("IMPORTED PRIVILEGES"));
    assertThatThrownBy(() -> new SnowflakeTopStatements(bob).topStatements(StatementQuery.top()))
        .isInstanceOf(PermissionDeniedException.class);
    bob.runner().close();
  }

  @Test
  void withoutAWarehouseOnlyWhatNeedsNoneIsTold() {
    room.model.warehouses().suspend("COMPUTE_WH", false);
    assertThat(metrics.metrics())
        .isNotEmpty()
        .allMatch(metric -> metric.name().startsWith("snowflake_warehouse_"));
    assertThat(room.model.warehouses().isStarted("COMPUTE_WH")).isFalse();
    assertThatThrownBy(() -> metrics.metrics(MetricQuery.now().since(NOW.minusSeconds(9))))
        .hasMessageContaining("No active warehouse");
  }

  @Test
  void aSamplingKeepsNoWarehouseRunning() throws Exception {
    room.model.warehouses().suspend("COMPUTE_WH", true);
    try (MetricSampling sampling = metrics.startSampling(SamplingOptions.defaults())) {
      long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
      while (sampling.samples(MetricQuery.now()).isEmpty() && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
      assertThat(sampling.samples(MetricQuery.now())).isNotEmpty();
    }
    assertThat(room.model.warehouses().isStarted("COMPUTE_WH")).isFalse();
    assertThat(room.sent()).allMatch(sql -> sql.equals("SHOW WAREHOUSES"));
  }

  @Test
  void whatIsNotToldIsMissingAndNotZero() {
    room.peer
        .script()
        .matching("SELECT .*STORAGE_USAGE\".*")
        .answer(
            WireAnswer.rows(
                    "MEASURED_AT timestamp_ltz(0)",
                    "STORAGE_BYTES fixed",
                    "STAGE_BYTES fixed",
                    "FAILSAFE_BYTES fixed")
                .row(NOW.minusSeconds(9), 5L, null, 7L)
                .row(NOW.minusSeconds(19), 4L, 6L, null));
    assertThat(metrics.metrics(MetricQuery.now().like("snowflake_stage_bytes")))
        .singleElement()
        .satisfies(metric -> assertThat(metric.timestamp()).isEqualTo(NOW.minusSeconds(19)));
    assertThat(only("snowflake_storage_bytes").value()).isEqualTo(5);
  }

  @Test
  void statementsThatDifferInTheirValuesAreOne() {
    room.model
        .queries()
        .ended("a", "EVE", 7, "SELECT 'x'", Duration.ofSeconds(3))
        .ended("b", "EVE", 7, "SELECT 'yy'", Duration.ofSeconds(1))
        .ended("c", "BOB", 8, "ALTER USER u SET PASSWORD = 'canary'", Duration.ofSeconds(2));
    room.clock.advance(Duration.ofHours(1));
    List<StatementStats> top = statements.topStatements(StatementQuery.top().user("EVE"));
    assertThat(top)
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.calls()).isEqualTo(2);
              assertThat(each.totalTime()).isEqualTo(Duration.ofSeconds(4));
              assertThat(each.text()).isEqualTo("SELECT 'yy'");
              assertThat(each.attributes()).containsEntry("failed", "0");
            });
    assertThat(statements.topStatements(StatementQuery.top().limit(1))).hasSize(1);
    assertThat(statements.topStatements(StatementQuery.top().user("BOB")).get(0).text())
        .isEqualTo("ALTER USER u SET PASSWORD = '<hidden>'");
    assertThat(
            statements.topStatements(StatementQuery.top().user("BOB").textLength(5)).get(0).text())
        .isEqualTo("ALTER");
    assertThat(statements.topStatements(StatementQuery.top().database("NONE"))).isEmpty();
    assertThat(
            statements.topStatements(StatementQuery.top().user("EVE").since(room.clock.instant())))
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource(StatementOrder.class)
  void everyOrderIsTheServersOrRefused(StatementOrder by) {
    StatementQuery query = StatementQuery.top().by(by);
    if (by == StatementOrder.CPU_TIME) {
      assertThatThrownBy(() -> statements.topStatements(query))
          .isInstanceOf(UnsupportedCapabilityException.class);
    } else {
      assertThat(statements.topStatements(query)).isEmpty();
      assertThat(SnowflakeTopStatements.statement(query, NOW)).contains(" ORDER BY ");
    }
  }
}
