package io.gds.database.mssql;

import static io.gds.database.mssql.MssqlGroupScene.refusals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.CreateOptions;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.NotFoundException;
import io.gds.database.ha.AddNodeOptions;
import io.gds.database.ha.FailoverOptions;
import io.gds.database.ha.HaConfiguration;
import io.gds.database.ha.HaNode;
import io.gds.database.ha.RejoinOptions;
import io.gds.database.ha.RemoveNodeOptions;
import io.gds.database.ha.SwitchoverOptions;
import io.gds.database.ha.SyncMode;
import io.gds.database.ha.SyncModeOptions;
import io.gds.database.operation.Operation;
import io.gds.database.testkit.sqlserver.SqlServerGroup;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A name is data, whatever is in it: through every method on groups. */
class MssqlGroupNamesTest {
  private static final Duration SOON = Duration.ofSeconds(2);
  private static final String TOO_LONG = "x".repeat(129);

  static List<String> names() {
    return List.of(
        "a]b]] DROP",
        "it's'; SHUTDOWN --",
        "a.b.c",
        "gr\u00fc\u00dfe \u6570\u636e \ud83d\ude00",
        "]".repeat(128));
  }

  /** The name of a database leaves five letters to that of its log: it has at most 123. */
  private static String shorter(String name) {
    return name.length() > 123 ? name.substring(0, 123) : name;
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyMethodTakesIt(String name) {
    String database = shorter(name);
    String listener = "l'" + name.substring(0, Math.min(60, name.length()));
    String other = "S'3]";
    try (MssqlGroupScene scene = MssqlGroupScene.network("SQL1", "S'Q]2.x", other)) {
      SqlServerGroup group =
          scene
              .cluster
              .group(name)
              .primary("SQL1")
              .synchronous("S'Q]2.x")
              .databases(database)
              .listener(listener, 1433, "10.0.0.5")
              .create();
      MssqlEngine engine = scene.open("SQL1");
      MssqlAvailabilityGroups groups = engine.availabilityGroups();
      assertThat(engine.haGroups()).containsExactly(name);
      assertThat(engine.haStatus(name).problems()).isEmpty();
      assertThat(engine.haStatus(name).candidates())
          .extracting(HaNode::name)
          .containsExactly("S'Q]2.x");
      HaConfiguration configuration = engine.haConfiguration(name).orElseThrow();
      assertThat(configuration.attributes()).containsEntry("databases", database);
      assertThat(configuration.attributes().get("listener." + listener)).startsWith("10.0.0.5");
      assertThat(groups.get(name).listeners())
          .extracting(MssqlListener::dnsName)
          .containsExactly(listener);
      assertThat(engine.replicationStatus().partners()).containsExactly("S'Q]2.x");

      engine.addNode(
          AddNodeOptions.builder()
              .group(name)
              .node(other)
              .endpoint("TCP://a'b:5022")
              .waitAtMost(SOON)
              .build());
      engine.setSyncMode(
          SyncModeOptions.builder().group(name).node(other).syncMode(SyncMode.SYNCHRONOUS).build());
      groups.setFailoverMode(name, other, MssqlFailoverMode.MANUAL);
      String added = "y" + shorter(name).substring(1);
      engine.database(added).create(CreateOptions.defaults());
      scene.backup("SQL1", added);
      groups.addDatabase(name, added);
      assertThat(groups.get(name).databases()).containsExactlyInAnyOrder(database, added);
      groups.suspend(name, other, added);
      groups.resume(name, other, added);
      groups.removeDatabase(name, added);
      assertThat(
              engine
                  .switchover(
                      SwitchoverOptions.builder()
                          .group(name)
                          .leader("SQL1")
                          .target("S'Q]2.x")
                          .waitAtMost(SOON)
                          .build())
                  .newPrimary())
          .isEqualTo("S'Q]2.x");
      engine.removeNode(RemoveNodeOptions.builder().group(name).node(other).force(true).build());
      group.losePrimary();
      engine.failover(
          FailoverOptions.builder()
              .group(name)
              .target("SQL1")
              .acceptDataLoss(true)
              .waitAtMost(SOON)
              .build());
      group.comeBack("S'Q]2.x");
      engine.rejoin(
          RejoinOptions.builder()
              .group(name)
              .node("S'Q]2.x")
              .discardChanges(true)
              .waitAtMost(SOON)
              .build());
      assertThat(engine.haStatus(name).problems()).isEmpty();
    }
  }

  @Test
  void aNameThatIsTooLongReachesNoServer() {
    try (MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2")) {
      scene.cluster.group("ag1").primary("SQL1").synchronous("SQL2").databases("shop").create();
      MssqlEngine engine = scene.open("SQL1");
      MssqlAvailabilityGroups groups = engine.availabilityGroups();
      assertThatThrownBy(() -> engine.haStatus(TOO_LONG)).isInstanceOf(NotFoundException.class);
      assertThatThrownBy(() -> groups.get(TOO_LONG)).isInstanceOf(NotFoundException.class);
      assertThatThrownBy(() -> groups.prepareAddDatabase("ag1", TOO_LONG))
          .isInstanceOf(InvalidOptionsException.class)
          .hasMessageContaining("128");
      assertThatThrownBy(() -> groups.prepareSuspend("ag1", "SQL2", TOO_LONG))
          .isInstanceOf(InvalidOptionsException.class);
      for (Operation<?> each :
          List.of(
              engine.prepareSwitchover(
                  SwitchoverOptions.builder().group(TOO_LONG).leader("SQL1").build()),
              engine.prepareFailover(
                  FailoverOptions.builder().group(TOO_LONG).acceptDataLoss(true).build()),
              engine.prepareRejoin(RejoinOptions.builder().group(TOO_LONG).node("SQL2").build()),
              engine.prepareRemoveNode(
                  RemoveNodeOptions.builder().group(TOO_LONG).node("SQL2").build()))) {
        assertThat(refusals(each))
            .containsExactly("the availability group can be seen|" + TOO_LONG);
        assertThat(each.script().steps()).isEmpty();
      }
      assertThat(scene.changes("SQL1")).isEmpty();
    }
  }

  @Test
  void eachPlanTakesFewStatements() {
    try (MssqlGroupScene scene = MssqlGroupScene.windows("SQL1", "SQL2", "SQL3")) {
      SqlServerGroup group =
          scene.cluster.group("ag1").primary("SQL1").synchronous("SQL2").databases("shop").create();
      MssqlEngine engine = scene.open("SQL1");
      MssqlAvailabilityGroups groups = engine.availabilityGroups();
      Map<String, Runnable> calls = new LinkedHashMap<>();
      calls.put("haStatus", engine::haStatus);
      calls.put("haConfiguration", engine::haConfiguration);
      calls.put("haGroups", engine::haGroups);
      calls.put("replicationStatus", engine::replicationStatus);
      calls.put(
          "switchover",
          () -> engine.prepareSwitchover(SwitchoverOptions.builder().leader("SQL1").build()));
      calls.put(
          "failover",
          () -> engine.prepareFailover(FailoverOptions.builder().acceptDataLoss(true).build()));
      calls.put("rejoin", () -> engine.prepareRejoin(RejoinOptions.builder().node("SQL2").build()));
      calls.put(
          "addNode", () -> engine.prepareAddNode(AddNodeOptions.builder().node("SQL3").build()));
      calls.put(
          "removeNode",
          () -> engine.prepareRemoveNode(RemoveNodeOptions.builder().node("SQL2").build()));
      calls.put(
          "setSyncMode",
          () ->
              engine.prepareSetSyncMode(
                  SyncModeOptions.builder().syncMode(SyncMode.ASYNCHRONOUS).build()));
      calls.put("addDatabase", () -> groups.prepareAddDatabase("ag1", "crm"));
      calls.put("removeDatabase", () -> groups.prepareRemoveDatabase("ag1", "shop"));
      calls.put(
          "setFailoverMode",
          () -> groups.prepareSetFailoverMode("ag1", "SQL2", MssqlFailoverMode.AUTOMATIC));
      calls.put("suspend", () -> groups.prepareSuspend("ag1", "SQL2", "shop"));
      calls.put("resume", () -> groups.prepareResume("ag1", "SQL2", "shop"));
      Map<String, Integer> counted = new LinkedHashMap<>();
      calls.forEach(
          (call, run) -> {
            run.run();
            counted.put(call, scene.statements(run));
          });
      assertThat(counted)
          .containsEntry("haStatus", 1)
          .containsEntry("haConfiguration", 2)
          .containsEntry("haGroups", 1)
          .containsEntry("replicationStatus", 1)
          .containsEntry("switchover", 3)
          .containsEntry("failover", 6)
          .containsEntry("rejoin", 4)
          .containsEntry("addNode", 4)
          .containsEntry("removeNode", 2)
          .containsEntry("setSyncMode", 2)
          .containsEntry("addDatabase", 3)
          .containsEntry("removeDatabase", 2)
          .containsEntry("setFailoverMode", 2)
          .containsEntry("suspend", 3)
          .containsEntry("resume", 3)
          .hasSize(calls.size());
      assertThat(group.primary()).contains("SQL1");
    }
  }
}
