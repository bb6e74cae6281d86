package io.gds.database.postgres;

import io.gds.database.core.Reconciler;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Whether a change took effect whose answer was lost. A node goes on with a statement for a while
 * when its client is gone, and a definition waits for other nodes: what is not seen at once may
 * still come, and counts as not done only a minute later. Thread-safe.
 */
final class CockroachFate implements Reconciler {
  private static final Duration SOON = Duration.ofSeconds(2);
  private static final Duration SETTLED = Duration.ofMinutes(1);
  private static final long PAUSE_MILLIS = 200;

  private final BooleanSupplier done;
  private final Duration soon;
  private final Duration settled;
  private volatile long lostAt;

  CockroachFate(BooleanSupplier done) {
    this(done, SOON, SETTLED);
  }

  /**
   * The fate of a change.
   *
   * @param done whether it shows now
   * @param soon how long it is looked for at once
   * @param settled after how long what does not show was not done
   */
  CockroachFate(BooleanSupplier done, Duration soon, Duration settled) {
    this.done = done;
    this.soon = soon;
    this.settled = settled;
  }

  @Override
  public Finding look() {
    if (lostAt == 0) {
      lostAt = System.nanoTime();
    }
    long end = System.nanoTime() + soon.toNanos();
    while (true) {
      if (done.getAsBoolean()) {
        return Finding.DONE;
      }
      if (System.nanoTime() - end >= 0) {
        return System.nanoTime() - lostAt >= settled.toNanos() ? Finding.NOT_DONE : Finding.UNKNOWN;
      }
      PostgresPause.millis(PAUSE_MILLIS);
    }
  }
}
