package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.Availability;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.DatabaseInUseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.ToolException;
import io.gds.database.lifecycle.HostCommand;
import io.gds.database.lifecycle.RestartOptions;
import io.gds.database.lifecycle.ShutdownOptions;
import io.gds.database.lifecycle.StartupOptions;
import io.gds.database.lifecycle.SupportsLifecycle;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Verdict;
import io.gds.database.testkit.server.PostgresTestServer;
import io.gds.database.testkit.server.PostgresTools;
import io.gds.database.testkit.server.StopMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PostgresLifecycleTest {
  @Test
  void aServerIsStoppedStartedAndRestartedByItsDataDirectory() {
    PostgresTools.require();
    try (PostgresTestServer server = PostgresTestServer.installed().start();
        PostgresHaEngines engines = new PostgresHaEngines()) {
      PostgresEngine engine = engines.open(PostgresHaEngines.placed(server));
      assertThat(engine.capabilities().status(SupportsLifecycle.class).isAvailable()).isTrue();
      Operation<?> stop = engine.prepareShutdown(ShutdownOptions.builder().build());
      assertThat(stop.script().text()).contains("pg_ctl stop -D ").contains("-m fast");
      stop.run();
      assertThatThrownBy(engine::ping).isInstanceOf(DatabaseException.class);
      engine.shutdown(ShutdownOptions.builder().build());

      engine.startup(StartupOptions.builder().build());
      engine.ping();
      String began = server.value("SELECT pg_postmaster_start_time()").orElseThrow();
      engine.startup(StartupOptions.builder().build());
      assertThat(server.value("SELECT pg_postmaster_start_time()")).contains(began);

      engine.restart(RestartOptions.builder().build());
      assertThat(server.value("SELECT pg_postmaster_start_time()").orElseThrow())
          .isNotEqualTo(began);
      engine.ping();
    }
  }

  @Test
  void anEngineThatWasOpenedLazilyStartsAServerThatIsDown() {
    PostgresTools.require();
    try (PostgresTestServer server = PostgresTestServer.installed().start();
        PostgresHaEngines engines = new PostgresHaEngines()) {
      server.stop(StopMode.FAST);
      PostgresEngine engine = engines.open(PostgresHaEngines.placed(server).lazy());
      engine.startup(StartupOptions.builder().build());
      engine.ping();
      engine.shutdown(
          ShutdownOptions.builder()
              .force(true)
              .option(PostgresServer.STOP_MODE, PostgresStopMode.IMMEDIATE)
              .build());
      engine.startup(StartupOptions.builder().build());
      engine.ping();
    }
  }

  @Test
  void sessionsAreWaitedForUnlessForced() throws SQLException {
    PostgresTools.require();
    try (PostgresTestServer server = PostgresTestServer.installed().start();
        PostgresHaEngines engines = new PostgresHaEngines();
        Connection session = server.connect("postgres")) {
      PostgresEngine engine = engines.open(PostgresHaEngines.placed(server));
      Operation<?> planned =
          engine.prepareShutdown(
              ShutdownOptions.builder().waitAtMost(Duration.ofMillis(500)).build());
      assertThat(planned.checks())
          .filteredOn(check -> check.verdict() == Verdict.WARNING)
          .extracting(Check::measured)
          .containsExactly("1 sessions");
      assertThatThrownBy(planned::run).isInstanceOf(DatabaseInUseException.class);
      assertThat(session.isValid(2)).isTrue();
      engine.shutdown(ShutdownOptions.builder().force(true).build());
      assertThat(session.isValid(2)).isFalse();
    }
  }

  @Test
  void withoutAnyWayItIsRefusedAndTheWaysAreNamed() {
    try (PostgresTestServer server =
            PostgresTestServer.builder().major(PostgresMajors.NEWEST).share();
        PostgresHaEngines engines = new PostgresHaEngines()) {
      PostgresEngine engine = engines.open(server);
      assertThat(engine.capabilities().status(SupportsLifecycle.class).availability())
          .isEqualTo(Availability.CONFIGURATION);
      assertThatThrownBy(() -> engine.shutdown(ShutdownOptions.builder().build()))
          .satisfies(
              error ->
                  assertThat(error.toString())
                      .contains("UNSUPPORTED_CAPABILITY", "postgresql.data-directory")
                      .contains("postgresql.stop-command"));
      assertThat(engine.prepareStartup(StartupOptions.builder().build()).refused()).isTrue();
      assertThat(engine.prepareRestart(RestartOptions.builder().build()).refused()).isTrue();
      engine.ping();
    }
  }

  @Test
  void configuredCommandsAreRunWordByWord() {
    PostgresTools tools = PostgresTools.require();
    try (PostgresTestServer server = PostgresTestServer.installed().start();
        PostgresHaEngines engines = new PostgresHaEngines()) {
      String data = server.dataDirectory().orElseThrow().toString();
      List<String> stop =
          new ArrayList<>(
              server.asServerUser(
                  tools.tool("pg_ctl").toString(), "stop", "-D", data, "-m", "fast"));
      List<String> start =
          new ArrayList<>(
              server.asServerUser(
                  tools.tool("pg_ctl").toString(),
                  "start",
                  "-D",
                  data,
                  "-l",
                  server.logFile().orElseThrow().toString()));
      ConnectionInfo info =
          PostgresHaEngines.info(server).toBuilder()
              .property(PostgresServer.STOP_COMMAND.id(), new HostCommand(stop).toString())
              .property(PostgresServer.START_COMMAND.id(), new HostCommand(start).toString())
              .build();
      PostgresEngine engine = engines.open(info);
      engine.restart(RestartOptions.builder().force(true).build());
      engine.ping();
      assertThatThrownBy(
              () ->
                  engine.shutdown(
                      ShutdownOptions.builder()
                          .force(true)
                          .option(PostgresServer.STOP_COMMAND, HostCommand.of("/bin/false"))
                          .build()))
          .isInstanceOf(ToolException.class);
      Operation<?> missing =
          engine.prepareShutdown(
              ShutdownOptions.builder()
                  .option(PostgresServer.STOP_COMMAND, HostCommand.of("/no/such program"))
                  .build());
      assertThat(missing.checks().stream().filter(Check::refused))
          .extracting(Check::code)
          .contains(ErrorCode.TOOL_MISSING);
      engine.ping();
    }
  }

  @Test
  void aUrlCannotSayWhatIsRun() {
    assertThatThrownBy(
            () -> PostgresUrls.parse("postgresql://h/d?postgresql.start-command=rm%20-rf%20%2F"))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("not taken from a URL");
    ConnectionInfo wrong =
        PostgresUrls.parse("postgresql://127.0.0.1/d").orElseThrow().toBuilder()
            .property(PostgresServer.DATA_DIRECTORY.id(), "relative")
            .build();
    assertThatThrownBy(() -> PostgresUrls.check(wrong))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("an absolute path");
  }
}
