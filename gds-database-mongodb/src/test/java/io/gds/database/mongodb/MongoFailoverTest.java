package io.gds.database.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.ha.FailoverOptions;
import io.gds.database.ha.HaState;
import io.gds.database.ha.RejoinInfo;
import io.gds.database.ha.RejoinMethod;
import io.gds.database.ha.RejoinOptions;
import io.gds.database.ha.SwitchoverInfo;
import io.gds.database.lifecycle.HostCommand;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import io.gds.database.testkit.wire.MongoRequest;
import java.time.Duration;
import java.util.List;
import org.bson.BsonBoolean;
import org.junit.jupiter.api.Test;

class MongoFailoverTest {
  private static FailoverOptions.Builder accepted() {
    return FailoverOptions.builder().acceptDataLoss(true).waitAtMost(Duration.ofSeconds(3));
  }

  private static String refusals(Operation<?> operation) {
    assertThat(operation.refused()).isTrue();
    return operation.checks().stream()
        .filter(Check::refused)
        .map(check -> check.rule() + ": " + check.measured() + ". " + check.remedy())
        .toList()
        .toString();
  }

  @Test
  void whileAMajorityIsThereTheTargetOnlyStandsForElection() {
    try (MongoSetScene scene = MongoSetScene.of(3)) {
      scene.set.down(0);

      SwitchoverInfo done = scene.engine.failover(accepted().target(scene.set.host(2)).build());

      assertThat(done.newPrimary()).isEqualTo(scene.set.host(2));
      assertThat(done.previousPrimary()).isEmpty();
      assertThat(done.forced()).isTrue();
      assertThat(done.estimatedDataLoss()).isEmpty();
      assertThat(scene.set.requests("replSetReconfig")).isEmpty();
      assertThat(scene.set.primary()).contains(scene.set.host(2));
    }
  }

  @Test
  void withoutAMajorityWhoIsGoneIsRemovedByForce() {
    try (MongoSetScene scene = MongoSetScene.of(5)) {
      scene.set.down(0).down(1).down(2);
      Operation<SwitchoverInfo> planned =
          scene.engine.prepareFailover(accepted().target(scene.set.host(4)).build());
      assertThat(planned.checks())
          .anyMatch(check -> check.measured().contains("be it what a majority had"));

      SwitchoverInfo done = planned.run();

      MongoRequest sent = scene.set.requests("replSetReconfig").get(0);
      assertThat(sent.peer()).isEqualTo(scene.set.host(4));
      assertThat(sent.body().get("force")).isEqualTo(BsonBoolean.TRUE);
      assertThat(sent.body().containsKey("maxTimeMS")).isTrue();
      assertThat(scene.set.config().orElseThrow().getArray("members")).hasSize(2);
      assertThat(scene.set.primary()).contains(scene.set.host(4));
      assertThat(done.followUps())
          .hasSize(3)
          .allMatch(each -> each.contains("is no member any more"));
      assertThat(scene.engine.haStatus().healthy()).isTrue();
    }
  }

  @Test
  void theMemberThatLacksLeastIsChosen() {
    try (MongoSetScene scene = MongoSetScene.of(3)) {
      scene.set.lags(1, Duration.ofSeconds(30)).down(0);
      assertThat(scene.engine.failover(accepted().build()).newPrimary())
          .isEqualTo(scene.set.host(2));
    }
  }

  @Test
  void whoHasLessThanAnotherThatAnswersIsRefused() {
    try (MongoSetScene scene = MongoSetScene.of(3)) {
      scene.set.lags(1, Duration.ofSeconds(30)).down(0);
      assertThat(
              refusals(scene.engine.prepareFailover(accepted().target(scene.set.host(1)).build())))
          .contains("these have more: " + scene.set.host(2));
    }
  }

  @Test
  void aPrimaryThatWorksIsLeftToASwitchover() {
    try (MongoSetScene scene = MongoSetScene.of(3)) {
      assertThat(
              refusals(scene.engine.prepareFailover(accepted().target(scene.set.host(1)).build())))
          .contains("the primary is gone: " + scene.set.host(0) + " is primary");
      // Others hear of it, though it does not answer here: it lives.
      scene.set.peer(0).down();
      assertThat(
              refusals(scene.engine.prepareFailover(accepted().target(scene.set.host(1)).build())))
          .contains("the primary is gone: " + scene.set.host(0) + " is primary");
    }
  }

  @Test
  void aLimitOfLossThatNobodyCanMeasureIsRefused() {
    try (MongoSetScene scene = MongoSetScene.of(3)) {
      scene.set.down(0).down(1);
      assertThat(
              refusals(
                  scene.engine.prepareFailover(
                      accepted().maxDataLoss(Duration.ofSeconds(5)).build())))
          .contains("no more than accepted would be lost: not known");
    }
  }

  @Test
  void maintenanceIsEndedAsOftenAsItWasBegun() {
    try (MongoSetScene scene = MongoSetScene.of(3)) {
      scene.set.maintenance(1, 2);
      Operation<RejoinInfo> planned =
          scene.engine.prepareRejoin(
              RejoinOptions.builder()
                  .node(scene.set.host(1))
                  .waitAtMost(Duration.ofSeconds(3))
                  .build());
      assertThat(planned.script().steps())
          .extracting(Step::text)
          .filteredOn(text -> text.contains("{\"replSetMaintenance\": false}"))
          .hasSize(2);
      RejoinInfo done = planned.run();
      assertThat(done.method()).isEqualTo(RejoinMethod.RESUME);
      assertThat(done.state()).isEqualTo(HaState.SYNCED);
      assertThat(scene.engine.haStatus().healthy()).isTrue();
    }
  }

  @Test
  void aMemberThatFellTooFarBehindIsNotTakenOutOfMaintenanceButToldToCopyAnew() {
    try (MongoSetScene scene = MongoSetScene.of(3)) {
      scene.set.lags(1, Duration.ofHours(2)).maintenance(1, 1);
      RejoinOptions.Builder rejoin =
          RejoinOptions.builder().node(scene.set.host(1)).waitAtMost(Duration.ofSeconds(3));

      Operation<RejoinInfo> planned = scene.engine.prepareRejoin(rejoin.build());

      assertThat(refusals(planned))
          .contains("it is known how its data are thrown away", "dbPath", "discardChanges");
      assertThat(planned.script().steps()).hasSize(1);
      assertThat(refusals(scene.engine.prepareRejoin(rejoin.method(RejoinMethod.RESUME).build())))
          .contains("it has fallen too far behind. It has to copy all data anew");
    }
  }

  @Test
  void aCommandHasItCopyAnew() {
    try (MongoSetScene scene = MongoSetScene.of(3)) {
      scene.set.lags(1, Duration.ofHours(2)).maintenance(1, 1);
      Operation<RejoinInfo> planned =
          scene.engine.prepareRejoin(
              RejoinOptions.builder()
                  .node(scene.set.host(1))
                  .discardChanges(true)
                  .waitAtMost(Duration.ofSeconds(3))
                  .option(MongoSwitchover.RESYNC_COMMAND, HostCommand.parse("/bin/true resync"))
                  .build());
      assertThat(planned.script().steps().get(0).kind()).isEqualTo(StepKind.TOOL);
      assertThat(planned.script().steps().get(0).text()).isEqualTo("/bin/true resync");
      // What that command brings about.
      scene.set.lags(1, Duration.ofHours(-2)).maintenance(1, 0);
      assertThat(planned.run().method()).isEqualTo(RejoinMethod.RECLONE);
      assertThat(scene.set.requests("replSetMaintenance")).isEmpty();
    }
  }

  @Test
  void aMemberThatIsDownIsToBeStarted() {
    try (MongoSetScene scene = MongoSetScene.of(3)) {
      scene.set.down(2);
      assertThat(
              refusals(
                  scene.engine.prepareRejoin(
                      RejoinOptions.builder().node(scene.set.host(2)).build())))
          .contains("it is there: DOWN. Start it");
      assertThat(
              refusals(
                  scene.engine.prepareRejoin(RejoinOptions.builder().node("nowhere:1").build())))
          .contains("it is a member of the set");
    }
  }

  @Test
  void aMemberThatDoesNotFollowInTimeIsToldAsWhatItIs() {
    try (MongoSetScene scene = MongoSetScene.of(3)) {
      scene.set.state(1, 9);
      assertThatThrownBy(
              () ->
                  scene.engine.rejoin(
                      RejoinOptions.builder()
                          .node(scene.set.host(1))
                          .waitAtMost(Duration.ofMillis(200))
                          .build()))
          .isInstanceOfSatisfying(
              DatabaseException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.TIMEOUT);
                assertThat(e).hasMessageContaining("it is ROLLBACK");
              });
      assertThat(scene.set.requests())
          .extracting(MongoRequest::name)
          .doesNotContainAnyElementsOf(List.of("replSetMaintenance", "replSetReconfig"));
    }
  }
}
