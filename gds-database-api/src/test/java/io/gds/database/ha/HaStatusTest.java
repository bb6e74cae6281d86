package io.gds.database.ha;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HaStatusTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final HaNode PRIMARY =
      HaNode.builder("a", HaRole.PRIMARY, HaState.HEALTHY)
          .healthy(true)
          .self(true)
          .notCandidateBecause(List.of("is the primary"))
          .build();
  private static final HaNode STANDBY =
      HaNode.builder("b", HaRole.STANDBY, HaState.SYNCED)
          .healthy(true)
          .lag(Duration.ofSeconds(2))
          .build();
  private static final HaNode DEAD =
      HaNode.builder("c", HaRole.STANDBY, HaState.DISCONNECTED)
          .notCandidateBecause(List.of("does not answer"))
          .build();

  private static HaStatus status(HaNode... nodes) {
    return new HaStatus(
        "g", "replica-set", HaState.HEALTHY, List.of(nodes), true, List.of("c is down"), NOW);
  }

  @Test
  void aSnapshotAnswersWhoIsPrimaryAndWhoCouldTakeOver() {
    HaStatus status = status(PRIMARY, STANDBY, DEAD);

    assertThat(status.primary()).contains(PRIMARY);
    assertThat(status.self()).contains(PRIMARY);
    assertThat(status.isPrimary()).isTrue();
    assertThat(status.node("c")).contains(DEAD);
    assertThat(status.node("d")).isEmpty();
    assertThat(status.candidates()).containsExactly(STANDBY);
  }

  @Test
  void aLagThatIsNotKnownIsNotTakenForNone() {
    assertThat(status(PRIMARY, STANDBY, DEAD).lag())
        .containsExactly(Map.entry("b", Duration.ofSeconds(2)));
  }

  @Test
  void aSnapshotMayKnowOfNoPrimaryAndNotOfItself() {
    HaStatus status = status(STANDBY, DEAD);

    assertThat(status.primary()).isEmpty();
    assertThat(status.self()).isEmpty();
    assertThat(status.isPrimary()).isFalse();
  }

  @Test
  void anEngineWithoutReplicationIsNotConfiguredAndNotHealthy() {
    HaStatus status = HaStatus.notConfigured("files", NOW);

    assertThat(status)
        .isEqualTo(
            new HaStatus(
                "files", "none", HaState.NOT_CONFIGURED, List.of(), false, List.of(), NOW));
  }

  @Test
  void twoNodesOfOneNameAreRefused() {
    assertThatThrownBy(() -> status(STANDBY, STANDBY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one name");
  }

  @Test
  void aSnapshotKeepsItsOwnCopies() {
    List<HaNode> nodes = new ArrayList<>(List.of(PRIMARY));
    List<String> problems = new ArrayList<>(List.of("p"));
    HaStatus status = new HaStatus("g", "replica-set", HaState.HEALTHY, nodes, true, problems, NOW);

    nodes.clear();
    problems.clear();

    assertThat(status.nodes()).containsExactly(PRIMARY);
    assertThat(status.problems()).containsExactly("p");
    assertThatThrownBy(() -> status.lag().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @ParameterizedTest
  @EnumSource(HaRole.class)
  void onlyNodesThatFollowWithDataMayTakeOver(HaRole role) {
    boolean follows = List.of(HaRole.SECONDARY, HaRole.STANDBY, HaRole.REPLICA).contains(role);

    assertThat(role.mayTakeOver()).isEqualTo(follows);
    assertThat(HaNode.builder("n", role, HaState.HEALTHY).build().isCandidate()).isEqualTo(follows);
  }

  @Test
  void aNodeBuilderSetsEachMember() {
    HaDatabase database =
        new HaDatabase(
            "shop",
            HaState.SUSPENDED,
            false,
            Optional.of(Duration.ofSeconds(1)),
            OptionalLong.of(2),
            OptionalLong.of(3),
            Optional.of(Duration.ofSeconds(4)),
            Optional.of(Duration.ofSeconds(5)),
            Optional.of("by a user"));

    assertThat(
            HaNode.builder("b", HaRole.REPLICA, HaState.SYNCHRONIZING)
                .endpoint("b:5432")
                .syncMode(SyncMode.ASYNCHRONOUS)
                .lag(Duration.ofSeconds(1))
                .lagBytes(2)
                .lastSyncAt(NOW)
                .position("0/3000060")
                .estimatedDataLoss(Duration.ofSeconds(4))
                .healthy(true)
                .self(true)
                .notCandidateBecause(List.of("lags"))
                .databases(List.of(database))
                .attributes(Map.of("votes", "1"))
                .build())
        .isEqualTo(
            new HaNode(
                "b",
                HaRole.REPLICA,
                HaState.SYNCHRONIZING,
                Optional.of("b:5432"),
                Optional.of(SyncMode.ASYNCHRONOUS),
                Optional.of(Duration.ofSeconds(1)),
                OptionalLong.of(2),
                Optional.of(NOW),
                Optional.of("0/3000060"),
                Optional.of(Duration.ofSeconds(4)),
                true,
                true,
                List.of("lags"),
                List.of(database),
                Map.of("votes", "1")));
  }

  @Test
  void aNodeOfWhichLittleIsKnownClaimsNothing() {
    HaNode node = HaNode.builder("b", HaRole.UNKNOWN, HaState.UNKNOWN).build();

    assertThat(node.lag()).isEmpty();
    assertThat(node.lagBytes()).isEmpty();
    assertThat(node.healthy()).isFalse();
    assertThat(node.isCandidate()).isFalse();
    assertThat(node.databases()).isEmpty();
    assertThat(node.attributes()).isEmpty();
  }

  @Test
  void aNodeCannotLackItsRole() {
    assertThatThrownBy(() -> HaNode.builder("b", null, HaState.UNKNOWN).build())
        .isInstanceOf(NullPointerException.class)
        .hasMessage("role");
  }

  @Test
  void aConfigurationKeepsItsOwnCopiesInOrder() {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("z", "1");
    attributes.put("a", "2");
    HaConfiguration configuration =
        new HaConfiguration(
            "g",
            "availability-group",
            List.of(STANDBY),
            SyncMode.SYNCHRONOUS,
            true,
            Optional.of(NOW),
            attributes);

    attributes.clear();

    assertThat(configuration.attributes())
        .containsExactly(Map.entry("z", "1"), Map.entry("a", "2"));
    assertThat(configuration.nodes()).containsExactly(STANDBY);
    assertThat(configuration.automaticFailover()).isTrue();
    assertThat(configuration.createdAt()).contains(NOW);
  }

  @Test
  void replicationThatIsOffHasNoModeNoLagAndNoPartners() {
    ReplicationStatus status = ReplicationStatus.disabled();

    assertThat(status.enabled()).isFalse();
    assertThat(status.mode()).isEmpty();
    assertThat(status.role()).isEqualTo(HaRole.UNKNOWN);
    assertThat(status.lag()).isEmpty();
    assertThat(status.syncState()).isEqualTo(HaState.NOT_CONFIGURED);
    assertThat(status.partners()).isEmpty();
  }

  @Test
  void whatASwitchoverDidIsKeptAsItWasTold() {
    List<String> left = new ArrayList<>(List.of("c"));
    SwitchoverInfo info =
        new SwitchoverInfo(
            "g",
            Optional.of("a"),
            "b",
            false,
            Optional.of(Duration.ZERO),
            NOW,
            NOW.plusSeconds(3),
            left,
            List.of("re-point clients"));
    RejoinInfo rejoined =
        new RejoinInfo("a", RejoinMethod.REWIND, HaState.SYNCHRONIZING, NOW, left);

    left.clear();

    assertThat(info.toRejoin()).containsExactly("c");
    assertThat(info.followUps()).containsExactly("re-point clients");
    assertThat(rejoined.followUps()).containsExactly("c");
  }

  @Test
  void theStatesAreThoseOfTheDesign() {
    assertThat(HaRole.values())
        .extracting(Enum::name)
        .containsExactly(
            "PRIMARY", "SECONDARY", "ARBITER", "WITNESS", "STANDBY", "REPLICA", "UNKNOWN");
    assertThat(HaState.values())
        .extracting(Enum::name)
        .containsExactly(
            "HEALTHY",
            "SYNCHRONIZING",
            "SYNCED",
            "NOT_SYNCHRONIZED",
            "SUSPENDED",
            "DISCONNECTED",
            "RESOLVING",
            "FAILOVER_IN_PROGRESS",
            "NOT_CONFIGURED",
            "UNKNOWN");
    assertThat(SyncMode.values())
        .extracting(Enum::name)
        .containsExactly("SYNCHRONOUS", "ASYNCHRONOUS", "SEMI_SYNCHRONOUS");
  }
}
