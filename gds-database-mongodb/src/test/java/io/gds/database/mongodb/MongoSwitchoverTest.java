package io.gds.database.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.ha.SwitchoverInfo;
import io.gds.database.ha.SwitchoverOptions;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OutcomeUnknownException;
import io.gds.database.operation.Step;
import io.gds.database.testkit.mongodb.MongoSetModel;
import io.gds.database.testkit.wire.MongoReply;
import io.gds.database.testkit.wire.MongoRequest;
import io.gds.database.testkit.wire.WireAnswer;
import java.time.Duration;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.junit.jupiter.api.Test;

class MongoSwitchoverTest {
  private static SwitchoverOptions.Builder to(MongoSetScene scene, int target) {
    return SwitchoverOptions.builder()
        .leader(scene.set.host(0))
        .target(scene.set.host(target))
        .option(MongoSwitchover.CATCH_UP, Duration.ofSeconds(1))
        .waitAtMost(Duration.ofSeconds(3));
  }

  private static double priority(MongoSetScene scene, int number) {
    return scene.set.config().orElseThrow().getArray("members").stream()
        .map(member -> member.asDocument())
        .filter(member -> member.getString("host").getValue().equals(scene.set.host(number)))
        .findFirst()
        .orElseThrow()
        .getNumber("priority")
        .doubleValue();
  }

  private static String refusals(Operation<?> operation) {
    assertThat(operation.refused()).isTrue();
    return operation.checks().stream()
        .filter(Check::refused)
        .map(check -> check.rule() + ": " + check.measured())
        .toList()
        .toString();
  }

  @Test
  void theTargetGetsTheHighestPriorityAndThePrimaryHandsOverToIt() {
    try (MongoSetScene scene = MongoSetScene.of(3)) {
      scene.set.configured(1, "{priority: 3.0}");
      Operation<SwitchoverInfo> planned = scene.engine.prepareSwitchover(to(scene, 2).build());

      assertThat(planned.script().steps())
          .extracting(Step::node)
          .containsExactly(
              scene.set.host(0),
              scene.set.host(0),
              scene.set.host(0),
              scene.set.host(2),
              scene.set.host(2));
      assertThat(planned.script().steps().get(2).text())
          .isEqualTo(
              "use \"admin\"; db.runCommand({\"replSetStepDown\": 16,"
                  + " \"secondaryCatchUpPeriodSecs\": 1})");
      SwitchoverInfo done = planned.run();

      assertThat(done.newPrimary()).isEqualTo(scene.set.host(2));
      assertThat(done.previousPrimary()).contains(scene.set.host(0));
      assertThat(done.forced()).isFalse();
      assertThat(done.toRejoin()).isEmpty();
      assertThat(done.followUps()).singleElement().asString().contains("had 1 before");
      assertThat(scene.set.primary()).contains(scene.set.host(2));
      assertThat(priority(scene, 2)).isEqualTo(4);
      assertThat(scene.set.requests("replSetStepUp")).isEmpty();
      MongoRequest sent = scene.set.requests("replSetReconfig").get(0);
      assertThat(sent.body().containsKey("maxTimeMS")).isTrue();
      assertThat(sent.body().containsKey("force")).isFalse();
      BsonDocument config = sent.body().getDocument("replSetReconfig");
      assertThat(config.getNumber("version").intValue()).isEqualTo(2);
      // What this library does not know stays in it.
      assertThat(config.containsKey("writeConcernMajorityJournalDefault")).isTrue();
    }
  }

  @Test
  void prioritiesAreRestoredOnlyIfThatIsAskedFor() {
    try (MongoSetScene scene = MongoSetScene.of(3)) {
      scene.engine.switchover(
          to(scene, 1).option(MongoSwitchover.RESTORE_PRIORITIES, true).build());
      assertThat(scene.set.primary()).contains(scene.set.host(1));
      assertThat(priority(scene, 1)).isEqualTo(1);
      assertThat(scene.set.requests("replSetReconfig")).hasSize(2);
    }
  }

  @Test
  void whoeverHasTheHighestPriorityAlreadyIsNotReconfigured() {
    try (MongoSetScene scene = MongoSetScene.of(3)) {
      scene.set.configured(1, "{priority: 3.0}");
      scene.engine.switchover(to(scene, 1).build());
      assertThat(scene.set.requests("replSetReconfig")).isEmpty();
      assertThat(scene.set.primary()).contains(scene.set.host(1));
    }
  }

  @Test
  void withPrioritiesKeptTheOthersAreFrozenAndLetGo() {
    try (MongoSetScene scene = MongoSetScene.of(4)) {
      // The server would hand over to the lowest id, which is frozen: so the target stands itself.
      scene.engine.switchover(to(scene, 3).option(MongoSwitchover.KEEP_PRIORITIES, true).build());

      assertThat(scene.set.primary()).contains(scene.set.host(3));
      assertThat(scene.set.requests("replSetReconfig")).isEmpty();
      assertThat(scene.set.requests("replSetStepUp")).hasSize(1);
      assertThat(scene.set.requests("replSetFreeze")).hasSize(4);
      assertThat(scene.set.isFrozen(1)).isFalse();
      assertThat(scene.set.isFrozen(2)).isFalse();
    }
  }

  @Test
  void withoutTheRightToReconfigureTheOthersAreFrozen() {
    try (MongoSetScene scene = MongoSetScene.of(3)) {
      scene.set.answer(
          "connectionStatus",
          MongoReply.parse(
              "{authInfo: {authenticatedUsers: [{user: 'u', db: 'admin'}],"
                  + " authenticatedUserPrivileges: [{resource: {cluster: true}, actions:"
                  + " ['replSetStateChange', 'replSetGetStatus', 'replSetGetConfig']}]}}"));
      Operation<SwitchoverInfo> planned = scene.engine.prepareSwitchover(to(scene, 2).build());
      assertThat(planned.refused()).isFalse();
      assertThat(planned.script().steps().get(0).text()).contains("replSetFreeze");
      // Another of a higher priority would be handed over to, and must not stand.
      scene.set.configured(1, "{priority: 5.0}");
      assertThat(refusals(scene.engine.prepareSwitchover(to(scene, 2).build())))
          .contains("no other than the primary has a higher priority: " + scene.set.host(1));
    }
  }

  @Test
  void aMemberThatWouldTakeOverAgainIsToldBefore() {
    try (MongoSetScene scene = MongoSetScene.of(3)) {
      scene.set.configured(0, "{priority: 9.0}");
      Operation<SwitchoverInfo> planned =
          scene.engine.prepareSwitchover(
              to(scene, 1).option(MongoSwitchover.RESTORE_PRIORITIES, true).build());
      assertThat(planned.checks())
          .anyMatch(check -> check.measured().contains(scene.set.host(0) + " (9)"));
      assertThat(planned.refused()).isFalse();
    }
  }

  @Test
  void theBestCandidateIsChosenIfNoneIsNamed() {
    try (MongoSetScene scene = MongoSetScene.of(4)) {
      scene.set.configured(1, "{priority: 0.0}").configured(3, "{priority: 2.0}");
      SwitchoverInfo done =
          scene.engine.switchover(
              SwitchoverOptions.builder()
                  .leader(scene.set.host(0))
                  .option(MongoSwitchover.CATCH_UP, Duration.ofSeconds(1))
                  .build());
      assertThat(done.newPrimary()).isEqualTo(scene.set.host(3));
    }
  }

  @Test
  void whatSpeaksAgainstATargetIsToldAsAReasonOfItsOwn() {
    try (MongoSetScene scene = MongoSetScene.of(5)) {
      scene.set.configured(1, "{priority: 0.0}");
      scene.set.configured(2, "{hidden: true, priority: 0.0, votes: 0}");
      scene.set.lags(3, Duration.ofMinutes(5));
      scene.set.state(4, 3);
      assertThat(refusals(scene.engine.prepareSwitchover(to(scene, 1).build())))
          .contains("its priority is 0");
      assertThat(refusals(scene.engine.prepareSwitchover(to(scene, 2).build())))
          .contains("it has no vote", "it is hidden from clients");
      assertThat(refusals(scene.engine.prepareSwitchover(to(scene, 3).build())))
          .contains("the target is not far behind: PT5M");
      assertThat(refusals(scene.engine.prepareSwitchover(to(scene, 4).build())))
          .contains("it is recovering");
      assertThat(
              refusals(
                  scene.engine.prepareSwitchover(
                      SwitchoverOptions.builder()
                          .leader(scene.set.host(0))
                          .target("nowhere:1")
                          .build())))
          .contains("the target is a member of the set: not known");
      assertThat(
              refusals(
                  scene.engine.prepareSwitchover(
                      SwitchoverOptions.builder().leader(scene.set.host(1)).build())))
          .contains("the primary is the one that was named: " + scene.set.host(0));
    }
  }

  @Test
  void aTargetThatCannotBeAskedByItselfIsRefused() {
    MongoSetModel set = MongoSetModel.start("rs0", "7.0.14", 3);
    try (MongoSetScene scene = new MongoSetScene(set, set.peer(0).directUrl())) {
      assertThat(refusals(scene.engine.prepareSwitchover(to(scene, 1).build())))
          .contains("the member can be asked by itself: nothing allows this engine to log in");
    }
  }

  @Test
  void aConfigurationThatHasNotArrivedIsWaitedForFirst() {
    try (MongoSetScene scene = MongoSetScene.of(3)) {
      scene.set.configured(config -> config.append("version", new BsonInt32(7)));
      assertThat(refusals(scene.engine.prepareSwitchover(to(scene, 1).build())))
          .contains("all members that are there have the same configuration");
    }
  }

  @Test
  void ifNobodyHadCaughtUpThePrimaryStaysAndPrioritiesAreTakenBack() {
    try (MongoSetScene scene = MongoSetScene.of(3)) {
      Operation<SwitchoverInfo> planned = scene.engine.prepareSwitchover(to(scene, 1).build());
      scene.set.once(
          0, "replSetStepDown", MongoReply.error(262, "No electable secondaries caught up"));
      assertThatThrownBy(planned::run)
          .isInstanceOfSatisfying(
              DatabaseException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.TIMEOUT);
                assertThat(e.nativeCode()).contains("262");
                assertThat(e.remedy().orElseThrow()).contains("mongodb.catch-up");
              });
      assertThat(scene.set.primary()).contains(scene.set.host(0));
      assertThat(priority(scene, 1)).isEqualTo(1);
      assertThat(scene.set.requests("replSetStepDown")).hasSize(1);
    }
  }

  @Test
  void anAnswerThatIsLostIsAskedForAndTheStepDownIsNeverSentAgain() {
    try (MongoSetScene scene = MongoSetScene.of(3)) {
      Operation<SwitchoverInfo> planned = scene.engine.prepareSwitchover(to(scene, 1).build());
      scene
          .set
          .peer(0)
          .on("admin", "replSetStepDown")
          .by(
              request -> {
                scene.set.elect(1);
                return WireAnswer.drop();
              });
      assertThat(planned.run().newPrimary()).isEqualTo(scene.set.host(1));
      assertThat(scene.set.requests("replSetStepDown")).hasSize(1);
    }
  }

  @Test
  void aTargetThatIsNotElectedInTimeLeavesTheOutcomeUnknownAndSaysWhoIsPrimary() {
    try (MongoSetScene scene = MongoSetScene.of(3)) {
      Operation<SwitchoverInfo> planned =
          scene.engine.prepareSwitchover(to(scene, 1).waitAtMost(Duration.ofSeconds(1)).build());
      scene
          .set
          .peer(0)
          .on("admin", "replSetStepDown")
          .by(
              request -> {
                scene.set.elect(2);
                return WireAnswer.done();
              });
      scene.set.answer("replSetStepUp", MongoReply.error(125, "Election failed."));
      assertThatThrownBy(planned::run)
          .isInstanceOf(OutcomeUnknownException.class)
          .satisfies(
              e ->
                  assertThat(((DatabaseException) e).remedy().orElseThrow())
                      .contains(scene.set.host(2) + " is primary now"));
    }
  }

  @Test
  void aConfigurationThatIsInTheWayIsReadAgainAndTheChangeMadeOnTopOfIt() {
    try (MongoSetScene scene = MongoSetScene.of(3)) {
      Operation<SwitchoverInfo> planned = scene.engine.prepareSwitchover(to(scene, 1).build());
      scene.set.once(
          0, "replSetReconfig", MongoReply.error(308, "the current config is not committed"));
      assertThat(planned.run().newPrimary()).isEqualTo(scene.set.host(1));
      assertThat(scene.set.requests("replSetReconfig")).hasSize(2);
    }
  }

  @Test
  void theDryRunSendsNothingThatChanges() {
    try (MongoSetScene scene = MongoSetScene.of(3)) {
      scene.engine.prepareSwitchover(to(scene, 1).build());
      assertThat(scene.set.requests())
          .extracting(MongoRequest::name)
          .doesNotContainAnyElementsOf(
              List.of("replSetReconfig", "replSetStepDown", "replSetStepUp", "replSetFreeze"));
    }
  }

  @Test
  void keptPrioritiesCannotBeRestored() {
    try (MongoSetScene scene = MongoSetScene.of(3)) {
      SwitchoverOptions both =
          to(scene, 1)
              .option(MongoSwitchover.KEEP_PRIORITIES, true)
              .option(MongoSwitchover.RESTORE_PRIORITIES, true)
              .build();
      assertThatThrownBy(() -> scene.engine.prepareSwitchover(both))
          .isInstanceOf(InvalidOptionsException.class);
    }
  }
}
