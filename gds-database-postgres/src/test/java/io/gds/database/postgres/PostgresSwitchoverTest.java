package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.Credentials;
import io.gds.database.connection.HostAddress;
import io.gds.database.connection.SecretRef;
import io.gds.database.connection.Timeouts;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.NotFoundException;
import io.gds.database.ha.FailoverOptions;
import io.gds.database.ha.HaNode;
import io.gds.database.ha.HaStatus;
import io.gds.database.ha.RejoinInfo;
import io.gds.database.ha.RejoinMethod;
import io.gds.database.ha.RejoinOptions;
import io.gds.database.ha.SwitchoverInfo;
import io.gds.database.ha.SwitchoverOptions;
import io.gds.database.lifecycle.HostCommand;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresSwitchoverTest {
  /** For tests that promote one of its standbys each, and leave p1 down. */
  private static @Nullable PostgresCluster lost;

  private static final List<String> UNUSED = new ArrayList<>(List.of("s1", "s2", "s3", "s4"));

  @BeforeEach
  void toolsAreThere() {
    PostgresTools.require();
  }

  @AfterAll
  static void end() {
    if (lost != null) {
      lost.close();
    }
  }

  private static PostgresCluster lost() {
    PostgresCluster cluster = lost;
    if (cluster == null) {
      cluster = PostgresCluster.start(PostgresPair.server());
      lost = cluster;
      UNUSED.forEach(cluster::addStandby);
    }
    return cluster;
  }

  private static SwitchoverOptions.Builder from(String leader) {
    return SwitchoverOptions.builder().leader(leader).waitAtMost(Duration.ofSeconds(40));
  }

  @Test
  void thePrimaryIsChangedAndChangedBackWithoutLoss() throws IOException {
    try (PostgresHaEngines engines = new PostgresHaEngines()) {
      PostgresCluster cluster = PostgresPair.shared();
      PostgresTestServer p1 = cluster.primary();
      PostgresTestServer s1 = cluster.standby("s1");
      p1.execute("CREATE TABLE t (n int)", "INSERT INTO t SELECT generate_series(1, 1000)");
      int timeline =
          p1.value("SELECT timeline_id FROM pg_control_checkpoint()")
              .map(Integer::parseInt)
              .orElseThrow();
      PostgresEngine engine = engines.open(PostgresPair.whole(p1, p1, s1));
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
          .containsEntry("timeline", Integer.toString(timeline + 2));
      p1.execute("DROP TABLE t");
    }
  }

  @Test
  void eachRuleIsMeasuredAndNothingIsDoneWhereOneIsBroken() {
    try (PostgresHaEngines engines = new PostgresHaEngines()) {
      PostgresCluster cluster = PostgresPair.shared();
      PostgresTestServer p1 = cluster.primary();
      PostgresTestServer s1 = cluster.standby("s1");
      PostgresEngine engine = engines.open(PostgresPair.whole(p1, p1, s1));
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
      s1.execute(
          "ALTER SYSTEM RESET recovery_min_apply_delay",
          "ALTER SYSTEM RESET synchronous_standby_names",
          "SELECT pg_reload_conf()");

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
    try (PostgresHaEngines engines = new PostgresHaEngines()) {
      PostgresCluster cluster = PostgresPair.shared();
      PostgresTestServer p1 = cluster.primary();
      PostgresTestServer s1 = cluster.standby("s1");
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
    try (PostgresHaEngines engines = new PostgresHaEngines()) {
      PostgresCluster cluster = PostgresPair.shared();
      PostgresTestServer p1 = cluster.primary();
      PostgresTestServer s1 = cluster.standby("s1");
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
              PostgresPair.whole(p1, p1, s1).toBuilder()
                  .peer("p1", PostgresHaEngines.placed(p1))
                  .build());
      assertThatThrownBy(
              () ->
                  engine.switchover(
                      from("p1")
                          .target("s1")
                          .option(PostgresServer.STOP_COMMAND, new HostCommand(stop))
                          .build()))
          .hasMessageContaining("did not stop in order");
      assertThat(p1.value("SELECT pg_is_in_recovery()")).contains("f");
      assertThat(s1.value("SELECT pg_is_in_recovery()")).contains("t");
      cluster.awaitStreaming("s1");
    }
  }

  @Test
  void aForcedFailoverIsFollowedByARewind() throws IOException {
    try (PostgresCluster cluster = PostgresCluster.start(PostgresPair.server());
        PostgresHaEngines engines = new PostgresHaEngines()) {
      PostgresTestServer p1 = cluster.primary();
      PostgresTestServer s1 = cluster.addStandby("s1");
      p1.execute("CREATE TABLE t (n int)", "INSERT INTO t VALUES (1)");
      cluster.awaitReplayed("s1");
      fail(p1, s1, engines);

      // What only the old primary has is thrown away when that is allowed.
      PostgresEngine engine = engines.open(PostgresPair.whole(s1, p1, s1));
      assertThat(refusals(engine.prepareRejoin(RejoinOptions.builder().node("p1").build())))
          .containsExactly("the node has no changes of its own");
      breakOff(engine, p1);
      Operation<RejoinInfo> planned =
          engine.prepareRejoin(RejoinOptions.builder().node("p1").discardChanges(true).build());
      assertThat(planned.script().text()).contains("pg_rewind", "--source-server", "--dry-run");
      RejoinInfo info = planned.run();
      assertThat(info.method()).isEqualTo(RejoinMethod.REWIND);
      PostgresHaEngines.await(() -> p1.value("SELECT count(*) FROM t").equals(Optional.of("2")));
      assertThat(p1.value("SELECT min(n)::text || ',' || max(n) FROM t")).contains("1,3");
      assertThat(engine.haStatus().healthy()).isTrue();
      assertThat(refusals(engine.prepareRejoin(RejoinOptions.builder().node("s1").build())))
          .containsExactly("the node is not the primary");
    }
  }

  /** A rewind that ends half-way makes the node one that only a new copy helps. */
  private static void breakOff(PostgresEngine engine, PostgresTestServer p1) throws IOException {
    Path data = p1.dataDirectory().orElseThrow();
    Path script = data.resolveSibling("break-off.sh");
    Files.writeString(script, "case \"$*\" in *pg_rewind*) exit 1;; *) exec \"$@\";; esac\n");
    List<String> runBy = new ArrayList<>(List.of("/bin/sh", script.toString()));
    runBy.addAll(PostgresHaEngines.runBy(p1).words());
    RejoinOptions.Builder rewind =
        RejoinOptions.builder().node("p1").method(RejoinMethod.REWIND).discardChanges(true);
    assertThatThrownBy(
            () ->
                engine.rejoin(rewind.option(PostgresServer.RUN_BY, new HostCommand(runBy)).build()))
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e ->
                assertThat(e.remedy().orElseThrow())
                    .contains("Do not start p1: a pg_rewind of it did not end")
                    .contains("by a rejoin by RECLONE; s1 is the primary"));
    assertThat(
            refusals(
                engine.prepareRejoin(
                    RejoinOptions.builder()
                        .node("p1")
                        .method(RejoinMethod.REWIND)
                        .discardChanges(true)
                        .build())))
        .containsExactly("the node has no changes of its own");
    assertThat(
            engine
                .prepareRejoin(RejoinOptions.builder().node("p1").discardChanges(true).build())
                .script()
                .text())
        .contains("pg_basebackup");
    // It was another program that failed, which changed nothing.
    new PostgresRewindMark(data).clear();
  }

  /** Row 1 is on both, row 2 only on the old primary, row 3 only on the new one. */
  private static void fail(
      PostgresTestServer p1, PostgresTestServer s1, PostgresHaEngines engines) {
    PostgresEngine engine = engines.open(PostgresPair.whole(s1, p1, s1));
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
      PostgresEngine engine = engines.open(PostgresPair.whole(s1, p1, s1));
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
    try (PostgresHaEngines engines = new PostgresHaEngines()) {
      PostgresCluster cluster = PostgresPair.shared();
      PostgresTestServer p1 = cluster.primary();
      PostgresTestServer s1 = cluster.standby("s1");
      PostgresEngine engine = engines.open(PostgresPair.whole(p1, p1, s1));
      s1.execute("SELECT pg_wal_replay_pause()");
      assertThat(engine.rejoin(RejoinOptions.builder().node("s1").build()).method())
          .isEqualTo(RejoinMethod.RESUME);
      assertThat(s1.value("SELECT pg_is_wal_replay_paused()")).contains("f");
      s1.stop(StopMode.FAST);
      assertThat(engine.rejoin(RejoinOptions.builder().node("s1").build()).method())
          .isEqualTo(RejoinMethod.RESUME);
      cluster.awaitStreaming("s1");

      // Of several hosts it follows the primary, and not itself, which is the first of them.
      s1.stop(StopMode.FAST);
      PostgresEngine either =
          engines.open(
              PostgresPair.whole(p1, p1, s1).toBuilder()
                  .hosts(
                      List.of(
                          HostAddress.of(s1.host(), s1.port()),
                          HostAddress.of(p1.host(), p1.port())))
                  .build());
      either.rejoin(RejoinOptions.builder().node("s1").build());
      cluster.awaitStreaming("s1");
      assertThat(s1.value("SHOW primary_conninfo").orElseThrow())
          .contains("host=" + s1.host() + "," + p1.host())
          .contains("port=" + s1.port() + "," + p1.port());
      assertThatThrownBy(() -> engine.rejoin(RejoinOptions.builder().node("s8").build()))
          .isInstanceOfAny(NotFoundException.class, PreconditionFailedException.class);
    }
  }

  @Test
  void otherStandbysAreToldToFollowTheNewPrimary() {
    try (PostgresCluster cluster = PostgresCluster.start(PostgresPair.server());
        PostgresHaEngines engines = new PostgresHaEngines()) {
      PostgresTestServer p1 = cluster.primary();
      PostgresTestServer s1 = cluster.addStandby("s1");
      PostgresTestServer s2 = cluster.addStandby("s2");
      cluster.awaitReplayed("s1");
      cluster.awaitReplayed("s2");
      PostgresEngine engine =
          engines.open(
              PostgresPair.whole(p1, p1, s1).toBuilder()
                  .peer("s2", PostgresHaEngines.info(s2))
                  .build());
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

  /** Fails over to a standby of its own through a proxy that loses the answer to the promotion. */
  private static void loseAnswer(LostAnswer test) throws IOException {
    breaking(Fault.SWALLOW_REPLY, Direction.TO_SERVER, "pg_promote(true", test);
  }

  private static void breaking(Fault fault, Direction way, String at, LostAnswer test)
      throws IOException {
    PostgresCluster cluster = lost();
    PostgresTestServer p1 = cluster.primary();
    p1.start();
    String name = UNUSED.remove(0);
    PostgresTestServer target = cluster.standby(name);
    cluster.awaitStreaming(name);
    try (PostgresHaEngines engines = new PostgresHaEngines();
        FaultProxy proxy = FaultProxy.to(target.host(), target.port())) {
      String url = "postgresql://postgres@" + proxy.host() + ":" + proxy.port();
      PostgresEngine engine =
          engines.open(
              PostgresUrls.parse(url + "/postgres?sslmode=disable").orElseThrow().toBuilder()
                  .name("main")
                  .timeouts(Timeouts.defaults().connect(Duration.ofSeconds(2)))
                  .peer("p1", PostgresHaEngines.placed(p1))
                  .build());
      Operation<SwitchoverInfo> planned =
          engine.prepareFailover(
              FailoverOptions.builder()
                  .target(name)
                  .acceptDataLoss(true)
                  .waitAtMost(Duration.ofSeconds(10))
                  .build());
      proxy.injectOn(fault, way, at);
      test.run(engine, planned, proxy, target);
    }
  }

  private interface LostAnswer {
    void run(
        PostgresEngine engine,
        Operation<SwitchoverInfo> planned,
        FaultProxy proxy,
        PostgresTestServer target);
  }

  @Test
  void aPromotionThatIsCancelledTooLateGoesOnToItsEnd() throws IOException {
    breaking(
        Fault.STALL,
        Direction.TO_CLIENT,
        "promoted",
        (engine, planned, proxy, target) -> {
          OperationHandle<SwitchoverInfo> handle =
              engine.operations().submit(planned, OperationContext.none());
          PostgresHaEngines.await(
              () ->
                  proxy.struck() > 0
                      && target.value("SELECT pg_is_in_recovery()").equals(Optional.of("f")));
          handle.cancel();
          proxy.heal();
          OperationResult<SwitchoverInfo> result = handle.await();
          assertThat(result.outcome()).as("%s", result.error()).isEqualTo(Outcome.SUCCEEDED);
          assertThat(result.orThrow().followUps())
              .anyMatch(text -> text.contains("which was too late"));
        });
  }

  @Test
  void aLostAnswerToThePromotionIsAskedForOnAFreshConnection() throws IOException {
    loseAnswer(
        (engine, planned, proxy, target) -> {
          assertThat(planned.run().newPrimary()).startsWith("s");
          assertThat(target.value("SELECT pg_is_in_recovery()")).contains("f");
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatCannotBeAskedIsUnknownAndTheStoppedPrimaryIsNamed(boolean cancelled) throws IOException {
    loseAnswer(
        (engine, planned, proxy, target) -> {
          OperationHandle<SwitchoverInfo> handle =
              engine.operations().submit(planned, OperationContext.none());
          PostgresHaEngines.await(() -> proxy.struck() > 0);
          proxy.refuse();
          if (cancelled) {
            handle.cancel();
          }
          OperationResult<SwitchoverInfo> result = handle.await();
          assertThat(result.outcome()).as("%s", result.error()).isEqualTo(Outcome.UNKNOWN);
          assertThat(result.error().orElseThrow().remedy().orElseThrow())
              .contains("p1, the old primary, was stopped and is down. Whether s")
              .contains("ask it: SELECT pg_is_in_recovery()")
              .contains("rejoin p1, and do not start it before")
              .contains("start it: ")
              .contains("pg_ctl start -D");
          proxy.heal();
          OperationResult<SwitchoverInfo> asked = engine.operations().reconcile(planned);
          assertThat(asked.outcome()).isEqualTo(Outcome.FAILED);
          assertThat(asked.message()).contains("took effect, the steps after it were not taken");
          assertThat(asked.error().orElseThrow().remedy().orElseThrow())
              .contains("is primary and holds the newest data: rejoin p1");
        });
  }

  /** Stops both, as a failure of the power does that comes right after the old primary's stop. */
  private static HostCommand both(PostgresTestServer p1, PostgresTestServer s1) {
    String stop = PostgresTools.require().tool("pg_ctl") + " stop -m fast -D ";
    return new HostCommand(
        p1.asServerUser(
            "/bin/sh",
            "-c",
            stop
                + p1.dataDirectory().orElseThrow()
                + " && "
                + stop
                + s1.dataDirectory().orElseThrow()));
  }

  /** Has it stop, which takes a second, and does not wait for it, as one whose time is over. */
  private static HostCommand givingUp(PostgresTestServer p1) {
    String last =
        p1.value("SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'")
            .orElseThrow();
    return new HostCommand(
        p1.asServerUser(
            "/bin/sh",
            "-c",
            "kill -STOP "
                + last
                + "; "
                + PostgresTools.require().tool("pg_ctl")
                + " stop -W -m fast -D "
                + p1.dataDirectory().orElseThrow()
                + "; setsid sh -c 'sleep 1; kill -CONT "
                + last
                + "' </dev/null >/dev/null 2>&1 & exit 1"));
  }

  @Test
  void whereNobodyWasPromotedTheOldPrimaryComesBackOrIsNamedWithTheWayToStartIt() {
    try (PostgresHaEngines engines = new PostgresHaEngines()) {
      PostgresCluster cluster = PostgresPair.shared();
      PostgresTestServer p1 = cluster.primary();
      PostgresTestServer s1 = cluster.standby("s1");
      FailoverOptions options =
          FailoverOptions.builder()
              .target("s1")
              .acceptDataLoss(true)
              .option(PostgresServer.STOP_COMMAND, both(p1, s1))
              .build();
      PostgresEngine engine = engines.open(PostgresPair.whole(s1, p1, s1));
      FailoverOptions impatient =
          options.toBuilder().option(PostgresServer.STOP_COMMAND, givingUp(p1)).build();
      for (FailoverOptions each : List.of(impatient, options)) {
        assertThatThrownBy(() -> engine.failover(each))
            .isInstanceOfSatisfying(
                DatabaseException.class,
                e -> assertThat(e.remedy().orElse("")).doesNotContain("old primary"));
        assertThat(p1.value("SELECT pg_is_in_recovery()")).contains("f");
      }

      s1.start();
      cluster.awaitStreaming("s1");
      ConnectionInfo broken =
          PostgresHaEngines.placed(p1).toBuilder()
              .property(PostgresServer.START_COMMAND.id(), "/bin/false of a service manager")
              .build();
      PostgresEngine without =
          engines.open(PostgresHaEngines.placed(s1).toBuilder().peer("p1", broken).build());
      assertThatThrownBy(() -> without.failover(options))
          .isInstanceOfSatisfying(
              DatabaseException.class,
              e ->
                  assertThat(e.remedy().orElseThrow())
                      .contains("p1, the old primary, was stopped and is down")
                      .contains("it holds the newest data, and s1 was not promoted")
                      .contains("Start p1 again: ")
                      .contains("/bin/false of a service manager."));
      p1.start();
      s1.start();
      cluster.awaitStreaming("s1");
    }
  }
}
