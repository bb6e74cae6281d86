package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.core.Plan;
import io.gds.database.error.DatabaseInUseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.NotFoundException;
import io.gds.database.error.OperationTimeoutException;
import io.gds.database.error.PermissionDeniedException;
import io.gds.database.error.ToolException;
import io.gds.database.ha.AddNodeOptions;
import io.gds.database.ha.CreateHaOptions;
import io.gds.database.ha.HaConfiguration;
import io.gds.database.ha.HaNode;
import io.gds.database.ha.HaState;
import io.gds.database.ha.RemoveNodeOptions;
import io.gds.database.ha.SyncMode;
import io.gds.database.ha.SyncModeOptions;
import io.gds.database.lifecycle.HostCommand;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.PreconditionFailedException;
import io.gds.database.operation.Verdict;
import io.gds.database.testkit.server.PostgresCluster;
import io.gds.database.testkit.server.PostgresTestServer;
import io.gds.database.testkit.server.PostgresTools;
import io.gds.database.testkit.server.StopMode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresTopologyTest {
  private static SyncModeOptions.Builder mode(SyncMode mode) {
    return SyncModeOptions.builder().syncMode(mode);
  }

  private static String names(PostgresTestServer server) {
    return server.value("SHOW synchronous_standby_names").orElse("");
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void commitsAreMadeToWaitAndNoLonger(int major) {
    try (PostgresCluster cluster =
            PostgresCluster.start(PostgresTestServer.builder().major(major));
        PostgresHaEngines engines = new PostgresHaEngines()) {
      PostgresTestServer primary = cluster.primary();
      cluster.addStandby("s1");
      cluster.addStandby("s2");
      PostgresEngine engine = engines.open(primary);

      HaConfiguration one = engine.setSyncMode(mode(SyncMode.SYNCHRONOUS).node("s1").build());
      assertThat(one.syncMode()).isEqualTo(SyncMode.SYNCHRONOUS);
      assertThat(names(primary)).isEqualTo("FIRST 1 (\"s1\")");
      assertThat(engine.haStatus().node("s1").orElseThrow().state()).isEqualTo(HaState.SYNCED);
      primary.execute("CREATE TABLE t (n int)");

      engine.setSyncMode(mode(SyncMode.SYNCHRONOUS).node("s2").build());
      assertThat(names(primary)).isEqualTo("FIRST 2 (\"s1\", \"s2\")");

      Operation<HaConfiguration> any =
          engine.prepareSetSyncMode(
              mode(SyncMode.SYNCHRONOUS)
                  .option(PostgresTopologyOptions.SYNC_STANDBYS, 1)
                  .option(PostgresTopologyOptions.QUORUM, true)
                  .build());
      assertThat(any.checks()).noneMatch(check -> check.verdict() == Verdict.WARNING);
      any.run();
      assertThat(names(primary)).isEqualTo("ANY 1 (\"s1\", \"s2\")");
      assertThat(engine.haStatus().node("s2").orElseThrow().attributes())
          .containsEntry("syncState", "quorum");

      engine.setSyncMode(mode(SyncMode.ASYNCHRONOUS).node("s1").build());
      assertThat(names(primary)).isEqualTo("ANY 1 (\"s2\")");

      engine.setSyncMode(mode(SyncMode.SEMI_SYNCHRONOUS).build());
      assertThat(primary.value("SHOW synchronous_commit")).contains("remote_write");
      assertThat(engine.haConfiguration().orElseThrow().syncMode())
          .isEqualTo(SyncMode.SEMI_SYNCHRONOUS);

      HaConfiguration none = engine.setSyncMode(mode(SyncMode.ASYNCHRONOUS).build());
      assertThat(none.syncMode()).isEqualTo(SyncMode.ASYNCHRONOUS);
      assertThat(names(primary)).isEmpty();
      assertThat(none.nodes()).extracting(HaNode::name).contains("s1", "s2");
    }
  }

  @Test
  void whoeverIsNotInStepIsNotWaitedFor() {
    try (PostgresCluster cluster =
            PostgresCluster.start(PostgresTestServer.builder().major(PostgresMajors.NEWEST));
        PostgresHaEngines engines = new PostgresHaEngines()) {
      PostgresTestServer s1 = cluster.addStandby("s1");
      PostgresEngine engine = engines.open(cluster.primary());
      assertThatThrownBy(
              () -> engine.setSyncMode(mode(SyncMode.SYNCHRONOUS).node("nobody").build()))
          .isInstanceOf(PreconditionFailedException.class)
          .hasMessageContaining("nobody");
      s1.stop(StopMode.FAST);
      PostgresHaEngines.await(
          () -> engine.haStatus().node("s1").orElseThrow().state() == HaState.DISCONNECTED);
      Operation<HaConfiguration> refused =
          engine.prepareSetSyncMode(mode(SyncMode.SYNCHRONOUS).node("s1").build());
      assertThat(refused.checks().stream().filter(Check::refused))
          .extracting(Check::rule)
          .contains("the standby is streaming");
      assertThat(engine.prepareSetSyncMode(mode(SyncMode.SYNCHRONOUS).build()).refused()).isTrue();
      assertThat(names(cluster.primary())).isEmpty();
    }
  }

  @Test
  void aModeThatIsNotReachedIsTakenBack() {
    try (PostgresTestServer server =
            PostgresTestServer.builder().major(PostgresMajors.OLDEST).start();
        PostgresHaEngines engines = new PostgresHaEngines()) {
      PostgresContext context = ((DefaultPostgresEngine) engines.open(server)).context();
      // The standby was there when it was measured, and is gone since.
      Plan.Builder<String> plan = context.runner().plan("setSyncMode", "gone");
      new PostgresSyncModes(context, "p", "")
          .add(
              plan,
              NodeView.read(context.sql()),
              new PostgresSyncModes.Wanted(
                  PostgresSyncNames.NONE.with("gone"),
                  Optional.of("remote_write"),
                  List.of("gone")),
              Duration.ofMillis(300));
      Plan<String> planned = plan.yields(() -> "");
      assertThatThrownBy(planned::run)
          .isInstanceOf(OperationTimeoutException.class)
          .hasMessageContaining("what was set before is back");
      PostgresHaEngines.await(() -> names(server).isEmpty());
      assertThat(server.value("SHOW synchronous_commit")).contains("on");
      server.execute("CREATE TABLE not_waiting (n int)");
    }
  }

  @Test
  void aListThatCannotBeMetIsNotMadeLonger() {
    try (PostgresCluster cluster =
            PostgresCluster.start(PostgresTestServer.builder().major(PostgresMajors.NEWEST));
        PostgresHaEngines engines = new PostgresHaEngines()) {
      cluster.addStandby("s1");
      cluster
          .primary()
          .execute(
              "ALTER SYSTEM SET synchronous_standby_names = 'ghost'", "SELECT pg_reload_conf()");
      PostgresEngine engine = engines.open(cluster.primary());
      PostgresHaEngines.await(() -> "ghost".equals(names(cluster.primary())));
      assertThat(
              engine
                  .prepareSetSyncMode(mode(SyncMode.SYNCHRONOUS).node("s1").build())
                  .checks()
                  .stream()
                  .filter(Check::refused))
          .extracting(Check::rule)
          .containsExactly("as many are streaming as are waited for");
      engine.setSyncMode(mode(SyncMode.SYNCHRONOUS).build());
      assertThat(names(cluster.primary())).isEqualTo("FIRST 1 (\"s1\")");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void aNodeIsRemovedWithItsSlotAndItsPlaceInTheList(int major) {
    try (PostgresCluster cluster =
            PostgresCluster.start(PostgresTestServer.builder().major(major));
        PostgresHaEngines engines = new PostgresHaEngines()) {
      PostgresTestServer primary = cluster.primary();
      PostgresTestServer s1 = cluster.addStandby("s1");
      cluster.addStandby("s2");
      PostgresEngine engine = engines.open(primary);
      engine.setSyncMode(mode(SyncMode.SYNCHRONOUS).build());
      assertThatThrownBy(() -> engine.removeNode(RemoveNodeOptions.builder().node("s1").build()))
          .isInstanceOf(DatabaseInUseException.class)
          .hasMessageContaining("connected");
      assertThatThrownBy(() -> engine.removeNode(RemoveNodeOptions.builder().node("s7").build()))
          .isInstanceOf(NotFoundException.class);

      s1.stop(StopMode.FAST);
      PostgresHaEngines.await(
          () -> engine.haStatus().node("s1").orElseThrow().state() == HaState.DISCONNECTED);
      engine.removeNode(RemoveNodeOptions.builder().node("s1").build());
      assertThat(engine.haStatus().node("s1")).isEmpty();
      assertThat(names(primary)).isEqualTo("FIRST 1 (\"s2\")");
      assertThat(slots(primary)).isEqualTo("s2");

      Operation<HaConfiguration> last =
          engine.prepareRemoveNode(RemoveNodeOptions.builder().node("s2").build());
      assertThat(last.checks().stream().filter(Check::refused))
          .extracting(Check::rule)
          .containsExactlyInAnyOrder(
              "the node is not connected", "commits wait for another one too");
      engine.removeNode(RemoveNodeOptions.builder().node("s2").force(true).build());
      assertThat(slots(primary)).isEmpty();
      assertThat(names(primary)).isEmpty();
      primary.execute("CREATE TABLE still_writes (n int)");
    }
  }

  private static String slots(PostgresTestServer server) {
    return server
        .value("SELECT coalesce(string_agg(slot_name, ','), '') FROM pg_replication_slots")
        .orElse("");
  }

  @Test
  void aRoleOfFewRightsIsToldWhichItLacks() {
    try (PostgresCluster cluster =
            PostgresCluster.start(PostgresTestServer.builder().major(PostgresMajors.NEWEST));
        PostgresHaEngines engines = new PostgresHaEngines()) {
      cluster.addStandby("s1");
      cluster.primary().execute("CREATE ROLE few LOGIN", "GRANT pg_read_all_stats TO few");
      PostgresEngine engine = engines.openAs(cluster.primary(), "few");
      assertThatThrownBy(() -> engine.setSyncMode(mode(SyncMode.SYNCHRONOUS).node("s1").build()))
          .isInstanceOf(PermissionDeniedException.class)
          .hasMessageContaining("change the configuration");
      cluster
          .primary()
          .execute(
              "GRANT ALTER SYSTEM ON PARAMETER synchronous_standby_names, synchronous_commit TO few",
              "GRANT EXECUTE ON FUNCTION pg_reload_conf() TO few");
      engine.setSyncMode(mode(SyncMode.SYNCHRONOUS).node("s1").build());
      assertThat(names(cluster.primary())).isEqualTo("FIRST 1 (\"s1\")");
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void aNodeIsAddedOnThisMachineAndElsewhereTheCommandIsSaid() throws IOException {
    PostgresTools tools = PostgresTools.require();
    try (PostgresTestServer primary = PostgresTestServer.installed().start();
        PostgresHaEngines engines = new PostgresHaEngines()) {
      Path data = primary.dataDirectory().orElseThrow().resolveSibling("added");
      int port = freePort();
      ConnectionInfo added =
          PostgresUrls.parse("postgresql://postgres@127.0.0.1:" + port + "/postgres").orElseThrow();
      PostgresEngine engine =
          engines.open(PostgresHaEngines.info(primary).toBuilder().peer("n1", added).build());
      Operation<HaConfiguration> elsewhere =
          engine.prepareAddNode(AddNodeOptions.builder().node("n1").build());
      assertThat(elsewhere.checks().stream().filter(Check::refused))
          .singleElement()
          .satisfies(
              check -> {
                assertThat(check.code()).isEqualTo(ErrorCode.UNSUPPORTED_CAPABILITY);
                assertThat(check.remedy()).contains("pg_basebackup -d ").contains("-C -S n1");
              });
      AddNodeOptions.Builder options =
          AddNodeOptions.builder()
              .node("n1")
              .option(PostgresServer.DATA_DIRECTORY, data)
              .option(PostgresServer.TOOLS, tools.directory())
              .option(PostgresServer.RUN_BY, PostgresHaEngines.runBy(primary));
      try {
        HaConfiguration made =
            engine.createHa(CreateHaOptions.builder().name("main").node(options.build()).build());
        assertThat(made.nodes()).extracting(HaNode::name).contains("n1");
        assertThat(engine.haStatus().node("n1").orElseThrow().healthy()).isTrue();
        assertThat(Files.readString(data.resolve("postgresql.auto.conf")))
            .contains("application_name=n1")
            .doesNotContain("password");
        assertThat(engine.prepareAddNode(options.build()).refused()).isTrue();
        assertThat(
                engine
                    .prepareCreateHa(
                        CreateHaOptions.builder().name("main").node(options.build()).build())
                    .refused())
            .isTrue();
      } finally {
        Processes.run(
            primary.asServerUser(
                tools.tool("pg_ctl").toString(), "-D", data.toString(), "-m", "immediate", "stop"));
      }
    }
  }

  @Test
  void aFailedAdditionLeavesNothingBehind() throws IOException {
    PostgresTools tools = PostgresTools.require();
    try (PostgresTestServer primary = PostgresTestServer.installed().start();
        PostgresHaEngines engines = new PostgresHaEngines()) {
      Path data = primary.dataDirectory().orElseThrow().resolveSibling("added");
      PostgresEngine engine =
          engines.open(
              PostgresHaEngines.info(primary).toBuilder()
                  .peer(
                      "n1",
                      PostgresUrls.parse("postgresql://postgres@127.0.0.1:" + freePort() + "/x")
                          .orElseThrow())
                  .build());
      Operation<HaConfiguration> planned =
          engine.prepareAddNode(
              AddNodeOptions.builder()
                  .node("n1")
                  .option(PostgresServer.DATA_DIRECTORY, data)
                  .option(PostgresServer.TOOLS, tools.directory())
                  .option(PostgresServer.START_COMMAND, HostCommand.of("/bin/false"))
                  .option(PostgresServer.RUN_BY, PostgresHaEngines.runBy(primary))
                  .build());
      assertThat(planned.script().text()).contains("pg_basebackup", "standby.signal", "/bin/false");
      assertThat(data).doesNotExist();
      assertThatThrownBy(planned::run).isInstanceOf(ToolException.class);
      assertThat(data).doesNotExist();
      assertThat(slots(primary)).isEmpty();
    }
  }
}
