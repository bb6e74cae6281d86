package io.gds.database.mongodb;

import io.gds.database.access.BlockingTree;
import io.gds.database.access.CancelProcessOptions;
import io.gds.database.access.ProcessId;
import io.gds.database.access.ProcessQuery;
import io.gds.database.access.ProcessState;
import io.gds.database.access.ServerProcess;
import io.gds.database.access.SupportsProcesses;
import io.gds.database.access.TerminateInfo;
import io.gds.database.access.TerminateProcessOptions;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Checks;
import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler.Finding;
import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.mongodb.MongoOperations.Reading;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.Options;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.jspecify.annotations.Nullable;

/**
 * Operations: seeing them, whom they wait for, and ending them. To cancel one is {@code killOp}, to
 * terminate one is that and {@code killSessions}, which ends its session with its cursors and its
 * transaction. No connection can be ended from outside. The server says of both that it is well
 * whatever becomes of it, so it is looked for before and after.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/command/killOp/">killOp</a>
 * @see <a
 *     href="https://www.mongodb.com/docs/manual/reference/command/killSessions/">killSessions</a>
 */
final class MongoProcesses implements SupportsProcesses {
  private static final int STATEMENT_LENGTH = 4096;

  /** How long one that was cancelled is watched for a sign of it. */
  private static final Duration LOOK = Duration.ofSeconds(2);

  private static final long PAUSE_MILLIS = 25;

  private static final String NUMBERS =
      "See processes(): numbers are used again, so the start belongs to them.";

  private final MongoContext context;
  private final MongoOperations operations;

  MongoProcesses(MongoContext context) {
    this.context = context;
    this.operations = new MongoOperations(context);
  }

  @Override
  public List<ServerProcess> processes(ProcessQuery query) {
    return operations.all(query.statementLength()).stream()
        .filter(each -> query.matches(each.process(), each.now()))
        .map(Reading::process)
        .toList();
  }

  @Override
  public BlockingTree blockingTree() {
    List<Reading> all = operations.all(STATEMENT_LENGTH);
    Instant now =
        all.stream()
            .flatMap(each -> each.operation().now().stream())
            .findFirst()
            .orElseGet(() -> context.clock().instant());
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

  @Override
  public Operation<@Nullable Void> prepareCancelProcess(CancelProcessOptions options) {
    Ending ending = new Ending(options.process(), options.allowOwn(), false);
    Plan.Builder<@Nullable Void> plan = ending.plan("cancelProcess", options);
    ending
        .killOp()
        .ifPresent(
            kill ->
                ending.step(
                    plan,
                    kill,
                    step -> {
                      if (!ending.awaitSign(LOOK, step)) {
                        throw ErrorDetails.of(
                                ErrorCode.WRONG_STATE,
                                "the server goes on with what it was told to end: "
                                    + options.process())
                            .platform(DatabaseType.MONGODB.id())
                            .target(options.process().id())
                            .remedy("Look again: some work cannot be interrupted for a while.")
                            .toException();
                      }
                    }));
    return plan.yields(() -> null);
  }

  @Override
  public Operation<TerminateInfo> prepareTerminateProcess(TerminateProcessOptions options) {
    Ending ending = new Ending(options.process(), options.allowOwn(), true);
    Plan.Builder<TerminateInfo> plan = ending.plan("terminateProcess", options);
    ending.killOp().ifPresent(kill -> ending.step(plan, kill, step -> {}));
    ending.killSessions().ifPresent(kill -> ending.sessions(plan, kill));
    AtomicBoolean gone = new AtomicBoolean();
    plan.step(
        StepKind.COMMAND,
        Effect.READ,
        "// look whether it is gone",
        step -> gone.set(ending.awaitGone(options.waitAtMost(), step)));
    return plan.yields(
        () ->
            new TerminateInfo(
                options.process(), gone.get(), OptionalDouble.empty(), Optional.empty()));
  }

  /** What happens when a step has sent its command. */
  private interface Afterwards {
    void look(StepContext step);
  }

  /** The ending of one of them. */
  private final class Ending {
    private final ProcessId process;
    private final boolean allowOwn;
    private final boolean wholly;
    private final Optional<Reading> planned;
    private final AtomicReference<@Nullable Optional<Reading>> fresh = new AtomicReference<>();

    Ending(ProcessId process, boolean allowOwn, boolean wholly) {
      context.runner().requireOpen();
      this.process = process;
      this.allowOwn = allowOwn;
      this.wholly = wholly;
      this.planned = look();
    }

    /** What cannot be read is told by the checks. */
    private Optional<Reading> look() {
      try {
        Optional<Reading> found = operations.find(process);
        fresh.set(found);
        return found;
      } catch (DatabaseException e) {
        return Optional.empty();
      }
    }

    <T extends @Nullable Object> Plan.Builder<T> plan(String verb, Options options) {
      options.requireKnown(Set.of(), List.of());
      return context
          .runner()
          .<T>plan(verb, process.id())
          .options(options)
          .measure(() -> new MongoChecks(context).measured(process.toString(), this::checks));
    }

    Optional<BsonDocument> killOp() {
      return planned
          .flatMap(found -> found.operation().number())
          .map(number -> new BsonDocument("killOp", new BsonInt32(1)).append("op", number));
    }

    Optional<BsonDocument> killSessions() {
      return planned
          .flatMap(found -> found.operation().session())
          .map(lsid -> new BsonDocument("killSessions", new BsonArray(List.of(lsid))));
    }

    private List<Check> checks() {
      Optional<Reading> just = fresh.getAndSet(null);
      Optional<Reading> found = just == null ? operations.find(process) : just;
      List<Check> all = new ArrayList<>();
      all.add(
          demand(
              found.isPresent(),
              "there is such an operation",
              found.isPresent() ? "there" : "not there",
              "there",
              ErrorCode.NOT_FOUND,
              NUMBERS));
      found.ifPresent(there -> all.addAll(further(there)));
      return all;
    }

    private List<Check> further(Reading found) {
      List<Check> all = new ArrayList<>();
      ServerProcess told = found.process();
      all.add(
          demand(
              !told.own() || allowOwn,
              "it is none of this engine's own",
              told.own() ? "this engine's own" : "another's",
              "another's",
              ErrorCode.PRECONDITION_FAILED,
              "Close what uses it, or allow own operations."));
      all.add(
          demand(
              !told.system(),
              "it is none of the server's own",
              told.system() ? "the server's own" : "a client's",
              "a client's",
              ErrorCode.PRECONDITION_FAILED,
              "The server's own work is left alone."));
      boolean runs = found.operation().number().isPresent();
      boolean session = found.operation().session().isPresent();
      boolean possible = runs || (wholly && session);
      all.add(
          demand(
              possible,
              "there is something to be ended",
              possible ? "there is" : "idle, and MongoDB ends no connection from outside",
              "an operation" + (wholly ? " or a session" : ""),
              ErrorCode.WRONG_STATE,
              session
                  ? "Terminate it: that ends its session and its transaction."
                  : "Close it in the program that opened it."));
      if (wholly && runs && !session) {
        all.add(
            Checks.advise(
                context.clock(),
                false,
                "its session ends too",
                process.toString(),
                "it has none",
                "it has one",
                "The operation ends; the connection stays, and may begin another."));
      }
      all.addAll(rights(found.operation(), runs, wholly && session));
      return all;
    }

    /** One's own are ended without a right. */
    private List<Check> rights(MongoOperation operation, boolean runs, boolean session) {
      MongoRights rights = MongoRights.read(context, true);
      if (operation.user().filter(rights.users()::contains).isPresent()) {
        return List.of();
      }
      MongoChecks checks = new MongoChecks(context);
      List<Check> all = new ArrayList<>();
      if (runs) {
        all.add(checks.may(rights, MongoAction.KILL_OPERATION));
      }
      if (session) {
        all.add(checks.may(rights, MongoAction.KILL_ANY_SESSION));
      }
      return all;
    }

    private Check demand(
        boolean holds, String rule, String is, String limit, ErrorCode code, String remedy) {
      return Checks.demand(
          context.clock(), holds, rule, process.toString(), is, limit, code, remedy);
    }

    <T extends @Nullable Object> void step(
        Plan.Builder<T> plan, BsonDocument kill, Afterwards afterwards) {
      MongoStep shown = MongoStep.of(MongoPrincipal.ADMIN, kill);
      plan.step(
          new Step(StepKind.COMMAND, shown.text(), Effect.ONCE, ""),
          step -> {
            requireThere();
            context.commands().during(step).admin(kill);
            afterwards.look(step);
          },
          () -> awaitSign(LOOK, null) ? Finding.DONE : Finding.UNKNOWN);
    }

    /**
     * Drivers use a session again, so one whose operation is gone is left alone: if there was one,
     * the step before has just found it.
     */
    void sessions(Plan.Builder<TerminateInfo> plan, BsonDocument kill) {
      boolean idle = killOp().isEmpty();
      plan.step(
          StepKind.COMMAND,
          Effect.IDEMPOTENT,
          MongoStep.of(MongoPrincipal.ADMIN, kill).text(),
          step -> {
            if (idle) {
              requireThere();
            }
            context.commands().during(step).admin(kill);
          });
    }

    private void requireThere() {
      if (operations.find(process).isEmpty()) {
        throw ErrorDetails.of(
                ErrorCode.NOT_FOUND, "there is no such operation any more: " + process)
            .platform(DatabaseType.MONGODB.id())
            .target(process.id())
            .remedy(NUMBERS)
            .toException();
      }
    }

    boolean awaitGone(Duration most, StepContext step) {
      return await(most, step, Optional::isEmpty);
    }

    /** Gone, or told by the server to be ending. */
    boolean awaitSign(Duration most, @Nullable StepContext step) {
      return await(
          most,
          step,
          found -> found.map(it -> it.process().state() == ProcessState.ENDING).orElse(true));
    }

    private boolean await(
        Duration most, @Nullable StepContext step, Predicate<Optional<Reading>> wanted) {
      long began = System.nanoTime();
      long nanos = TimeUnit.NANOSECONDS.convert(most);
      while (true) {
        if (step != null) {
          step.throwIfCancelled();
        }
        if (wanted.test(operations.find(process))) {
          return true;
        }
        if (System.nanoTime() - began >= nanos) {
          return false;
        }
        pause();
      }
    }
  }

  /** An interrupt ends it and is kept; one from before does not, else looking never paused. */
  private static void pause() {
    boolean interrupted = Thread.interrupted();
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
