package io.gds.database.core;

import io.gds.database.connection.DatabaseType;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationExecutor;
import io.gds.database.operation.OperationHandle;
import io.gds.database.operation.OperationResult;
import io.gds.database.spi.EngineEnvironment;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gate of one engine: everything that changes a server passes here, and gets the same
 * treatment. It measures checks again, writes the audit trail, retries what may be retried, watches
 * deadlines and interrupts, cancels, cleans up, asks the server after a lost answer, and says how
 * it ended. Thread-safe.
 */
public final class OperationRunner implements OperationExecutor, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OperationRunner.class);

  /** How long closing waits for running operations. */
  static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

  private final DatabaseType platform;
  private final String engine;
  private final EngineEnvironment environment;
  private final AuditTrail audit;
  private final Watch<RunningOperation<?>> watch;
  private final Set<AutoCloseable> owned = ConcurrentHashMap.newKeySet();
  private final Set<Thread> letIn = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;
  private volatile boolean ownedClosed;

  /**
   * The gate of an engine.
   *
   * @param platform the engine's platform
   * @param engine the engine's name
   */
  public OperationRunner(DatabaseType platform, String engine, EngineEnvironment environment) {
    this.platform = Objects.requireNonNull(platform, "platform");
    this.engine = Objects.requireNonNull(engine, "engine");
    this.environment = Objects.requireNonNull(environment, "environment");
    this.audit = new AuditTrail(platform.id(), engine, environment);
    this.watch = new Watch<>(environment.scheduler(), RunningOperation::look);
  }

  /** Starts writing an operation. */
  public <T extends @Nullable Object> Plan.Builder<T> plan(String name, String target) {
    return new Plan.Builder<>(this, name, target);
  }

  /** What the engine shares with others. */
  public EngineEnvironment environment() {
    return environment;
  }

  /** The engine's platform. */
  public DatabaseType platform() {
    return platform;
  }

  /** The engine's name. */
  public String engine() {
    return engine;
  }

  AuditTrail audit() {
    return audit;
  }

  /**
   * Refuses to go on once the engine is closed. What cleans up after an operation that closing has
   * cancelled is let in until the engine's resources are closed too: else closing would leave the
   * half-done work behind.
   *
   * @throws DatabaseException with code ENGINE_CLOSED
   */
  public void requireOpen() {
    if (closed && (ownedClosed || !letIn.contains(Thread.currentThread()))) {
      throw closedError();
    }
  }

  /** Does work on this thread that a closing engine takes. */
  <R> R letIn(Supplier<R> work) {
    letIn.add(Thread.currentThread());
    try {
      return work.get();
    } finally {
      letIn.remove(Thread.currentThread());
    }
  }

  private DatabaseException closedError() {
    return ErrorDetails.of(ErrorCode.ENGINE_CLOSED, "the engine " + engine + " has been closed")
        .platform(platform.id())
        .engine(engine)
        .remedy("Open the engine again, and get the handle from the new one.")
        .toException();
  }

  /**
   * Makes something end with the engine: a pool, a sampling. Closed at once if the engine is closed
   * already.
   */
  public void owns(AutoCloseable resource) {
    owned.add(resource);
    if (closed && (ownedClosed || !letIn.contains(Thread.currentThread()))) {
      closeOwned();
    }
  }

  /** Forgets something that was closed by itself. */
  public void disowns(AutoCloseable resource) {
    owned.remove(resource);
  }

  private void closeOwned() {
    for (AutoCloseable resource : List.copyOf(owned)) {
      owned.remove(resource);
      try {
        resource.close();
      } catch (Exception e) {
        LOG.warn("Closing {} of engine {} failed: {}", resource, engine, e.toString());
      }
    }
  }

  @Override
  public <T extends @Nullable Object> OperationResult<T> execute(
      Operation<T> operation, OperationContext context) {
    return begin(operation, context, true).run();
  }

  @Override
  public <T extends @Nullable Object> OperationResult<T> attempt(
      String name, String target, Supplier<Operation<T>> prepare, OperationContext context) {
    Operation<T> operation;
    try {
      operation = prepare.get();
    } catch (RuntimeException e) {
      DatabaseException error = Failures.of(e);
      error.fillIn("platform", platform.id()).fillIn("engine", engine);
      error.fillIn("operation", name).fillIn("target", target);
      String correlationId = said(context).correlationId().orElseGet(OperationRunner::freshId);
      return OperationResult.notStarted(
          name, target, environment.clock().instant(), correlationId, error);
    }
    return execute(operation, context);
  }

  @Override
  public <T extends @Nullable Object> OperationHandle<T> submit(
      Operation<T> operation, OperationContext context) {
    RunningOperation<T> running = begin(operation, context, false);
    try {
      environment.workers().execute(running::run);
    } catch (RejectedExecutionException e) {
      running.cancel();
      running.run();
    }
    return running;
  }

  @Override
  public <T extends @Nullable Object> OperationResult<T> reconcile(Operation<T> operation) {
    requireOpen();
    return planOf(operation)
        .lastRun()
        .orElseThrow(() -> new IllegalStateException("the operation has not been run"))
        .reconcile();
  }

  @Override
  public List<OperationHandle<?>> active() {
    return List.copyOf(watch.active());
  }

  private <T extends @Nullable Object> RunningOperation<T> begin(
      Operation<T> operation, OperationContext context, boolean onCallersThread) {
    Plan<T> plan = planOf(operation);
    plan.take();
    RunningOperation<T> running =
        new RunningOperation<>(plan, this, said(context), freshId(), onCallersThread);
    plan.started(running);
    watch.add(running);
    if (closed) {
      running.refuse(closedError());
    }
    return running;
  }

  void ended(RunningOperation<?> running) {
    watch.remove(running);
  }

  private <T extends @Nullable Object> Plan<T> planOf(Operation<T> operation) {
    if (operation instanceof Plan<T> plan && plan.runner() == this) {
      return plan;
    }
    throw new IllegalArgumentException(
        "the operation was not prepared by engine " + engine + " and cannot be run by it");
  }

  private OperationContext said(OperationContext context) {
    return context.orElse(environment.defaultContext());
  }

  /** An id nobody else has. It need not be hard to guess, so the system's entropy is not asked. */
  private static String freshId() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long high = (random.nextLong() & ~0xF000L) | 0x4000L;
    long low = (random.nextLong() >>> 2) | 0x8000_0000_0000_0000L;
    return new UUID(high, low).toString();
  }

  /**
   * Refuses new work, cancels what runs, waits at most five seconds for it, and closes what the
   * engine owns. Idempotent.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    // Whoever closes because it was interrupted wants it closed: the interrupt is kept for after.
    boolean interrupted = Thread.interrupted();
    try {
      List<RunningOperation<?>> running = watch.active();
      running.forEach(RunningOperation::cancel);
      long deadline = System.nanoTime() + CLOSE_WAIT.toNanos();
      for (RunningOperation<?> operation : running) {
        operation.awaitQuietly(deadline - System.nanoTime());
      }
      watch.close();
      ownedClosed = true;
      closeOwned();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
