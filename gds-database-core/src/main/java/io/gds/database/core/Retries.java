package io.gds.database.core;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import io.gds.database.error.DatabaseException;
import io.gds.database.operation.Effect;
import java.time.temporal.ChronoUnit;

/**
 * When a step may be sent again: a READ or IDEMPOTENT one, on an error that may pass, at most three
 * times more within a second. A ONCE step never.
 */
final class Retries {
  private static final RetryPolicy<Void> POLICY =
      RetryPolicy.<Void>builder()
          .handleIf(error -> error instanceof DatabaseException e && e.isTransient())
          .withBackoff(50, 400, ChronoUnit.MILLIS)
          .withJitter(0.2)
          .withMaxRetries(3)
          .build();

  private static final FailsafeExecutor<Void> EXECUTOR = Failsafe.with(POLICY);

  private Retries() {}

  /** A piece of work that reports its failures as database exceptions. */
  interface Attempt {
    void run();
  }

  static void run(Effect effect, RunningOperation<?> running, Attempt attempt) {
    if (effect == Effect.ONCE) {
      attempt.run();
      return;
    }
    EXECUTOR.run(
        () -> {
          running.throwIfCancelled();
          attempt.run();
        });
  }
}
