package io.gds.database.postgres;

import io.gds.database.core.StepContext;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Looks again and again until something is so. */
final class PostgresWait {
  private static final long PAUSE_MILLIS = 50;

  private PostgresWait() {}

  /** Whether it became so in time; at least one look is taken. */
  static boolean until(Duration most, StepContext step, BooleanSupplier look) {
    long end = System.nanoTime() + TimeUnit.NANOSECONDS.convert(most);
    while (true) {
      step.throwIfCancelled();
      if (look.getAsBoolean()) {
        return true;
      }
      if (System.nanoTime() - end >= 0) {
        return false;
      }
      PostgresPause.millis(PAUSE_MILLIS);
    }
  }
}
