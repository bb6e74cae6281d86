package io.gds.database.mssql;

import static io.gds.database.mssql.MssqlGroupScene.refusals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.CreateOptions;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.ha.AddNodeOptions;
import io.gds.database.ha.CreateHaOptions;
import io.gds.database.ha.HaConfiguration;
import io.gds.database.ha.HaNode;
import io.gds.database.ha.HaState;
import io.gds.database.ha.RemoveNodeOptions;
import io.gds.database.ha.SyncMode;
import io.gds.database.ha.SyncModeOptions;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.testkit.sqlserver.SqlServerGroup;
import io.gds.database.testkit.wire.WireAnswer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MssqlTopologyTest {
  private static SqlServerGroup group(MssqlGroupScene scene) {
    return scene
        .cluster
        .group("ag1")
        .primary("SQL1")
        .synchronous("SQL2")
        .databases("shop")
        .create();
  }

  private static AddNodeOptions.Builder node(String name) {
    return AddNodeOptions.builder().node(name).waitAtMost(Duration.ofSeconds(2));
  }

  @Test
  void aServerIsAddedJoinsAndGetsItsDatabases() {
    try (MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2", "SQL3")) {
      group(scene);
      scene.model("SQL1").add("shop", List.of("a"));
      MssqlEngine engine = scene.open("SQL2");
      Operation<HaConfiguration> planned =
          engine.prepareAddNode(node("SQL3").syncMode(SyncMode.ASYNCHRONOUS).build());
      assertThat(refusals(planned)).isEmpty();
      assertThat(planned.run().nodes()).extracting(HaNode::name).contains("SQL3");
      assertThat(scene.changes("SQL1"))
          .singleElement()
          .asString()
          .startsWith("ALTER AVAILABILITY GROUP [ag1] ADD REPLICA ON N'SQL3' WITH (ENDPOINT_URL =")
          .endsWith(
              ":5022', AVAILABILITY_MODE = ASYNCHRONOUS_COMMIT, FAILOVER_MODE = MANUAL,"
                  + " SEEDING_MODE = AUTOMATIC)");
      assertThat(scene.changes("SQL3"))
          .containsExactly(
              "ALTER AVAILABILITY GROUP [ag1] JOIN",
              "ALTER AVAILABILITY GROUP [ag1] GRANT CREATE ANY DATABASE");
      assertThat(scene.model("SQL3").rows("shop")).containsExactly("a");
      assertThat(refusals(engine.prepareAddNode(node("SQL3").build())))
          .containsExactly("it is no replica of the group yet|SQL3");
    }
  }

  @Test
  void whatFailsHalfWayIsTakenBack() {
    try (MssqlGroupScene scene = MssqlGroupScene.network("SQL1", "SQL2", "SQL3")) {
      group(scene);
      scene
          .peer("SQL3")
          .script()
          .beginningWith("ALTER AVAILABILITY GROUP [ag1] JOIN")
          .once(WireAnswer.error("41158", "could not join"));
      MssqlEngine engine = scene.open("SQL1");
      assertThatThrownBy(
              () -> engine.addNode(node("SQL3").endpoint("TCP://c.example:5022").build()))
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("could not join");
      assertThat(scene.changes("SQL1"))
          .endsWith("ALTER AVAILABILITY GROUP [ag1] REMOVE REPLICA ON N'SQL3'");
      assertThat(engine.haConfiguration().orElseThrow().nodes()).hasSize(2);
      engine.addNode(node("SQL3").endpoint("TCP://c.example:5022").build());
      assertThat(scene.changes("SQL3"))
          .contains("ALTER AVAILABILITY GROUP [ag1] JOIN WITH (CLUSTER_TYPE = NONE)");
    }
  }

  @Test
  void aCopyThatTakesLongGoesOnAndWhatIsMissingIsNamed() {
    try (MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2", "SQL3")) {
      SqlServerGroup group = group(scene).seeds(false);
      MssqlEngine engine = scene.open("SQL1");
      assertThatThrownBy(
              () -> engine.addNode(node("SQL3").waitAtMost(Duration.ofMillis(60)).build()))
          .isInstanceOfSatisfying(
              DatabaseException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.TIMEOUT);
                assertThat(e.remedy().orElse(""))
                    .contains("SQL3 stays a replica of ag1; not joined there: shop")
                    .contains("(copies: shop CHECK_IF_SEEDING_NEEDED)")
                    .contains("removeNode()");
              });
      assertThat(scene.changes("SQL1")).as("nothing is thrown away").hasSize(1);
      group.seeds(true);
      assertThat(engine.haStatus().problems()).isEmpty();
    }
  }

  @Test
  void aReplicaThatSomebodyElseHasAddedMeanwhileIsNotRemoved() {
    try (MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2", "SQL3")) {
      group(scene);
      MssqlEngine engine = scene.open("SQL1");
      Operation<HaConfiguration> planned = engine.prepareAddNode(node("SQL3").build());
      String others = MssqlGroupSql.failover("ag1");
      scene
          .peer("SQL1")
          .script()
          .beginningWith("ALTER AVAILABILITY GROUP [ag1] ADD REPLICA")
          .by(
              request -> {
                scene.execute("SQL2", others);
                scene.execute(
                    "SQL2",
                    MssqlGroupSql.addReplica(
                        "ag1",
                        "SQL3",
                        "TCP://c.example:5022",
                        MssqlAvailabilityMode.ASYNCHRONOUS_COMMIT,
                        MssqlFailoverMode.MANUAL));
                return WireAnswer.passed();
              });
      assertThatThrownBy(planned::run)
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("is not the primary replica");
      assertThat(scene.changes("SQL1")).noneMatch(sql -> sql.contains("REMOVE REPLICA"));
      assertThat(scene.open("SQL2").haConfiguration().orElseThrow().nodes()).hasSize(3);
    }
  }

  @Test
  void whatIsLeftOnTheServerAfterATakeBackIsNamed() {
    try (MssqlGroupScene scene = MssqlGroupScene.network("SQL1", "SQL2", "SQL3")) {
      group(scene);
      scene.execute("SQL3", "CREATE DATABASE [shop]");
      scene.backup("SQL3", "shop");
      scene.execute(
          "SQL3",
          "RESTORE DATABASE [shop] FROM DISK = N'/b/1.bak' WITH FILE = 1, NORECOVERY, REPLACE");
      scene
          .peer("SQL3")
          .script()
          .beginningWith("ALTER AVAILABILITY GROUP [ag1] JOIN")
          .once(WireAnswer.error("41158", "could not join"));
      assertThatThrownBy(() -> scene.open("SQL1").addNode(node("SQL3").build()))
          .isInstanceOfSatisfying(
              DatabaseException.class,
              e ->
                  assertThat(e.remedy().orElse(""))
                      .contains("Left on SQL3: shop, RESTORING: drop it if nobody restored it."));
    }
  }

  @Test
  void aServerThatIsNotThereOrIsAnotherIsRefused() {
    try (MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2", "SQL3")) {
      group(scene);
      assertThat(refusals(scene.open("SQL1").prepareAddNode(node("SQL9").build())))
          .containsExactly("a connection to the new replica is configured|SQL9");
      MssqlEngine wrong =
          scene.manager.open(
              scene.info("SQL1", "sa", "first").toBuilder()
                  .peer("SQL9", scene.info("SQL3", "sa", "first"))
                  .build(),
              MssqlEngine.class);
      assertThat(refusals(wrong.prepareAddNode(node("SQL9").build())))
          .containsExactly("the connection leads to the server of this name|SQL9");
    }
  }

  @Test
  void aReplicaIsRemovedUnlessTheGroupNeedsIt() {
    try (MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2", "SQL3")) {
      scene
          .cluster
          .group("ag1")
          .primary("SQL1")
          .synchronous("SQL2")
          .asynchronous("SQL3")
          .databases("shop")
          .create();
      MssqlEngine engine = scene.open("SQL1");
      assertThat(refusals(engine.prepareRemoveNode(remove("SQL1", false))))
          .contains("it is not the primary|SQL1");
      assertThat(refusals(engine.prepareRemoveNode(remove("SQL2", false))))
          .containsExactly("the group can survive a loss without it|ag1");
      assertThat(refusals(engine.prepareRemoveNode(remove("SQL9", true))))
          .containsExactly("it is a replica of the group|SQL9");
      assertThat(engine.removeNode(remove("SQL3", false)).nodes()).hasSize(2);
      assertThat(engine.removeNode(remove("SQL2", true)).nodes()).hasSize(1);
    }
  }

  private static RemoveNodeOptions remove(String node, boolean force) {
    return RemoveNodeOptions.builder().node(node).force(force).build();
  }

  @Test
  void commitsWaitForWhomTheyAreTold() {
    try (MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2", "SQL3")) {
      scene
          .cluster
          .group("ag1")
          .primary("SQL1")
          .synchronous("SQL2")
          .asynchronous("SQL3")
          .databases("shop")
          .create();
      MssqlEngine engine = scene.open("SQL1");
      SyncModeOptions third =
          SyncModeOptions.builder().node("SQL3").syncMode(SyncMode.SYNCHRONOUS).build();
      engine.setSyncMode(third);
      assertThat(scene.changes("SQL1"))
          .containsExactly(
              "ALTER AVAILABILITY GROUP [ag1] MODIFY REPLICA ON N'SQL3' WITH (AVAILABILITY_MODE ="
                  + " SYNCHRONOUS_COMMIT)");
      assertThat(engine.haStatus().candidates())
          .extracting(HaNode::name)
          .containsExactly("SQL2", "SQL3");
      assertThat(engine.prepareSetSyncMode(third).script().steps()).isEmpty();
      HaConfiguration after =
          engine.setSyncMode(SyncModeOptions.builder().syncMode(SyncMode.ASYNCHRONOUS).build());
      assertThat(after.syncMode()).isEqualTo(SyncMode.ASYNCHRONOUS);
      assertThatThrownBy(
              () ->
                  engine.prepareSetSyncMode(
                      SyncModeOptions.builder().syncMode(SyncMode.SEMI_SYNCHRONOUS).build()))
          .isInstanceOf(UnsupportedCapabilityException.class)
          .hasMessageContaining("nothing between");
    }
  }

  @Test
  void aNewGroupIsRefusedAndSaysWhatToDoInstead() {
    try (MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2")) {
      group(scene);
      Operation<HaConfiguration> planned =
          scene
              .open("SQL1")
              .prepareCreateHa(
                  CreateHaOptions.builder().name("ag1").node(node("SQL1").build()).build());
      assertThat(planned.checks())
          .filteredOn(Check::refused)
          .extracting(Check::code)
          .containsExactly(ErrorCode.ALREADY_EXISTS, ErrorCode.UNSUPPORTED_CAPABILITY);
      assertThat(planned.checks().get(1).remedy()).contains("CREATE AVAILABILITY GROUP");
    }
  }

  @Test
  void aGroupThatWasMadeAsTheRefusalSaysIsFilledFromHere() {
    for (boolean windows : new boolean[] {true, false}) {
      try (MssqlGroupScene scene =
          windows
              ? MssqlGroupScene.windows("SQL1", "SQL2")
              : MssqlGroupScene.network("SQL1", "SQL2")) {
        MssqlEngine engine = scene.open("SQL1");
        Operation<HaConfiguration> refused =
            engine.prepareCreateHa(
                CreateHaOptions.builder()
                    .name("n]w")
                    .node(node("SQL1").endpoint("TCP://a.example:5022").build())
                    .build());
        String create =
            MssqlGroupSql.create(
                "n]w",
                windows ? MssqlClusterType.WSFC : MssqlClusterType.NONE,
                "SQL1",
                "TCP://a.example:5022");
        assertThat(refused.checks())
            .filteredOn(Check::refused)
            .singleElement()
            .satisfies(check -> assertThat(check.remedy()).contains("on SQL1: " + create + "."));
        scene.execute("SQL1", create);
        assertThat(engine.haGroups()).containsExactly("n]w");
        engine.addNode(
            node("SQL2").endpoint("TCP://b.example:5022").syncMode(SyncMode.SYNCHRONOUS).build());
        engine.database("shop").create(CreateOptions.defaults());
        scene.backup("SQL1", "shop");
        engine.availabilityGroups().addDatabase("n]w", "shop");
        assertThat(engine.haStatus().problems()).isEmpty();
        assertThat(engine.haStatus().candidates()).extracting(HaNode::name).containsExactly("SQL2");
      }
    }
  }

  @Test
  void databasesComeAndGoAndAreSuspendedAndResumed() {
    try (MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2")) {
      group(scene);
      MssqlEngine engine = scene.open("SQL2");
      MssqlAvailabilityGroups groups = engine.availabilityGroups();
      scene.open("SQL1").database("c]r'm").create(CreateOptions.defaults());
      assertThat(refusals(groups.prepareAddDatabase("ag1", "c]r'm")))
          .containsExactly("it has been backed up in full|c]r'm");
      scene.backup("SQL1", "c]r'm");
      groups.addDatabase("ag1", "c]r'm");
      assertThat(groups.get("ag1").databases()).contains("c]r'm");
      assertThat(engine.haStatus().healthy()).isTrue();

      groups.suspend("ag1", "SQL2", "c]r'm");
      assertThat(engine.haStatus().state()).isEqualTo(HaState.SUSPENDED);
      groups.resume("ag1", "SQL2", "c]r'm");
      assertThat(engine.haStatus().healthy()).isTrue();

      groups.removeDatabase("ag1", "c]r'm");
      assertThat(groups.get("ag1").databases()).containsExactly("shop");
      assertThat(refusals(groups.prepareRemoveDatabase("ag1", "c]r'm")))
          .containsExactly("it is a member of the group|c]r'm");
      assertThat(refusals(groups.prepareSuspend("ag1", "SQL2", "nowhere")))
          .containsExactly("the database has joined the group there|nowhere");
    }
  }

  @Test
  void theClusterChoosesOnlyWhomItMay() {
    try (MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2", "SQL3")) {
      scene
          .cluster
          .group("ag1")
          .primary("SQL1")
          .synchronous("SQL2")
          .asynchronous("SQL3")
          .databases("shop")
          .create();
      MssqlAvailabilityGroups groups = scene.open("SQL1").availabilityGroups();
      groups.setFailoverMode("ag1", "SQL2", MssqlFailoverMode.AUTOMATIC);
      assertThat(groups.get("ag1").replica("SQL2").orElseThrow().failoverMode())
          .isEqualTo(MssqlFailoverMode.AUTOMATIC);
      assertThat(
              refusals(groups.prepareSetFailoverMode("ag1", "SQL3", MssqlFailoverMode.AUTOMATIC)))
          .containsExactly("commits wait for a replica that the cluster may choose|SQL3");
      assertThat(refusals(groups.prepareSetFailoverMode("ag1", "SQL2", MssqlFailoverMode.EXTERNAL)))
          .containsExactly("the cluster type allows the mode|SQL2");
    }
  }
}
