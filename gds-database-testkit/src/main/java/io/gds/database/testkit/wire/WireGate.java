package io.gds.database.testkit.wire;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Holds answers back until it is opened: put it into one by {@link WireAnswer#held}. Thread-safe.
 *
 * <pre>{@code
 * WireGate gate = new WireGate();
 * script.on("SELECT 1").answer(WireAnswer.rows("a int4").row(1).held(gate));
 * // another thread asks
 * gate.awaitReached(Duration.ofSeconds(5));   // the statement runs now
 * gate.open();
 * }</pre>
 */
public final class WireGate {
  private final CompletableFuture<Void> opened = new CompletableFuture<>();
  private final CountDownLatch reached = new CountDownLatch(1);

  /** A gate that is shut. */
  public WireGate() {}

  /** Lets everything pass, now and later. */
  public void open() {
    opened.complete(null);
  }

  /** Whether it is open. */
  public boolean isOpen() {
    return opened.isDone();
  }

  /**
   * Waits until an answer has come to it.
   *
   * @throws AssertionError if none does in time
   */
  public void awaitReached(Duration atMost) throws InterruptedException {
    if (!reached.await(TimeUnit.NANOSECONDS.convert(atMost), TimeUnit.NANOSECONDS)) {
      throw new AssertionError("no statement has come to the gate within " + atMost);
    }
  }

  /** To be waited for by a peer. */
  CompletableFuture<Void> arrive() {
    reached.countDown();
    return opened;
  }
}
