package io.gds.database.snowflake;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Looks again and again until something is so, less and less often. */
final class SnowflakeWait {
  private static final long FIRST_PAUSE_MILLIS = 20;
  private static final long LONGEST_PAUSE_MILLIS = 1_000;

  private SnowflakeWait() {}

  /**
   * Whether it became so in time; at least one look is taken.
   *
   * @param onWait called before each look; what it throws ends the wait
   */
  static boolean until(Duration most, Runnable onWait, BooleanSupplier look) {
    long began = System.nanoTime();
    // Durations are longer than numbers of nanoseconds can be.
    long nanos = TimeUnit.NANOSECONDS.convert(most);
    long pause = FIRST_PAUSE_MILLIS;
    while (true) {
      onWait.run();
      if (look.getAsBoolean()) {
        return true;
      }
      if (System.nanoTime() - began >= nanos) {
        return false;
      }
      pause(pause);
      pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
    }
  }

  /** An interrupt ends it and is kept; one from before does not, else looking never paused. */
  private static void pause(long millis) {
    boolean interrupted = Thread.interrupted();
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
