package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.DropOptions;
import io.gds.database.core.Reconciler.Finding;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.testkit.wire.WireAnswer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is said of a change whose answer was lost. */
class PostgresFateTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  @Test
  void whatShowsAfterAWhileWasDone() {
    AtomicInteger looks = new AtomicInteger();
    PostgresFate fate =
        PostgresFate.settling(
            () -> looks.incrementAndGet() == 2, SHORT.multipliedBy(20), SHORT.multipliedBy(20));
    assertThat(fate.look()).isEqualTo(Finding.DONE);
    assertThat(looks).hasValue(2);
  }

  @Test
  void whatDoesNotShowMayStillComeUntilItIsSettled() throws Exception {
    PostgresFate fate = PostgresFate.settling(() -> false, Duration.ZERO, SHORT);
    assertThat(fate.look()).isEqualTo(Finding.UNKNOWN);
    Thread.sleep(SHORT.plusMillis(50).toMillis());
    assertThat(fate.look()).isEqualTo(Finding.NOT_DONE);
  }

  @Test
  void whatEndsBetweenTwoLooksIsFoundDone() {
    AtomicBoolean working = new AtomicBoolean(true);
    AtomicBoolean done = new AtomicBoolean();
    PostgresFate fate =
        PostgresFate.of(
            () -> {
              // It is over just after this look at it.
              boolean before = done.getAndSet(true);
              working.set(false);
              return before;
            },
            working::get);
    assertThat(fate.look()).isEqualTo(Finding.DONE);
  }

  @Test
  void whatNobodyIsAtWorkOnWasNotDoneAndWhatSomebodyIsIsUnknown() {
    AtomicInteger looks = new AtomicInteger();
    PostgresFate idle =
        PostgresFate.of(
            () -> {
              looks.incrementAndGet();
              return false;
            },
            () -> false);
    assertThat(idle.look()).isEqualTo(Finding.NOT_DONE);
    assertThat(looks).as("one look may be too early").hasValue(2);
    assertThat(PostgresFate.of(() -> false, () -> true).look()).isEqualTo(Finding.UNKNOWN);
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
