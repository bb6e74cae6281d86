package io.gds.database.testkit.fake;

import io.gds.database.core.StepContext;
import io.gds.database.core.tool.Cancellation;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A place where the next operation that comes by waits until it is released or cancelled; made by
 * {@link FakeFaults#stopAt}. Thread-safe.
 */
public final class FakeStop {
  private final String phase;
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  FakeStop(String phase) {
    this.phase = phase;
  }

  /** The phase in which it waits. */
  public String phase() {
    return phase;
  }

  /** Whether an operation has come by. */
  public boolean isReached() {
    return reached.getCount() == 0;
  }

  /**
   * Waits until an operation has come by.
   *
   * @throws AssertionError if none does in this time
   */
  public void awaitReached(Duration atMost) {
    try {
      if (reached.await(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new AssertionError("no operation came to phase " + phase + " within " + atMost);
  }

  /** Lets the operation go on. Idempotent. */
  public void release() {
    released.countDown();
  }

  void hold(StepContext context) throws InterruptedException {
    reached.countDown();
    try (Cancellation.Registration stopped = context.onCancel(released::countDown)) {
      released.await();
    }
    context.throwIfCancelled();
  }
}
