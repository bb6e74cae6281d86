package io.gds.database.postgres;

import io.gds.database.access.BlockingTree;
import io.gds.database.access.CancelProcessOptions;
import io.gds.database.access.ProcessId;
import io.gds.database.access.ProcessQuery;
import io.gds.database.access.ServerProcess;
import io.gds.database.access.SupportsProcesses;
import io.gds.database.access.TerminateInfo;
import io.gds.database.access.TerminateProcessOptions;
import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler.Finding;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Sessions: seeing them, whom they wait for, cancelling and ending them. The number and the start
 * of a session go into the statement that hits it, so that no other that got its number is hit.
 */
final class PostgresProcesses implements SupportsProcesses {
  private static final int STATEMENT_LENGTH = 4096;

  /** How long a session whose signal was not confirmed is watched for its end. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final PostgresContext context;

  PostgresProcesses(PostgresContext context) {
    this.context = context;
  }

  private PostgresProcessReadings readings() {
    context.runner().requireOpen();
    return new PostgresProcessReadings(context);
  }

  @Override
  public List<ServerProcess> processes(ProcessQuery query) {
    return readings().all(query.statementLength()).stream()
        .filter(each -> query.matches(each.process(), each.now()))
        .map(PostgresProcessReadings.Reading::process)
        .toList();
  }

  @Override
  public BlockingTree blockingTree() {
    List<PostgresProcessReadings.Reading> all = readings().all(STATEMENT_LENGTH);
    Instant now =
        all.stream()
            .map(PostgresProcessReadings.Reading::now)
            .findFirst()
            .orElseGet(() -> context.clock().instant());
    return BlockingTree.of(
        all.stream().map(PostgresProcessReadings.Reading::process).toList(), now);
  }

  @Override
  public Set<OptionKey<?>> cancelProcessKeys() {
    return PostgresProcess.OF_CANCEL;
  }

  @Override
  public Set<OptionKey<?>> terminateProcessKeys() {
    return Set.of();
  }

  @Override
  public Operation<@Nullable Void> prepareCancelProcess(CancelProcessOptions options) {
    context.runner().requireOpen();
    options.requireKnown(PostgresProcess.OF_CANCEL, List.of());
    PostgresSignal signal = new PostgresSignal(context, options.process());
    Optional<Instant> statement =
        options.platformOptions().given(PostgresProcess.STATEMENT_STARTED_AT);
    String text = signal.text("pg_cancel_backend", statement);
    Plan.Builder<@Nullable Void> plan =
        context
            .runner()
            .<@Nullable Void>plan("cancelProcess", options.process().id())
            .options(options)
            .measure(() -> signal.checks(options.allowOwn(), true));
    // Never sent twice: the second might hit the session's next statement.
    return plan.step(
            StepKind.SQL,
            Effect.ONCE,
            text,
            step -> {
              if (!signal.send(text, step)) {
                throw notFound(options.process(), statement);
              }
            })
        .yields(() -> null);
  }

  @Override
  public Operation<TerminateInfo> prepareTerminateProcess(TerminateProcessOptions options) {
    context.runner().requireOpen();
    options.requireKnown(Set.of(), List.of());
    ProcessId process = options.process();
    PostgresSignal signal = new PostgresSignal(context, process);
    String text = signal.text("pg_terminate_backend", Optional.empty());
    AtomicBoolean gone = new AtomicBoolean();
    return context
        .runner()
        .<TerminateInfo>plan("terminateProcess", process.id())
        .options(options)
        .measure(() -> signal.checks(options.allowOwn(), false))
        .step(
            new Step(StepKind.SQL, text, Effect.ONCE, ""),
            step -> {
              if (!signal.send(text, step)) {
                throw notFound(process, Optional.empty());
              }
              gone.set(awaitGone(signal, options.waitAtMost(), step::throwIfCancelled));
            },
            () -> {
              gone.set(awaitGone(signal, LOOK, () -> {}));
              // One that is still there may be rolling back, or may never have been told.
              return gone.get() ? Finding.DONE : Finding.UNKNOWN;
            })
        .yields(
            () -> new TerminateInfo(process, gone.get(), OptionalDouble.empty(), Optional.empty()));
  }

  /** The server only says that it sent the signal; a session rolls back before it is gone. */
  private static boolean awaitGone(PostgresSignal signal, Duration most, Runnable onWait) {
    long began = System.nanoTime();
    // Durations are longer than numbers of nanoseconds can be.
    long nanos = TimeUnit.NANOSECONDS.convert(most);
    while (signal.isThere()) {
      if (System.nanoTime() - began > nanos) {
        return false;
      }
      onWait.run();
      PostgresPause.millis(10);
    }
    return true;
  }

  private static RuntimeException notFound(ProcessId process, Optional<Instant> statement) {
    return ErrorDetails.of(
            ErrorCode.NOT_FOUND,
            "there is no such process any more: "
                + process
                + statement.map(at -> ", running what it began at " + at).orElse(""))
        .target(process.id())
        .remedy("See processes(): numbers are used again, so the start belongs to them.")
        .toException();
  }
}
