package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.gds.database.Availability;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.NotFoundException;
import io.gds.database.error.PermissionDeniedException;
import io.gds.database.ha.HaConfiguration;
import io.gds.database.ha.HaNode;
import io.gds.database.ha.HaRole;
import io.gds.database.ha.HaState;
import io.gds.database.ha.HaStatus;
import io.gds.database.ha.ReplicationStatus;
import io.gds.database.ha.SupportsHighAvailability;
import io.gds.database.ha.SyncMode;
import io.gds.database.testkit.sqlserver.SqlServerEdition;
import io.gds.database.testkit.sqlserver.SqlServerGroup;
import io.gds.database.testkit.sqlserver.SqlServerRelease;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MssqlHaReadingTest {
  private static SqlServerGroup group(MssqlGroupScene scene) {
    return scene
        .cluster
        .group("ag1")
        .primary("SQL1")
        .synchronous("SQL2")
        .asynchronous("SQL3")
        .databases("crm", "shop")
        .listener("ag1-l", 1433, "10.0.0.5", "10.1.0.5")
        .create();
  }

  @Test
  void theStatusTellsEveryReplicaInOneStatement() {
    try (MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2", "SQL3")) {
      group(scene);
      MssqlEngine engine = scene.open("SQL1");
      assertThat(scene.statements(engine::haStatus)).isEqualTo(1);
      HaStatus status = engine.haStatus();
      assertThat(status.problems()).isEmpty();
      assertThat(status.healthy()).isTrue();
      assertThat(status.kind()).isEqualTo("availability-group");
      assertThat(status.state()).isEqualTo(HaState.HEALTHY);
      assertThat(status.nodes())
          .extracting(HaNode::name, HaNode::role, HaNode::state)
          .containsExactly(
              tuple("SQL1", HaRole.PRIMARY, HaState.HEALTHY),
              tuple("SQL2", HaRole.SECONDARY, HaState.SYNCED),
              tuple("SQL3", HaRole.SECONDARY, HaState.SYNCHRONIZING));
      assertThat(status.isPrimary()).isTrue();
      assertThat(status.candidates()).extracting(HaNode::name).containsExactly("SQL2");
      assertThat(status.node("SQL3").orElseThrow().notCandidateBecause())
          .contains("commits do not wait for it: it has ASYNCHRONOUS_COMMIT");
      HaNode second = status.node("SQL2").orElseThrow();
      assertThat(second.lag()).contains(Duration.ZERO);
      assertThat(second.estimatedDataLoss()).contains(Duration.ZERO);
      assertThat(second.endpoint()).contains("TCP://sql2.example:5022");
      assertThat(second.syncMode()).contains(SyncMode.SYNCHRONOUS);
      assertThat(second.databases()).hasSize(2).allMatch(each -> each.failoverReady());
    }
  }

  @Test
  void lagLossAndRecoveryAreOfTheWorstDatabase() {
    try (MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2", "SQL3")) {
      group(scene).behind("SQL3", "shop", Duration.ofSeconds(42), 10, 200, 20);
      HaStatus status = scene.open("SQL1").haStatus();
      HaNode third = status.node("SQL3").orElseThrow();
      assertThat(third.lag()).contains(Duration.ofSeconds(42));
      assertThat(third.lagBytes()).hasValue(210 * 1024);
      assertThat(third.estimatedDataLoss()).contains(Duration.ofSeconds(42));
      assertThat(third.databases())
          .filteredOn(each -> each.database().equals("shop"))
          .singleElement()
          .satisfies(
              each -> {
                assertThat(each.estimatedRecovery()).contains(Duration.ofSeconds(10));
                assertThat(each.sendQueueBytes()).hasValue(10 * 1024);
              });
      assertThat(status.lag()).containsEntry("SQL2", Duration.ZERO);
      assertThat(status.healthy()).as("an asynchronous replica may be behind").isTrue();
    }
  }

  @Test
  void aRateThatIsNotKnownMakesNoRecoveryTimeAndADisconnectedReplicaHasNoLag() {
    try (MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2", "SQL3")) {
      SqlServerGroup group = group(scene);
      group.behind("SQL2", "shop", Duration.ofSeconds(3), 0, 50, 0).disconnect("SQL3");
      HaStatus status = scene.open("SQL1").haStatus();
      HaNode second = status.node("SQL2").orElseThrow();
      assertThat(second.state()).isEqualTo(HaState.SYNCHRONIZING);
      assertThat(second.attributes()).doesNotContainKey("estimatedRecovery");
      assertThat(second.notCandidateBecause())
          .containsExactly("the database shop is not ready: SYNCHRONIZING");
      HaNode third = status.node("SQL3").orElseThrow();
      assertThat(third.state()).isEqualTo(HaState.DISCONNECTED);
      assertThat(third.lag()).isEmpty();
      assertThat(third.attributes().get("lastConnectError")).startsWith("10061: ");
      assertThat(status.state()).isEqualTo(HaState.DISCONNECTED);
      assertThat(status.problems()).hasSize(2).anyMatch(it -> it.contains("error 10061"));
    }
  }

  @Test
  void aSecondaryAsksThePrimaryOrSaysWhatItCannotKnow() {
    try (MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2", "SQL3")) {
      group(scene);
      MssqlEngine knowing = scene.open("SQL2");
      knowing.haStatus();
      assertThat(scene.statements(knowing::haStatus)).isEqualTo(2);
      HaStatus whole = knowing.haStatus();
      assertThat(whole.healthy()).isTrue();
      assertThat(whole.isPrimary()).isFalse();
      assertThat(whole.self()).map(HaNode::name).contains("SQL2");
      assertThat(whole.node("SQL3").orElseThrow().state()).isEqualTo(HaState.SYNCHRONIZING);

      HaStatus alone = scene.open("SQL3", List.of("SQL2")).haStatus();
      assertThat(alone.healthy()).isFalse();
      assertThat(alone.state()).isEqualTo(HaState.UNKNOWN);
      assertThat(alone.primary()).map(HaNode::name).contains("SQL1");
      assertThat(alone.node("SQL2").orElseThrow().state()).isEqualTo(HaState.UNKNOWN);
      assertThat(alone.problems())
          .singleElement()
          .asString()
          .contains("SQL3, which was asked, is not the primary")
          .contains("a peer called \"SQL1\"");
    }
  }

  @Test
  void aPeerThatLeadsElsewhereIsNotBelieved() {
    try (MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2", "SQL3")) {
      group(scene);
      MssqlEngine engine =
          scene.manager.open(
              scene.info("SQL2", "sa", "first").toBuilder()
                  .peer("SQL1", scene.info("SQL3", "sa", "first"))
                  .build(),
              MssqlEngine.class);
      assertThat(engine.haStatus().problems())
          .singleElement()
          .asString()
          .contains("the connection given for SQL1 leads to SQL3");
    }
  }

  @Test
  void aSuspendedDatabaseIsToldWithItsReasonAndRemedy() {
    try (MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2", "SQL3")) {
      group(scene).suspend("SQL2", "shop", "SUSPEND_FROM_REDO");
      HaStatus status = scene.open("SQL1").haStatus();
      assertThat(status.state()).isEqualTo(HaState.SUSPENDED);
      assertThat(status.node("SQL2").orElseThrow().notCandidateBecause())
          .containsExactly("the database shop is suspended: SUSPEND_FROM_REDO");
      assertThat(status.problems()).singleElement().asString().contains("SET HADR RESUME");
    }
  }

  @Test
  void withoutAPrimaryNobodyIsCalledOne() {
    try (MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2", "SQL3")) {
      group(scene).losePrimary();
      HaStatus status = scene.open("SQL2").haStatus();
      assertThat(status.primary()).isEmpty();
      assertThat(status.state()).isEqualTo(HaState.RESOLVING);
      assertThat(status.self().orElseThrow().state()).isEqualTo(HaState.RESOLVING);
      assertThat(status.problems()).anyMatch(it -> it.startsWith("nobody is primary"));
    }
  }

  @Test
  void aLostQuorumTakesTheEstimatesAway() {
    try (MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2", "SQL3")) {
      group(scene);
      scene.cluster.quorum(false);
      assertThat(scene.open("SQL1").haStatus().problems())
          .anyMatch(it -> it.startsWith("the Windows cluster has no quorum"));
    }
  }

  @Test
  void whatWasReadyBeforeThePrimaryWasLostIsNoLongerCalledLossless() {
    try (MssqlGroupScene scene = MssqlGroupScene.network("SQL1", "SQL2", "SQL3")) {
      SqlServerGroup group = group(scene);
      MssqlEngine engine = scene.open("SQL2");
      assertThat(engine.haStatus().self().orElseThrow().estimatedDataLoss())
          .contains(Duration.ZERO);
      group.losePrimary();
      HaNode alone = engine.haStatus().self().orElseThrow();
      assertThat(alone.estimatedDataLoss()).as("the primary may have gone on").isEmpty();
      assertThat(alone.databases()).allMatch(each -> each.estimatedDataLoss().isEmpty());
    }
  }

  @Test
  void severalGroupsAreNamedAndNeverMixed() {
    try (MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2", "SQL3")) {
      group(scene);
      scene.cluster.group("ag2").primary("SQL2").synchronous("SQL1").databases("stock").create();
      MssqlEngine engine = scene.open("SQL1");
      assertThat(engine.haGroups()).containsExactly("ag1", "ag2");
      assertThatThrownBy(engine::haStatus)
          .isInstanceOf(InvalidOptionsException.class)
          .hasMessageContaining("ag1, ag2");
      HaStatus second = engine.haStatus("ag2");
      assertThat(second.nodes()).extracting(HaNode::name).containsExactly("SQL2", "SQL1");
      assertThat(second.nodes().get(1).databases())
          .extracting(each -> each.database())
          .containsExactly("stock");
      assertThat(engine.haConfiguration("ag2").orElseThrow().attributes())
          .containsEntry("databases", "stock");
      assertThatThrownBy(() -> engine.haStatus("AG2")).isInstanceOf(NotFoundException.class);
      ReplicationStatus brief = engine.replicationStatus();
      assertThat(brief.role()).as("primary of one, secondary of another").isEqualTo(HaRole.UNKNOWN);
      SupportsHighAvailability ofStock =
          engine.database("stock").require(SupportsHighAvailability.class);
      assertThat(ofStock.haGroups()).containsExactly("ag2");
      assertThat(ofStock.haStatus().name()).isEqualTo("ag2");
      assertThat(engine.database("master").require(SupportsHighAvailability.class).haGroups())
          .isEmpty();
    }
  }

  @Test
  void theConfigurationNamesListenersAndPolicies() {
    try (MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2", "SQL3")) {
      group(scene);
      MssqlEngine engine = scene.open("SQL3");
      engine.metadata();
      assertThat(scene.statements(engine::haConfiguration)).isEqualTo(2);
      HaConfiguration configuration = engine.haConfiguration().orElseThrow();
      assertThat(configuration.syncMode()).isEqualTo(SyncMode.SYNCHRONOUS);
      assertThat(configuration.automaticFailover()).isFalse();
      assertThat(configuration.attributes())
          .containsEntry("clusterType", "WSFC")
          .containsEntry("databases", "crm, shop")
          .containsEntry("failureConditionLevel", "3")
          .containsEntry("healthCheckTimeout", "PT30S")
          .containsEntry("backupPreference", "SECONDARY")
          .containsEntry("listener.ag1-l", "10.0.0.5, 10.1.0.5:1433");
    }
  }

  @Test
  void theHandleTellsEverythingInThreeStatements() {
    try (MssqlGroupScene scene = MssqlGroupScene.network("SQL1", "SQL2")) {
      scene
          .cluster
          .group("a]g.1'")
          .primary("SQL1")
          .synchronous("SQL2")
          .contained()
          .databases("d]b'1")
          .create();
      MssqlEngine engine = scene.open("SQL1");
      assertThat(scene.statements(() -> engine.availabilityGroups().list())).isEqualTo(3);
      MssqlAvailabilityGroup group = engine.availabilityGroups().get("a]g.1'");
      assertThat(group.clusterType()).isEqualTo(MssqlClusterType.NONE);
      assertThat(group.contained()).isTrue();
      assertThat(group.primary()).contains("SQL1");
      assertThat(group.synchronizationHealth()).contains("HEALTHY");
      MssqlReplica second = group.replica("SQL2").orElseThrow();
      assertThat(second.seedingMode()).isEqualTo("AUTOMATIC");
      assertThat(second.failoverMode()).isEqualTo(MssqlFailoverMode.MANUAL);
      assertThat(second.sessionTimeout()).contains(Duration.ofSeconds(10));
      assertThat(second.backupPriority()).isEqualTo(50);
      assertThat(second.joinState()).contains("JOINED_STANDALONE");
      MssqlReplicaDatabase copy = second.database("d]b'1").orElseThrow();
      assertThat(copy.synchronization()).isEqualTo(MssqlSynchronization.SYNCHRONIZED);
      assertThat(copy.hasOwnChanges()).contains(false);
      assertThat(copy.lastCommit()).isPresent();
      assertThatThrownBy(() -> engine.availabilityGroups().get("ag1"))
          .isInstanceOf(NotFoundException.class);
    }
  }

  @Test
  void policiesAreOfEachGroupAndErrorsOfEachReplica() {
    try (MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2", "SQL3")) {
      SqlServerGroup first = group(scene);
      scene
          .cluster
          .group("ag2")
          .primary("SQL1")
          .synchronous("SQL2", "SQL3")
          .contained()
          .databases("stock")
          .create();
      for (String option :
          List.of(
              "AUTOMATED_BACKUP_PREFERENCE = PRIMARY",
              "FAILURE_CONDITION_LEVEL = 5",
              "HEALTH_CHECK_TIMEOUT = 45000")) {
        scene.execute("SQL1", "ALTER AVAILABILITY GROUP [ag2] SET (" + option + ")");
      }
      first.disconnect("SQL3");
      MssqlEngine engine = scene.open("SQL1", List.of());
      assertThat(engine.availabilityGroups().list())
          .extracting(
              MssqlAvailabilityGroup::name,
              MssqlAvailabilityGroup::backupPreference,
              each -> each.failureConditionLevel().orElse(0),
              each -> each.healthCheckTimeout().orElseThrow(),
              MssqlAvailabilityGroup::contained)
          .containsExactly(
              tuple("ag1", "SECONDARY", 3, Duration.ofSeconds(30), false),
              tuple("ag2", "PRIMARY", 5, Duration.ofSeconds(45), true));
      assertThat(engine.haConfiguration("ag2").orElseThrow().attributes())
          .containsEntry("contained", "true")
          .containsEntry("failureConditionLevel", "5")
          .containsEntry("healthCheckTimeout", "PT45S");
      assertThat(engine.haConfiguration("ag1").orElseThrow().attributes())
          .containsEntry("contained", "false");
      MssqlAvailabilityGroup broken = engine.availabilityGroups().get("ag1");
      assertThat(broken.replica("SQL3").orElseThrow().lastConnectError())
          .hasValueSatisfying(
              error -> {
                assertThat(error.number()).isEqualTo(10061);
                assertThat(error.description()).startsWith("An error occurred");
                assertThat(error.at()).isPresent();
              });
      assertThat(broken.replica("SQL2").orElseThrow().lastConnectError()).isEmpty();
      assertThat(
              engine
                  .availabilityGroups()
                  .get("ag2")
                  .replica("SQL3")
                  .orElseThrow()
                  .lastConnectError())
          .as("the same server in another group")
          .isEmpty();
    }
  }

  @Test
  void anOlderServerIsAskedInItsOwnColumns() {
    try (MssqlGroupScene scene =
        MssqlGroupScene.of(SqlServerRelease.SQL_SERVER_2016, "SQL1", "SQL2")) {
      scene.cluster.group("ag1").primary("SQL1").synchronous("SQL2").databases("shop").create();
      MssqlAvailabilityGroup group = scene.open("SQL1").availabilityGroups().get("ag1");
      assertThat(group.clusterType()).isEqualTo(MssqlClusterType.WSFC);
      assertThat(group.sequenceNumber()).isEmpty();
      assertThat(scene.open("SQL2").haStatus().healthy()).isTrue();
    }
  }

  @Test
  void aServerWithoutGroupsHasNone() {
    try (MssqlScene scene = new MssqlScene()) {
      assertThat(scene.statements(scene.engine::haGroups)).isEqualTo(1);
      assertThat(scene.engine.haGroups()).isEmpty();
      assertThat(scene.engine.haStatus().state()).isEqualTo(HaState.NOT_CONFIGURED);
      assertThat(scene.engine.haConfiguration()).isEmpty();
      assertThat(scene.engine.replicationStatus().enabled()).isFalse();
    }
  }

  @Test
  void whatALoginMayNotSeeIsAnErrorAndNotAnAnswer() {
    try (MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2")) {
      MssqlEngine clerk = scene.open("SQL1", "clerk", "second", List.of());
      assertThatThrownBy(clerk::haStatus)
          .isInstanceOf(PermissionDeniedException.class)
          .hasMessageContaining("VIEW SERVER PERFORMANCE STATE");
      assertThat(clerk.capabilities().status(SupportsHighAvailability.class).availability())
          .isEqualTo(Availability.PERMISSION);
      scene.model("SQL1").grant("clerk", "VIEW SERVER STATE");
      assertThatThrownBy(clerk::haStatus)
          .isInstanceOfSatisfying(
              DatabaseException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
                assertThat(e.remedy()).contains("GRANT VIEW ANY DEFINITION TO this login.");
              });
      assertThatThrownBy(clerk::haGroups).isInstanceOf(PermissionDeniedException.class);
    }
  }

  @Test
  void anEditionWithoutGroupsRefuses() {
    try (MssqlScene scene =
        new MssqlScene(SqlServerRelease.SQL_SERVER_2022, SqlServerEdition.EXPRESS)) {
      assertThat(scene.engine.capability(SupportsHighAvailability.class)).isEmpty();
      assertThatThrownBy(scene.engine::haStatus).hasMessageContaining("availability groups");
    }
  }

  @Test
  void everyWordOfTheServerHasItsMeaning() {
    for (MssqlSynchronization each : MssqlSynchronization.values()) {
      assertThat(each.state()).isNotNull();
    }
    assertThat(
            MssqlHaRows.word(
                MssqlSynchronization.class,
                Optional.of("NOT SYNCHRONIZING"),
                MssqlSynchronization.UNKNOWN))
        .isEqualTo(MssqlSynchronization.NOT_SYNCHRONIZING);
    assertThat(
            MssqlHaRows.word(MssqlReplicaRole.class, Optional.of("NEW"), MssqlReplicaRole.UNKNOWN))
        .isEqualTo(MssqlReplicaRole.UNKNOWN);
    assertThat(MssqlReplicaRole.RESOLVING.role()).isEqualTo(HaRole.UNKNOWN);
  }
}
