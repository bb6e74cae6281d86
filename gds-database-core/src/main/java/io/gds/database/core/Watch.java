package io.gds.database.core;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at what is running ten times a second, as long as anything is: whose time is up, whose
 * caller was interrupted. One timer for all of them, none while there are none, so that something
 * short costs no timer of its own. Thread-safe.
 *
 * @param <T> what is looked at; told apart by {@code equals}
 */
public final class Watch<T> {
  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
  private static final long PERIOD_MILLIS = 100;
  private static final int IDLE_ROUNDS = 10;

  private final ScheduledExecutorService scheduler;
  private final Consumer<? super T> look;
  private final Set<T> active = ConcurrentHashMap.newKeySet();
  private volatile @Nullable ScheduledFuture<?> timer;
  private int idleRounds;

  /**
   * A watch over nothing yet.
   *
   * @param scheduler where it looks; one that has been shut down looks no more
   * @param look what is done to each; must not block. That it fails for one is logged, and keeps it
   *     from none of the others
   */
  public Watch(ScheduledExecutorService scheduler, Consumer<? super T> look) {
    this.scheduler = Objects.requireNonNull(scheduler, "scheduler");
    this.look = Objects.requireNonNull(look, "look");
  }

  /** Begins to look at this. */
  public void add(T running) {
    active.add(running);
    if (timer == null) {
      start();
    }
  }

  /** Looks at this no more; a look that has begun may still be going on. */
  public void remove(T running) {
    active.remove(running);
  }

  /** What is looked at now. */
  public List<T> active() {
    return List.copyOf(active);
  }

  private synchronized void start() {
    if (timer != null) {
      return;
    }
    idleRounds = 0;
    try {
      timer =
          scheduler.scheduleWithFixedDelay(
              this::round, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // The manager is closing, and cancels what runs itself.
      timer = null;
    }
  }

  private void round() {
    active.forEach(this::lookAt);
    synchronized (this) {
      idleRounds = active.isEmpty() ? idleRounds + 1 : 0;
      if (idleRounds >= IDLE_ROUNDS) {
        close();
      }
    }
    if (timer == null && !active.isEmpty()) {
      start();
    }
  }

  /** A failure must not get out: a timer that throws is never run again, and nobody would know. */
  private void lookAt(T running) {
    try {
      look.accept(running);
    } catch (RuntimeException | Error e) {
      LOG.warn("Looking at {} failed: {}", running, e.toString());
    }
  }

  /** Stops the timer; the next {@link #add} starts it again. Idempotent. */
  public synchronized void close() {
    ScheduledFuture<?> running = timer;
    timer = null;
    if (running != null) {
      running.cancel(false);
    }
  }
}
