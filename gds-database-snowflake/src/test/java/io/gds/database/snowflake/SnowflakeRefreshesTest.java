package io.gds.database.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.operation.Progress;
import io.gds.database.operation.Verdict;
import io.gds.database.testkit.snowflake.SnowflakeGroup;
import io.gds.database.testkit.wire.WireAnswer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SnowflakeRefreshesTest {
  private final SnowflakeHaScene scene = new SnowflakeHaScene("PROD", "DR");

  @AfterEach
  void close() {
    scene.close();
  }

  private SnowflakeRefreshes at(String account) {
    return new SnowflakeRefreshes(scene.at(account));
  }

  private static List<String> refusals(Operation<?> operation) {
    return operation.checks().stream()
        .filter(check -> check.verdict() == Verdict.REFUSED)
        .map(Check::rule)
        .toList();
  }

  @Test
  void refreshesNowAndTellsWhatItBrought() {
    scene.group();
    scene.model("PROD").data().row("SHOP", "PUBLIC", "T", 1);

    SnowflakeRefreshInfo info = at("DR").refresh("FG");

    assertThat(info.node()).isEqualTo("ACME.DR");
    assertThat(info.snapshotAt()).contains(scene.clock.instant());
    assertThat(info.lag()).contains(Duration.ZERO);
    assertThat(scene.model("DR").data().rows("SHOP", "PUBLIC", "T")).hasSize(1);
  }

  @Test
  void tellsThePhaseOfALongRefresh() {
    scene.group();
    scene
        .peer("DR")
        .script()
        .on("ALTER FAILOVER GROUP \"FG\" REFRESH")
        .by(request -> scene.model("DR").answer(request).after(Duration.ofMillis(300)));
    List<Progress> told = new CopyOnWriteArrayList<>();

    OperationResult<SnowflakeRefreshInfo> result =
        scene.runner.execute(
            at("DR").prepareRefresh("FG"), OperationContext.builder().progress(told::add).build());

    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(told).extracting(Progress::phase).contains("COMPLETED");
  }

  @Test
  void refreshesOnlySecondariesAndNotTwiceAtOnce() {
    SnowflakeGroup group = scene.group();

    assertThat(refusals(at("PROD").prepareRefresh("FG")))
        .containsExactly("the account is a secondary");
    group.refreshing("DR", "PRIMARY_UPLOADING_DATA");
    assertThat(refusals(at("DR").prepareRefresh("FG"))).containsExactly("no refresh goes on");
    assertThat(refusals(at("DR").prepareRefresh("NOWHERE")))
        .containsExactly("the group can be seen");
    assertThat(scene.changes("DR")).isEmpty();
  }

  @Test
  void suspendsAndResumesTheSchedule() {
    SnowflakeGroup group = scene.group();
    at("DR").suspend("FG");
    assertThat(group.isSuspended("DR")).isTrue();

    at("DR").resume("FG");

    assertThat(group.isSuspended("DR")).isFalse();
    assertThat(scene.changes("DR"))
        .containsExactly(
            "ALTER FAILOVER GROUP \"FG\" SUSPEND", "ALTER FAILOVER GROUP \"FG\" RESUME");
    group.schedule("");
    assertThat(refusals(at("DR").prepareSuspend("FG"))).containsExactly("the group has a schedule");
  }

  @Test
  void findsARefreshAgainWhoseAnswerWasLost() {
    scene.group();
    scene.peer("DR").script().on("ALTER FAILOVER GROUP \"FG\" REFRESH").once(WireAnswer.lost());

    OperationResult<SnowflakeRefreshInfo> result = scene.run(at("DR").prepareRefresh("FG"));

    assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(scene.changes("DR")).hasSize(1);
  }
}
