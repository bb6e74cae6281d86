package io.gds.database.core;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Whether a change took effect whose answer was lost. A server goes on with a statement when its
 * client is gone, so what does not show at once may still come: it is looked for again for a while,
 * and counts as not done only once nothing can come any more. Thread-safe.
 */
public final class Fate implements Reconciler {
  /** How long it is looked for at once. */
  private static final Duration SOON = Duration.ofSeconds(2);

  /** After how long a cluster of several nodes has done what it was told, or never will. */
  private static final Duration SETTLED = Duration.ofMinutes(1);

  private static final long PAUSE_MILLIS = 100;

  private final BooleanSupplier done;
  private final BooleanSupplier coming;
  private final Duration soon;

  /**
   * The fate of a change.
   *
   * @param done whether it shows now
   * @param coming whether what does not show yet may still come
   * @param soon how long it is looked for at once
   */
  private Fate(BooleanSupplier done, BooleanSupplier coming, Duration soon) {
    this.done = done;
    this.coming = coming;
    this.soon = soon;
  }

  /** Of a change that a server which tells what its sessions do may still be at work on. */
  public static Fate of(BooleanSupplier done, BooleanSupplier atWork) {
    return new Fate(done, atWork, SOON);
  }

  /** Of a change in a cluster, of which nobody can tell whether it is at work. */
  public static Fate settling(BooleanSupplier done) {
    return settling(done, SOON, SETTLED);
  }

  /**
   * The same.
   *
   * @param settled after how long what does not show was not done
   */
  public static Fate settling(BooleanSupplier done, Duration soon, Duration settled) {
    return new Fate(done, new Settling(settled), soon);
  }

  /** Something may come for so long after it was first asked about. */
  private static final class Settling implements BooleanSupplier {
    private final Duration settled;
    private volatile long since;

    Settling(Duration settled) {
      this.settled = settled;
    }

    @Override
    public boolean getAsBoolean() {
      if (since == 0) {
        since = System.nanoTime();
      }
      return System.nanoTime() - since < settled.toNanos();
    }
  }

  @Override
  public Finding look() {
    long end = System.nanoTime() + soon.toNanos();
    boolean calm = false;
    while (true) {
      // In this order: what ends between the two looks is seen by the second.
      boolean mayCome = coming.getAsBoolean();
      if (done.getAsBoolean()) {
        return Finding.DONE;
      }
      if (!mayCome && calm) {
        return Finding.NOT_DONE;
      }
      calm = !mayCome;
      if (!calm && System.nanoTime() - end >= 0) {
        return Finding.UNKNOWN;
      }
      pause();
    }
  }

  /** An interrupt ends it and is kept; one from before does not, else looking never paused. */
  private static void pause() {
    boolean interrupted = Thread.interrupted();
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
