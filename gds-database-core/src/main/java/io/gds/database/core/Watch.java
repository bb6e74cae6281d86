package io.gds.database.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the running operations ten times a second, as long as there are any: whose deadline has
 * passed, and whose caller was interrupted. One timer an engine, none while it is idle, so that a
 * short operation costs no timer of its own.
 */
final class Watch {
  private static final long PERIOD_MILLIS = 100;
  private static final int IDLE_ROUNDS = 50;

  private final ScheduledExecutorService scheduler;
  private final Set<RunningOperation<?>> active = ConcurrentHashMap.newKeySet();
  private final Object lock = new Object();
  private volatile @Nullable ScheduledFuture<?> timer;
  private int idleRounds;

  Watch(ScheduledExecutorService scheduler) {
    this.scheduler = scheduler;
  }

  void add(RunningOperation<?> operation) {
    active.add(operation);
    if (timer == null) {
      start();
    }
  }

  void remove(RunningOperation<?> operation) {
    active.remove(operation);
  }

  List<RunningOperation<?>> active() {
    return new ArrayList<>(active);
  }

  private void start() {
    synchronized (lock) {
      if (timer == null) {
        idleRounds = 0;
        try {
          timer =
              scheduler.scheduleWithFixedDelay(
                  this::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
          // The manager is closing and cancels what runs itself.
          timer = null;
        }
      }
    }
  }

  private void look() {
    active.forEach(RunningOperation::look);
    synchronized (lock) {
      idleRounds = active.isEmpty() ? idleRounds + 1 : 0;
      if (idleRounds >= IDLE_ROUNDS) {
        stop();
      }
    }
    if (timer == null && !active.isEmpty()) {
      start();
    }
  }

  private void stop() {
    ScheduledFuture<?> running = timer;
    timer = null;
    if (running != null) {
      running.cancel(false);
    }
  }

  void close() {
    synchronized (lock) {
      stop();
    }
  }
}
