package io.gds.database.manager;

import io.gds.database.DatabaseEngine;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationResult;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One operation on many engines, so many at a time. */
final class Fleet<T extends @Nullable Object> {
  /** After so long in opening, a target gives its place to the next. */
  private static final long PATIENCE_MILLIS = 500;

  /** Where a target stands: it has a place while opening and working, and none aside. */
  private enum Stage {
    OPENING,
    ASIDE,
    WORKING
  }

  private final DatabaseManager manager;
  private final ScheduledExecutorService scheduler;
  private final ExecutorService workers;
  private final Clock clock;
  private final Semaphore places;
  private final Function<DatabaseEngine, Operation<T>> prepare;
  private final OperationContext context;
  private final Set<Thread> threads = new HashSet<>();
  private volatile boolean interrupted;

  Fleet(
      DatabaseManager manager,
      ScheduledExecutorService scheduler,
      ExecutorService workers,
      Clock clock,
      int concurrency,
      Function<DatabaseEngine, Operation<T>> prepare,
      OperationContext context) {
    if (concurrency < 1) {
      throw new IllegalArgumentException("concurrency is at least 1");
    }
    this.manager = manager;
    this.scheduler = scheduler;
    this.workers = workers;
    this.clock = clock;
    this.places = new Semaphore(concurrency, true);
    this.prepare = prepare;
    this.context = context;
  }

  List<OperationResult<T>> run(List<ConnectionInfo> targets) {
    List<Future<OperationResult<T>>> started = new ArrayList<>();
    for (ConnectionInfo target : targets) {
      try {
        places.acquire();
        started.add(workers.submit(() -> runOne(target)));
      } catch (InterruptedException e) {
        interrupt();
        break;
      } catch (RejectedExecutionException e) {
        break; // the manager is being closed
      }
    }
    List<OperationResult<T>> results = new ArrayList<>();
    for (int i = 0; i < targets.size(); i++) {
      results.add(
          i < started.size()
              ? resultOf(started.get(i), targets.get(i))
              : cancelled(targets.get(i)));
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return List.copyOf(results);
  }

  /** Waits for a target's own word, even after an interrupt: only it knows how far it came. */
  private OperationResult<T> resultOf(Future<OperationResult<T>> future, ConnectionInfo target) {
    while (true) {
      try {
        return future.get();
      } catch (InterruptedException e) {
        interrupt();
      } catch (ExecutionException e) {
        return failed(target, internal(e.getCause() == null ? e : e.getCause()));
      }
    }
  }

  private void interrupt() {
    interrupted = true;
    // Under the lock that a thread leaves by: one that works for somebody else by now is not hit.
    synchronized (threads) {
      threads.forEach(Thread::interrupt);
    }
  }

  private OperationResult<T> runOne(ConnectionInfo target) {
    synchronized (threads) {
      threads.add(Thread.currentThread());
    }
    AtomicReference<Stage> stage = new AtomicReference<>(Stage.OPENING);
    try {
      // Asked after this thread can be found: an interrupt comes before this or during what
      // follows.
      if (interrupted) {
        return cancelled(target);
      }
      DatabaseEngine engine = open(target, stage);
      try {
        return interrupted
            ? cancelled(target)
            : engine
                .operations()
                .attempt("prepare", engine.name(), () -> prepare.apply(engine), context);
      } finally {
        DatabaseManager.close(engine);
      }
    } catch (DatabaseException e) {
      return failed(target, e);
    } catch (InterruptedException | RejectedExecutionException e) {
      return cancelled(target);
    } catch (RuntimeException e) {
      return failed(target, internal(e));
    } finally {
      synchronized (threads) {
        threads.remove(Thread.currentThread());
      }
      if (stage.getAndSet(Stage.ASIDE) != Stage.ASIDE) {
        places.release();
      }
    }
  }

  /** Opens an engine, in the place this target has; one that takes long steps aside meanwhile. */
  private DatabaseEngine open(ConnectionInfo target, AtomicReference<Stage> stage)
      throws InterruptedException {
    Future<?> impatience =
        scheduler.schedule(
            () -> {
              if (stage.compareAndSet(Stage.OPENING, Stage.ASIDE)) {
                places.release();
              }
            },
            PATIENCE_MILLIS,
            TimeUnit.MILLISECONDS);
    DatabaseEngine engine;
    try {
      engine = manager.open(target);
    } finally {
      impatience.cancel(false);
    }
    if (!stage.compareAndSet(Stage.OPENING, Stage.WORKING)) {
      try {
        places.acquire();
      } catch (InterruptedException e) {
        DatabaseManager.close(engine);
        throw e;
      }
      stage.set(Stage.WORKING);
    }
    return engine;
  }

  private static DatabaseException internal(Throwable cause) {
    return ErrorDetails.of(ErrorCode.INTERNAL, String.valueOf(cause)).cause(cause).toException();
  }

  private OperationResult<T> cancelled(ConnectionInfo target) {
    return failed(
        target,
        ErrorDetails.of(
                ErrorCode.CANCELLED,
                "stopped before its end, by an interrupt or by closing the manager")
            .toException());
  }

  private OperationResult<T> failed(ConnectionInfo target, DatabaseException error) {
    String id = context.correlationId().orElseGet(() -> UUID.randomUUID().toString());
    return OperationResult.notStarted("open", target.toString(), clock.instant(), id, error);
  }
}
