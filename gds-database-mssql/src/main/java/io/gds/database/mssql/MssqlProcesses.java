package io.gds.database.mssql;

import io.gds.database.access.BlockingTree;
import io.gds.database.access.CancelProcessOptions;
import io.gds.database.access.ProcessId;
import io.gds.database.access.ProcessQuery;
import io.gds.database.access.ProcessState;
import io.gds.database.access.ServerProcess;
import io.gds.database.access.SupportsProcesses;
import io.gds.database.access.TerminateInfo;
import io.gds.database.access.TerminateProcessOptions;
import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler.Finding;
import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.mssql.MssqlKill.Rollback;
import io.gds.database.mssql.MssqlProcessReadings.Reading;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Sessions: seeing them, whom they wait for, and ending them. A running statement of another cannot
 * be cancelled: only the client that sent it can do that.
 */
final class MssqlProcesses implements SupportsProcesses {
  private static final int STATEMENT_LENGTH = 4096;

  /** How long a session whose KILL was not confirmed is watched for its end. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final MssqlContext context;

  MssqlProcesses(MssqlContext context) {
    this.context = context;
  }

  private MssqlProcessReadings readings() {
    context.runner().requireOpen();
    return new MssqlProcessReadings(context);
  }

  @Override
  public List<ServerProcess> processes(ProcessQuery query) {
    return readings().all(query.statementLength()).stream()
        .filter(each -> query.matches(each.process(), each.now()))
        .map(Reading::process)
        .toList();
  }

  @Override
  public BlockingTree blockingTree() {
    List<Reading> all = readings().all(STATEMENT_LENGTH);
    Instant now =
        all.stream().map(Reading::now).findFirst().orElseGet(() -> context.clock().instant());
    return BlockingTree.of(all.stream().map(Reading::process).toList(), now);
  }

  @Override
  public Set<OptionKey<?>> cancelProcessKeys() {
    return Set.of();
  }

  @Override
  public Set<OptionKey<?>> terminateProcessKeys() {
    return Set.of();
  }

  /** Plans nothing but its refusal, which tells what to use; or that there is no such session. */
  @Override
  public Operation<@Nullable Void> prepareCancelProcess(CancelProcessOptions options) {
    context.runner().requireOpen();
    options.requireKnown(Set.of(), List.of());
    ProcessId process = options.process();
    return context
        .runner()
        .<@Nullable Void>plan("cancelProcess", process.id())
        .options(options)
        .measure(() -> new MssqlProcessChecks(context, process).ofCancel())
        .yields(() -> null);
  }

  @Override
  public Operation<TerminateInfo> prepareTerminateProcess(TerminateProcessOptions options) {
    context.runner().requireOpen();
    options.requireKnown(Set.of(), List.of());
    ProcessId process = options.process();
    AtomicBoolean gone = new AtomicBoolean();
    AtomicReference<Rollback> rollback = new AtomicReference<>(Rollback.UNKNOWN);
    Plan.Builder<TerminateInfo> plan =
        context
            .runner()
            .<TerminateInfo>plan("terminateProcess", process.id())
            .options(options)
            .measure(
                () -> new MssqlProcessChecks(context, process).ofTerminate(options.allowOwn()));
    MssqlKill.of(process)
        .ifPresent(
            kill -> {
              plan.step(
                  new Step(StepKind.SQL, kill.sql(), Effect.ONCE, ""),
                  step -> {
                    kill(kill, step);
                    gone.set(awaitGone(process, options.waitAtMost(), step::throwIfCancelled));
                  },
                  () -> fate(process, gone));
              plan.step(
                  StepKind.SQL,
                  Effect.READ,
                  kill.statusSql(),
                  step -> {
                    if (!gone.get()) {
                      rollback.set(status(kill, step));
                      gone.set(find(process).isEmpty());
                    }
                  });
            });
    return plan.yields(
        () -> {
          Rollback told = Objects.requireNonNull(rollback.get());
          return new TerminateInfo(process, gone.get(), told.done(), told.remaining());
        });
  }

  private void kill(MssqlKill kill, StepContext step) {
    boolean there =
        context
            .sql()
            .during(step)
            .first(kill.sql(), row -> row.intValue("killed") == 1)
            .orElse(false);
    if (!there) {
      throw ErrorDetails.of(
              ErrorCode.NOT_FOUND, "there is no such session any more: " + kill.process())
          .target(kill.process().id())
          .remedy("See processes(): numbers are used again, so the start belongs to them.")
          .toException();
    }
  }

  private Optional<Reading> find(ProcessId process) {
    return MssqlKill.of(process)
        .flatMap(kill -> readings().find(kill.number()))
        .filter(each -> each.process().id().equals(process));
  }

  /** The server undoes a session's work before it lets it go. */
  private boolean awaitGone(ProcessId process, Duration most, Runnable onWait) {
    return MssqlWait.until(most, onWait, () -> find(process).isEmpty());
  }

  /** One that is there and does not end yet may never have been told. */
  private Finding fate(ProcessId process, AtomicBoolean gone) {
    boolean ending =
        MssqlWait.until(
            LOOK,
            () -> {},
            () -> {
              Optional<Reading> found = find(process);
              gone.set(found.isEmpty());
              return found.map(each -> each.process().state() == ProcessState.ENDING).orElse(true);
            });
    return ending ? Finding.DONE : Finding.UNKNOWN;
  }

  /** The server refuses to tell of a session that has nothing to undo any more. */
  private Rollback status(MssqlKill kill, StepContext step) {
    try {
      return Rollback.of(context.sql().during(step).execute(kill.statusSql()).messages());
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.WRONG_STATE || e.code() == ErrorCode.NOT_FOUND) {
        return Rollback.UNKNOWN;
      }
      throw e;
    }
  }
}
