package io.gds.database.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.AlreadyExistsException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.NotFoundException;
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
import io.gds.database.ha.SupportsHighAvailability;
import io.gds.database.ha.SupportsSwitchover;
import io.gds.database.ha.SupportsTopologyChange;
import io.gds.database.ha.SwitchoverInfo;
import io.gds.database.ha.SwitchoverOptions;
import io.gds.database.ha.SyncMode;
import io.gds.database.ha.SyncModeOptions;
import io.gds.database.testkit.LeakCheck;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class FakeHaTest {
  private final FakeDatabaseEngine engine =
      FakeDatabaseEngine.builder()
          .arrange(s -> s.group("sales", SyncMode.SYNCHRONOUS, "n1", "n2", "n3"))
          .build();
  private final SupportsHighAvailability availability =
      engine.require(SupportsHighAvailability.class);
  private final SupportsSwitchover switchovers = engine.require(SupportsSwitchover.class);
  private final SupportsTopologyChange topology = engine.require(SupportsTopologyChange.class);

  @AfterEach
  void close() {
    engine.close();
  }

  private static SwitchoverOptions.Builder from(String leader) {
    return SwitchoverOptions.builder().leader(leader);
  }

  private static void assertCode(Throwable error, ErrorCode code) {
    assertThat(((DatabaseException) error).code()).isEqualTo(code);
  }

  @Test
  void theStatusIsOneSnapshotOfAllNodes() {
    engine.server().lag("n3", Duration.ofSeconds(7));
    HaStatus status = availability.haStatus();

    assertThat(status.primary().orElseThrow().name()).isEqualTo("n1");
    assertThat(status.isPrimary()).isTrue();
    assertThat(status.healthy()).isTrue();
    assertThat(status.lag()).containsEntry("n3", Duration.ofSeconds(7));
    assertThat(status.candidates()).extracting(HaNode::name).containsExactly("n2", "n3");
    assertThat(availability.haStatus("sales")).isEqualTo(status);
    assertThat(availability.haGroups()).containsExactly("sales");
    assertThat(availability.haConfiguration().orElseThrow().nodes()).hasSize(3);
    ReplicationStatus replication = availability.replicationStatus();
    assertThat(replication.role()).isEqualTo(HaRole.PRIMARY);
    assertThat(replication.partners()).containsExactly("n2", "n3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> engine.server().lag("absent", Duration.ZERO));
  }

  @Test
  void withoutAGroupNothingIsReplicated() {
    try (FakeDatabaseEngine alone = FakeDatabaseEngine.builder().build()) {
      SupportsHighAvailability none = alone.require(SupportsHighAvailability.class);
      assertThat(none.haStatus().state()).isEqualTo(HaState.NOT_CONFIGURED);
      assertThat(none.haConfiguration()).isEmpty();
      assertThat(none.replicationStatus()).isEqualTo(ReplicationStatus.disabled());
      assertThat(none.haGroups()).isEmpty();
      assertThatThrownBy(() -> none.haStatus("absent")).isInstanceOf(NotFoundException.class);
      assertThatThrownBy(
              () -> alone.require(SupportsSwitchover.class).switchover(from("n1").build()))
          .satisfies(e -> assertCode(e, ErrorCode.PRECONDITION_FAILED));
      assertThatThrownBy(
              () ->
                  alone
                      .require(SupportsSwitchover.class)
                      .rejoin(RejoinOptions.builder().node("n1").build()))
          .satisfies(e -> assertCode(e, ErrorCode.PRECONDITION_FAILED));
    }
  }

  @Test
  void ofSeveralGroupsOneHasToBeNamed() {
    engine.server().group("other", SyncMode.ASYNCHRONOUS, "m1");

    assertThatThrownBy(availability::haStatus)
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("other");
    assertThat(availability.haStatus("other").nodes()).hasSize(1);
    assertThat(availability.haConfiguration("other").orElseThrow().syncMode())
        .isEqualTo(SyncMode.ASYNCHRONOUS);
    assertThatThrownBy(() -> switchovers.switchover(from("m1").group("other").build()))
        .hasMessageContaining("without a candidate");
  }

  @Test
  void aSwitchoverGoesToTheBestCandidateAndLosesNothing() {
    engine.server().lag("n2", Duration.ofSeconds(5));

    SwitchoverInfo info = switchovers.switchover(from("n1").build());

    assertThat(info.newPrimary()).isEqualTo("n3");
    assertThat(info.previousPrimary()).contains("n1");
    assertThat(info.forced()).isFalse();
    assertThat(info.toRejoin()).isEmpty();
    HaStatus after = availability.haStatus();
    assertThat(after.primary().orElseThrow().name()).isEqualTo("n3");
    assertThat(after.node("n1").orElseThrow().role()).isEqualTo(HaRole.SECONDARY);
    assertThat(after.isPrimary()).isFalse();
    assertThat(after.nodes()).extracting(HaNode::role).containsOnlyOnce(HaRole.PRIMARY);
  }

  @Test
  void aSwitchoverIsRefusedOnAnOldPictureALaggingOrAnUnfitTarget() {
    engine.server().lag("n2", Duration.ofSeconds(30));

    assertThatThrownBy(() -> switchovers.switchover(from("n3").target("n2").build()))
        .hasMessageContaining("named")
        .satisfies(e -> assertCode(e, ErrorCode.PRECONDITION_FAILED));
    assertThatThrownBy(() -> switchovers.switchover(from("n1").target("n2").build()))
        .hasMessageContaining("PT30S");
    engine
        .server()
        .node(
            "sales",
            HaNode.builder("n3", HaRole.SECONDARY, HaState.SUSPENDED)
                .lag(Duration.ZERO)
                .notCandidateBecause(List.of("It is suspended."))
                .build());
    assertThatThrownBy(() -> switchovers.switchover(from("n1").target("n3").build()))
        .hasMessageContaining("It is suspended.");
    assertThatThrownBy(
            () ->
                switchovers.failover(
                    FailoverOptions.builder().target("absent").acceptDataLoss(true).build()))
        .isInstanceOf(NotFoundException.class);
    assertThat(engine.changes()).isEmpty();
    assertThat(
            switchovers
                .switchover(from("n1").target("n2").maxLag(Duration.ofMinutes(1)).build())
                .newPrimary())
        .isEqualTo("n2");
  }

  @Test
  void aFailoverLeavesTheOldPrimaryToRejoin() {
    engine.server().lag("n2", Duration.ofSeconds(3));
    FailoverOptions options =
        FailoverOptions.builder()
            .target("n2")
            .acceptDataLoss(true)
            .maxDataLoss(Duration.ofSeconds(2))
            .build();
    assertThatThrownBy(() -> switchovers.failover(options))
        .hasMessageContaining("PT3S")
        .satisfies(e -> assertCode(e, ErrorCode.PRECONDITION_FAILED));

    SwitchoverInfo info =
        switchovers.failover(options.toBuilder().maxDataLoss(Duration.ofSeconds(3)).build());
    assertThat(info.forced()).isTrue();
    assertThat(info.estimatedDataLoss()).contains(Duration.ofSeconds(3));
    assertThat(info.toRejoin()).containsExactly("n1");
    HaStatus after = availability.haStatus();
    assertThat(after.healthy()).isFalse();
    assertThat(after.problems().get(0)).contains("n1");
    assertThat(after.candidates()).extracting(HaNode::name).containsExactly("n3");

    assertThatThrownBy(() -> switchovers.rejoin(RejoinOptions.builder().node("n1").build()))
        .hasMessageContaining("changes");
    RejoinInfo rejoined =
        switchovers.rejoin(RejoinOptions.builder().node("n1").discardChanges(true).build());
    assertThat(rejoined.method()).isEqualTo(RejoinMethod.REWIND);
    assertThat(availability.haStatus().healthy()).isTrue();
    assertThat(switchovers.rejoin(RejoinOptions.builder().node("n1").build()).method())
        .isEqualTo(RejoinMethod.RESUME);
    assertThatThrownBy(() -> switchovers.rejoin(RejoinOptions.builder().node("n2").build()))
        .hasMessageContaining("primary");
  }

  @Test
  void groupsAndNodesComeAndGo() {
    HaConfiguration made =
        topology.createHa(
            CreateHaOptions.builder()
                .name("new")
                .node(AddNodeOptions.builder().node("m1").build())
                .node(
                    AddNodeOptions.builder()
                        .node("m2")
                        .endpoint("m2:5022")
                        .role(HaRole.STANDBY)
                        .build())
                .automaticFailover(true)
                .syncMode(SyncMode.SYNCHRONOUS)
                .build());
    assertThat(made.automaticFailover()).isTrue();
    assertThat(made.nodes())
        .extracting(HaNode::role)
        .containsExactly(HaRole.PRIMARY, HaRole.STANDBY);
    HaConfiguration added =
        topology.addNode(
            AddNodeOptions.builder()
                .group("new")
                .node("m3")
                .syncMode(SyncMode.ASYNCHRONOUS)
                .build());
    assertThat(added.nodes()).hasSize(3);
    assertThat(added.nodes().get(2).syncMode()).contains(SyncMode.ASYNCHRONOUS);

    assertThatThrownBy(
            () -> topology.addNode(AddNodeOptions.builder().group("new").node("n1").build()))
        .isInstanceOf(AlreadyExistsException.class);
    assertThatThrownBy(
            () ->
                topology.createHa(
                    CreateHaOptions.builder()
                        .name("new")
                        .node(AddNodeOptions.builder().node("x").build())
                        .build()))
        .isInstanceOf(AlreadyExistsException.class);
    assertThatThrownBy(
            () ->
                topology.removeNode(
                    RemoveNodeOptions.builder().group("new").node("absent").build()))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(
            () -> topology.removeNode(RemoveNodeOptions.builder().group("new").node("m1").build()))
        .hasMessageContaining("primary");
    topology.removeNode(RemoveNodeOptions.builder().group("new").node("m3").build());
    HaConfiguration headless =
        topology.removeNode(
            RemoveNodeOptions.builder().group("new").node("m1").force(true).build());
    assertThat(headless.nodes()).extracting(HaNode::name).containsExactly("m2");
    HaStatus status = availability.haStatus("new");
    assertThat(status.healthy()).isFalse();
    assertThat(status.state()).isEqualTo(HaState.NOT_SYNCHRONIZED);
    assertThatThrownBy(
            () -> topology.addNode(AddNodeOptions.builder().group("absent").node("x").build()))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void synchronizationIsChangedForOneNodeOrAll() {
    HaConfiguration one =
        topology.setSyncMode(
            SyncModeOptions.builder().node("n2").syncMode(SyncMode.ASYNCHRONOUS).build());
    assertThat(one.syncMode()).isEqualTo(SyncMode.SYNCHRONOUS);
    assertThat(modes(one)).containsExactly(SyncMode.ASYNCHRONOUS, SyncMode.SYNCHRONOUS);

    HaConfiguration all =
        topology.setSyncMode(SyncModeOptions.builder().syncMode(SyncMode.SEMI_SYNCHRONOUS).build());
    assertThat(all.syncMode()).isEqualTo(SyncMode.SEMI_SYNCHRONOUS);
    assertThat(modes(all)).containsOnly(SyncMode.SEMI_SYNCHRONOUS);
    assertThatThrownBy(
            () ->
                topology.setSyncMode(
                    SyncModeOptions.builder()
                        .node("absent")
                        .syncMode(SyncMode.SYNCHRONOUS)
                        .build()))
        .isInstanceOf(NotFoundException.class);
  }

  private static List<SyncMode> modes(HaConfiguration configuration) {
    return configuration.nodes().stream()
        .filter(node -> node.role() != HaRole.PRIMARY)
        .map(node -> node.syncMode().orElseThrow())
        .toList();
  }

  @Test
  void aNodeCanBeGivenAnyShapeByTheTest() {
    engine
        .server()
        .node(
            "sales",
            HaNode.builder("n2", HaRole.SECONDARY, HaState.SUSPENDED)
                .endpoint("n2:5022")
                .lagBytes(10)
                .position("0/1")
                .lastSyncAt(engine.serverTime())
                .notCandidateBecause(List.of("It is suspended."))
                .build());

    HaNode shown = availability.haStatus().node("n2").orElseThrow();
    assertThat(shown.state()).isEqualTo(HaState.SUSPENDED);
    assertThat(shown.endpoint()).contains("n2:5022");
    assertThat(shown.isCandidate()).isFalse();
    assertThat(availability.haStatus().healthy()).isFalse();
  }
}
