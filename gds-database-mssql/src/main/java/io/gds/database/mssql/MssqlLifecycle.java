package io.gds.database.mssql;

import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler.Finding;
import io.gds.database.core.StepContext;
import io.gds.database.core.tool.ToolCommand;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.SqlMessage;
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
import org.jspecify.annotations.Nullable;

/**
 * Stopping the server by SHUTDOWN or a configured command, and starting it by a configured command:
 * no statement starts what is down. That its connection breaks is what a stopping server does, and
 * no failure; it counts as down once nobody listens any more.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/t-sql/language-elements/shutdown-transact-sql">SHUTDOWN</a>
 */
final class MssqlLifecycle implements SupportsLifecycle {
  /** Whoever may not stop it is told so by a message, and no error. */
  private static final int DENIED = 6004;

  /** How long a server is watched that was told to stop and has not said so in time. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final MssqlContext context;

  MssqlLifecycle(MssqlContext context) {
    this.context = context;
  }

  @Override
  public Set<OptionKey<?>> startupKeys() {
    return MssqlServer.STARTUP_KEYS;
  }

  @Override
  public Set<OptionKey<?>> shutdownKeys() {
    return MssqlServer.SHUTDOWN_KEYS;
  }

  @Override
  public Set<OptionKey<?>> restartKeys() {
    return MssqlServer.RESTART_KEYS;
  }

  private MssqlHost host(Options options, Set<OptionKey<?>> keys) {
    context.runner().requireOpen();
    options.requireKnown(keys, List.of());
    return new MssqlHost(context, options.platformOptions());
  }

  private Plan.Builder<@Nullable Void> plan(String verb, Options options) {
    return context.runner().<@Nullable Void>plan(verb, context.runner().engine()).options(options);
  }

  @Override
  public Operation<@Nullable Void> prepareStartup(StartupOptions options) {
    MssqlHost host = host(options, startupKeys());
    MssqlLifecycleChecks checks = new MssqlLifecycleChecks(context, host);
    Plan.Builder<@Nullable Void> plan =
        plan("startup", options).measure(() -> List.of(checks.startable()));
    if (host.get(MssqlServer.START_COMMAND).isPresent()) {
      start(plan, host, options.waitAtMost());
    }
    return plan.yields(() -> null);
  }

  @Override
  public Operation<@Nullable Void> prepareShutdown(ShutdownOptions options) {
    MssqlHost host = host(options, shutdownKeys());
    MssqlLifecycleChecks checks = new MssqlLifecycleChecks(context, host);
    Plan.Builder<@Nullable Void> plan =
        plan("shutdown", options).measure(() -> checks.ofStop(options.force()));
    stop(plan, host, options.force(), options.waitAtMost(), new AtomicBoolean());
    return plan.yields(() -> null);
  }

  @Override
  public Operation<@Nullable Void> prepareRestart(RestartOptions options) {
    MssqlHost host = host(options, restartKeys());
    MssqlLifecycleChecks checks = new MssqlLifecycleChecks(context, host);
    Plan.Builder<@Nullable Void> plan =
        plan("restart", options)
            .measure(
                () -> {
                  List<Check> all = new ArrayList<>();
                  all.add(checks.startable());
                  all.addAll(checks.ofStop(options.force()));
                  return all;
                });
    Optional<HostCommand> command = host.get(MssqlServer.START_COMMAND);
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
  private void start(Plan.Builder<?> plan, MssqlHost host, Duration wait) {
    HostCommand words = host.get(MssqlServer.START_COMMAND).orElseThrow();
    plan.step(
        new Step(StepKind.TOOL, words.toString(), Effect.ONCE, ""),
        step -> start(host, wait, step),
        () -> host.answers() ? Finding.DONE : Finding.UNKNOWN);
  }

  private static void start(MssqlHost host, Duration wait, StepContext step) {
    if (host.answers()) {
      return;
    }
    host.run(host.command(MssqlServer.START_COMMAND).orElseThrow(), wait, step);
    if (!MssqlWait.until(wait, step::throwIfCancelled, host::answers)) {
      // The gate asks once more and then calls the outcome unknown: it may still come up.
      throw ErrorDetails.of(
              ErrorCode.CONNECTION_LOST,
              "it was started, and does not take statements after " + wait)
          .target(host.name())
          .remedy("Look into the server's error log.")
          .toException();
    }
  }

  /** Adds the steps that stop it: sessions are waited for unless it is forced. */
  private void stop(
      Plan.Builder<?> plan, MssqlHost host, boolean force, Duration wait, AtomicBoolean told) {
    if (!force) {
      plan.step(
          new Step(StepKind.SQL, MssqlLifecycleChecks.SESSIONS, Effect.READ, ""),
          step -> awaitUnused(host, wait, step));
    }
    Optional<HostCommand> command = host.get(MssqlServer.STOP_COMMAND);
    if (command.isPresent()) {
      plan.step(
          new Step(StepKind.TOOL, command.get().toString(), Effect.ONCE, ""),
          step -> {
            if (!host.refuses()) {
              ToolCommand stop = host.command(MssqlServer.STOP_COMMAND).orElseThrow();
              told.set(true);
              host.run(stop, wait, step);
              awaitDown(host, wait, step);
            }
          },
          () -> host.refuses() ? Finding.DONE : Finding.UNKNOWN);
      return;
    }
    MssqlStopMode mode =
        host.get(MssqlServer.STOP_MODE).orElse(force ? MssqlStopMode.NOWAIT : MssqlStopMode.WAIT);
    plan.step(
        new Step(StepKind.SQL, mode.sql(), Effect.ONCE, ""),
        step -> {
          if (!host.refuses()) {
            told.set(true);
            awaitDown(host, shutdown(mode, wait, step) ? wait : LOOK, step);
          }
        },
        () -> host.refuses() ? Finding.DONE : Finding.UNKNOWN);
  }

  /**
   * Sends it as a batch: the server refuses it within a procedure, as within a transaction.
   *
   * @return whether it ended in time; else the server waits for statements that still run, and may
   *     stop once they have ended
   */
  private boolean shutdown(MssqlStopMode mode, Duration wait, StepContext step) {
    try {
      List<SqlMessage> said =
          context.sql().during(step).timeout(wait).execute(mode.sql()).messages();
      if (said.stream().anyMatch(message -> message.code() == DENIED)) {
        throw ErrorDetails.of(
                ErrorCode.PERMISSION_DENIED, "the login may not stop the server (" + DENIED + ")")
            .with("right", "SHUTDOWN")
            .remedy(MssqlLifecycleChecks.GRANT)
            .toException();
      }
      return true;
    } catch (DatabaseException e) {
      // That it breaks off is the answer; whether it is down is looked at next.
      if (e.code() == ErrorCode.CONNECTION_LOST || e.code() == ErrorCode.TIMEOUT) {
        return e.code() == ErrorCode.CONNECTION_LOST;
      }
      throw e;
    }
  }

  private void awaitUnused(MssqlHost host, Duration wait, StepContext step) {
    if (!host.answers()) {
      return;
    }
    boolean unused =
        MssqlWait.until(
            wait,
            step::throwIfCancelled,
            () -> new MssqlLifecycleChecks(context, host).work().sessions() == 0);
    if (!unused) {
      throw ErrorDetails.of(ErrorCode.DATABASE_IN_USE, "sessions are still there after " + wait)
          .target(host.name())
          .remedy("End the sessions, or allow it to end them by force.")
          .toException();
    }
  }

  private static void awaitDown(MssqlHost host, Duration wait, StepContext step) {
    if (MssqlWait.until(wait, step::throwIfCancelled, host::refuses)) {
      return;
    }
    if (host.answers()) {
      throw ErrorDetails.of(
              ErrorCode.TIMEOUT, "it was told to stop, and still answers after " + wait)
          .target(host.name())
          .remedy(
              "It may yet stop once running statements have ended; see blockingTree() and"
                  + " processes(), and that nothing starts it again at once.")
          .toException();
    }
    throw ErrorDetails.of(
            ErrorCode.CONNECTION_LOST,
            "it was told to stop and does not answer, but its port is not closed after " + wait)
        .target(host.name())
        .remedy("Look on its machine whether it still runs.")
        .toException();
  }
}
