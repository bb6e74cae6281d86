package io.gds.database.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.error.ErrorCode;
import io.gds.database.ha.FailoverOptions;
import io.gds.database.ha.HaState;
import io.gds.database.ha.RejoinInfo;
import io.gds.database.ha.RejoinOptions;
import io.gds.database.ha.SwitchoverInfo;
import io.gds.database.ha.SwitchoverOptions;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.operation.Verdict;
import io.gds.database.testkit.snowflake.SnowflakeGroup;
import io.gds.database.testkit.wire.WireAnswer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SnowflakeSwitchoversTest {
  private final SnowflakeHaScene scene = new SnowflakeHaScene("PROD", "DR", "DR2");

  @AfterEach
  void close() {
    scene.close();
  }

  private SnowflakeSwitchovers room() {
    return new SnowflakeSwitchovers(scene.at("PROD", "DR", "DR2"));
  }

  private static SwitchoverOptions.Builder toDr() {
    return SwitchoverOptions.builder()
        .group("FG")
        .leader("ACME.PROD")
        .target("ACME.DR")
        .waitAtMost(Duration.ofMillis(200));
  }

  private static List<String> refusals(Operation<?> operation) {
    return operation.checks().stream()
        .filter(check -> check.verdict() == Verdict.REFUSED)
        .map(Check::rule)
        .toList();
  }

  @Test
  void refreshesThenPromotesOnTheTargetThenResumesTheOthers() {
    SnowflakeGroup group = scene.group();
    scene.model("PROD").data().row("SHOP", "PUBLIC", "T", 1);

    SwitchoverInfo info = room().switchover(toDr().build());

    assertThat(info.newPrimary()).isEqualTo("ACME.DR");
    assertThat(info.previousPrimary()).contains("ACME.PROD");
    assertThat(info.forced()).isFalse();
    assertThat(info.estimatedDataLoss()).contains(Duration.ZERO);
    assertThat(info.toRejoin()).isEmpty();
    assertThat(group.primary()).isEqualTo("DR");
    assertThat(scene.model("DR").data().rows("SHOP", "PUBLIC", "T")).hasSize(1);
    assertThat(scene.changes("DR"))
        .containsExactly(
            "ALTER FAILOVER GROUP \"FG\" REFRESH", "ALTER FAILOVER GROUP \"FG\" PRIMARY");
    assertThat(scene.changes("PROD")).containsExactly("ALTER FAILOVER GROUP \"FG\" RESUME");
    assertThat(group.isSuspended("PROD")).isFalse();
    assertThat(group.isSuspended("DR2")).isFalse();
  }

  @Test
  void changesNothingWhilePreparing() {
    scene.group();
    String before = scene.model("PROD").contents() + scene.model("DR").contents();
    Operation<SwitchoverInfo> planned = room().prepareSwitchover(toDr().build());

    assertThat(planned.refused()).as("%s", planned.checks()).isFalse();
    assertThat(planned.script().toString())
        .contains("ALTER FAILOVER GROUP \"FG\" REFRESH", "ALTER FAILOVER GROUP \"FG\" PRIMARY");
    assertThat(scene.model("PROD").contents() + scene.model("DR").contents()).isEqualTo(before);
    assertThat(scene.changes("DR")).isEmpty();
  }

  @Test
  void asksForTheConnectionToTheTargetByItsKey() {
    scene.group();
    Operation<SwitchoverInfo> planned =
        new SnowflakeSwitchovers(scene.at("PROD")).prepareSwitchover(toDr().build());

    assertThat(refusals(planned)).containsExactly("the account answers");
    assertThat(planned.checks())
        .anySatisfy(
            check ->
                assertThat(check.remedy())
                    .isEqualTo("Give the connection to it as a peer called \"ACME.DR\"."));
  }

  @Test
  void refusesAnOldPictureAndGroupsThatCannotFailOver() {
    scene.group();
    assertThat(
            refusals(
                room()
                    .prepareSwitchover(
                        SwitchoverOptions.builder().leader("ACME.DR").group("FG").build())))
        .containsExactly("the primary is the one that was named");
    scene.model("PROD").data().database("MORE");
    scene.organization.replicationGroup("RG", "PROD", "MORE", "DR").refresh("DR");
    assertThat(refusals(room().prepareSwitchover(toDr().group("RG").build())))
        .containsExactly("it is a failover group");
    assertThat(refusals(room().prepareSwitchover(toDr().target("ACME.NONE").build())))
        .containsExactly("the account has the group");
  }

  @Test
  void refusesARoleWithoutTheRightOnTheTarget() {
    scene.group();
    scene.model("DR").access().role("OWNER").owner("FAILOVER_GROUP", "FG", "OWNER");
    scene.model("DR").access().grant("MONITOR", "FAILOVER_GROUP", "FG", "ACCOUNTADMIN");

    assertThat(refusals(room().prepareSwitchover(toDr().build())))
        .containsExactly("the role may FAILOVER the group", "the role may REPLICATE the group");
  }

  @Test
  void promotesNobodyDuringARefresh() {
    SnowflakeGroup group = scene.group();
    group.refreshing("DR", "SECONDARY_DOWNLOADING_DATA");

    OperationResult<SwitchoverInfo> result = scene.run(room().prepareSwitchover(toDr().build()));

    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.message()).contains("a refresh of FG still goes on");
    assertThat(group.primary()).isEqualTo("PROD");
    group.finish("DR");
    assertThat(scene.run(room().prepareSwitchover(toDr().build())).outcome())
        .isEqualTo(Outcome.SUCCEEDED);
  }

  @Test
  void findsALostPromotionAgainByItsQueryId() {
    SnowflakeGroup group = scene.group();
    scene.peer("DR").script().on("ALTER FAILOVER GROUP \"FG\" PRIMARY").once(WireAnswer.lost());

    OperationResult<SwitchoverInfo> result = scene.run(room().prepareSwitchover(toDr().build()));

    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(group.primary()).isEqualTo("DR");
    assertThat(scene.changes("DR")).containsOnlyOnce("ALTER FAILOVER GROUP \"FG\" PRIMARY");
  }

  @Test
  void doesNotKnowWhatBecameOfAPromotionWhoseAccountIsGone() {
    SnowflakeGroup group = scene.group();
    scene
        .peer("DR")
        .script()
        .on("ALTER FAILOVER GROUP \"FG\" PRIMARY")
        .by(
            request -> {
              WireAnswer answer = scene.model("DR").answer(request);
              scene.close("DR");
              scene.peer("DR").endSessions();
              return answer;
            });
    Operation<SwitchoverInfo> planned = room().prepareSwitchover(toDr().build());

    OperationResult<SwitchoverInfo> result = scene.run(planned);

    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.UNKNOWN);
    assertThat(group.primary()).isEqualTo("DR");
    scene.peer("DR").accept();
    OperationResult<SwitchoverInfo> asked = scene.runner.reconcile(planned);
    assertThat(asked.message()).contains("took effect, the steps after it were not taken");
    assertThat(asked.error().flatMap(e -> e.remedy()).orElse(""))
        .contains("ACME.DR is primary of FG now");
    assertThat(scene.changes("DR")).containsOnlyOnce("ALTER FAILOVER GROUP \"FG\" PRIMARY");
  }

  @Test
  void believesWhatTheAccountIsRatherThanThatItWasRefused() {
    SnowflakeGroup group = scene.group();
    scene
        .peer("DR")
        .script()
        .on("ALTER FAILOVER GROUP \"FG\" PRIMARY")
        .by(
            request -> {
              scene.model("DR").answer(request);
              return WireAnswer.error("000604", "SQL execution canceled");
            });

    OperationResult<SwitchoverInfo> result = scene.run(room().prepareSwitchover(toDr().build()));

    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(group.primary()).isEqualTo("DR");
  }

  @Test
  void leavesAnAccountThatDoesNotAnswerToBeRejoined() {
    SnowflakeGroup group = scene.group();
    SnowflakeSwitchovers room = new SnowflakeSwitchovers(scene.at("PROD", "DR"));

    SwitchoverInfo info = room.switchover(toDr().build());

    assertThat(info.toRejoin()).containsExactly("ACME.DR2");
    assertThat(info.followUps()).anyMatch(text -> text.contains("ACME.DR2"));
    assertThat(group.isSuspended("DR2")).isTrue();
  }

  @Test
  void forcesWithoutTheOldPrimaryAndSaysWhatMayBeLost() {
    SnowflakeGroup group = scene.group();
    scene.model("PROD").data().row("SHOP", "PUBLIC", "T", 1);
    scene.close("PROD");
    SnowflakeSwitchovers room = new SnowflakeSwitchovers(scene.at("DR", "PROD", "DR2"));

    SwitchoverInfo info =
        room.failover(
            FailoverOptions.builder()
                .group("FG")
                .target("ACME.DR")
                .acceptDataLoss(true)
                .maxDataLoss(Duration.ofMinutes(5))
                .build());

    assertThat(info.forced()).isTrue();
    assertThat(info.estimatedDataLoss()).contains(Duration.ofMinutes(1));
    assertThat(info.toRejoin()).containsExactly("ACME.PROD");
    assertThat(group.primary()).isEqualTo("DR");
    assertThat(group.isSuspended("DR2")).isFalse();
    assertThat(scene.model("DR").data().rows("SHOP", "PUBLIC", "T")).isEmpty();
    scene.peer("PROD").accept();
    RejoinInfo rejoined =
        room.rejoin(
            RejoinOptions.builder().group("FG").node("ACME.PROD").discardChanges(true).build());
    assertThat(rejoined.state()).isEqualTo(HaState.SYNCHRONIZING);
    assertThat(scene.model("PROD").data().rows("SHOP", "PUBLIC", "T")).isEmpty();
  }

  @Test
  void forcesNothingThatLosesMoreThanAllowedOrBreaksTheTarget() {
    SnowflakeGroup group = scene.group();
    FailoverOptions.Builder options =
        FailoverOptions.builder().group("FG").target("ACME.DR").acceptDataLoss(true);

    assertThat(refusals(room().prepareFailover(options.maxDataLoss(Duration.ofSeconds(1)).build())))
        .containsExactly("no more is lost than was allowed");
    group.refreshing("DR", "SECONDARY_DOWNLOADING_DATA");
    assertThat(refusals(room().prepareFailover(options.maxDataLoss(Duration.ofHours(1)).build())))
        .containsExactly("no refresh writes into the target");
  }

  @Test
  void cancelsARefreshThatOnlyReadsWhenForced() {
    SnowflakeGroup group = scene.group();
    group.refreshing("DR", "PRIMARY_UPLOADING_DATA");

    SwitchoverInfo info =
        room()
            .failover(
                FailoverOptions.builder()
                    .group("FG")
                    .target("ACME.DR")
                    .acceptDataLoss(true)
                    .build());

    assertThat(info.newPrimary()).isEqualTo("ACME.DR");
    assertThat(scene.changes("DR"))
        .containsExactly(
            "ALTER FAILOVER GROUP \"FG\" SUSPEND IMMEDIATE", "ALTER FAILOVER GROUP \"FG\" PRIMARY");
  }

  @Test
  void throwsNothingAwayUnlessThatIsSaid() {
    scene.group();
    Operation<RejoinInfo> planned =
        room().prepareRejoin(RejoinOptions.builder().group("FG").node("ACME.DR").build());

    assertThat(refusals(planned)).containsExactly("what only it has may be thrown away");
    assertThat(
            refusals(
                room()
                    .prepareRejoin(
                        RejoinOptions.builder()
                            .group("FG")
                            .node("ACME.PROD")
                            .discardChanges(true)
                            .build())))
        .containsExactly("the account is a secondary");
    OperationResult<RejoinInfo> result = scene.run(planned);
    assertThat(result.error().map(e -> e.code())).contains(ErrorCode.PRECONDITION_FAILED);
  }
}
