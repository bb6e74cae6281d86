package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.Availability;
import io.gds.database.error.NotFoundException;
import io.gds.database.ha.HaNode;
import io.gds.database.ha.HaRole;
import io.gds.database.ha.HaState;
import io.gds.database.ha.HaStatus;
import io.gds.database.ha.ReplicationStatus;
import io.gds.database.ha.SupportsHighAvailability;
import io.gds.database.ha.SyncMode;
import io.gds.database.testkit.server.PostgresCluster;
import io.gds.database.testkit.server.PostgresTestServer;
import io.gds.database.testkit.server.PostgresTools;
import io.gds.database.testkit.server.StopMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresAvailabilityTest {
  private static PostgresCluster cluster(int major) {
    return PostgresCluster.start(PostgresTestServer.builder().major(major));
  }

  private static String address(PostgresTestServer server) {
    return server.host() + ":" + server.port();
  }

  @Test
  void aServerWithoutStandbysIsNotConfigured() {
    try (PostgresTestServer server =
            PostgresTestServer.builder().major(PostgresMajors.NEWEST).share();
        PostgresHaEngines engines = new PostgresHaEngines()) {
      PostgresEngine engine = engines.open(server);
      HaStatus status = engine.haStatus();
      assertThat(status.state()).isEqualTo(HaState.NOT_CONFIGURED);
      assertThat(status.nodes()).isEmpty();
      assertThat(engine.haGroups()).isEmpty();
      assertThat(engine.haConfiguration()).isEmpty();
      assertThat(engine.replicationStatus()).isEqualTo(ReplicationStatus.disabled());
      assertThatThrownBy(() -> engine.haStatus("main")).isInstanceOf(NotFoundException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void thePrimaryTellsWhoStreamsWhoIsPausedAndWhoIsGone(int major) {
    try (PostgresCluster cluster = cluster(major);
        PostgresHaEngines engines = new PostgresHaEngines()) {
      PostgresTestServer s1 = cluster.addStandby("s1");
      PostgresTestServer s2 = cluster.addStandby("s2");
      cluster.awaitReplayed("s1");
      cluster.awaitReplayed("s2");
      PostgresEngine engine = engines.open(cluster.primary(), Map.of("s1", s1));
      assertIdleAndStreaming(engine, address(cluster.primary()));

      s1.execute("SELECT pg_wal_replay_pause()");
      cluster.primary().execute("CREATE TABLE t (n int)", "INSERT INTO t VALUES (1)");
      // The server measures the time a little after the bytes.
      PostgresHaEngines.await(
          () -> {
            HaNode behind = engine.haStatus().node("s1").orElseThrow();
            return behind.lagBytes().orElse(0) > 0
                && behind.lag().filter(lag -> !lag.isZero()).isPresent();
          });
      HaStatus paused = engine.haStatus();
      HaNode suspended = paused.node("s1").orElseThrow();
      assertThat(suspended.state()).isEqualTo(HaState.SUSPENDED);
      assertThat(suspended.healthy()).isFalse();
      assertThat(suspended.notCandidateBecause()).contains("its replay is paused");
      assertThat(suspended.lag()).hasValueSatisfying(lag -> assertThat(lag).isPositive());
      assertThat(paused.problems()).anyMatch(problem -> problem.contains("pg_wal_replay_resume"));
      s1.execute("SELECT pg_wal_replay_resume()");

      s2.stop(StopMode.FAST);
      PostgresHaEngines.await(
          () -> engine.haStatus().node("s2").orElseThrow().state() == HaState.DISCONNECTED);
      HaStatus gone = engine.haStatus();
      HaNode left = gone.node("s2").orElseThrow();
      assertThat(left.healthy()).isFalse();
      assertThat(left.lag()).isEmpty();
      assertThat(left.notCandidateBecause()).containsExactly("nobody is connected to its slot");
      assertThat(left.attributes()).containsKey("slotRetainedBytes");
      assertThat(gone.healthy()).isFalse();
      assertThat(gone.problems()).anyMatch(problem -> problem.contains("its slot keeps"));
      assertThat(gone.candidates()).extracting(HaNode::name).containsExactly("s1");
    }
  }

  private static void assertIdleAndStreaming(PostgresEngine engine, String primary) {
    HaStatus status = engine.haStatus();
    assertThat(status.name()).isEqualTo("main");
    assertThat(status.problems()).isEmpty();
    assertThat(status.healthy()).isTrue();
    assertThat(status.state()).isEqualTo(HaState.SYNCHRONIZING);
    assertThat(status.nodes()).extracting(HaNode::name).containsExactly(primary, "s1", "s2");
    assertThat(status.isPrimary()).isTrue();
    assertThat(status.lag()).containsEntry("s1", Duration.ZERO).containsEntry("s2", Duration.ZERO);
    HaNode s1 = status.node("s1").orElseThrow();
    assertThat(s1.role()).isEqualTo(HaRole.STANDBY);
    assertThat(s1.syncMode()).contains(SyncMode.ASYNCHRONOUS);
    assertThat(s1.attributes())
        .containsEntry("connection", "streaming")
        .containsEntry("timeline", "1")
        .containsEntry("slot", "s1");
    assertThat(engine.haGroups()).containsExactly("main");
    assertThat(engine.haConfiguration().orElseThrow().syncMode()).isEqualTo(SyncMode.ASYNCHRONOUS);
    ReplicationStatus brief = engine.replicationStatus();
    assertThat(brief.role()).isEqualTo(HaRole.PRIMARY);
    assertThat(brief.lag()).contains(Duration.ZERO);
    assertThat(brief.partners()).containsExactly("s1", "s2");
    assertThat(engine.database("postgres").require(SupportsHighAvailability.class))
        .isSameAs(engine);
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void aRoleWithoutTheRightIsToldWhichAndNothingIsTakenForAnOutage(int major) {
    try (PostgresCluster cluster = cluster(major);
        PostgresHaEngines engines = new PostgresHaEngines()) {
      PostgresTestServer s1 = cluster.addStandby("s1");
      cluster.primary().execute("CREATE ROLE \"Few rights\" LOGIN");
      cluster.awaitReplayed("s1");
      PostgresEngine engine = engines.openAs(cluster.primary(), "Few rights");
      HaStatus status = engine.haStatus();
      HaNode node = status.node("s1").orElseThrow();
      assertThat(node.state()).isEqualTo(HaState.UNKNOWN);
      assertThat(node.lag()).isEmpty();
      assertThat(node.notCandidateBecause())
          .singleElement()
          .asString()
          .contains("GRANT pg_read_all_stats TO \"Few rights\"");
      assertThat(status.state()).isEqualTo(HaState.UNKNOWN);
      assertThat(status.problems())
          .anyMatch(problem -> problem.contains("GRANT pg_read_all_stats"));
      assertThat(engine.replicationStatus().syncState()).isEqualTo(HaState.UNKNOWN);
      assertThat(engine.capabilities().status(SupportsHighAvailability.class).availability())
          .isEqualTo(Availability.PERMISSION);

      PostgresEngine standby = engines.openAs(s1, "Few rights");
      HaNode self = standby.haStatus().self().orElseThrow();
      assertThat(self.role()).isEqualTo(HaRole.STANDBY);
      assertThat(self.state()).isEqualTo(HaState.UNKNOWN);

      cluster.primary().execute("GRANT pg_read_all_stats TO \"Few rights\"");
      assertThat(engine.haStatus().node("s1").orElseThrow().state())
          .isEqualTo(HaState.SYNCHRONIZING);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void synchronyIsToldAsTheServerDecidesIt(int major) {
    try (PostgresCluster cluster = cluster(major);
        PostgresHaEngines engines = new PostgresHaEngines()) {
      cluster.addStandby("s1");
      cluster.addStandby("s2");
      PostgresEngine engine = engines.open(cluster.primary());
      set(cluster.primary(), "synchronous_standby_names", "FIRST 1 (s1, s2)");
      awaitSync(engine, "s1", "sync");
      HaStatus first = engine.haStatus();
      assertThat(first.state()).isEqualTo(HaState.SYNCED);
      assertThat(first.node("s1").orElseThrow().state()).isEqualTo(HaState.SYNCED);
      assertThat(first.node("s1").orElseThrow().syncMode()).contains(SyncMode.SYNCHRONOUS);
      assertThat(first.node("s2").orElseThrow().attributes())
          .containsEntry("syncState", "potential");
      assertThat(first.node("s2").orElseThrow().syncMode()).contains(SyncMode.ASYNCHRONOUS);
      assertThat(engine.replicationStatus().mode()).contains(SyncMode.SYNCHRONOUS);

      set(cluster.primary(), "synchronous_standby_names", "ANY 1 (s1, s2)");
      awaitSync(engine, "s2", "quorum");
      assertThat(engine.haStatus().node("s2").orElseThrow().state()).isEqualTo(HaState.SYNCED);

      set(cluster.primary(), "synchronous_commit", "remote_write");
      PostgresHaEngines.await(
          () ->
              engine
                  .replicationStatus()
                  .mode()
                  .filter(SyncMode.SEMI_SYNCHRONOUS::equals)
                  .isPresent());
      set(cluster.primary(), "synchronous_commit", "local");
      PostgresHaEngines.await(
          () ->
              engine
                  .haStatus()
                  .node("s1")
                  .orElseThrow()
                  .syncMode()
                  .filter(SyncMode.ASYNCHRONOUS::equals)
                  .isPresent());
      assertThat(engine.haStatus().state()).isEqualTo(HaState.SYNCHRONIZING);

      set(cluster.primary(), "synchronous_commit", "on");
      set(cluster.primary(), "synchronous_standby_names", "nobody");
      PostgresHaEngines.await(
          () ->
              engine.haStatus().problems().stream()
                  .anyMatch(p -> p.contains("commits wait for 1")));
    }
  }

  private static void set(PostgresTestServer server, String name, String value) {
    server.execute("ALTER SYSTEM SET " + name + " = '" + value + "'", "SELECT pg_reload_conf()");
  }

  private static void awaitSync(PostgresEngine engine, String node, String state) {
    PostgresHaEngines.await(
        () ->
            state.equals(engine.haStatus().node(node).orElseThrow().attributes().get("syncState")));
  }

  @ParameterizedTest
  @ValueSource(ints = {PostgresMajors.OLDEST, PostgresMajors.NEWEST})
  void aStandbyTellsWhatItCanAloneAndAllWithAPeer(int major) {
    try (PostgresCluster cluster = cluster(major);
        PostgresHaEngines engines = new PostgresHaEngines()) {
      PostgresTestServer s1 = cluster.addStandby("s1");
      cluster.addStandby("s2");
      cluster.awaitReplayed("s1");
      HaStatus alone = engines.open(s1).haStatus();
      HaNode self = alone.self().orElseThrow();
      assertThat(self.name()).isEqualTo("s1");
      assertThat(self.role()).isEqualTo(HaRole.STANDBY);
      assertThat(self.state()).isEqualTo(HaState.SYNCHRONIZING);
      assertThat(self.lag()).contains(Duration.ZERO);
      assertThat(self.attributes()).containsEntry("sender", address(cluster.primary()));
      assertThat(alone.primary()).isEmpty();
      assertThat(alone.state()).isEqualTo(HaState.UNKNOWN);
      assertThat(alone.healthy()).isFalse();
      assertThat(alone.problems())
          .anyMatch(p -> p.contains("add a peer") && p.contains(address(cluster.primary())));

      HaStatus whole = engines.open(s1, Map.of("first", cluster.primary())).haStatus();
      assertThat(whole.nodes()).extracting(HaNode::name).containsExactly("first", "s1", "s2");
      assertThat(whole.self().orElseThrow().name()).isEqualTo("s1");
      assertThat(whole.healthy()).isTrue();
      assertThat(whole.isPrimary()).isFalse();

      // All nodes may be given to each: the one that is asked is found among them.
      HaStatus full =
          engines
              .open(
                  s1, Map.of("first", cluster.primary(), "second", s1, "s2", cluster.standby("s2")))
              .haStatus();
      assertThat(full.nodes()).extracting(HaNode::name).containsExactly("first", "second", "s2");
      assertThat(full.self().orElseThrow().name()).isEqualTo("second");

      cluster.primary().stop(StopMode.FAST);
      HaStatus orphan = engines.open(s1, Map.of("first", cluster.primary())).haStatus();
      assertThat(orphan.primary()).isEmpty();
      assertThat(orphan.node("first").orElseThrow().state()).isEqualTo(HaState.DISCONNECTED);
      assertThat(orphan.self().orElseThrow().name()).isEqualTo("s1");
      assertThat(orphan.self().orElseThrow().state()).isEqualTo(HaState.NOT_SYNCHRONIZED);
      assertThat(orphan.self().orElseThrow().attributes()).containsEntry("timeline", "1");
    }
  }

  @Test
  void aDeadPeerKeepsNobodyElseFromAnswering() {
    try (PostgresCluster cluster = cluster(PostgresMajors.NEWEST);
        PostgresHaEngines engines = new PostgresHaEngines()) {
      cluster.addStandby("s1");
      PostgresEngine engine =
          engines.open(
              PostgresHaEngines.info(cluster.primary()).toBuilder()
                  .peer(
                      "s9",
                      PostgresUrls.parse("postgresql://postgres@127.0.0.1:9/postgres")
                          .orElseThrow())
                  .build());
      HaStatus status = engine.haStatus();
      assertThat(status.node("s1").orElseThrow().state()).isEqualTo(HaState.SYNCHRONIZING);
      HaNode dead = status.node("s9").orElseThrow();
      assertThat(dead.state()).isEqualTo(HaState.DISCONNECTED);
      assertThat(dead.notCandidateBecause()).singleElement().asString().contains("did not answer");
      assertThat(status.healthy()).isFalse();
    }
  }

  @Test
  void afterAPromotionTheTimelineIsNewAndTwoPrimariesAreTold() {
    try (PostgresCluster cluster = cluster(PostgresMajors.OLDEST);
        PostgresHaEngines engines = new PostgresHaEngines()) {
      PostgresTestServer s1 = cluster.addStandby("s1");
      cluster.awaitReplayed("s1");
      PostgresTestServer old = cluster.primary();
      cluster.promote("s1");
      PostgresEngine engine = engines.open(old, Map.of("s1", s1));
      HaStatus status = engine.haStatus();
      assertThat(status.primary().orElseThrow().name()).isEqualTo("s1");
      assertThat(status.primary().orElseThrow().attributes()).containsEntry("timeline", "2");
      HaNode rival = status.self().orElseThrow();
      assertThat(rival.role()).isEqualTo(HaRole.UNKNOWN);
      assertThat(rival.state()).isEqualTo(HaState.NOT_SYNCHRONIZED);
      assertThat(status.problems())
          .anyMatch(p -> p.startsWith("several nodes say they are primary"));
      assertThat(status.healthy()).isFalse();
    }
  }

  @Test
  void aServerThatIsDownIsSeenThroughItsPeers() {
    try (PostgresCluster cluster = cluster(PostgresMajors.NEWEST);
        PostgresHaEngines engines = new PostgresHaEngines()) {
      PostgresTestServer s1 = cluster.addStandby("s1");
      cluster.awaitReplayed("s1");
      cluster.primary().stop(StopMode.IMMEDIATE);
      HaStatus status =
          engines
              .open(PostgresHaEngines.info(cluster.primary(), Map.of("s1", s1)).lazy())
              .haStatus();
      assertThat(status.self().orElseThrow().state()).isEqualTo(HaState.DISCONNECTED);
      assertThat(status.node("s1").orElseThrow().role()).isEqualTo(HaRole.STANDBY);
      assertThat(status.primary()).isEmpty();
    }
  }

  @Test
  void aToolThatKeepsTheLogIsNoNodeThatCouldTakeOver(@TempDir Path directory) throws IOException {
    PostgresTools tools = PostgresTools.require();
    try (PostgresCluster cluster = PostgresCluster.start(PostgresTestServer.installed());
        PostgresHaEngines engines = new PostgresHaEngines()) {
      cluster.addStandby("s1");
      Path log = Files.createDirectory(directory.resolve("wal"));
      PostgresTestServer primary = cluster.primary();
      List<String> command = new ArrayList<>();
      command.add(tools.tool("pg_receivewal").toString());
      command.addAll(
          List.of(
              "-h",
              primary.host(),
              "-p",
              "" + primary.port(),
              "-U",
              "postgres",
              "-D",
              log.toString(),
              "-n"));
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try {
        PostgresEngine engine = engines.open(primary);
        PostgresHaEngines.await(() -> engine.haStatus().node("pg_receivewal").isPresent());
        HaNode archive = engine.haStatus().node("pg_receivewal").orElseThrow();
        assertThat(archive.role()).isEqualTo(HaRole.WITNESS);
        assertThat(archive.isCandidate()).isFalse();
        assertThat(engine.haStatus().healthy()).isTrue();
      } finally {
        process.destroy();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "streaming, true, SYNCED",
    "streaming, false, SYNCHRONIZING",
    "startup, false, SYNCHRONIZING",
    "catchup, true, SYNCHRONIZING",
    "backup, false, SYNCHRONIZING",
    "stopping, false, NOT_SYNCHRONIZED",
    "something new, true, UNKNOWN"
  })
  void everyStateOfASenderHasItsMeaning(String state, boolean synchronous, HaState meaning) {
    assertThat(PostgresNodes.stateOf(state, synchronous)).isEqualTo(meaning);
  }
}
