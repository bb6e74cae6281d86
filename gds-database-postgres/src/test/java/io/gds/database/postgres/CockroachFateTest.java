package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.DropOptions;
import io.gds.database.core.Reconciler.Finding;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.testkit.wire.WireAnswer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is said of a change whose answer was lost. */
class CockroachFateTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  @Test
  void whatShowsAfterAWhileWasDone() {
    AtomicInteger looks = new AtomicInteger();
    CockroachFate fate =
        new CockroachFate(() -> looks.incrementAndGet() == 2, SHORT.multipliedBy(20), SHORT);
    assertThat(fate.look()).isEqualTo(Finding.DONE);
    assertThat(looks).hasValue(2);
  }

  @Test
  void whatDoesNotShowMayStillComeUntilItIsSettled() throws Exception {
    CockroachFate fate = new CockroachFate(() -> false, Duration.ZERO, SHORT);
    assertThat(fate.look()).isEqualTo(Finding.UNKNOWN);
    Thread.sleep(SHORT.plusMillis(50).toMillis());
    assertThat(fate.look()).isEqualTo(Finding.NOT_DONE);
  }

  @Test
  void aDropWhoseAnswerWasLostIsNotCalledFailedWhileItMayStillHappen() {
    try (CockroachScene scene = new CockroachScene()) {
      scene.script().beginningWith("DROP DATABASE").once(WireAnswer.drop());
      OperationResult<?> result =
          scene
              .engine
              .operations()
              .execute(
                  scene.engine.database("shop").prepareDrop(DropOptions.defaults()),
                  OperationContext.none());
      assertThat(result.outcome()).isEqualTo(Outcome.UNKNOWN);
      assertThat(scene.changes()).containsExactly("DROP DATABASE \"shop\" CASCADE");
    }
  }
}
