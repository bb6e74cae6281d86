package io.gds.database.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One statement while it runs, and how it is stopped: by cancelling it on the server, again and
 * again, since a cancel that comes a moment too early is lost; and, if the server answers none of
 * them, by dropping the connection. Nothing that may block is done on the watching thread.
 */
final class Call {
  private static final Logger LOG = LoggerFactory.getLogger(Call.class);
  private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /** What cancels the statement on the server. */
  interface Cancel {
    void run() throws SQLException;
  }

  /** Why a statement was stopped. */
  enum Stop {
    TIMEOUT,
    CANCEL,
    INTERRUPT
  }

  private final Connection connection;
  private final Executor workers;
  private final long began = System.nanoTime();
  private final long timeoutNanos;
  private final long slackNanos;
  private final long graceNanos;
  private final @Nullable Thread caller;
  private final ReentrantLock cancelling = new ReentrantLock();
  private volatile @Nullable Cancel cancel;
  private volatile @Nullable Stop stop;
  private volatile long stoppedAt;
  private volatile long cancelledAt;
  private volatile boolean aborted;
  private volatile boolean ended;

  /**
   * A call that begins now.
   *
   * @param timeoutNanos how long it may take; 0 for as long as it takes
   * @param slackNanos how much longer to wait for the driver's own time-out; 0 if it has none
   * @param graceNanos how long the server may take to answer a cancel
   * @param interruptible whether an interrupt of this thread stops it; one from before does not, so
   *     that an interrupted thread can still clean up
   */
  Call(
      Connection connection,
      Executor workers,
      long timeoutNanos,
      long slackNanos,
      long graceNanos,
      boolean interruptible) {
    this.connection = connection;
    this.workers = workers;
    this.timeoutNanos = timeoutNanos;
    this.slackNanos = slackNanos;
    this.graceNanos = graceNanos;
    Thread current = Thread.currentThread();
    this.caller = interruptible && !current.isInterrupted() ? current : null;
  }

  /** Tells how the statement is cancelled, as soon as there is one. */
  void cancelledBy(Cancel cancel) {
    this.cancel = cancel;
  }

  long elapsedNanos() {
    return System.nanoTime() - began;
  }

  /** Whether its time is up. */
  boolean isOverdue() {
    return timeoutNanos > 0 && elapsedNanos() >= timeoutNanos;
  }

  @Nullable Stop stop() {
    return stop;
  }

  boolean isAborted() {
    return aborted;
  }

  /** Called by the watch a few times a second; must not block. */
  void look() {
    long now = System.nanoTime();
    if (stop == null) {
      if (timeoutNanos > 0 && now - began >= timeoutNanos + slackNanos) {
        stop(Stop.TIMEOUT);
      } else if (caller != null && caller.isInterrupted()) {
        stop(Stop.INTERRUPT);
      }
    } else if (aborted) {
      return;
    } else if (now - stoppedAt >= graceNanos) {
      onWorker(this::abort);
    } else if (now - cancelledAt >= AGAIN_NANOS) {
      cancelledAt = now;
      onWorker(this::cancel);
    }
  }

  /** Asks the server to stop the statement; does not wait for it. */
  void stop(Stop why) {
    synchronized (this) {
      if (stop != null || ended) {
        return;
      }
      stoppedAt = System.nanoTime();
      cancelledAt = stoppedAt;
      stop = why;
    }
    onWorker(this::cancel);
  }

  /**
   * Ends the watch. No cancel is under way any more when this returns, unless it has been hanging
   * for the whole grace.
   *
   * @return whether the connection was meddled with, so that nobody should use it again
   */
  boolean end() {
    synchronized (this) {
      ended = true;
    }
    if (stop == null) {
      return false;
    }
    boolean interrupted = Thread.interrupted();
    try {
      if (cancelling.tryLock(graceNanos, TimeUnit.NANOSECONDS)) {
        cancelling.unlock();
      }
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    return true;
  }

  private void cancel() {
    Cancel how = cancel;
    if (how == null || !cancelling.tryLock()) {
      return;
    }
    try {
      if (!ended) {
        how.run();
      }
    } catch (SQLException | RuntimeException e) {
      LOG.debug("Cancelling a statement failed: {}", e.toString());
    } finally {
      cancelling.unlock();
    }
  }

  private void abort() {
    synchronized (this) {
      if (ended || aborted) {
        return;
      }
      aborted = true;
    }
    try {
      connection.abort(workers);
    } catch (SQLException | RuntimeException e) {
      LOG.debug("Dropping a connection failed: {}", e.toString());
    }
  }

  private void onWorker(Runnable task) {
    try {
      workers.execute(task);
    } catch (RejectedExecutionException e) {
      // The manager is closing and has no workers left; better to block here than not to stop.
      task.run();
    }
  }
}
