package io.gds.database.jdbc;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the running statements ten times a second, as long as there are any: one timer for all
 * of them, none while there are none, so that a short statement costs no timer of its own.
 */
final class Watchdog {
  private static final long PERIOD_MILLIS = 100;
  private static final int IDLE_ROUNDS = 10;

  private final ScheduledExecutorService scheduler;
  private final Set<Call> calls = ConcurrentHashMap.newKeySet();
  private volatile @Nullable ScheduledFuture<?> timer;
  private int idleRounds;

  Watchdog(ScheduledExecutorService scheduler) {
    this.scheduler = scheduler;
  }

  void add(Call call) {
    calls.add(call);
    if (timer == null) {
      start();
    }
  }

  void remove(Call call) {
    calls.remove(call);
  }

  private synchronized void start() {
    if (timer != null) {
      return;
    }
    idleRounds = 0;
    try {
      timer =
          scheduler.scheduleWithFixedDelay(
              this::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // The manager is closing, and cancels what runs itself.
      timer = null;
    }
  }

  private void look() {
    long now = System.nanoTime();
    calls.forEach(call -> call.look(now));
    synchronized (this) {
      idleRounds = calls.isEmpty() ? idleRounds + 1 : 0;
      ScheduledFuture<?> running = timer;
      if (idleRounds >= IDLE_ROUNDS && running != null) {
        timer = null;
        running.cancel(false);
      }
    }
    if (timer == null && !calls.isEmpty()) {
      start();
    }
  }
}
