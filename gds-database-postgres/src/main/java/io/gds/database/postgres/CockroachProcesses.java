package io.gds.database.postgres;

import io.gds.database.access.BlockingTree;
import io.gds.database.access.CancelProcessOptions;
import io.gds.database.access.ProcessId;
import io.gds.database.access.ProcessQuery;
import io.gds.database.access.ServerProcess;
import io.gds.database.access.SupportsProcesses;
import io.gds.database.access.TerminateInfo;
import io.gds.database.access.TerminateProcessOptions;
import io.gds.database.core.Checks;
import io.gds.database.core.Reconciler.Finding;
import io.gds.database.core.StepContext;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import io.gds.database.postgres.CockroachProcessReadings.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Sessions: seeing them, whom they wait for, cancelling and ending them. Their ids are texts that
 * are never given again.
 *
 * @see <a href="https://www.cockroachlabs.com/docs/stable/cancel-session">CANCEL SESSION</a>
 */
final class CockroachProcesses implements SupportsProcesses {
  private static final int STATEMENT_LENGTH = 4096;
  private static final int PAUSE_MILLIS = 50;

  private final CockroachContext context;

  CockroachProcesses(CockroachContext context) {
    this.context = context;
  }

  CockroachProcessReadings readings() {
    context.runner().requireOpen();
    return new CockroachProcessReadings(context);
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
    CockroachProcessReadings readings = readings();
    List<Reading> all = readings.withBlockers(readings.all(STATEMENT_LENGTH));
    Instant now =
        all.stream().map(Reading::now).findFirst().orElseGet(() -> context.clock().instant());
    return BlockingTree.of(all.stream().map(Reading::process).toList(), now);
  }

  @Override
  public Set<OptionKey<?>> cancelProcessKeys() {
    return CockroachProcess.OF_CANCEL;
  }

  @Override
  public Set<OptionKey<?>> terminateProcessKeys() {
    return Set.of();
  }

  @Override
  public Operation<@Nullable Void> prepareCancelProcess(CancelProcessOptions options) {
    context.runner().requireOpen();
    options.requireKnown(CockroachProcess.OF_CANCEL, List.of());
    String session = options.process().id();
    Optional<String> query = options.platformOptions().given(CockroachProcess.QUERY);
    String sql = query.map(CockroachProcesses::cancelQuery).orElseGet(() -> cancelAll(session));
    // Never sent twice: the second might hit the session's next statement.
    return context
        .runner()
        .<@Nullable Void>plan("cancelProcess", session)
        .options(options)
        .measure(() -> checks(options.process(), options.allowOwn(), query))
        .step(StepKind.SQL, Effect.ONCE, sql, step -> context.sql().during(step).execute(sql))
        .yields(() -> null);
  }

  static String cancelQuery(String query) {
    return "CANCEL QUERY " + CockroachSql.literal(query);
  }

  /** A statement that ends by itself in the meantime is no failure. */
  static String cancelAll(String session) {
    return "CANCEL QUERIES IF EXISTS (WITH q AS (SHOW CLUSTER STATEMENTS) SELECT query_id FROM q"
        + " WHERE session_id = "
        + CockroachSql.literal(session)
        + ")";
  }

  @Override
  public Operation<TerminateInfo> prepareTerminateProcess(TerminateProcessOptions options) {
    context.runner().requireOpen();
    options.requireKnown(Set.of(), List.of());
    ProcessId process = options.process();
    String sql = "CANCEL SESSION " + CockroachSql.literal(process.id());
    AtomicBoolean gone = new AtomicBoolean();
    return context
        .runner()
        .<TerminateInfo>plan("terminateProcess", process.id())
        .options(options)
        .measure(() -> checks(process, options.allowOwn(), Optional.empty()))
        .step(
            new Step(StepKind.SQL, sql, Effect.ONCE, ""),
            step -> {
              context.sql().during(step).execute(sql);
              gone.set(awaitGone(process, options.waitAtMost(), step));
            },
            () -> {
              boolean there = readings().find(process.id()).isPresent();
              gone.set(!there);
              // One that is still there may be rolling back, or may never have been told.
              return there ? Finding.UNKNOWN : Finding.DONE;
            })
        .yields(
            () -> new TerminateInfo(process, gone.get(), OptionalDouble.empty(), Optional.empty()));
  }

  /** The server only says that it told the session; it rolls back before it is gone. */
  private boolean awaitGone(ProcessId process, Duration most, StepContext step) {
    long began = System.nanoTime();
    // Durations are longer than numbers of nanoseconds can be.
    long nanos = TimeUnit.NANOSECONDS.convert(most);
    while (readings().find(process.id()).isPresent()) {
      if (System.nanoTime() - began > nanos) {
        return false;
      }
      step.throwIfCancelled();
      PostgresPause.millis(PAUSE_MILLIS);
    }
    return true;
  }

  private List<Check> checks(ProcessId process, boolean allowOwn, Optional<String> query) {
    String rule = "there is such a process";
    List<Check> further = new ArrayList<>();
    Check there =
        context
            .checks()
            .measured(
                rule,
                process.toString(),
                () -> {
                  Optional<Reading> found =
                      readings()
                          .find(process.id())
                          .filter(each -> each.process().id().equals(process));
                  found.ifPresent(
                      each -> {
                        further.add(notOwn(each.process(), allowOwn));
                        further.add(notSystem(each.process()));
                        further.add(mayCancel(each.process()));
                      });
                  return Checks.demand(
                      context.clock(),
                      found.isPresent(),
                      rule,
                      process.toString(),
                      found.isPresent() ? "there" : "not there",
                      "there",
                      ErrorCode.NOT_FOUND,
                      "See processes(); without VIEWACTIVITY this role sees only its own.");
                });
    List<Check> all = new ArrayList<>(List.of(there));
    all.addAll(further);
    query.ifPresent(id -> all.add(runs(process, id)));
    return all;
  }

  private Check notOwn(ServerProcess process, boolean allowOwn) {
    return Checks.demand(
        context.clock(),
        !process.own() || allowOwn,
        "it is none of this engine's own",
        process.id().id(),
        process.own() ? "this engine's own" : "another's",
        "another's",
        ErrorCode.PRECONDITION_FAILED,
        "Close what uses it, or allow own sessions.");
  }

  private Check notSystem(ServerProcess process) {
    return Checks.demand(
        context.clock(),
        !process.system(),
        "it is none of the server's own",
        process.id().id(),
        process.application().orElse("a client's"),
        "a client's",
        ErrorCode.PRECONDITION_FAILED,
        "The server's own work is left alone; a job is cancelled as a job.");
  }

  private Check mayCancel(ServerProcess process) {
    return context
        .checks()
        .allowed(
            "the role may cancel it",
            process.id().id(),
            rights ->
                rights.admin()
                    || rights.cancelQuery()
                    || process.user().filter(rights.role()::equals).isPresent(),
            role -> "GRANT SYSTEM CANCELQUERY TO " + role + "; for an admin's, GRANT admin TO it.");
  }

  private Check runs(ProcessId process, String query) {
    return context
        .checks()
        .demand(
            "the session runs this statement",
            query,
            () ->
                readings().queries().stream()
                    .anyMatch(
                        each -> each.id().equals(query) && each.sessionId().equals(process.id())),
            "it does",
            "it does not, or does no more",
            ErrorCode.NOT_FOUND,
            "See queries().");
  }
}
