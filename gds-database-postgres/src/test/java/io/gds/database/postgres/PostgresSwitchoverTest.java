package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.Credentials;
import io.gds.database.connection.SecretRef;
import io.gds.database.connection.Timeouts;
import io.gds.database.error.NotFoundException;
import io.gds.database.ha.FailoverOptions;
import io.gds.database.ha.HaNode;
import io.gds.database.ha.HaStatus;
import io.gds.database.ha.RejoinInfo;
import io.gds.database.ha.RejoinMethod;
import io.gds.database.ha.RejoinOptions;
import io.gds.database.ha.SwitchoverInfo;
import io.gds.database.ha.SwitchoverOptions;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationHandle;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.operation.PreconditionFailedException;
import io.gds.database.testkit.fault.Direction;
import io.gds.database.testkit.fault.Fault;
import io.gds.database.testkit.fault.FaultProxy;
import io.gds.database.testkit.server.PostgresCluster;
import io.gds.database.testkit.server.PostgresTestServer;
import io.gds.database.testkit.server.PostgresTools;
import io.gds.database.testkit.server.StopMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresSwitchoverTest {
  @BeforeEach
  void toolsAreThere() {
    PostgresTools.require();
  }

  private static PostgresTestServer.Builder server() {
    return PostgresTestServer.installed().setting("wal_log_hints", "on");
  }

  /** An engine on one node, called as the others know it, with all nodes as peers. */
  private static ConnectionInfo whole(
      PostgresTestServer asked, PostgresTestServer p1, PostgresTestServer s1) {
    return PostgresHaEngines.placed(asked).toBuilder()
        .peer("p1", PostgresHaEngines.placed(p1))
        .peer("s1", PostgresHaEngines.placed(s1))
        .build();
  }

  private static SwitchoverOptions.Builder from(String leader) {
    return SwitchoverOptions.builder().leader(leader).waitAtMost(Duration.ofSeconds(40));
  }

  @Test
  void thePrimaryIsChangedAndChangedBackWithoutLoss() throws IOException {
    try (PostgresCluster cluster = PostgresCluster.start(server());
        PostgresHaEngines engines = new PostgresHaEngines()) {
      PostgresTestServer p1 = cluster.primary();
      PostgresTestServer s1 = cluster.addStandby("s1");
      p1.execute("CREATE TABLE t (n int)", "INSERT INTO t SELECT generate_series(1, 1000)");
      PostgresEngine engine = engines.open(whole(p1, p1, s1));
      PostgresHaEngines.await(() -> engine.haStatus().healthy());

      Operation<SwitchoverInfo> there = engine.prepareSwitchover(from("p1").build());
      assertThat(there.script().text())
          .contains("CHECKPOINT", "pg_ctl stop", "pg_controldata", "pg_promote", "standby.signal");
      assertThat(there.checks()).noneMatch(Check::refused);
      SwitchoverInfo done = there.run();
      assertThat(done.newPrimary()).isEqualTo("s1");
      assertThat(done.previousPrimary()).contains("p1");
      assertThat(done.estimatedDataLoss()).contains(Duration.ZERO);
      assertThat(done.toRejoin()).isEmpty();
      s1.execute("INSERT INTO t VALUES (1001)");
      assertThat(s1.value("SELECT count(*) FROM t")).contains("1001");
      PostgresHaEngines.await(() -> p1.value("SELECT count(*) FROM t").equals(Optional.of("1001")));
      HaStatus status = engine.haStatus();
      assertThat(status.primary().orElseThrow().name()).isEqualTo("s1");
      assertThat(status.self().orElseThrow().name()).isEqualTo("p1");
      assertThat(status.healthy()).as("%s", status.problems()).isTrue();
      assertThat(Files.readString(p1.dataDirectory().orElseThrow().resolve("postgresql.auto.conf")))
          .doesNotContain("password");

      SwitchoverInfo back = engine.switchover(from("s1").target("p1").build());
      assertThat(back.newPrimary()).isEqualTo("p1");
      assertThat(back.toRejoin()).isEmpty();
      assertThat(back.followUps()).hasSize(1);
      assertThat(s1.value("SELECT count(*) FROM pg_replication_slots")).contains("0");
      p1.execute("INSERT INTO t VALUES (1002)");
      PostgresHaEngines.await(() -> s1.value("SELECT count(*) FROM t").equals(Optional.of("1002")));
      assertThat(engine.haStatus().primary().orElseThrow().attributes())
          .containsEntry("timeline", "3");
    }
  }

  @Test
  void eachRuleIsMeasuredAndNothingIsDoneWhereOneIsBroken() {
    try (PostgresCluster cluster = PostgresCluster.start(server());
        PostgresHaEngines engines = new PostgresHaEngines()) {
      PostgresTestServer p1 = cluster.primary();
      PostgresTestServer s1 = cluster.addStandby("s1");
      cluster.awaitReplayed("s1");
      PostgresEngine engine = engines.open(whole(p1, p1, s1));
      assertThatThrownBy(() -> engine.switchover(from("s1").target("p1").build()))
          .isInstanceOf(PreconditionFailedException.class)
          .hasMessageContaining("the primary is the one that was named");
      assertThatThrownBy(() -> engine.switchover(from("p1").target("s7").build()))
          .isInstanceOfAny(NotFoundException.class, PreconditionFailedException.class)
          .hasMessageContaining("the target is a node of the topology");

      s1.execute("SELECT pg_wal_replay_pause()");
      assertThat(refusals(engine.prepareSwitchover(from("p1").target("s1").build())))
          .contains("the target replays");
      Operation<SwitchoverInfo> nobody = engine.prepareSwitchover(from("p1").build());
      assertThat(nobody.checks().stream().filter(Check::refused))
          .singleElement()
          .satisfies(
              check ->
                  assertThat(check.measured()).contains("s1: ").contains("its replay is paused"));
      s1.execute("SELECT pg_wal_replay_resume()");

      s1.execute(
          "ALTER SYSTEM SET recovery_min_apply_delay = '1h'",
          "ALTER SYSTEM SET synchronous_standby_names = 'elsewhere'",
          "SELECT pg_reload_conf()");
      PostgresHaEngines.await(
          () ->
              refusals(engine.prepareSwitchover(from("p1").target("s1").build()))
                  .containsAll(
                      List.of(
                          "the target holds nothing back",
                          "the target waits for nobody who will not follow it")));
      s1.execute("ALTER SYSTEM RESET ALL", "ALTER SYSTEM SET primary_slot_name = 's1'");

      PostgresEngine elsewhere =
          engines.open(
              PostgresHaEngines.info(p1).toBuilder()
                  .peer("p1", PostgresHaEngines.info(p1))
                  .build());
      assertThat(refusals(elsewhere.prepareSwitchover(from("p1").target("s1").build())))
          .contains(
              "a connection to the target is configured",
              "the primary can be stopped and its last checkpoint read from here");
      assertThat(p1.value("SELECT pg_is_in_recovery()")).contains("f");
    }
  }

  private static List<String> refusals(Operation<?> operation) {
    return operation.checks().stream().filter(Check::refused).map(Check::rule).toList();
  }

  @Test
  void aPasswordNeedsAFileOnTheStandbysMachine() {
    try (PostgresCluster cluster = PostgresCluster.start(server());
        PostgresHaEngines engines = new PostgresHaEngines()) {
      PostgresTestServer p1 = cluster.primary();
      PostgresTestServer s1 = cluster.addStandby("s1");
      cluster.awaitReplayed("s1");
      PostgresEngine engine =
          engines.open(
              PostgresHaEngines.placed(p1).toBuilder()
                  .peer("p1", PostgresHaEngines.placed(p1))
                  .peer(
                      "s1",
                      PostgresHaEngines.placed(s1).toBuilder()
                          .credentials(
                              Credentials.password(
                                  "postgres", SecretRef.inline("canary".toCharArray())))
                          .build())
                  .build());
      Operation<SwitchoverInfo> planned = engine.prepareSwitchover(from("p1").build());
      assertThat(refusals(planned)).containsExactly("the standby can log in to the primary");
      assertThat(planned.script().text()).doesNotContain("canary");
    }
  }

  @Test
  void aPasswordStaysInItsFile() throws IOException {
    String canary = "canary: 'b\\1";
    try (PostgresCluster cluster =
            PostgresCluster.start(PostgresTestServer.installed().scram(canary));
        PostgresHaEngines engines = new PostgresHaEngines()) {
      PostgresTestServer p1 = cluster.primary();
      PostgresTestServer s1 = cluster.addStandby("s1");
      cluster.awaitReplayed("s1");
      Path data = p1.dataDirectory().orElseThrow();
      Path passfile = s1.dataDirectory().orElseThrow().resolveSibling("pgpass");
      PostgresEngine engine =
          engines.open(
              byPassword(p1, canary).toBuilder().peer("s1", byPassword(s1, canary)).build());
      SwitchoverOptions options =
          from(p1.host() + ":" + p1.port()).option(PostgresServer.PASSFILE, passfile).build();
      Operation<SwitchoverInfo> planned = engine.prepareSwitchover(options);
      SwitchoverInfo done = planned.run();
      assertThat(done.toRejoin()).as("%s", done.followUps()).isEmpty();
      assertThat(planned.script().text()).doesNotContain("canary");
      assertThat(Files.readString(data.resolve("postgresql.auto.conf")))
          .contains("passfile=")
          .doesNotContain("canary");
      assertThat(engine.haStatus().healthy()).isTrue();
    }
  }

  private static ConnectionInfo byPassword(PostgresTestServer server, String password) {
    return PostgresHaEngines.placed(server).toBuilder()
        .credentials(Credentials.password("postgres", SecretRef.inline(password.toCharArray())))
        .build();
  }

  @Test
  void whenTheTargetLacksTheEndTheOldPrimaryComesBack() {
    try (PostgresCluster cluster = PostgresCluster.start(server());
        PostgresHaEngines engines = new PostgresHaEngines()) {
      PostgresTestServer p1 = cluster.primary();
      PostgresTestServer s1 = cluster.addStandby("s1");
      cluster.awaitReplayed("s1");
      // Stopped this way the primary sends nothing more, and leaves no last checkpoint.
      List<String> stop =
          p1.asServerUser(
              PostgresTools.require().tool("pg_ctl").toString(),
              "stop",
              "-D",
              p1.dataDirectory().orElseThrow().toString(),
              "-m",
              "immediate");
      PostgresEngine engine =
          engines.open(
              whole(p1, p1, s1).toBuilder().peer("p1", PostgresHaEngines.placed(p1)).build());
      assertThatThrownBy(
              () ->
                  engine.switchover(
                      from("p1")
                          .target("s1")
                          .option(PostgresServer.STOP_COMMAND, new PostgresCommand(stop))
                          .build()))
          .hasMessageContaining("did not stop in order");
      assertThat(p1.value("SELECT pg_is_in_recovery()")).contains("f");
      assertThat(s1.value("SELECT pg_is_in_recovery()")).contains("t");
      cluster.awaitStreaming("s1");
    }
  }

  @Test
  void aForcedFailoverIsFollowedByARewind() {
    try (PostgresCluster cluster = PostgresCluster.start(server());
        PostgresHaEngines engines = new PostgresHaEngines()) {
      PostgresTestServer p1 = cluster.primary();
      PostgresTestServer s1 = cluster.addStandby("s1");
      p1.execute("CREATE TABLE t (n int)", "INSERT INTO t VALUES (1)");
      cluster.awaitReplayed("s1");
      fail(p1, s1, engines);

      // What only the old primary has is thrown away when that is allowed.
      PostgresEngine engine = engines.open(whole(s1, p1, s1));
      assertThat(refusals(engine.prepareRejoin(RejoinOptions.builder().node("p1").build())))
          .containsExactly("the node has no changes of its own");
      Operation<RejoinInfo> planned =
          engine.prepareRejoin(RejoinOptions.builder().node("p1").discardChanges(true).build());
      assertThat(planned.script().text()).contains("pg_rewind", "--source-server");
      RejoinInfo info = planned.run();
      assertThat(info.method()).isEqualTo(RejoinMethod.REWIND);
      PostgresHaEngines.await(() -> p1.value("SELECT count(*) FROM t").equals(Optional.of("2")));
      assertThat(p1.value("SELECT min(n)::text || ',' || max(n) FROM t")).contains("1,3");
      assertThat(engine.haStatus().healthy()).isTrue();
      assertThat(refusals(engine.prepareRejoin(RejoinOptions.builder().node("s1").build())))
          .containsExactly("the node is not the primary");
    }
  }

  /** Row 1 is on both, row 2 only on the old primary, row 3 only on the new one. */
  private static void fail(
      PostgresTestServer p1, PostgresTestServer s1, PostgresHaEngines engines) {
    PostgresEngine engine = engines.open(whole(s1, p1, s1));
    Operation<SwitchoverInfo> answering =
        engine.prepareFailover(FailoverOptions.builder().acceptDataLoss(true).build());
    assertThat(answering.script().text()).contains("pg_ctl stop", "pg_promote");
    s1.execute("SELECT pg_wal_replay_pause()");
    p1.execute("ALTER SYSTEM SET max_slot_wal_keep_size = -1");
    s1.execute("SELECT pg_wal_replay_resume()");
    s1.stop(StopMode.FAST);
    p1.execute("INSERT INTO t VALUES (2)");
    p1.stop(StopMode.IMMEDIATE);
    s1.start();
    Operation<SwitchoverInfo> strict =
        engine.prepareFailover(
            FailoverOptions.builder().acceptDataLoss(true).maxDataLoss(Duration.ZERO).build());
    assertThat(refusals(strict)).containsExactly("no more than accepted would be lost");
    SwitchoverInfo done =
        engine.failover(
            FailoverOptions.builder()
                .acceptDataLoss(true)
                .waitAtMost(Duration.ofSeconds(40))
                .build());
    assertThat(done.forced()).isTrue();
    assertThat(done.newPrimary()).isEqualTo("s1");
    assertThat(done.previousPrimary()).contains("p1");
    assertThat(done.toRejoin()).containsExactly("p1");
    assertThat(done.followUps())
        .anyMatch(text -> text.contains("Keep clients and service managers"));
    s1.execute("INSERT INTO t VALUES (3)");
  }

  @Test
  void aForcedFailoverIsFollowedByANewCopy() {
    try (PostgresCluster cluster = PostgresCluster.start(PostgresTestServer.installed());
        PostgresHaEngines engines = new PostgresHaEngines()) {
      PostgresTestServer p1 = cluster.primary();
      PostgresTestServer s1 = cluster.addStandby("s1");
      p1.execute("CREATE TABLE t (n int)", "INSERT INTO t VALUES (1)");
      cluster.awaitReplayed("s1");
      fail(p1, s1, engines);
      PostgresEngine engine = engines.open(whole(s1, p1, s1));
      assertThat(
              refusals(
                  engine.prepareRejoin(
                      RejoinOptions.builder()
                          .node("p1")
                          .method(RejoinMethod.REWIND)
                          .discardChanges(true)
                          .build())))
          .containsExactly("the node has no changes of its own");
      RejoinInfo info =
          engine.rejoin(RejoinOptions.builder().node("p1").discardChanges(true).build());
      assertThat(info.method()).isEqualTo(RejoinMethod.RECLONE);
      PostgresHaEngines.await(() -> p1.value("SELECT count(*) FROM t").equals(Optional.of("2")));
      assertThat(engine.haStatus().healthy()).isTrue();
      assertThat(p1.dataDirectory().orElseThrow().getParent().toFile().list())
          .noneMatch(name -> name.contains(".old-") || name.contains(".new-"));
    }
  }

  @Test
  void aNodeThatWasOnlyStoppedOrPausedIsResumed() {
    try (PostgresCluster cluster = PostgresCluster.start(server());
        PostgresHaEngines engines = new PostgresHaEngines()) {
      PostgresTestServer p1 = cluster.primary();
      PostgresTestServer s1 = cluster.addStandby("s1");
      cluster.awaitReplayed("s1");
      PostgresEngine engine = engines.open(whole(p1, p1, s1));
      s1.execute("SELECT pg_wal_replay_pause()");
      assertThat(engine.rejoin(RejoinOptions.builder().node("s1").build()).method())
          .isEqualTo(RejoinMethod.RESUME);
      assertThat(s1.value("SELECT pg_is_wal_replay_paused()")).contains("f");
      s1.stop(StopMode.FAST);
      assertThat(engine.rejoin(RejoinOptions.builder().node("s1").build()).method())
          .isEqualTo(RejoinMethod.RESUME);
      cluster.awaitStreaming("s1");
      assertThatThrownBy(() -> engine.rejoin(RejoinOptions.builder().node("s8").build()))
          .isInstanceOfAny(NotFoundException.class, PreconditionFailedException.class);
    }
  }

  @Test
  void otherStandbysAreToldToFollowTheNewPrimary() {
    try (PostgresCluster cluster = PostgresCluster.start(server());
        PostgresHaEngines engines = new PostgresHaEngines()) {
      PostgresTestServer p1 = cluster.primary();
      PostgresTestServer s1 = cluster.addStandby("s1");
      PostgresTestServer s2 = cluster.addStandby("s2");
      cluster.awaitReplayed("s1");
      cluster.awaitReplayed("s2");
      PostgresEngine engine =
          engines.open(
              whole(p1, p1, s1).toBuilder().peer("s2", PostgresHaEngines.info(s2)).build());
      SwitchoverInfo done = engine.switchover(from("p1").target("s1").build());
      assertThat(done.toRejoin()).isEmpty();
      assertThat(p1.value("SELECT count(*) FROM pg_replication_slots")).contains("0");
      HaStatus status = engine.haStatus();
      assertThat(status.nodes())
          .extracting(HaNode::name)
          .containsExactlyInAnyOrder("s1", "p1", "s2");
      assertThat(status.healthy()).as("%s", status.problems()).isTrue();
    }
  }

  /** Fails over through a proxy that loses the answer to the promotion. */
  private static void loseAnswer(LostAnswer test) throws IOException {
    try (PostgresCluster cluster = PostgresCluster.start(server());
        PostgresHaEngines engines = new PostgresHaEngines()) {
      PostgresTestServer p1 = cluster.primary();
      PostgresTestServer s1 = cluster.addStandby("s1");
      cluster.awaitReplayed("s1");
      p1.stop(StopMode.FAST);
      try (FaultProxy proxy = FaultProxy.to(s1.host(), s1.port())) {
        String url = "postgresql://postgres@" + proxy.host() + ":" + proxy.port();
        PostgresEngine engine =
            engines.open(
                PostgresUrls.parse(url + "/postgres?sslmode=disable").orElseThrow().toBuilder()
                    .name("main")
                    .timeouts(Timeouts.defaults().connect(Duration.ofSeconds(2)))
                    .peer("p1", PostgresHaEngines.info(p1))
                    .build());
        Operation<SwitchoverInfo> planned =
            engine.prepareFailover(
                FailoverOptions.builder()
                    .target("s1")
                    .acceptDataLoss(true)
                    .waitAtMost(Duration.ofSeconds(2))
                    .build());
        proxy.injectOn(Fault.SWALLOW_REPLY, Direction.TO_SERVER, "pg_promote(true");
        test.run(engine, planned, proxy, s1);
      }
    }
  }

  @Test
  void aCancelledPromotionIsNotCalledCancelledWhileItGoesOn() throws IOException {
    loseAnswer(
        (engine, planned, proxy, target) -> {
          OperationHandle<SwitchoverInfo> handle =
              engine.operations().submit(planned, OperationContext.none());
          PostgresHaEngines.await(() -> proxy.struck() > 0);
          proxy.refuse();
          handle.cancel();
          OperationResult<SwitchoverInfo> result = handle.await();
          assertThat(result.outcome()).as("%s", result.error()).isEqualTo(Outcome.UNKNOWN);
          assertThat(target.value("SELECT pg_is_in_recovery()")).contains("f");
          proxy.heal();
          assertThat(engine.operations().reconcile(planned).message())
              .contains("took effect, the steps after it were not taken");
        });
  }

  private interface LostAnswer {
    void run(
        PostgresEngine engine,
        Operation<SwitchoverInfo> planned,
        FaultProxy proxy,
        PostgresTestServer target);
  }

  @Test
  void aLostAnswerToThePromotionIsAskedForOnAFreshConnection() throws IOException {
    loseAnswer(
        (engine, planned, proxy, target) -> {
          SwitchoverInfo info = planned.run();
          assertThat(info.newPrimary()).isEqualTo("s1");
          assertThat(target.value("SELECT pg_is_in_recovery()")).contains("f");
        });
  }

  @Test
  void anAnswerThatCannotBeHadIsUnknownUntilTheNodeIsAsked() throws IOException {
    loseAnswer(
        (engine, planned, proxy, target) -> {
          OperationHandle<SwitchoverInfo> handle =
              engine.operations().submit(planned, OperationContext.none());
          PostgresHaEngines.await(() -> proxy.struck() > 0);
          proxy.refuse();
          OperationResult<SwitchoverInfo> result = handle.await();
          assertThat(result.outcome()).as("%s", result.error()).isEqualTo(Outcome.UNKNOWN);
          assertThat(target.value("SELECT pg_is_in_recovery()")).contains("f");
          proxy.heal();
          OperationResult<SwitchoverInfo> asked = engine.operations().reconcile(planned);
          assertThat(asked.outcome()).isEqualTo(Outcome.FAILED);
          assertThat(asked.message()).contains("took effect, the steps after it were not taken");
        });
  }
}
