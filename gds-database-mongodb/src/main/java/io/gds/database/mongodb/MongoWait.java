package io.gds.database.mongodb;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Looks again and again until something is so. */
final class MongoWait {
  private static final long PAUSE_MILLIS = 50;

  private MongoWait() {}

  /**
   * Whether it became so in time; at least one look is taken.
   *
   * @param onWait called before each look; what it throws ends the wait
   */
  static boolean until(Duration most, Runnable onWait, BooleanSupplier look) {
    long began = System.nanoTime();
    // Durations are longer than numbers of nanoseconds can be.
    long nanos = TimeUnit.NANOSECONDS.convert(most);
    while (true) {
      onWait.run();
      if (look.getAsBoolean()) {
        return true;
      }
      if (System.nanoTime() - began >= nanos) {
        return false;
      }
      pause();
    }
  }

  /** An interrupt ends it and is kept; one from before does not, else looking never paused. */
  static void pause() {
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
