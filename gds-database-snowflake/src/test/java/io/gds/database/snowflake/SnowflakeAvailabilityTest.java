package io.gds.database.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gds.database.error.NotFoundException;
import io.gds.database.ha.HaNode;
import io.gds.database.ha.HaRole;
import io.gds.database.ha.HaState;
import io.gds.database.ha.HaStatus;
import io.gds.database.ha.ReplicationStatus;
import io.gds.database.ha.SyncMode;
import io.gds.database.testkit.snowflake.SnowflakeGroup;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SnowflakeAvailabilityTest {
  private final SnowflakeHaScene scene = new SnowflakeHaScene("PROD", "DR");

  @AfterEach
  void close() {
    scene.close();
  }

  private HaNode dr() {
    return scene.status("PROD", "DR").node("ACME.DR").orElseThrow();
  }

  @Test
  void tellsRolesAndHowFarBehindEachAccountIs() {
    scene.group();
    HaStatus status = scene.status("PROD", "DR");

    assertThat(status.name()).isEqualTo("FG");
    assertThat(status.kind()).isEqualTo("failover group");
    assertThat(status.healthy()).as("%s", status.problems()).isTrue();
    assertThat(status.primary().map(HaNode::name)).contains("ACME.PROD");
    assertThat(status.isPrimary()).isTrue();
    HaNode dr = status.node("ACME.DR").orElseThrow();
    assertThat(dr.role()).isEqualTo(HaRole.SECONDARY);
    assertThat(dr.state()).isEqualTo(HaState.SYNCHRONIZING);
    assertThat(dr.lag()).contains(Duration.ofMinutes(1));
    assertThat(dr.lastSyncAt()).contains(Instant.parse("2026-03-01T10:00:00Z"));
    assertThat(dr.isCandidate()).isTrue();
    assertThat(scene.at("PROD").haGroups()).containsExactly("FG");
  }

  @Test
  void takesThreeStatementsOfTheOwnAccount() {
    scene.group();
    SnowflakeAvailability room = scene.at("DR");
    room.haStatus();
    scene.peer("DR").script().forget();

    room.haStatus();

    assertThat(scene.peer("DR").script().statements()).hasSize(3);
    scene.peer("DR").script().forget();
    room.haGroups();
    assertThat(scene.peer("DR").script().statements()).hasSize(2);
  }

  @Test
  void doesNotKnowOfAccountsThatCannotBeAsked() {
    scene.group();
    HaStatus alone = scene.status("PROD");

    assertThat(alone.healthy()).isFalse();
    HaNode dr = alone.node("ACME.DR").orElseThrow();
    assertThat(dr.state()).isEqualTo(HaState.UNKNOWN);
    assertThat(dr.lag()).isEmpty();
    assertThat(dr.notCandidateBecause())
        .containsExactly("no connection to it is configured as a peer called \"ACME.DR\"");
    scene.close("DR");
    assertThat(dr().state()).isEqualTo(HaState.DISCONNECTED);
    assertThat(scene.status("PROD", "DR").state()).isEqualTo(HaState.DISCONNECTED);
  }

  @Test
  void takesNothingForGrantedThatNoRefreshHasBrought() {
    scene.model("PROD").data().database("SHOP");
    SnowflakeGroup group = scene.organization.failoverGroup("FG", "PROD", "SHOP", "DR");

    assertThat(dr().state()).isEqualTo(HaState.NOT_SYNCHRONIZED);
    assertThat(dr().lag()).isEmpty();
    group.failing("DR", "no space");
    assertThat(dr().notCandidateBecause()).anyMatch(why -> why.contains("failed: "));
    group.refresh("DR").suspended("DR", true);
    assertThat(dr().state()).isEqualTo(HaState.SUSPENDED);
    assertThat(dr().notCandidateBecause()).containsExactly("its refreshes are suspended");
    group.suspended("DR", false).schedule("");
    assertThat(dr().state()).isEqualTo(HaState.NOT_SYNCHRONIZED);
    assertThat(dr().lag()).contains(Duration.ZERO);
  }

  @Test
  void doesNotKnowRefreshesWithoutAWarehouse() {
    scene.group();
    scene.model("DR").warehouses().suspend("COMPUTE_WH", false);

    assertThat(dr().state()).isEqualTo(HaState.UNKNOWN);
    assertThat(dr().lag()).isEmpty();
    assertThat(dr().notCandidateBecause()).anyMatch(why -> why.contains("cannot be read"));
  }

  @Test
  void tellsAPeerThatLeadsElsewhere() {
    scene.group();
    SnowflakeContext context =
        new SnowflakeContext(
            scene.runner,
            new SnowflakeConnections(
                scene.runner,
                scene.info("PROD").toBuilder()
                    .peer("ACME.DR", SnowflakeHaScene.info(scene.peer("PROD")))
                    .build()));
    HaStatus status =
        new SnowflakeAvailability(context, new SnowflakePeers(context)).haStatus("FG");

    assertThat(status.problems())
        .anyMatch(text -> text.contains("\"ACME.DR\" leads to the account ACME.PROD"));
  }

  @Test
  void saysThatThereIsNone() {
    SnowflakeAvailability room = scene.at("PROD");

    assertThat(room.haGroups()).isEmpty();
    assertThat(room.haStatus().state()).isEqualTo(HaState.NOT_CONFIGURED);
    assertThat(room.haConfiguration()).isEmpty();
    assertThat(room.replicationStatus()).isEqualTo(ReplicationStatus.disabled());
    assertThatExceptionOfType(NotFoundException.class)
        .isThrownBy(() -> room.haStatus("NOWHERE"))
        .withMessageContaining("NOWHERE");
  }

  @Test
  void tellsReplicationInShortFromBothSides() {
    scene.group();
    ReplicationStatus primary = scene.at("PROD", "DR").replicationStatus();
    ReplicationStatus secondary = scene.at("DR").replicationStatus();

    assertThat(primary.role()).isEqualTo(HaRole.PRIMARY);
    assertThat(primary.mode()).contains(SyncMode.ASYNCHRONOUS);
    assertThat(primary.lag()).contains(Duration.ofMinutes(1));
    assertThat(primary.partners()).containsExactly("ACME.DR");
    assertThat(secondary.role()).isEqualTo(HaRole.SECONDARY);
    assertThat(secondary.lag()).contains(Duration.ofMinutes(1));
    assertThat(secondary.syncState()).isEqualTo(HaState.SYNCHRONIZING);
  }

  @Test
  void tellsTheConfigurationAndKnowsGroupsThatCannotFailOver() {
    scene.model("PROD").data().database("SHOP");
    scene.organization.replicationGroup("RG", "PROD", "SHOP", "DR").refresh("DR");
    SnowflakeAvailability room = scene.at("PROD", "DR");

    assertThat(room.haConfiguration().orElseThrow().attributes())
        .containsEntry("objectTypes", "DATABASES")
        .containsEntry("schedule", "10 MINUTE");
    HaNode dr = room.haStatus("RG").node("ACME.DR").orElseThrow();
    assertThat(dr.role()).isEqualTo(HaRole.REPLICA);
    assertThat(dr.healthy()).isTrue();
    assertThat(dr.notCandidateBecause()).anyMatch(why -> why.startsWith("a replication group"));
  }
}
