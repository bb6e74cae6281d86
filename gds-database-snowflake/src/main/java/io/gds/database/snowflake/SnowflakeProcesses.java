package io.gds.database.snowflake;

import io.gds.database.access.BlockingTree;
import io.gds.database.access.CancelProcessOptions;
import io.gds.database.access.ProcessId;
import io.gds.database.access.ProcessQuery;
import io.gds.database.access.ServerProcess;
import io.gds.database.access.SupportsProcesses;
import io.gds.database.access.TerminateInfo;
import io.gds.database.access.TerminateProcessOptions;
import io.gds.database.core.Checks;
import io.gds.database.core.Measurements;
import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler.Finding;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.SqlExecutor;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import io.gds.database.snowflake.SnowflakeProcessReadings.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Queries that run, and transactions that are open with nothing running in them. A query is
 * cancelled by its id; such a transaction is undone, which is what cancelling can mean there.
 * Terminating ends the session that either is of.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/functions/system_cancel_query">
 *     SYSTEM$CANCEL_QUERY</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/functions/system_abort_transaction">
 *     SYSTEM$ABORT_TRANSACTION</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/functions/system_abort_session">
 *     SYSTEM$ABORT_SESSION</a>
 */
final class SnowflakeProcesses implements SupportsProcesses {
  private static final int STATEMENT_LENGTH = 4096;
  private static final Duration LOOK = Duration.ofSeconds(2);

  private final SnowflakeContext context;

  SnowflakeProcesses(SnowflakeContext context) {
    this.context = context;
  }

  private SnowflakeProcessReadings readings() {
    context.runner().requireOpen();
    return new SnowflakeProcessReadings(context);
  }

  @Override
  public List<ServerProcess> processes(ProcessQuery query) {
    Instant now = context.clock().instant();
    return readings().all(query.statementLength()).stream()
        .map(Reading::process)
        .filter(process -> query.matches(process, now))
        .toList();
  }

  @Override
  public BlockingTree blockingTree() {
    return BlockingTree.of(
        readings().all(STATEMENT_LENGTH).stream().map(Reading::process).toList(),
        context.clock().instant());
  }

  @Override
  public Set<OptionKey<?>> cancelProcessKeys() {
    return Set.of();
  }

  @Override
  public Set<OptionKey<?>> terminateProcessKeys() {
    return Set.of();
  }

  @Override
  public Operation<@Nullable Void> prepareCancelProcess(CancelProcessOptions options) {
    context.runner().requireOpen();
    options.requireKnown(Set.of(), List.of());
    ProcessId process = options.process();
    OptionalLong transaction = SnowflakeOpenTransaction.number(process);
    String call =
        transaction.isPresent()
            ? "SYSTEM$ABORT_TRANSACTION(" + transaction.getAsLong() + ")"
            : "SYSTEM$CANCEL_QUERY(" + SnowflakeSql.literal(process.id()) + ")";
    String sql = answered(call);
    return context
        .runner()
        .<@Nullable Void>plan("cancelProcess", process.id())
        .options(options)
        .measure(() -> checks(process, options.allowOwn()))
        .step(
            new Step(StepKind.SQL, sql, Effect.ONCE, ""),
            SnowflakeRights.naming(
                transaction.isPresent()
                    ? "ACCOUNTADMIN, for transactions of others"
                    : "OPERATE on the warehouse, or OWNERSHIP of the user",
                "Use a role that has it; one's own may always be cancelled.",
                step -> demandDone(context.sql().during(step), sql, process)),
            () -> fate(process))
        .yields(() -> null);
  }

  private static String answered(String call) {
    return "SELECT " + call + " AS ANSWER";
  }

  @Override
  public Operation<TerminateInfo> prepareTerminateProcess(TerminateProcessOptions options) {
    context.runner().requireOpen();
    options.requireKnown(Set.of(), List.of());
    ProcessId process = options.process();
    AtomicBoolean gone = new AtomicBoolean();
    AtomicLong session = new AtomicLong();
    // What the step shows must be known when it is planned, as must whose session would end.
    session.set(readings().find(process).map(Reading::session).orElse(0L));
    String sql = answered("SYSTEM$ABORT_SESSION(" + session.get() + ")");
    Plan.Builder<TerminateInfo> plan =
        context
            .runner()
            .<TerminateInfo>plan("terminateProcess", process.id())
            .options(options)
            .measure(() -> ofTerminate(process, options.allowOwn(), session.get()));
    if (session.get() > 0) {
      plan.step(
          new Step(StepKind.SQL, sql, Effect.ONCE, ""),
          step -> {
            demandDone(context.sql().during(step), sql, process);
            gone.set(awaitGone(process, options.waitAtMost(), step::throwIfCancelled));
          },
          () -> {
            Finding found = fate(process);
            gone.set(found == Finding.DONE);
            return found;
          });
    }
    return plan.yields(
        () -> new TerminateInfo(process, gone.get(), OptionalDouble.empty(), Optional.empty()));
  }

  /** The server says in a text whether it did it; any other text than that it did is told. */
  private void demandDone(SqlExecutor sql, String call, ProcessId process) {
    String answer = sql.first(call, row -> row.optionalText("ANSWER").orElse("")).orElse("");
    String small = answer.toLowerCase(Locale.ROOT);
    if (small.contains("terminated") || small.contains("aborted")) {
      return;
    }
    boolean absent =
        small.contains("not currently executing")
            || small.contains("not found")
            || small.contains("does not exist");
    throw ErrorDetails.of(
            absent ? ErrorCode.NOT_FOUND : ErrorCode.STATEMENT_FAILED,
            absent
                ? "there is no such process any more: " + process
                : "the server did not end " + process + ": " + answer)
        .platform(context.runner().platform().id())
        .engine(context.runner().engine())
        .target(process.id())
        .with("answer", answer)
        .remedy("See processes() for what runs now.")
        .toException();
  }

  /** One that is there may never have been told to end. */
  private Finding fate(ProcessId process) {
    return awaitGone(process, LOOK, () -> {}) ? Finding.DONE : Finding.UNKNOWN;
  }

  private boolean awaitGone(ProcessId process, Duration most, Runnable onWait) {
    return SnowflakeWait.until(most, onWait, () -> readings().find(process).isEmpty());
  }

  private List<Check> ofTerminate(ProcessId process, boolean allowOwn, long session) {
    List<Check> all = new ArrayList<>(checks(process, allowOwn));
    boolean found = all.stream().noneMatch(Check::refused);
    if (found) {
      List<Reading> there = readings().all(0);
      long now =
          there.stream()
              .filter(each -> each.process().id().equals(process))
              .map(Reading::session)
              .findFirst()
              .orElse(0L);
      all.add(alone(process, session, there));
      all.add(
          Checks.demand(
              context.clock(),
              now == session && session > 0,
              "its session is known, and the same",
              process.id(),
              now > 0 ? "session " + now : "not told",
              "session " + session,
              ErrorCode.PERMISSION_DENIED,
              "Use the role ACCOUNTADMIN, which is told the sessions of others."));
      all.add(mayEnd(process));
    }
    return all;
  }

  /** The session ends with all that runs in it. */
  private Check alone(ProcessId process, long session, List<Reading> there) {
    List<String> others =
        there.stream()
            .filter(each -> each.session() == session)
            .map(each -> each.process().id().id())
            .filter(id -> !id.equals(process.id()))
            .toList();
    return Checks.advise(
        context.clock(),
        others.isEmpty(),
        "nothing else runs in its session",
        "session " + session,
        others.isEmpty() ? "nothing" : String.join(", ", others),
        "nothing",
        "It ends too: cancel the process alone to leave the others.");
  }

  /** The server ends sessions for administrators of the account. */
  private Check mayEnd(ProcessId process) {
    boolean administrator =
        context
            .sql()
            .first(
                "SELECT IS_ROLE_IN_SESSION('ACCOUNTADMIN') AS ADMINISTRATOR",
                row -> SnowflakeRows.isTrue(row, "ADMINISTRATOR"))
            .orElse(false);
    return Checks.advise(
        context.clock(),
        administrator,
        "the role may end sessions",
        process.id(),
        administrator ? "ACCOUNTADMIN" : "another role",
        "ACCOUNTADMIN",
        "The server may refuse it: use the role ACCOUNTADMIN.");
  }

  private List<Check> checks(ProcessId process, boolean allowOwn) {
    String rule = "there is such a process";
    try {
      Optional<Reading> found = readings().find(process);
      List<Check> all = new ArrayList<>();
      all.add(
          Checks.demand(
              context.clock(),
              found.isPresent(),
              rule,
              process.toString(),
              found.isPresent() ? "there" : "not there, or not seen by this role",
              "there",
              ErrorCode.NOT_FOUND,
              "See processes(): what has ended is not there any more; the queries of others are"
                  + " seen with MONITOR on their warehouse."));
      found.ifPresent(
          each -> {
            all.add(notOwn(each.process(), allowOwn));
            all.add(notSystem(each.process()));
          });
      return all;
    } catch (DatabaseException e) {
      return List.of(
          new Measurements(context.clock()).refused(rule, process.toString(), "readable", e));
    }
  }

  private Check notOwn(ServerProcess found, boolean allowOwn) {
    return Checks.demand(
        context.clock(),
        !found.own() || allowOwn,
        "it is none of this engine's own",
        found.id().id(),
        found.own() ? "this engine's own" : "another's",
        "another's",
        ErrorCode.PRECONDITION_FAILED,
        "Close what uses it, or allow own sessions.");
  }

  private Check notSystem(ServerProcess found) {
    return Checks.demand(
        context.clock(),
        !found.system(),
        "it is none of the server's own",
        found.id().id(),
        found.system() ? "the server's own" : "a user's",
        "a user's",
        ErrorCode.PRECONDITION_FAILED,
        "The server's own work is left alone.");
  }
}
