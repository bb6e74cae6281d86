package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.Availability;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.HostAddress;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.DatabaseInUseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.PermissionDeniedException;
import io.gds.database.error.ToolException;
import io.gds.database.lifecycle.HostCommand;
import io.gds.database.lifecycle.RestartOptions;
import io.gds.database.lifecycle.ShutdownOptions;
import io.gds.database.lifecycle.StartupOptions;
import io.gds.database.lifecycle.SupportsLifecycle;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Step;
import io.gds.database.operation.Verdict;
import io.gds.database.settings.SetConfigurationOptions;
import io.gds.database.testkit.sqlserver.SqlServerEdition;
import io.gds.database.testkit.sqlserver.SqlServerRelease;
import io.gds.database.testkit.wire.SqlServerPeer;
import io.gds.database.testkit.wire.WireAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MssqlLifecycleTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir Path directory;

  private static ShutdownOptions.Builder shutdown() {
    return ShutdownOptions.builder().waitAtMost(Duration.ofSeconds(20));
  }

  private static List<String> texts(Operation<?> operation) {
    return operation.script().steps().stream().map(Step::text).toList();
  }

  private static List<String> refused(Operation<?> operation) {
    return operation.checks().stream().filter(Check::refused).map(Check::rule).toList();
  }

  /** What a service manager is to a server: a command makes a file, and that starts or stops it. */
  private AutoCloseable service(SqlServerPeer peer) {
    Path start = directory.resolve("start");
    Path stop = directory.resolve("stop");
    Thread thread =
        new Thread(
            () -> {
              while (!Thread.currentThread().isInterrupted()) {
                try {
                  if (Files.deleteIfExists(start)) {
                    peer.up();
                  }
                  if (Files.deleteIfExists(stop)) {
                    peer.down();
                  }
                  Thread.sleep(2);
                } catch (IOException | InterruptedException e) {
                  return;
                }
              }
            });
    thread.start();
    return () -> {
      thread.interrupt();
      thread.join();
    };
  }

  private HostCommand touch(String what) {
    return HostCommand.of("touch", directory.resolve(what).toString());
  }

  @Test
  void aServerIsStoppedByTheStatementAndIsDownThen() {
    try (MssqlScene scene = new MssqlScene()) {
      Operation<?> operation = scene.engine.prepareShutdown(shutdown().build());
      assertThat(texts(operation)).containsExactly(MssqlLifecycleChecks.SESSIONS, "SHUTDOWN");
      assertThat(scene.changes()).isEmpty();
      operation.run();
      assertThat(scene.changes()).containsExactly("SHUTDOWN");
      assertThatThrownBy(scene.engine::ping)
          .extracting(e -> ((DatabaseException) e).code())
          .isEqualTo(ErrorCode.CONNECTION_FAILED);
      scene.engine.shutdown(ShutdownOptions.defaults());
      assertThat(scene.changes()).as("one that is down is left alone").containsExactly("SHUTDOWN");
      scene.peer.up();
      assertThat(scene.engine.databases()).isEmpty();
    }
  }

  @Test
  void byForceNobodyIsWaitedForAndWhatRunsIsTold() {
    try (MssqlScene scene = new MssqlScene()) {
      int worker = scene.model.sessions().open("ada", "", "master");
      scene.model.sessions().runs(worker, "UPDATE", "UPDATE t SET a = 1");
      scene.model.sessions().begin(worker);
      scene.model.sessions().open("bob", "", "master");
      Operation<?> operation = scene.engine.prepareShutdown(shutdown().force(true).build());
      assertThat(operation.checks())
          .filteredOn(check -> check.verdict() == Verdict.WARNING)
          .extracting(Check::measured)
          .containsExactly("2 sessions, 1 with open transactions, 1 running statements");
      assertThat(texts(operation)).containsExactly("SHUTDOWN WITH NOWAIT");
      assertThat(
              texts(
                  scene.engine.prepareShutdown(
                      shutdown()
                          .force(true)
                          .option(MssqlServer.STOP_MODE, MssqlStopMode.WAIT)
                          .build())))
          .containsExactly("SHUTDOWN");
      operation.run();
      assertThatThrownBy(scene.engine::ping).isInstanceOf(DatabaseException.class);
    }
  }

  @Test
  void withoutForceWhoDoesNotEndIsInTheWay() {
    try (MssqlScene scene = new MssqlScene()) {
      int worker = scene.model.sessions().open("ada", "", "master");
      assertThatThrownBy(() -> scene.engine.shutdown(shutdown().waitAtMost(SHORT).build()))
          .isInstanceOf(DatabaseInUseException.class);
      assertThat(scene.changes()).isEmpty();
      scene.model.sessions().close(worker);
      scene.engine.shutdown(shutdown().build());
      assertThat(scene.changes()).containsExactly("SHUTDOWN");
    }
  }

  @Test
  void aRestartComesUpAgainOnTheSamePortWithWhatWaitedForIt() throws Exception {
    try (MssqlScene scene = new MssqlScene();
        AutoCloseable service = service(scene.peer)) {
      assertThat(service).isNotNull();
      scene.create("shop");
      scene.engine.setConfiguration(SetConfigurationOptions.of("remote access", "0"));
      assertThat(scene.engine.setting("remote access").orElseThrow().pendingRestart()).isTrue();
      Operation<?> operation =
          scene.engine.prepareRestart(
              RestartOptions.builder()
                  .option(MssqlServer.START_COMMAND, touch("start"))
                  .waitAtMost(Duration.ofSeconds(20))
                  .build());
      assertThat(texts(operation))
          .containsExactly(MssqlLifecycleChecks.SESSIONS, "SHUTDOWN", touch("start").toString());
      operation.run();
      assertThat(scene.engine.databases()).hasSize(1);
      assertThat(scene.engine.setting("remote access").orElseThrow().runningValue()).contains("0");
    }
  }

  @Test
  void commandsMayBePropertiesOfTheConnectionButNotOfItsUrl() throws Exception {
    try (MssqlScene scene = new MssqlScene();
        AutoCloseable service = service(scene.peer)) {
      assertThat(service).isNotNull();
      ConnectionInfo info =
          scene.info("sa", "first").toBuilder()
              .property("mssql.start-command", touch("start").toString())
              .property("mssql.stop-command", touch("stop").toString())
              .build();
      scene.engine.close();
      MssqlEngine engine = scene.manager.open(info.lazy(), MssqlEngine.class);
      assertThat(texts(engine.prepareShutdown(shutdown().build())))
          .containsExactly(MssqlLifecycleChecks.SESSIONS, touch("stop").toString());
      engine.shutdown(shutdown().build());
      assertThatThrownBy(engine::ping).isInstanceOf(DatabaseException.class);
      engine.startup(StartupOptions.builder().waitAtMost(Duration.ofSeconds(20)).build());
      engine.ping();
      int before = scene.changes().size();
      engine.startup(StartupOptions.defaults());
      assertThat(scene.changes()).as("one that runs is left alone").hasSize(before);
      assertThatThrownBy(
              () -> MssqlUrlGrammar.parse("sqlserver://h/db?mssql.start-command=touch%20x"))
          .isInstanceOf(InvalidOptionsException.class);
      assertThatThrownBy(
              () ->
                  scene.manager.open(
                      info.toBuilder().property("mssql.stop-command", "a \"b").build()))
          .isInstanceOf(InvalidOptionsException.class)
          .hasMessageContaining("mssql.stop-command");
    }
  }

  @Test
  void aPrimaryIsStoppedOnlyIfThatIsMeant() {
    try (MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2")) {
      for (String group : List.of("a]g", "ag2")) {
        scene.cluster.group(group).primary("SQL1").synchronous("SQL2").create();
      }
      MssqlEngine engine = scene.open("SQL1");
      Operation<?> planned = engine.prepareShutdown(shutdown().force(true).build());
      assertThat(planned.checks().stream().filter(Check::refused))
          .singleElement()
          .satisfies(
              check -> {
                assertThat(check.measured())
                    .isEqualTo("the primary of availability group a]g, availability group ag2");
                assertThat(check.remedy()).contains("prepareSwitchover", "mssql.stop-primary");
              });
      assertThatThrownBy(planned::run)
          .isInstanceOfSatisfying(
              DatabaseException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.PRECONDITION_FAILED));
      assertThat(
              refused(
                  engine.prepareRestart(
                      RestartOptions.builder()
                          .option(MssqlServer.START_COMMAND, touch("start"))
                          .build())))
          .containsExactly("the server is nobody's primary");
      assertThat(refused(scene.open("SQL2").prepareShutdown(shutdown().build())))
          .as("a secondary")
          .isEmpty();
      engine.ping();
      assertThat(scene.statements(() -> engine.prepareShutdown(shutdown().build()))).isEqualTo(2);
      Operation<?> meant =
          engine.prepareShutdown(
              shutdown().force(true).option(MssqlServer.STOP_PRIMARY, true).build());
      assertThat(meant.checks())
          .filteredOn(check -> check.verdict() == Verdict.WARNING)
          .extracting(Check::rule)
          .contains("the server is nobody's primary");
      meant.run();
      assertThatThrownBy(engine::ping).isInstanceOf(DatabaseException.class);
    }
  }

  @Test
  void aMirroredDatabaseIsNamedToo() {
    try (MssqlScene scene = new MssqlScene()) {
      scene
          .peer
          .script()
          .on(MssqlHeldPrimaries.SQL)
          .answer(
              WireAnswer.rows("kind varchar(18)", "name nvarchar(128)")
                  .row("mirrored database", "o'ld"));
      assertThatThrownBy(() -> scene.engine.shutdown(shutdown().build()))
          .hasMessageContaining("mirrored database o'ld");
      assertThat(scene.changes()).isEmpty();
    }
  }

  @Test
  void aCommandForAServerOnAnotherMachineIsWarnedOf() {
    try (MssqlScene scene = new MssqlScene();
        MssqlEngine far =
            scene.manager.open(
                scene.info("sa", "first").toBuilder()
                    .hosts(List.of(HostAddress.of("gds.invalid", 1433)))
                    .build()
                    .lazy(),
                MssqlEngine.class)) {
      Operation<?> operation =
          far.prepareShutdown(
              shutdown().option(MssqlServer.STOP_COMMAND, touch("stopped")).build());
      assertThat(operation.checks())
          .filteredOn(check -> check.verdict() == Verdict.WARNING)
          .extracting(Check::measured)
          .containsExactly("it runs on this machine, and the server is reached at gds.invalid");
    }
  }

  @Test
  void withoutACommandNothingStartsAndTheRefusalSaysSo() {
    try (MssqlScene scene = new MssqlScene()) {
      Operation<?> startup = scene.engine.prepareStartup(StartupOptions.defaults());
      assertThat(refused(startup)).containsExactly("the library can start the server");
      assertThatThrownBy(startup::run)
          .hasMessageContaining("no statement starts what is down")
          .extracting(e -> ((DatabaseException) e).code())
          .isEqualTo(ErrorCode.UNSUPPORTED_CAPABILITY);
      assertThatThrownBy(() -> scene.engine.restart(RestartOptions.builder().force(true).build()))
          .hasMessageContaining("no statement starts what is down");
      assertThat(scene.changes()).isEmpty();
      assertThatThrownBy(
              () ->
                  scene.engine.startup(
                      StartupOptions.builder()
                          .option(MssqlServer.START_COMMAND, HostCommand.of("/no/such/program"))
                          .build()))
          .isInstanceOf(ToolException.class);
    }
  }

  @Test
  void whoMayNotStopItIsToldTheRightAndTheMessageIsNoSuccess() {
    try (MssqlScene scene = new MssqlScene()) {
      MssqlEngine clerk = scene.clerk();
      assertThat(clerk.capabilities().status(SupportsLifecycle.class).availability())
          .isEqualTo(Availability.PERMISSION);
      assertThat(refused(clerk.prepareShutdown(shutdown().build())))
          .containsExactly(
              "the login may stop the server", "the sessions that are waited for are seen");
      assertThatThrownBy(() -> clerk.shutdown(shutdown().force(true).build()))
          .isInstanceOf(PermissionDeniedException.class);
      assertThat(scene.changes()).isEmpty();
      scene
          .peer
          .script()
          .on("SHUTDOWN WITH NOWAIT")
          .answer(
              WireAnswer.notice("6004", "User does not have permission to perform this action.")
                  .then(WireAnswer.done()));
      assertThatThrownBy(() -> scene.engine.shutdown(shutdown().force(true).build()))
          .isInstanceOf(PermissionDeniedException.class);
      scene.engine.ping();
    }
  }

  @Test
  void oneThatStillAnswersIsNoSuccessAndOneThatDoesNotComeUpIsUnknown() {
    try (MssqlScene scene = new MssqlScene()) {
      scene.peer.script().on("SHUTDOWN WITH NOWAIT").answer(WireAnswer.done());
      assertThatThrownBy(
              () -> scene.engine.shutdown(shutdown().force(true).waitAtMost(SHORT).build()))
          .extracting(e -> ((DatabaseException) e).code())
          .isEqualTo(ErrorCode.TIMEOUT);
      assertThatThrownBy(
              () ->
                  scene.engine.restart(
                      RestartOptions.builder()
                          .option(MssqlServer.START_COMMAND, HostCommand.of("true"))
                          .option(MssqlServer.STOP_MODE, MssqlStopMode.WAIT)
                          .waitAtMost(SHORT)
                          .build()))
          .satisfies(
              e -> {
                assertThat(((DatabaseException) e).code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
                assertThat(((DatabaseException) e).remedy().orElseThrow())
                    .contains("was told to stop, and does not answer: start it again: true");
              });
    }
  }

  @Test
  void aClusterAndAManagedInstanceAreLeftToTheirOwnMeans() {
    try (MssqlScene scene = new MssqlScene()) {
      scene
          .peer
          .script()
          .on(MssqlLifecycleChecks.SESSIONS)
          .answer(
              WireAnswer.rows(
                      "session_id smallint",
                      "open_transaction_count int",
                      "command nvarchar(32)",
                      "may_stop int",
                      "is_clustered int",
                      "sees_sessions int")
                  .row(null, null, null, 1, 1, 1));
      assertThat(refused(scene.engine.prepareShutdown(shutdown().build())))
          .containsExactly("no failover cluster watches over it");
      assertThat(
              refused(
                  scene.engine.prepareShutdown(
                      shutdown().option(MssqlServer.STOP_COMMAND, touch("stop")).build())))
          .isEmpty();
    }
    try (MssqlScene scene =
        new MssqlScene(SqlServerRelease.SQL_SERVER_2022, SqlServerEdition.MANAGED_INSTANCE)) {
      assertThatThrownBy(() -> scene.engine.shutdown(shutdown().build()))
          .isInstanceOf(UnsupportedCapabilityException.class)
          .hasMessageContaining("shutting the server down");
      assertThat(scene.engine.capability(SupportsLifecycle.class)).isEmpty();
    }
  }
}
