package io.gds.database.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.access.BlockingTree;
import io.gds.database.access.CancelProcessOptions;
import io.gds.database.access.ProcessId;
import io.gds.database.access.ProcessQuery;
import io.gds.database.access.ProcessState;
import io.gds.database.access.ServerProcess;
import io.gds.database.access.SupportsProcesses;
import io.gds.database.access.TerminateProcessOptions;
import io.gds.database.error.ConnectionException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.DatabaseInUseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.NotFoundException;
import io.gds.database.error.PermissionDeniedException;
import io.gds.database.lifecycle.RestartOptions;
import io.gds.database.lifecycle.ShutdownOptions;
import io.gds.database.lifecycle.StartupOptions;
import io.gds.database.lifecycle.SupportsLifecycle;
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
import io.gds.database.operation.Operation;
import io.gds.database.testkit.FakeClock;
import io.gds.database.testkit.LeakCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class FakeServerPartsTest {
  private final FakeClock clock = new FakeClock();
  private final FakeDatabaseEngine engine =
      FakeDatabaseEngine.builder()
          .clock(clock)
          .database("orders")
          .metricHistory(Duration.ofHours(1))
          .build();
  private final FakeServer server = engine.server();
  private final SupportsProcesses processes = engine.require(SupportsProcesses.class);

  @AfterEach
  void close() {
    engine.close();
  }

  private ProcessId session(String id, ProcessState state, String... blockedBy) {
    ProcessId process = new ProcessId(id, clock.instant());
    server.process(
        ServerProcess.builder(process, state)
            .database("orders")
            .user("ada")
            .statement("select something long")
            .blockedBy(List.of(blockedBy))
            .build());
    return process;
  }

  @Test
  void sessionsAreListedFilteredAndCut() {
    session("1", ProcessState.ACTIVE);
    session("2", ProcessState.IDLE);
    server.process(
        ServerProcess.builder(new ProcessId("3", clock.instant()), ProcessState.ACTIVE)
            .own(true)
            .build());

    assertThat(processes.processes()).extracting(p -> p.id().id()).containsExactly("1", "2");
    assertThat(
            processes.processes(ProcessQuery.all().state(ProcessState.ACTIVE).statementLength(6)))
        .extracting(p -> p.statement().orElseThrow())
        .containsExactly("select");
    assertThat(processes.processes(ProcessQuery.all().own(true))).hasSize(3);
  }

  @Test
  void endingABlockerLetsTheOthersGoOn() {
    ProcessId blocker = session("1", ProcessState.IDLE_IN_TRANSACTION);
    session("2", ProcessState.WAITING, "1");
    session("3", ProcessState.WAITING, "1", "2");
    BlockingTree tree = processes.blockingTree();
    assertThat(tree.roots()).hasSize(1);
    assertThat(tree.blockedCount()).isEqualTo(2);

    assertThat(processes.terminateProcess(TerminateProcessOptions.of(blocker)).gone()).isTrue();

    assertThat(processes.processes()).extracting(p -> p.id().id()).containsExactly("2", "3");
    assertThat(processes.processes().get(0).state()).isEqualTo(ProcessState.ACTIVE);
    assertThat(processes.processes().get(1).blockedBy()).containsExactly("2");
  }

  @Test
  void cancellingEndsTheStatementAndNotTheSession() {
    ProcessId running = session("1", ProcessState.ACTIVE);
    processes.cancelProcess(CancelProcessOptions.of(running));

    ServerProcess left = processes.processes().get(0);
    assertThat(left.state()).isEqualTo(ProcessState.IDLE);
    assertThat(left.statement()).isEmpty();
  }

  @Test
  void anotherProcessThatGotTheNumberIsNotHit() {
    ProcessId old = session("1", ProcessState.ACTIVE);
    Operation<?> ending = processes.prepareTerminateProcess(TerminateProcessOptions.of(old));
    clock.advance(Duration.ofSeconds(1));
    session("1", ProcessState.ACTIVE);

    assertThatThrownBy(ending::run)
        .extracting(e -> ((DatabaseException) e).code())
        .isEqualTo(ErrorCode.PLAN_STALE);
    assertThatThrownBy(() -> processes.cancelProcess(CancelProcessOptions.of(old)))
        .isInstanceOf(NotFoundException.class);
    assertThat(processes.processes()).hasSize(1);
  }

  @Test
  void ownAndSystemSessionsAreSpared() {
    ProcessId own = new ProcessId("7", clock.instant());
    server.process(ServerProcess.builder(own, ProcessState.ACTIVE).own(true).build());
    ProcessId system = new ProcessId("8", clock.instant());
    server.process(ServerProcess.builder(system, ProcessState.ACTIVE).system(true).build());

    assertThatThrownBy(() -> processes.terminateProcess(TerminateProcessOptions.of(system)))
        .isInstanceOf(PermissionDeniedException.class);
    assertThatThrownBy(() -> processes.terminateProcess(TerminateProcessOptions.of(own)))
        .hasMessageContaining("own");
    processes.terminateProcess(
        TerminateProcessOptions.builder().process(own).allowOwn(true).build());
    server.leave("8");
    assertThat(server.processes).isEmpty();
  }

  @Test
  void theServerIsStoppedStartedAndRestarted() {
    SupportsLifecycle lifecycle = engine.require(SupportsLifecycle.class);
    session("1", ProcessState.ACTIVE);
    assertThatThrownBy(() -> lifecycle.shutdown(ShutdownOptions.defaults()))
        .isInstanceOf(DatabaseInUseException.class);
    assertThatThrownBy(() -> lifecycle.restart(RestartOptions.defaults()))
        .isInstanceOf(DatabaseInUseException.class);

    lifecycle.shutdown(ShutdownOptions.builder().force(true).build());
    assertThat(server.isUp()).isFalse();
    assertThatThrownBy(engine::ping).isInstanceOf(ConnectionException.class);
    assertThatThrownBy(() -> lifecycle.restart(RestartOptions.defaults()))
        .isInstanceOf(ConnectionException.class);
    lifecycle.startup(StartupOptions.defaults());
    lifecycle.startup(StartupOptions.defaults());
    engine.ping();
    session("1", ProcessState.ACTIVE);
    lifecycle.restart(RestartOptions.builder().force(true).build());
    assertThat(server.isUp()).isTrue();
    assertThat(server.processes).isEmpty();
  }

  @Test
  void metricsAreTheLatestOrThoseOfAWindow() {
    SupportsMetrics metrics = engine.require(SupportsMetrics.class);
    Instant first = clock.instant();
    server.metric(new Metric("cache.hits", 1, "percent", first, Map.of()));
    clock.advance(Duration.ofMinutes(10));
    server.metric(new Metric("cache.hits", 2, "percent", clock.instant(), Map.of()));

    assertThat(metrics.metrics(MetricQuery.now().like("cache.*")))
        .extracting(Metric::value)
        .containsExactly(2.0);
    assertThat(metrics.metrics()).extracting(Metric::name).contains("databases", "sessions");
    assertThat(metrics.metrics(MetricQuery.now().since(first)))
        .extracting(Metric::value)
        .containsExactly(1.0, 2.0);
    clock.advance(Duration.ofMinutes(55));
    assertThat(metrics.metrics(MetricQuery.now().since(first))).hasSize(1);
    assertThat(metrics.metricHistory()).contains(Duration.ofHours(1));
  }

  @Test
  void withoutHistoryAWindowIsRefusedAndASamplingHelps() throws Exception {
    try (FakeDatabaseEngine forgetful = FakeDatabaseEngine.builder().build()) {
      SupportsMetrics metrics = forgetful.require(SupportsMetrics.class);
      assertThatThrownBy(() -> metrics.metrics(MetricQuery.now().since(Instant.EPOCH)))
          .isInstanceOf(UnsupportedCapabilityException.class)
          .hasMessageContaining("past values");
      try (MetricSampling sampling =
          metrics.startSampling(SamplingOptions.defaults().interval(Duration.ofSeconds(1)))) {
        for (int i = 0; i < 500 && sampling.samples(MetricQuery.now()).isEmpty(); i++) {
          Thread.sleep(10);
        }
        assertThat(sampling.samples(MetricQuery.now())).isNotEmpty();
      }
    }
  }

  @Test
  void logsAreReadOldestFirstWithinBounds() {
    SupportsLogs logs = engine.require(SupportsLogs.class);
    assertThat(logs.logCoverage().oldest()).isEmpty();
    for (int i = 3; i > 0; i--) {
      server.log(
          new LogEntry(
              clock.instant().plusSeconds(i),
              LogLevel.INFO,
              "entry " + i,
              Optional.empty(),
              Map.of()));
    }

    assertThat(logs.logs(LogQuery.all().limit(2)))
        .extracting(LogEntry::message)
        .containsExactly("entry 2", "entry 3");
    assertThat(logs.logs(LogQuery.all().log("server").containing("1"))).hasSize(1);
    assertThat(logs.logCoverage().oldest()).contains(clock.instant().plusSeconds(1));
    assertThatThrownBy(() -> logs.logs(LogQuery.all().log("other")))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void statementsAreRankedByWhatIsAsked() {
    SupportsStatements statements = engine.require(SupportsStatements.class);
    server.statement(
        StatementStats.builder("slow", "select slow", 1, Duration.ofSeconds(9))
            .database("orders")
            .user("ada")
            .rows(1)
            .readBytes(1)
            .cpuTime(Duration.ofSeconds(1))
            .lastRunAt(clock.instant())
            .build());
    server.statement(
        StatementStats.builder("busy", "select busy", 90, Duration.ofSeconds(8))
            .rows(90)
            .readBytes(90)
            .cpuTime(Duration.ofSeconds(8))
            .build());

    assertThat(first(statements, StatementOrder.TOTAL_TIME)).isEqualTo("slow");
    assertThat(first(statements, StatementOrder.MEAN_TIME)).isEqualTo("slow");
    for (StatementOrder order :
        List.of(
            StatementOrder.CALLS,
            StatementOrder.ROWS,
            StatementOrder.READS,
            StatementOrder.CPU_TIME)) {
      assertThat(first(statements, order)).isEqualTo("busy");
    }
    assertThat(
            statements.topStatements(
                StatementQuery.top()
                    .database("orders")
                    .user("ada")
                    .since(clock.instant())
                    .textLength(6)))
        .extracting(StatementStats::text)
        .containsExactly("select");
  }

  private static String first(SupportsStatements statements, StatementOrder by) {
    return statements.topStatements(StatementQuery.top().by(by).limit(1)).get(0).id();
  }
}
