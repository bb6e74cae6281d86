package io.gds.database.mongodb;

import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A few threads that work for one step. The first that fails stops the others, and so does the end
 * of the operation: the sessions that they wait in are killed, and whoever then still waits for a
 * server is waited for a moment only, so that cancelling takes effect within a second whatever the
 * server does. Not used any more after a failure.
 */
final class MongoTeam {
  private static final long LOOK_MILLIS = 50;
  private static final long PATIENCE_MILLIS = 600;
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final int size;
  private final StepContext step;
  private final MongoSessions sessions = new MongoSessions();
  private volatile boolean stopped;

  /** A piece of work. */
  interface Work {
    void run() throws Exception;
  }

  /**
   * A team.
   *
   * @param size how many threads it has at most
   */
  MongoTeam(int size, StepContext step) {
    this.size = size;
    this.step = step;
  }

  int size() {
    return size;
  }

  /** Asks, in every loop, whether to go on. */
  void checkpoint() {
    step.throwIfCancelled();
    if (stopped) {
      throw ErrorDetails.of(ErrorCode.CANCELLED, "another part of the work failed").toException();
    }
  }

  /** Does one thing, so that whoever waits for a server in it need not be waited for. */
  <T> T one(Supplier<T> work) {
    AtomicReference<@Nullable T> done = new AtomicReference<>();
    run(List.of(() -> done.set(work.get())));
    return Objects.requireNonNull(done.get());
  }

  /**
   * Does all of it, and throws what failed first.
   *
   * @throws DatabaseException and others as the work does
   */
  void run(Collection<? extends Work> work) {
    if (work.isEmpty()) {
      return;
    }
    int number = COUNT.incrementAndGet();
    AtomicInteger member = new AtomicInteger();
    ExecutorService threads =
        Executors.newFixedThreadPool(
            Math.min(size, work.size()),
            task -> {
              Thread thread =
                  new Thread(task, "gds-mongodb-" + number + "-" + member.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    boolean whole = false;
    try {
      CompletionService<Boolean> done = new ExecutorCompletionService<>(threads);
      for (Work each : List.copyOf(work)) {
        done.submit(
            () -> {
              checkpoint();
              sessions.within(each::run);
              return true;
            });
      }
      for (int left = work.size(); left > 0; ) {
        step.throwIfCancelled();
        Future<Boolean> next = done.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        if (next != null) {
          next.get();
          left--;
        }
      }
      whole = true;
    } catch (ExecutionException e) {
      throw unchecked(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ErrorDetails.of(ErrorCode.CANCELLED, "the working thread was interrupted")
          .toException();
    } finally {
      // Whoever could not be waited for finds it so when the server answers at last.
      stopped = !whole;
      end(threads, whole);
    }
  }

  /** What servers still do is killed, so that nothing of it comes after what undoes it. */
  private void end(ExecutorService threads, boolean whole) {
    threads.shutdownNow();
    boolean interrupted = Thread.interrupted();
    long began = System.nanoTime();
    try {
      if (!whole) {
        sessions.kill();
      }
      boolean over;
      do {
        over = threads.awaitTermination(2 * LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } while (!(over && sessions.isIdle())
          && System.nanoTime() - began < TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS));
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static RuntimeException unchecked(@Nullable Throwable cause) {
    if (cause instanceof RuntimeException unchecked) {
      return unchecked;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return new IllegalStateException(cause);
  }
}
