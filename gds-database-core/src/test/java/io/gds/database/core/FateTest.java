package io.gds.database.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.core.Reconciler.Finding;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is said of a change whose answer was lost. */
class FateTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  @Test
  void whatShowsAfterAWhileWasDone() {
    AtomicInteger looks = new AtomicInteger();
    Fate fate =
        Fate.settling(
            () -> looks.incrementAndGet() == 2, SHORT.multipliedBy(20), SHORT.multipliedBy(20));
    assertThat(fate.look()).isEqualTo(Finding.DONE);
    assertThat(looks).hasValue(2);
  }

  @Test
  void whatDoesNotShowMayStillComeUntilItIsSettled() throws Exception {
    Fate fate = Fate.settling(() -> false, Duration.ZERO, SHORT);
    assertThat(fate.look()).isEqualTo(Finding.UNKNOWN);
    Thread.sleep(SHORT.plusMillis(50).toMillis());
    assertThat(fate.look()).isEqualTo(Finding.NOT_DONE);
  }

  @Test
  void whatEndsBetweenTwoLooksIsFoundDone() {
    AtomicBoolean working = new AtomicBoolean(true);
    AtomicBoolean done = new AtomicBoolean();
    Fate fate =
        Fate.of(
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
    Fate idle =
        Fate.of(
            () -> {
              looks.incrementAndGet();
              return false;
            },
            () -> false);
    assertThat(idle.look()).isEqualTo(Finding.NOT_DONE);
    assertThat(looks).as("one look may be too early").hasValue(2);
    assertThat(Fate.of(() -> false, () -> true).look()).isEqualTo(Finding.UNKNOWN);
  }
}
