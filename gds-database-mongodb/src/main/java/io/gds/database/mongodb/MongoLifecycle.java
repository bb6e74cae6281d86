package io.gds.database.mongodb;

import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler;
import io.gds.database.core.StepContext;
import io.gds.database.core.tool.ToolCommand;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.lifecycle.HostCommand;
import io.gds.database.lifecycle.RestartOptions;
import io.gds.database.lifecycle.ShutdownOptions;
import io.gds.database.lifecycle.StartupOptions;
import io.gds.database.lifecycle.SupportsLifecycle;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.Options;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.jspecify.annotations.Nullable;

/**
 * Stopping a server by the command shutdown or a configured one, and starting it by a configured
 * one: what is down takes no command. That its connection breaks is what a stopping server does,
 * and no failure; it counts as down once nobody listens any more.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/command/shutdown/">shutdown</a>
 */
final class MongoLifecycle implements SupportsLifecycle {
  /** How long the server lets others finish, and a primary waits for a secondary to catch up. */
  private static final Duration QUIET = Duration.ofSeconds(15);

  /** No secondary has caught up in time, so that the primary stays. */
  private static final String LATE = "262";

  private final MongoContext context;

  MongoLifecycle(MongoContext context) {
    this.context = context;
  }

  @Override
  public Set<OptionKey<?>> startupKeys() {
    return MongoServer.STARTUP_KEYS;
  }

  @Override
  public Set<OptionKey<?>> shutdownKeys() {
    return MongoServer.SHUTDOWN_KEYS;
  }

  @Override
  public Set<OptionKey<?>> restartKeys() {
    return MongoServer.RESTART_KEYS;
  }

  private void require(Options options, Set<OptionKey<?>> keys) {
    context.runner().requireOpen();
    options.requireKnown(keys, List.of());
  }

  private Plan.Builder<@Nullable Void> plan(String verb, MongoHost host, Options options) {
    return context.runner().<@Nullable Void>plan(verb, host.name()).options(options);
  }

  @Override
  public Operation<@Nullable Void> prepareStartup(StartupOptions options) {
    require(options, startupKeys());
    MongoHost host = MongoHost.named(context, options.platformOptions());
    MongoLifecycleChecks checks = new MongoLifecycleChecks(context, host);
    Plan.Builder<@Nullable Void> plan =
        plan("startup", host, options)
            .measure(
                () -> {
                  List<Check> all = new ArrayList<>();
                  all.add(checks.known());
                  all.add(checks.startable());
                  checks.elsewhere().ifPresent(all::add);
                  return all;
                });
    if (host.get(MongoServer.START_COMMAND).isPresent()) {
      start(plan, host, options.waitAtMost());
    }
    return plan.yields(() -> null);
  }

  @Override
  public Operation<@Nullable Void> prepareShutdown(ShutdownOptions options) {
    require(options, shutdownKeys());
    MongoHost host = MongoHost.answering(context, options.platformOptions());
    MongoLifecycleChecks checks = new MongoLifecycleChecks(context, host);
    Plan.Builder<@Nullable Void> plan =
        plan("shutdown", host, options).measure(() -> checks.ofStop(options.force()));
    stop(plan, host, options.force(), options.waitAtMost(), new AtomicBoolean());
    return plan.yields(() -> null);
  }

  @Override
  public Operation<@Nullable Void> prepareRestart(RestartOptions options) {
    require(options, restartKeys());
    MongoHost host = MongoHost.answering(context, options.platformOptions());
    MongoLifecycleChecks checks = new MongoLifecycleChecks(context, host);
    Plan.Builder<@Nullable Void> plan =
        plan("restart", host, options)
            .measure(
                () -> {
                  List<Check> all = new ArrayList<>();
                  all.add(checks.startable());
                  all.addAll(checks.ofStop(options.force()));
                  return all;
                });
    Optional<HostCommand> command = host.get(MongoServer.START_COMMAND);
    if (command.isPresent()) {
      AtomicBoolean told = new AtomicBoolean();
      plan.leaves(
          () ->
              told.get() && !host.answers()
                  ? Optional.of(
                      host.name()
                          + " was told to stop, and does not answer: start it again: "
                          + command.get()
                          + ".")
                  : Optional.empty());
      stop(plan, host, options.force(), options.waitAtMost(), told);
      start(plan, host, options.waitAtMost());
    }
    return plan.yields(() -> null);
  }

  /** Adds the step that starts it. One that runs already is left alone. */
  private static void start(Plan.Builder<?> plan, MongoHost host, Duration wait) {
    HostCommand words = host.get(MongoServer.START_COMMAND).orElseThrow();
    plan.step(
        new Step(StepKind.TOOL, words.toString(), Effect.ONCE, host.name()),
        step -> start(host, wait, step),
        () -> host.answers() ? Reconciler.Finding.DONE : Reconciler.Finding.UNKNOWN);
  }

  private static void start(MongoHost host, Duration wait, StepContext step) {
    if (host.answers()) {
      return;
    }
    host.run(host.command(MongoServer.START_COMMAND).orElseThrow(), wait, step);
    if (!MongoWait.until(wait, step::throwIfCancelled, host::answers)) {
      // The gate asks once more and then calls the outcome unknown: it may still come up.
      throw ErrorDetails.of(
              ErrorCode.CONNECTION_LOST, "it was started, and does not take commands after " + wait)
          .target(host.name())
          .remedy("Look into the server's log file.")
          .toException();
    }
  }

  /** The command that stops it. */
  static BsonDocument shutdown(boolean force, Duration wait) {
    return MongoCommands.command("shutdown")
        .append("force", BsonBoolean.valueOf(force))
        .append("timeoutSecs", new BsonInt32((int) quiet(wait).toSeconds()));
  }

  /** Whole seconds, at least one. */
  private static Duration quiet(Duration wait) {
    return wait.compareTo(QUIET) < 0 ? Duration.ofSeconds(Math.max(1, wait.toSeconds())) : QUIET;
  }

  /** Adds the steps that stop it: what runs is waited for unless it is forced. */
  private static void stop(
      Plan.Builder<?> plan, MongoHost host, boolean force, Duration wait, AtomicBoolean told) {
    if (!force) {
      plan.step(
          new Step(
              StepKind.COMMAND,
              "use \"admin\"; db.aggregate([{\"$currentOp\": {\"allUsers\": true,"
                  + " \"idleSessions\": true}}])",
              Effect.READ,
              host.name()),
          step -> awaitIdle(host, wait, step));
    }
    Optional<HostCommand> command = host.get(MongoServer.STOP_COMMAND);
    if (command.isPresent()) {
      plan.step(
          new Step(StepKind.TOOL, command.get().toString(), Effect.ONCE, host.name()),
          step -> {
            if (!host.refuses()) {
              ToolCommand stop = host.command(MongoServer.STOP_COMMAND).orElseThrow();
              told.set(true);
              host.run(stop, wait, step);
              awaitDown(host, wait, step);
            }
          },
          () -> host.refuses() ? Reconciler.Finding.DONE : Reconciler.Finding.UNKNOWN);
      return;
    }
    BsonDocument shutdown = shutdown(force, wait);
    plan.step(
        new Step(
            StepKind.COMMAND, MongoStep.of("admin", shutdown).text(), Effect.ONCE, host.name()),
        step -> {
          if (!host.refuses()) {
            told.set(true);
            send(host, shutdown, step);
            // The time that it lets others finish comes first.
            awaitDown(host, quiet(wait).plus(wait), step);
          }
        },
        () -> host.refuses() ? Reconciler.Finding.DONE : Reconciler.Finding.UNKNOWN);
  }

  private static void send(MongoHost host, BsonDocument shutdown, StepContext step) {
    try {
      host.commands().orElseThrow().during(step).admin(shutdown);
    } catch (DatabaseException e) {
      if (e.nativeCode().filter(LATE::equals).isPresent()) {
        throw ErrorDetails.of(
                ErrorCode.WRONG_STATE,
                "no secondary has caught up in time, so that the primary goes on")
            .target(host.name())
            .nativeCode(LATE)
            .remedy(
                "Wait until one is caught up, or stop it by force: what no other member has is"
                    + " rolled back then.")
            .toException();
      }
      // That it breaks off is the answer; whether it is down is looked at next.
      if (e.code() != ErrorCode.CONNECTION_LOST) {
        throw e;
      }
    }
  }

  /** What this user may not see is not waited for; the server itself lets it finish for a while. */
  private static void awaitIdle(MongoHost host, Duration wait, StepContext step) {
    if (host.refuses()) {
      return;
    }
    MongoCommands commands = host.commands().orElseThrow();
    boolean idle =
        MongoWait.until(
            wait,
            step::throwIfCancelled,
            () -> MongoPermitted.of(() -> MongoWork.count(commands)).orElse(0L) == 0);
    if (!idle) {
      throw ErrorDetails.of(ErrorCode.DATABASE_IN_USE, "operations are still running after " + wait)
          .target(host.name())
          .remedy("End them, or allow it to end them by force.")
          .toException();
    }
  }

  private static void awaitDown(MongoHost host, Duration most, StepContext step) {
    if (MongoWait.until(most, step::throwIfCancelled, host::refuses)) {
      return;
    }
    if (host.answers()) {
      throw ErrorDetails.of(
              ErrorCode.TIMEOUT, "it was told to stop, and still answers after " + most)
          .target(host.name())
          .remedy(
              "It may yet stop once running operations have ended; see that nothing starts it"
                  + " again at once.")
          .toException();
    }
    throw ErrorDetails.of(
            ErrorCode.CONNECTION_LOST,
            "it was told to stop and does not answer, but its port is not closed after " + most)
        .target(host.name())
        .remedy("Look on its machine whether it still runs.")
        .toException();
  }
}
