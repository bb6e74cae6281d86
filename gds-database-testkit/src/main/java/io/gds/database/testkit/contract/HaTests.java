package io.gds.database.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.Capability;
import io.gds.database.CapabilitySource;
import io.gds.database.DatabaseEngine;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.error.ErrorCode;
import io.gds.database.ha.HaConfiguration;
import io.gds.database.ha.HaNode;
import io.gds.database.ha.HaRole;
import io.gds.database.ha.HaState;
import io.gds.database.ha.HaStatus;
import io.gds.database.ha.ReplicationStatus;
import io.gds.database.ha.SupportsHighAvailability;
import io.gds.database.ha.SupportsSwitchover;
import io.gds.database.ha.SwitchoverInfo;
import io.gds.database.ha.SwitchoverOptions;
import io.gds.database.operation.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Topologies: what is told of one must hold together, and what is changed must be checked first.
 */
abstract class HaTests extends ContractGroup {
  private static final String NOWHERE = "gds_no_such_group";

  HaTests(PlatformContract contract) {
    super(contract);
  }

  /** On the engine if it declares the capability, else on a database, else refused by both. */
  private <C extends Capability> void onHolder(Class<C> type, CapabilityTest<C> test)
      throws Exception {
    if (declared().engine().contains(type)) {
      onEngine(type, test);
    } else {
      assertRefused((CapabilitySource) engine(), type);
      onDatabase(run().created(), type, test);
    }
  }

  private List<HaStatus> statuses(SupportsHighAvailability ha) {
    List<String> groups = ha.haGroups();
    return groups.isEmpty() ? List.of(ha.haStatus()) : groups.stream().map(ha::haStatus).toList();
  }

  @Test
  void aStatusHoldsTogether() throws Exception {
    onHolder(
        SupportsHighAvailability.class,
        ha -> {
          for (HaStatus status : run().unchanged("the status", () -> statuses(ha))) {
            assertThat(status.name()).isNotBlank();
            assertThat(status.kind()).isNotBlank();
            if (status.state() == HaState.NOT_CONFIGURED) {
              assertThat(status.healthy()).as("the health of no topology").isFalse();
              assertThat(status.candidates()).isEmpty();
            } else {
              assertThat(status.nodes()).isNotEmpty();
            }
            assertNodesHoldTogether(status);
            if (!status.healthy() && status.state() != HaState.NOT_CONFIGURED) {
              assertThat(status.problems()).as("why it is not healthy").isNotEmpty();
            }
            assertThat(status.problems()).noneMatch(String::isBlank);
          }
        });
  }

  private static void assertNodesHoldTogether(HaStatus status) {
    assertThat(status.nodes()).filteredOn(HaNode::self).hasSizeLessThanOrEqualTo(1);
    status
        .primary()
        .ifPresent(
            primary -> {
              assertThat(status.nodes().get(0)).as("the first node").isEqualTo(primary);
              assertThat(primary.isCandidate()).as("the primary takes over from itself").isFalse();
            });
    for (HaNode node : status.nodes()) {
      assertThat(node.name()).isNotBlank();
      assertThat(node.notCandidateBecause()).noneMatch(String::isBlank);
      node.lag()
          .ifPresent(lag -> assertThat(lag.isNegative()).as("%s lags", node.name()).isFalse());
      assertThat(node.lagBytes().orElse(0)).isNotNegative();
      if (node.state() == HaState.DISCONNECTED) {
        assertThat(node.healthy()).as("%s is disconnected", node.name()).isFalse();
        assertThat(node.isCandidate()).as("%s is disconnected", node.name()).isFalse();
      }
      if (node.role().mayTakeOver() && !node.healthy()) {
        assertThat(node.notCandidateBecause())
            .as("why %s, which is not healthy, cannot take over", node.name())
            .isNotEmpty();
      }
    }
  }

  @Test
  void theShortAnswerAgreesWithTheLongOne() throws Exception {
    onHolder(
        SupportsHighAvailability.class,
        ha -> {
          ReplicationStatus brief = run().unchanged("the short answer", ha::replicationStatus);
          boolean replicated =
              statuses(ha).stream().anyMatch(s -> s.state() != HaState.NOT_CONFIGURED);
          assertThat(brief.enabled()).isEqualTo(replicated);
          if (!brief.enabled()) {
            assertThat(brief.syncState()).isEqualTo(HaState.NOT_CONFIGURED);
            assertThat(brief.partners()).isEmpty();
          }
          if (ha.haGroups().size() == 1) {
            ha.haStatus().self().ifPresent(self -> assertThat(brief.role()).isEqualTo(self.role()));
          }
        });
  }

  @Test
  void theConfigurationNamesTheNodesOfTheStatus() throws Exception {
    onHolder(
        SupportsHighAvailability.class,
        ha -> {
          for (String group : ha.haGroups()) {
            HaConfiguration configuration = ha.haConfiguration(group).orElseThrow();
            HaStatus status = ha.haStatus(group);
            assertThat(configuration.name()).isEqualTo(status.name());
            assertThat(configuration.kind()).isEqualTo(status.kind());
            assertThat(configuration.nodes())
                .extracting(HaNode::name)
                .containsAll(status.nodes().stream().map(HaNode::name).toList());
          }
          if (ha.haGroups().isEmpty()) {
            assertThat(ha.haConfiguration()).isEmpty();
          }
        });
  }

  @Test
  void aGroupThatDoesNotExistIsNotFound() throws Exception {
    onHolder(
        SupportsHighAvailability.class,
        ha -> {
          assertThat(ha.haGroups()).doesNotHaveDuplicates().doesNotContain(NOWHERE);
          assertRefused("its status", ErrorCode.NOT_FOUND, () -> ha.haStatus(NOWHERE));
          assertRefused(
              "its configuration", ErrorCode.NOT_FOUND, () -> ha.haConfiguration(NOWHERE));
        });
  }

  @Test
  void aSwitchoverFromANodeThatIsNotTheLeaderIsRefusedByACheck() throws Exception {
    onHolder(
        SupportsSwitchover.class,
        switching -> {
          Operation<SwitchoverInfo> planned =
              run()
                  .unchanged(
                      "preparing a switchover",
                      () ->
                          switching.prepareSwitchover(
                              SwitchoverOptions.builder().leader("gds_no_such_node").build()));
          assertThat(planned.refused()).isTrue();
          assertThat(planned.checks()).allSatisfy(check -> assertThat(check.rule()).isNotBlank());
          run().refused("a switchover from nowhere", planned::run);
        });
  }

  @Test
  void aPrimaryIsChangedAndChangedBackOrItIsSaidWhyNot() throws Exception {
    Optional<ConnectionInfo> replicated = fixture().replicated();
    if (replicated.isPresent()) {
      try (DatabaseEngine engine = manager().open(replicated.get())) {
        thereAndBack(
            engine.require(SupportsHighAvailability.class),
            engine.require(SupportsSwitchover.class));
      }
      return;
    }
    onHolder(
        SupportsHighAvailability.class,
        ha -> onHolder(SupportsSwitchover.class, switching -> thereAndBack(ha, switching)));
  }

  private static void thereAndBack(SupportsHighAvailability ha, SupportsSwitchover switching)
      throws InterruptedException {
    for (String group : ha.haGroups()) {
      HaStatus before = ha.haStatus(group);
      String leader = before.primary().map(HaNode::name).orElse("nobody");
      if (before.candidates().isEmpty()) {
        assertThat(switching.prepareSwitchover(from(group, leader).build()).refused())
            .as("a switchover of %s, which has no candidate", group)
            .isTrue();
        continue;
      }
      SwitchoverInfo there = switching.switchover(from(group, leader).build());
      assertThat(there.previousPrimary()).contains(leader);
      assertThat(there.newPrimary()).isNotEqualTo(leader);
      assertThat(there.forced()).isFalse();
      assertThat(there.toRejoin()).isEmpty();
      HaStatus between = settled(ha, group, there.newPrimary());
      assertThat(between.nodes())
          .extracting(HaNode::name)
          .containsExactlyInAnyOrderElementsOf(before.nodes().stream().map(HaNode::name).toList());

      // Who has an old picture of it does not change it.
      assertThat(switching.prepareSwitchover(from(group, leader).build()).refused()).isTrue();

      SwitchoverInfo back =
          switching.switchover(from(group, there.newPrimary()).target(leader).build());
      assertThat(back.newPrimary()).isEqualTo(leader);
      settled(ha, group, leader);
    }
  }

  private static SwitchoverOptions.Builder from(String group, String leader) {
    return SwitchoverOptions.builder()
        .group(group)
        .leader(leader)
        .waitAtMost(Duration.ofMinutes(1));
  }

  /** The status once it is healthy again under this primary. */
  private static HaStatus settled(SupportsHighAvailability ha, String group, String primary)
      throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    HaStatus status = ha.haStatus(group);
    while (!status.healthy() && System.nanoTime() - end < 0) {
      TimeUnit.MILLISECONDS.sleep(50);
      status = ha.haStatus(group);
    }
    assertThat(status.healthy()).as("%s after the change", status.problems()).isTrue();
    assertThat(status.primary().map(HaNode::name)).contains(primary);
    return status;
  }

  @Test
  void thePrimaryIsPrimaryInEveryAnswer() throws Exception {
    onHolder(
        SupportsHighAvailability.class,
        ha -> {
          for (HaStatus status : statuses(ha)) {
            assertThat(status.nodes())
                .filteredOn(node -> node.role() == HaRole.PRIMARY)
                .as("primaries of %s", status.name())
                .hasSizeLessThanOrEqualTo(1);
            if (status.healthy()) {
              assertThat(status.primary()).as("the primary of a healthy group").isPresent();
            }
          }
        });
  }
}
