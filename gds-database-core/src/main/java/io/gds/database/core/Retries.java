package io.gds.database.core;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import io.gds.database.error.DatabaseException;
import io.gds.database.operation.Effect;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * When a step may be sent again: a READ or IDEMPOTENT one, on an error that may pass, at most three
 * times more within about a second. A ONCE step never.
 */
final class Retries {
  private static final RetryPolicy<Void> POLICY =
      RetryPolicy.<Void>builder()
          .handleIf(Retries::mayPass)
          .withBackoff(50, 400, ChronoUnit.MILLIS)
          .withJitter(0.2)
          .withMaxRetries(3)
          .build();

  private static final FailsafeExecutor<Void> EXECUTOR = Failsafe.with(POLICY);

  private Retries() {}

  private static boolean mayPass(Throwable error) {
    return error instanceof DatabaseException e && e.isTransient();
  }

  /** A piece of work that reports its failures as database exceptions. */
  interface Attempt {
    void run();
  }

  static void run(Effect effect, RunningOperation<?> running, Attempt attempt) {
    try {
      attempt.run();
    } catch (DatabaseException first) {
      if (effect == Effect.ONCE || !mayPass(first)) {
        throw first;
      }
      again(first, running, attempt);
    }
  }

  /**
   * The policy counts the attempt that has failed already, which spares the good case the policy.
   */
  private static void again(DatabaseException first, RunningOperation<?> running, Attempt attempt) {
    AtomicBoolean counted = new AtomicBoolean();
    try {
      EXECUTOR.run(
          () -> {
            if (counted.compareAndSet(false, true)) {
              throw first;
            }
            running.throwIfCancelled();
            attempt.run();
          });
    } catch (FailsafeException e) {
      // The pause between two attempts was interrupted.
      DatabaseException stopped = Failures.of(e.getCause() == null ? e : e.getCause());
      stopped.addSuppressed(first);
      throw stopped;
    }
  }
}
