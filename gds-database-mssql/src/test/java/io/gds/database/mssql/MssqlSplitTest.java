package io.gds.database.mssql;

import static io.gds.database.mssql.MssqlGroupScene.refusals;
import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.ha.FailoverOptions;
import io.gds.database.ha.HaConfiguration;
import io.gds.database.ha.HaNode;
import io.gds.database.ha.HaRole;
import io.gds.database.ha.HaState;
import io.gds.database.ha.HaStatus;
import io.gds.database.ha.RejoinOptions;
import io.gds.database.ha.RemoveNodeOptions;
import io.gds.database.ha.SwitchoverOptions;
import io.gds.database.operation.Operation;
import io.gds.database.testkit.sqlserver.SqlServerGroup;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An old primary that comes back, or was never gone, while another has been forced. */
class MssqlSplitTest {
  private static final String FORCE =
      "ALTER AVAILABILITY GROUP [ag1] FORCE_FAILOVER_ALLOW_DATA_LOSS";

  /** SQL1 goes on as primary, cut off from the others, of which SQL2 was made one. */
  private static SqlServerGroup split(MssqlGroupScene scene) {
    SqlServerGroup group =
        scene
            .cluster
            .group("ag1")
            .primary("SQL1")
            .synchronous("SQL2", "SQL3")
            .databases("shop")
            .create();
    group.disconnect("SQL1");
    scene.execute("SQL2", FORCE);
    scene.execute("SQL3", "ALTER DATABASE [shop] SET HADR RESUME");
    return group;
  }

  @Test
  void whoeverIsAskedBothPrimariesAreNamed() {
    try (MssqlGroupScene scene = MssqlGroupScene.network("SQL1", "SQL2", "SQL3")) {
      split(scene);
      for (String asked : List.of("SQL1", "SQL2", "SQL3")) {
        HaStatus status = scene.open(asked).haStatus();
        assertThat(status.healthy()).as(asked).isFalse();
        assertThat(status.state()).as(asked).isEqualTo(HaState.RESOLVING);
        assertThat(status.nodes())
            .as(asked)
            .filteredOn(node -> node.role() == HaRole.PRIMARY)
            .extracting(HaNode::name)
            .containsExactlyInAnyOrder("SQL1", "SQL2");
        assertThat(status.problems().get(0))
            .startsWith("the group is split: ")
            .contains("SQL1", "SQL2", "each hold themselves for the primary")
            .contains("ALTER AVAILABILITY GROUP [ag1] SET (ROLE = SECONDARY)");
        assertThat(status.candidates()).as(asked).extracting(HaNode::name).doesNotContain("SQL1");
      }
    }
  }

  @Test
  void onlyWhoDoesNotFollowIsAsked() {
    try (MssqlGroupScene scene = MssqlGroupScene.network("SQL1", "SQL2", "SQL3")) {
      SqlServerGroup group =
          scene
              .cluster
              .group("ag1")
              .primary("SQL1")
              .synchronous("SQL2", "SQL3")
              .databases("shop")
              .create();
      MssqlEngine engine = scene.open("SQL1");
      engine.metadata();
      assertThat(scene.statements(engine::haStatus)).isEqualTo(1);
      group.disconnect("SQL3");
      engine.haStatus();
      assertThat(scene.statements(engine::haStatus)).isEqualTo(2);
      assertThat(engine.haStatus().state())
          .as("it says itself that it follows")
          .isEqualTo(HaState.DISCONNECTED);
    }
  }

  @Test
  void anOldPrimaryThatWasRemovedIsFoundAllTheSame() {
    try (MssqlGroupScene scene = MssqlGroupScene.network("SQL1", "SQL2", "SQL3")) {
      split(scene);
      assertThat(scene.open("SQL2", List.of("SQL3")).haStatus().problems())
          .as("nobody can ask SQL1")
          .noneMatch(it -> it.contains("split"));
      assertThat(scene.open("SQL2", List.of("SQL1")).haStatus().problems().get(0))
          .contains("SQL2 and SQL1 each hold themselves");
    }
  }

  @Test
  void nothingIsChangedWhileTwoLead() {
    try (MssqlGroupScene scene = MssqlGroupScene.network("SQL1", "SQL2", "SQL3")) {
      split(scene);
      MssqlEngine engine = scene.open("SQL2");
      assertThat(
              refusals(
                  engine.prepareSwitchover(
                      SwitchoverOptions.builder().leader("SQL2").target("SQL3").build())))
          .containsExactly("only one holds itself for the primary|ag1");
      assertThat(refusals(engine.availabilityGroups().prepareAddDatabase("ag1", "crm")))
          .containsExactly("only one holds itself for the primary|ag1");
      assertThat(
              refusals(
                  engine.prepareFailover(
                      FailoverOptions.builder().acceptDataLoss(true).target("SQL3").build())))
          .contains("the primary is gone|ag1");
    }
  }

  @Test
  void theOldPrimaryMayBeRemovedByTheNewOne() {
    try (MssqlGroupScene scene = MssqlGroupScene.network("SQL1", "SQL2", "SQL3")) {
      split(scene);
      Operation<HaConfiguration> removal =
          scene
              .open("SQL2")
              .prepareRemoveNode(RemoveNodeOptions.builder().node("SQL1").force(true).build());
      assertThat(refusals(removal)).isEmpty();
      assertThat(removal.checks())
          .filteredOn(check -> check.rule().equals("nothing is left on its server"))
          .singleElement()
          .satisfies(
              check -> {
                assertThat(check.measured()).contains("goes on taking writes");
                assertThat(check.remedy()).contains("DROP AVAILABILITY GROUP [ag1] to it");
              });
      assertThat(removal.run().nodes()).extracting(HaNode::name).containsExactly("SQL2", "SQL3");
    }
  }

  @Test
  void theOneThatIsNotToLeadIsDemotedAndRejoined() {
    try (MssqlGroupScene scene = MssqlGroupScene.network("SQL1", "SQL2", "SQL3")) {
      SqlServerGroup group = split(scene);
      MssqlEngine engine = scene.open("SQL2");
      RejoinOptions rejoin =
          RejoinOptions.builder()
              .node("SQL1")
              .discardChanges(true)
              .waitAtMost(Duration.ofSeconds(1))
              .build();
      assertThat(refusals(engine.prepareRejoin(rejoin)))
          .containsExactly("it does not hold itself for the primary|SQL1");
      group.connect("SQL1");
      scene.execute("SQL1", "ALTER AVAILABILITY GROUP [ag1] SET (ROLE = SECONDARY)");
      assertThat(engine.rejoin(rejoin).state()).isEqualTo(HaState.SYNCED);
      assertThat(engine.haStatus().problems()).isEmpty();
      assertThat(group.primary()).contains("SQL2");
    }
  }
}
