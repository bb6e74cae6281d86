package io.gds.database.core;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationHandle;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.operation.OutcomeUnknownException;
import io.gds.database.operation.PreconditionFailedException;
import io.gds.database.operation.Progress;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a plan: the order of things in the gate. Also the handle that callers hold. */
final class RunningOperation<T extends @Nullable Object> implements OperationHandle<T> {
  private static final Logger LOG = LoggerFactory.getLogger(RunningOperation.class);

  private final Plan<T> plan;
  private final OperationRunner runner;
  private final OperationContext context;
  private final String id;
  private final String correlationId;
  private final Instant startedAt;
  private final CancelState cancellation;
  private final ProgressReporter progress;
  private final StepLedger ledger;
  private final CompletableFuture<OperationResult<T>> completion = new CompletableFuture<>();
  private volatile List<Check> checks;
  // Came too late to be heeded, and is kept for after. Of the running thread only.
  private boolean interrupted;
  private volatile @Nullable DatabaseException refusal;

  RunningOperation(
      Plan<T> plan,
      OperationRunner runner,
      OperationContext context,
      String id,
      boolean onCallersThread) {
    this.plan = plan;
    this.runner = runner;
    this.context = context;
    this.id = id;
    correlationId = context.correlationId().orElse(id);
    startedAt = runner.environment().clock().instant();
    cancellation =
        new CancelState(context.within(), onCallersThread ? Thread.currentThread() : null);
    progress = new ProgressReporter(id, context.progress(), runner.environment());
    ledger = new StepLedger(plan.steps());
    checks = plan.checks();
  }

  /** Makes the run end with this error before it begins. */
  void refuse(DatabaseException error) {
    refusal = error;
  }

  /** Called by the watch: notices deadlines and interrupts. */
  void look() {
    cancellation.look();
  }

  void throwIfCancelled() {
    cancellation.throwIfCancelled();
  }

  OperationResult<T> run() {
    OperationResult<T> result;
    try {
      runner.audit().started(this);
      takeSteps();
      result = result(Outcome.SUCCEEDED, plan.yielded(), null);
    } catch (Exception e) {
      if (plan.isPastReturn()) {
        cancellation.disregard();
      }
      DatabaseException error = inContext(honest(cancellation.explain(Failures.of(e))));
      Outcome outcome = OperationResult.outcomeOf(error);
      if (outcome != Outcome.UNKNOWN) {
        cleanUp(plan.onFailure()).forEach(error::addSuppressed);
      }
      tellWhatIsLeft(error);
      result = result(outcome, null, error);
    } catch (Error e) {
      cleanUp(plan.onFailure()).forEach(e::addSuppressed);
      cleanUp(plan.always()).forEach(e::addSuppressed);
      finish(result(Outcome.FAILED, null, inContext(Failures.of(e))));
      throw e;
    }
    for (DatabaseException leftOver : cleanUp(plan.always())) {
      LOG.warn("After the {} of {}: {}", plan.name(), plan.target(), leftOver.toString());
      result.error().ifPresent(error -> error.addSuppressed(leftOver));
    }
    return finish(result);
  }

  private OperationResult<T> finish(OperationResult<T> result) {
    try {
      undisturbed(
          () -> {
            runner.audit().finished(this, result);
            return result;
          });
    } finally {
      // Whatever becomes of the record: somebody waits for the end, and it has come.
      runner.ended(this);
      completion.complete(result);
    }
    return result;
  }

  /**
   * What cannot be called back is called neither cancelled nor, because the engine was closed
   * meanwhile, failed: who looks finds it done.
   */
  private DatabaseException honest(DatabaseException error) {
    boolean stopped =
        error.code() == ErrorCode.CANCELLED || error.code() == ErrorCode.ENGINE_CLOSED;
    return cancellation.isDisregarded() && stopped
        ? ErrorDetails.of(
                ErrorCode.OUTCOME_UNKNOWN,
                "the "
                    + plan.name()
                    + " was stopped after something was done that cannot be called back: "
                    + error.getMessage())
            .cause(error)
            .remedy("Look at the result's steps: what is DONE stays done.")
            .toException()
        : error;
  }

  private void tellWhatIsLeft(DatabaseException error) {
    if (ledger.lastSent() < 0) {
      return;
    }
    undisturbed(
            () -> {
              try {
                return plan.left();
              } catch (RuntimeException e) {
                LOG.warn("Looking for what the {} has left: {}", plan.name(), e.toString());
                return Optional.<String>empty();
              }
            })
        .ifPresent(error::addRemedy);
  }

  private void takeSteps() {
    try {
      takeEach();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void takeEach() {
    DatabaseException refused = refusal;
    if (refused != null) {
      throw refused;
    }
    requireUnrefused(checks, false);
    boolean measuredAgain = false;
    for (int i = 0; i < plan.steps().size(); i++) {
      if (plan.isPastReturn()) {
        cancellation.disregard();
        interrupted |= Thread.interrupted();
      } else {
        cancellation.throwIfCancelled();
      }
      PlannedStep planned = plan.steps().get(i);
      if (planned.step().changes() && !measuredAgain) {
        checks = List.copyOf(plan.measureAgain());
        requireUnrefused(checks, true);
        measuredAgain = true;
      }
      takeStep(i, planned);
    }
  }

  private static void requireUnrefused(List<Check> checks, boolean heldBefore) {
    if (checks.isEmpty()) {
      return;
    }
    List<Check> refusals = checks.stream().filter(Check::refused).toList();
    if (!refusals.isEmpty()) {
      throw heldBefore
          ? PreconditionFailedException.stale(refusals)
          : PreconditionFailedException.of(refusals);
    }
  }

  private void takeStep(int index, PlannedStep planned) {
    StepContext stepContext = new GateContext(cancellation, progress);
    try {
      Retries.run(
          planned.step().effect(),
          this,
          () -> {
            ledger.sent(index);
            try {
              planned.body().run(stepContext);
            } catch (Exception e) {
              throw Failures.of(e);
            }
          });
      ledger.ended(index, StepStatus.DONE);
    } catch (DatabaseException e) {
      if (!planned.step().changes() || e.code() != ErrorCode.CONNECTION_LOST) {
        ledger.ended(index, StepStatus.FAILED);
        throw e;
      }
      settle(index, planned, e);
    } catch (Error e) {
      ledger.ended(index, StepStatus.UNKNOWN);
      throw e;
    }
  }

  /** The answer to a changing step was lost: asks the server, and only then gives up. */
  private void settle(int index, PlannedStep planned, DatabaseException lost) {
    switch (look(planned)) {
      case DONE -> ledger.ended(index, StepStatus.DONE);
      case NOT_DONE -> {
        ledger.ended(index, StepStatus.FAILED);
        throw lost;
      }
      case UNKNOWN -> {
        ledger.ended(index, StepStatus.UNKNOWN);
        throw unknown(planned.step(), lost);
      }
    }
  }

  private static Reconciler.Finding look(PlannedStep planned) {
    return undisturbed(
        () -> {
          try {
            return planned.reconciler().isPresent()
                ? planned.reconciler().get().look()
                : Reconciler.Finding.UNKNOWN;
          } catch (Exception e) {
            return Reconciler.Finding.UNKNOWN;
          }
        });
  }

  private OutcomeUnknownException unknown(Step step, Throwable lost) {
    return new OutcomeUnknownException(
        "the connection broke after this was sent, and whether it took effect is not known: "
            + step.text(),
        "Look whether "
            + plan.target()
            + " is as the "
            + plan.name()
            + " would have left it before doing it again; reconcile(operation) asks the server."
            + advice(lost),
        plan,
        lost);
  }

  /** What the step itself advised: it knows best what to look at. */
  private static String advice(Throwable lost) {
    return lost instanceof DatabaseException e ? e.remedy().map(text -> " " + text).orElse("") : "";
  }

  /** Asks again about the step whose fate is unknown. Changes nothing. */
  OperationResult<T> reconcile() {
    OperationResult<T> last = completion.getNow(null);
    if (last == null) {
      throw new IllegalStateException(
          "the " + plan.name() + " of " + plan.target() + " is running");
    }
    int index = ledger.unknown();
    if (index < 0) {
      return last;
    }
    PlannedStep planned = plan.steps().get(index);
    switch (look(planned)) {
      case DONE -> {
        ledger.ended(index, StepStatus.DONE);
        if (index == plan.steps().size() - 1) {
          return result(Outcome.SUCCEEDED, plan.yielded(), null);
        }
        return result(
            Outcome.FAILED,
            null,
            inContext(interrupted("took effect, the steps after it were not taken")));
      }
      case NOT_DONE -> {
        ledger.ended(index, StepStatus.FAILED);
        return result(Outcome.FAILED, null, inContext(interrupted("had no effect")));
      }
      default -> {
        return last;
      }
    }
  }

  private DatabaseException interrupted(String what) {
    DatabaseException error = lost(what);
    tellWhatIsLeft(error);
    return error;
  }

  private DatabaseException lost(String what) {
    int index = ledger.lastSent();
    return ErrorDetails.of(
            ErrorCode.CONNECTION_LOST,
            "the connection broke; the step " + what + ": " + plan.steps().get(index).step().text())
        .remedy("Prepare the " + plan.name() + " again.")
        .toException();
  }

  /**
   * Does what has to come to its end on a thread that was interrupted, too: drivers, channels and
   * tools refuse to work for such a thread. The interrupt is kept for after.
   */
  private static <R> R undisturbed(Supplier<R> work) {
    boolean interrupted = Thread.interrupted();
    try {
      return work.get();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Runs what was written before a step that was begun, and tells what failed. */
  private List<DatabaseException> cleanUp(List<Plan.CleanUp> cleanUps) {
    if (cleanUps.isEmpty()) {
      return List.of();
    }
    StepContext quiet = new GateContext(CancelState.never(), progress);
    List<DatabaseException> failures = new ArrayList<>();
    for (Plan.CleanUp cleanUp : cleanUps) {
      if (ledger.begun(cleanUp.position())) {
        undisturbed(() -> runner.letIn(() -> run(cleanUp.body(), quiet))).ifPresent(failures::add);
      }
    }
    return failures;
  }

  /** One that fails, in whatever way, does not keep the others from running. */
  private static Optional<DatabaseException> run(StepBody body, StepContext context) {
    try {
      body.run(context);
      return Optional.empty();
    } catch (Exception | Error e) {
      return Optional.of(Failures.of(e));
    }
  }

  private DatabaseException inContext(DatabaseException error) {
    error.fillIn("platform", runner.platform().id()).fillIn("engine", runner.engine());
    error.fillIn("operation", plan.name()).fillIn("target", plan.target());
    progress.phase().ifPresent(phase -> error.fillIn("phase", phase));
    return error;
  }

  private OperationResult<T> result(
      Outcome outcome, @Nullable T value, @Nullable DatabaseException error) {
    return new OperationResult<>(
        plan.name(),
        plan.target(),
        outcome,
        ledger.attempts(),
        startedAt,
        runner.environment().clock().instant(),
        correlationId,
        Optional.ofNullable(value),
        Optional.ofNullable(error),
        ledger.results(),
        checks);
  }

  Plan<T> plan() {
    return plan;
  }

  OperationContext context() {
    return context;
  }

  String correlationId() {
    return correlationId;
  }

  Instant startedAt() {
    return startedAt;
  }

  ProgressReporter reporter() {
    return progress;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Operation<T> operation() {
    return plan;
  }

  @Override
  public Optional<Progress> progress() {
    return progress.last();
  }

  @Override
  public boolean isDone() {
    return completion.isDone();
  }

  @Override
  public boolean cancel() {
    return !isDone() && cancellation.cancel(ErrorCode.CANCELLED, "the operation was cancelled");
  }

  @Override
  public OperationResult<T> await() {
    try {
      return completion.get();
    } catch (InterruptedException e) {
      throw waitInterrupted(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Optional<OperationResult<T>> await(Duration atMost) {
    try {
      return Optional.of(
          completion.get(TimeUnit.NANOSECONDS.convert(atMost), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      throw waitInterrupted(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private DatabaseException waitInterrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return ErrorDetails.of(
            ErrorCode.CANCELLED,
            "the wait for the " + plan.name() + " of " + plan.target() + " was interrupted")
        .cause(cause)
        .remedy("The operation itself goes on; cancel it by its handle to stop it.")
        .toException();
  }

  /** Waits without throwing, at most this long. */
  void awaitQuietly(long nanos) {
    try {
      completion.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // Closing goes on: what does not end within five seconds is left to end by itself.
      return;
    }
  }

  @Override
  public CompletionStage<OperationResult<T>> completion() {
    return completion.minimalCompletionStage();
  }
}
