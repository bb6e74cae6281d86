package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.Availability;
import io.gds.database.CapabilityReport;
import io.gds.database.ha.AddNodeOptions;
import io.gds.database.ha.CreateHaOptions;
import io.gds.database.ha.FailoverOptions;
import io.gds.database.ha.HaConfiguration;
import io.gds.database.ha.HaNode;
import io.gds.database.ha.HaRole;
import io.gds.database.ha.HaState;
import io.gds.database.ha.HaStatus;
import io.gds.database.ha.RejoinInfo;
import io.gds.database.ha.RejoinMethod;
import io.gds.database.ha.RejoinOptions;
import io.gds.database.ha.RemoveNodeOptions;
import io.gds.database.ha.ReplicationStatus;
import io.gds.database.ha.SupportsSwitchover;
import io.gds.database.ha.SupportsTopologyChange;
import io.gds.database.ha.SwitchoverInfo;
import io.gds.database.ha.SwitchoverOptions;
import io.gds.database.ha.SyncMode;
import io.gds.database.ha.SyncModeOptions;
import io.gds.database.lifecycle.RestartOptions;
import io.gds.database.lifecycle.ShutdownOptions;
import io.gds.database.lifecycle.StartupOptions;
import io.gds.database.lifecycle.SupportsLifecycle;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.testkit.server.PostgresCluster;
import io.gds.database.testkit.server.PostgresTestServer;
import io.gds.database.testkit.server.StopMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A real primary and its standby, which the stand-in for Patroni changes for real when it is told
 * to: what it says is then seen, or not seen, on the servers.
 */
class PatroniClusterTest {
  private static List<String> refusals(Operation<?> operation) {
    return operation.checks().stream().filter(Check::refused).map(Check::rule).toList();
  }

  private static SwitchoverOptions.Builder from(String leader) {
    return SwitchoverOptions.builder().leader(leader).waitAtMost(Duration.ofSeconds(30));
  }

  private static Check refusal(Operation<?> operation) {
    return operation.checks().stream().filter(Check::refused).findFirst().orElseThrow();
  }

  @Test
  void whatPatroniRunsIsChangedByPatroniAndSeenOnTheServers() throws SQLException {
    try (PostgresCluster cluster =
            PostgresCluster.start(PostgresTestServer.builder().major(PostgresMajors.NEWEST));
        PatroniStandIn patroni = new PatroniStandIn();
        PostgresHaEngines engines = new PostgresHaEngines()) {
      PostgresTestServer p1 = cluster.primary();
      PostgresTestServer s1 = cluster.addStandby("s1");
      cluster.awaitReplayed("s1");
      withoutItsAddressNothingIsTouched(engines, p1, s1);

      patroni.add("node-a", p1);
      patroni.add("s1", s1);
      PostgresEngine engine =
          engines.open(
              PostgresHaEngines.info(p1, Map.of("s1", s1)).toBuilder()
                  .property(PostgresPatroni.ADDRESSES.id(), patroni.addresses())
                  .build());
      bothAreTold(engine);
      aContradictionIsTold(engine, patroni);
      whatPatroniKeepsItselfIsRefused(engine);
      assertThat(patroni.changes()).as("nothing is sent by reading and planning").isEmpty();

      patroni.onRestart = name -> p1.restart();
      String began = p1.value("SELECT pg_postmaster_start_time()").orElseThrow();
      try (Connection heartbeat = p1.connect("postgres");
          Statement statement = heartbeat.createStatement()) {
        statement.execute("SET application_name = 'Patroni heartbeat'");
        engine.restart(RestartOptions.builder().waitAtMost(Duration.ofSeconds(20)).build());
      }
      assertThat(p1.value("SELECT pg_postmaster_start_time()").orElseThrow()).isNotEqualTo(began);
      assertThat(patroni.changes())
          .singleElement()
          .satisfies(request -> assertThat(request.path()).isEqualTo("/restart"))
          .satisfies(request -> assertThat(request.member()).isEqualTo("node-a"));
      cluster.awaitStreaming("s1");

      aWordOfPatroniAloneIsNotEnough(engine, patroni);
      aSwitchoverIsDoneByPatroni(engine, patroni, p1, s1);
      theOldPrimaryIsCopiedAnew(engine, patroni, p1, s1);
      aFailoverIsDoneByPatroni(engine, patroni, p1, s1);
    }
  }

  private static void withoutItsAddressNothingIsTouched(
      PostgresHaEngines engines, PostgresTestServer p1, PostgresTestServer s1) throws SQLException {
    try (PostgresEngine engine = engines.open(p1, Map.of("s1", s1, "p1", p1));
        Connection heartbeat = p1.connect("postgres");
        Statement statement = heartbeat.createStatement()) {
      assertThat(PatroniGuard.trace(((DefaultPostgresEngine) engine).context())).isEmpty();
      statement.execute("SET application_name = 'Patroni heartbeat'");
      Check check =
          engine.prepareSwitchover(from("p1").target("s1").build()).checks().stream()
              .filter(each -> each.rule().equals(PatroniGuard.RULE))
              .findFirst()
              .orElseThrow();
      assertThat(check.refused()).isTrue();
      assertThat(check.measured()).contains("Patroni heartbeat");
      assertThat(check.remedy()).contains("postgresql.patroni").contains("patroni=https://");
      for (Operation<?> operation :
          List.of(
              engine.prepareRestart(RestartOptions.builder().build()),
              engine.prepareShutdown(ShutdownOptions.builder().build()),
              engine.prepareSetSyncMode(
                  SyncModeOptions.builder().syncMode(SyncMode.SYNCHRONOUS).build()),
              engine.prepareRejoin(RejoinOptions.builder().node("s1").build()))) {
        assertThat(refusals(operation)).as(operation.name()).contains(PatroniGuard.RULE);
      }
    }
  }

  private static void bothAreTold(PostgresEngine engine) {
    PostgresHaEngines.await(() -> engine.haStatus().healthy());
    HaStatus status = engine.haStatus();
    assertThat(engine.haGroups()).containsExactly("main");
    assertThat(status.kind()).isEqualTo("patroni");
    assertThat(status.nodes()).extracting(HaNode::name).containsExactly("node-a", "s1");
    HaNode primary = status.primary().orElseThrow();
    assertThat(primary.self()).isTrue();
    assertThat(primary.state()).isEqualTo(HaState.HEALTHY);
    assertThat(primary.attributes()).containsEntry("patroniRole", "leader");
    HaNode standby = status.node("s1").orElseThrow();
    assertThat(standby.role()).isEqualTo(HaRole.STANDBY);
    assertThat(standby.isCandidate()).as("%s", standby).isTrue();
    assertThat(standby.attributes())
        .containsEntry("patroniState", "streaming")
        .containsEntry("connection", "streaming");
    HaConfiguration configuration = engine.haConfiguration().orElseThrow();
    assertThat(configuration.automaticFailover()).isTrue();
    assertThat(configuration.attributes()).containsEntry("scope", "demo");
    ReplicationStatus brief = engine.replicationStatus();
    assertThat(brief.role()).isEqualTo(HaRole.PRIMARY);
    assertThat(brief.syncState()).isEqualTo(HaState.SYNCHRONIZING);
    assertThat(brief.partners()).containsExactly("s1");
    CapabilityReport report = engine.capabilities();
    assertThat(report.status(SupportsSwitchover.class).isAvailable()).isTrue();
    assertThat(report.status(SupportsLifecycle.class).isAvailable()).isTrue();
    assertThat(report.status(SupportsTopologyChange.class).availability())
        .isEqualTo(Availability.CONFIGURATION);
    assertThat(engine.switchoverKeys()).isEmpty();
    assertThat(engine.failoverKeys()).isEmpty();
    assertThat(engine.restartKeys()).isEmpty();
  }

  private static void aContradictionIsTold(PostgresEngine engine, PatroniStandIn patroni) {
    patroni.leader = "s1";
    HaStatus status = engine.haStatus();
    assertThat(status.healthy()).isFalse();
    assertThat(status.state()).isEqualTo(HaState.RESOLVING);
    assertThat(status.primary().orElseThrow().name()).as("who takes writes").isEqualTo("node-a");
    assertThat(status.problems())
        .anyMatch(text -> text.contains("s1 leads, and its server says that it is a standby"))
        .anyMatch(text -> text.contains("node-a says that it is primary"));
    assertThat(engine.replicationStatus().syncState()).isEqualTo(HaState.RESOLVING);
    assertThat(refusals(engine.prepareSwitchover(from("s1").target("node-a").build())))
        .contains("Patroni and the servers agree");
    patroni.leader = "node-a";
    String own = patroni.systemIdentifier;
    patroni.systemIdentifier = "1";
    assertThat(refusals(engine.prepareSwitchover(from("node-a").target("s1").build())))
        .contains("Patroni runs this very cluster");
    assertThat(
            refusals(
                engine.prepareFailover(
                    FailoverOptions.builder().target("s1").acceptDataLoss(true).build())))
        .contains("Patroni runs this very cluster");
    patroni.systemIdentifier = own;
  }

  private static void whatPatroniKeepsItselfIsRefused(PostgresEngine engine) {
    AddNodeOptions node = AddNodeOptions.builder().node("s2").build();
    for (Operation<?> operation :
        List.of(
            engine.prepareSetSyncMode(
                SyncModeOptions.builder().syncMode(SyncMode.SYNCHRONOUS).build()),
            engine.prepareAddNode(node),
            engine.prepareRemoveNode(RemoveNodeOptions.builder().node("s1").build()),
            engine.prepareCreateHa(CreateHaOptions.builder().name("main").node(node).build()))) {
      Check check = refusal(operation);
      assertThat(check.rule()).as(operation.name()).isEqualTo(PatroniGuard.RULE);
      assertThat(check.measured()).contains("Patroni does");
      assertThat(check.remedy()).isNotBlank();
      assertThat(operation.script().steps()).as(operation.name()).isEmpty();
    }
    assertThat(refusal(engine.prepareShutdown(ShutdownOptions.builder().build())).remedy())
        .contains("Stop Patroni's service");
    assertThat(refusal(engine.prepareStartup(StartupOptions.builder().build())).remedy())
        .contains("Start Patroni's service");
    assertThat(
            refusals(
                engine.prepareRejoin(
                    RejoinOptions.builder().node("s1").method(RejoinMethod.REWIND).build())))
        .containsExactly("the way is one that is left to the caller");
    assertThat(refusals(engine.prepareRejoin(RejoinOptions.builder().node("node-a").build())))
        .contains("the node is not the primary");
    assertThat(refusals(engine.prepareRejoin(RejoinOptions.builder().node("s9").build())))
        .contains("the node is a member of the cluster");
    assertThat(engine.rejoin(RejoinOptions.builder().node("s1").build()).method())
        .isEqualTo(RejoinMethod.RESUME);
  }

  private static void aWordOfPatroniAloneIsNotEnough(
      PostgresEngine engine, PatroniStandIn patroni) {
    OperationResult<SwitchoverInfo> result =
        engine
            .operations()
            .execute(
                engine.prepareSwitchover(
                    from("node-a").target("s1").waitAtMost(Duration.ofSeconds(1)).build()),
                OperationContext.none());
    assertThat(result.outcome()).as("%s", result.error()).isEqualTo(Outcome.UNKNOWN);
    assertThat(result.message()).contains("pg_current_xact_id");
    patroni.leader = "node-a";
    for (String name : List.of("node-a", "s1")) {
      patroni.member(name).timeline = 1;
      patroni.member(name).lag = 0;
      patroni.member(name).state = name.equals("s1") ? "streaming" : "running";
    }
    patroni.requests.clear();
  }

  private static void aSwitchoverIsDoneByPatroni(
      PostgresEngine engine, PatroniStandIn patroni, PostgresTestServer p1, PostgresTestServer s1) {
    patroni.onLead =
        name -> {
          p1.stop(StopMode.FAST);
          s1.value("SELECT pg_promote(true, 30)");
        };
    Operation<SwitchoverInfo> planned =
        engine.prepareSwitchover(from("node-a").waitAtMost(Duration.ofSeconds(5)).build());
    assertThat(planned.checks()).noneMatch(Check::refused);
    assertThat(planned.script().text())
        .contains("/switchover", "\"leader\":\"node-a\"", "\"candidate\":\"s1\"", "GET /cluster")
        .doesNotContain("pg_promote", "pg_ctl");
    assertThat(patroni.changes()).isEmpty();
    SwitchoverInfo done = planned.run();
    assertThat(done.newPrimary()).isEqualTo("s1");
    assertThat(done.previousPrimary()).contains("node-a");
    assertThat(done.toRejoin()).containsExactly("node-a");
    assertThat(done.followUps()).anyMatch(text -> text.contains("\"stopped\""));
    assertThat(s1.value("SELECT pg_is_in_recovery()")).contains("f");
    assertThat(patroni.changes()).hasSize(1);
    HaStatus status = engine.haStatus();
    assertThat(status.primary().orElseThrow().name()).isEqualTo("s1");
    assertThat(status.node("node-a").orElseThrow().state()).isEqualTo(HaState.DISCONNECTED);
  }

  private static void theOldPrimaryIsCopiedAnew(
      PostgresEngine engine, PatroniStandIn patroni, PostgresTestServer p1, PostgresTestServer s1) {
    patroni.requests.clear();
    patroni.onRestart =
        name -> {
          Map<String, String> settings = new LinkedHashMap<>();
          settings.put(
              "primary_conninfo",
              "host="
                  + s1.host()
                  + " port="
                  + s1.port()
                  + " user=postgres application_name=node-a");
          new PostgresFiles(p1.dataDirectory().orElseThrow()).follow(settings);
          p1.start();
          patroni.member("node-a").state = "streaming";
          patroni.member("node-a").lag = 0;
          patroni.member("node-a").timeline = patroni.member("s1").timeline;
        };
    RejoinOptions.Builder rejoin = RejoinOptions.builder().node("node-a");
    assertThat(refusals(engine.prepareRejoin(rejoin.build())))
        .containsExactly("its data may be thrown away");
    RejoinInfo info =
        engine.rejoin(rejoin.discardChanges(true).waitAtMost(Duration.ofSeconds(30)).build());
    assertThat(info.method()).isEqualTo(RejoinMethod.RECLONE);
    assertThat(patroni.changes())
        .singleElement()
        .satisfies(request -> assertThat(request.path()).isEqualTo("/reinitialize"))
        .satisfies(request -> assertThat(request.member()).isEqualTo("node-a"));
    PostgresHaEngines.await(() -> engine.haStatus().healthy());
  }

  private static void aFailoverIsDoneByPatroni(
      PostgresEngine engine, PatroniStandIn patroni, PostgresTestServer p1, PostgresTestServer s1) {
    patroni.requests.clear();
    patroni.onLead =
        name -> {
          patroni.oldBecomes = "running";
          s1.stop(StopMode.IMMEDIATE);
          p1.value("SELECT pg_promote(true, 30)");
        };
    Operation<SwitchoverInfo> planned =
        engine.prepareFailover(
            FailoverOptions.builder()
                .target("node-a")
                .acceptDataLoss(true)
                .waitAtMost(Duration.ofSeconds(30))
                .build());
    assertThat(planned.checks())
        .noneMatch(Check::refused)
        .anyMatch(check -> check.remedy().startsWith("Use switchover"));
    SwitchoverInfo done = planned.run();
    assertThat(done.forced()).isTrue();
    assertThat(done.newPrimary()).isEqualTo("node-a");
    assertThat(patroni.changes())
        .singleElement()
        .satisfies(request -> assertThat(request.path()).isEqualTo("/failover"))
        .satisfies(request -> assertThat(request.body()).doesNotContain("leader"));
    assertThat(p1.value("SELECT pg_is_in_recovery()")).contains("f");
  }
}
