package io.gds.database.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.observe.LogCoverage;
import io.gds.database.observe.LogEntry;
import io.gds.database.observe.LogLevel;
import io.gds.database.observe.LogQuery;
import io.gds.database.observe.Metric;
import io.gds.database.observe.MetricQuery;
import io.gds.database.observe.MetricSampling;
import io.gds.database.observe.SamplingOptions;
import io.gds.database.observe.StatementOrder;
import io.gds.database.observe.StatementQuery;
import io.gds.database.observe.StatementStats;
import io.gds.database.observe.SupportsLogs;
import io.gds.database.observe.SupportsMetrics;
import io.gds.database.observe.SupportsStatements;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Metrics, logs and statements. */
abstract class ObserveTests extends ContractGroup {
  ObserveTests(PlatformContract contract) {
    super(contract);
  }

  private Instant longAgo() {
    return fixture().clock().instant().minus(Duration.ofDays(365));
  }

  @Test
  void metricsHaveNamesUnitsAndFiniteValues() throws Exception {
    onEngine(
        SupportsMetrics.class,
        metrics -> {
          run().filled();
          List<Metric> now = run().unchanged("the metrics", () -> metrics.metrics());
          assertThat(now).isNotEmpty();
          assertThat(now)
              .extracting(metric -> metric.name() + metric.labels())
              .as("one value of each metric")
              .doesNotHaveDuplicates();
          for (Metric metric : now) {
            assertThat(metric.name()).isNotBlank();
            assertThat(metric.unit()).as("the unit of %s", metric.name()).isNotNull();
            assertThat(metric.value()).as(metric.name()).isFinite();
          }
          String first = now.get(0).name();
          assertThat(metrics.metrics(MetricQuery.now().like(first)))
              .isNotEmpty()
              .allMatch(metric -> metric.name().equals(first));
        });
  }

  @Test
  void pastMetricsAreToldOrSaidNotToBeKept() throws Exception {
    onEngine(
        SupportsMetrics.class,
        metrics -> {
          MetricQuery past = MetricQuery.now().since(longAgo());
          if (metrics.metricHistory().isPresent()) {
            assertThat(metrics.metrics(past))
                .isSortedAccordingTo(Comparator.comparing(Metric::timestamp));
          } else {
            assertThat(run().refused("past metrics", () -> metrics.metrics(past)))
                .isInstanceOf(UnsupportedCapabilityException.class);
          }
        });
  }

  @Test
  void aSamplingKeepsWhatItReadUntilItIsClosedAndAfter() throws Exception {
    onEngine(
        SupportsMetrics.class,
        metrics -> {
          MetricSampling sampling =
              metrics.startSampling(SamplingOptions.defaults().interval(Duration.ofSeconds(1)));
          assertThat(sampling.isRunning()).isTrue();
          long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
          while (sampling.samples(MetricQuery.now()).isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(20);
          }
          sampling.close();
          sampling.close();
          assertThat(sampling.isRunning()).isFalse();
          assertThat(sampling.failures()).as("%s", sampling.lastFailure()).isZero();
          assertThat(sampling.samples(MetricQuery.now())).isNotEmpty();
        });
  }

  @Test
  void closingTheEngineEndsItsSamplings() throws Exception {
    onEngine(
        SupportsMetrics.class,
        metrics -> {
          MetricSampling sampling = metrics.startSampling(SamplingOptions.defaults());
          engine().close();
          assertThat(sampling.isRunning()).isFalse();
        });
  }

  @Test
  void logEntriesComeOldestFirstAndNoMoreThanAskedFor() throws Exception {
    onEngine(
        SupportsLogs.class,
        logs -> {
          List<LogEntry> entries = new ArrayList<>();
          logs.readLogs(LogQuery.all(), entries::add);
          assertThat(entries).isSortedAccordingTo(Comparator.comparing(LogEntry::timestamp));
          List<LogEntry> one = logs.logs(LogQuery.all().limit(1));
          assertThat(one).hasSizeLessThanOrEqualTo(1);
          if (!entries.isEmpty()) {
            // The server may have written more since, but nothing before it.
            assertThat(one)
                .as("the newest, if only one is wanted")
                .singleElement()
                .satisfies(
                    newest ->
                        assertThat(newest.timestamp())
                            .isAfterOrEqualTo(entries.get(entries.size() - 1).timestamp()));
            assertThat(logs.logs(LogQuery.all().until(entries.get(0).timestamp())))
                .as("what was written before the oldest")
                .isEmpty();
          }
          assertThat(logs.logs(LogQuery.all().atLeast(LogLevel.WARNING)))
              .allMatch(entry -> entry.level().isAtLeast(LogLevel.WARNING));
        });
  }

  @Test
  void whatAConsumerOfLogsThrowsIsThrownOn() throws Exception {
    onEngine(
        SupportsLogs.class,
        logs -> {
          if (!logs.logs(LogQuery.all().limit(1)).isEmpty()) {
            IllegalStateException enough = new IllegalStateException("enough");
            Throwable thrown =
                catchThrowable(
                    () ->
                        logs.readLogs(
                            LogQuery.all(),
                            entry -> {
                              throw enough;
                            }));
            assertThat(thrown).isSameAs(enough);
          }
        });
  }

  @Test
  void howFarBackTheLogReachesIsSaid() throws Exception {
    onEngine(
        SupportsLogs.class,
        logs -> {
          LogCoverage coverage = run().unchanged("the coverage", logs::logCoverage);
          assertThat(coverage.logs()).isNotEmpty();
          assertThat(logs.logs(LogQuery.all().log(coverage.logs().get(0)).limit(5)))
              .hasSizeLessThanOrEqualTo(5);
          DatabaseException refusal =
              run().refused("no such log", () -> logs.logs(LogQuery.all().log("gds_no_such_log")));
          assertThat(refusal.code()).isEqualTo(ErrorCode.NOT_FOUND);
        });
  }

  @Test
  void statementsComeTheCostliestFirst() throws Exception {
    onEngine(
        SupportsStatements.class,
        statements -> {
          List<StatementStats> top =
              run()
                  .unchanged(
                      "the statements",
                      () ->
                          statements.topStatements(
                              StatementQuery.top().by(StatementOrder.TOTAL_TIME)));
          assertThat(top)
              .isSortedAccordingTo(Comparator.comparing(StatementStats::totalTime).reversed());
          assertThat(statements.topStatements(StatementQuery.top().limit(1)))
              .hasSizeLessThanOrEqualTo(1);
        });
  }
}
