package io.gds.database.postgres;

import io.gds.database.core.Checks;
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
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.Options;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import io.gds.database.operation.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Starting and stopping the server: by pg_ctl where its data directory lies on this machine, else
 * by the commands that were configured. A service manager starts again what is stopped behind its
 * back, so where there is one, configure its commands.
 *
 * @see <a href="https://www.postgresql.org/docs/current/server-shutdown.html">shutting down</a>
 */
final class PostgresLifecycle implements SupportsLifecycle {
  // Patroni's own sessions never end by themselves, and are in nobody's way.
  private static final String SESSIONS =
      "SELECT count(*) AS n FROM pg_stat_activity WHERE backend_type = 'client backend' AND"
          + " application_name <> ALL (ARRAY['Patroni', 'Patroni heartbeat', 'Patroni restapi'])"
          + " AND pid <> pg_backend_pid() AND NOT pid = ANY (?::int[])";

  private final PostgresContext context;
  private final Optional<PatroniLifecycle> patroni;

  PostgresLifecycle(PostgresContext context, Optional<PatroniMoves> patroni) {
    this.context = context;
    this.patroni = patroni.map(PatroniLifecycle::new);
  }

  @Override
  public Set<OptionKey<?>> startupKeys() {
    return ours(PostgresServer.STARTUP_KEYS);
  }

  @Override
  public Set<OptionKey<?>> shutdownKeys() {
    return ours(PostgresServer.SHUTDOWN_KEYS);
  }

  @Override
  public Set<OptionKey<?>> restartKeys() {
    return ours(PostgresServer.RESTART_KEYS);
  }

  /** What says how this library does it by itself; Patroni is told nothing of the kind. */
  private Set<OptionKey<?>> ours(Set<OptionKey<?>> keys) {
    return patroni.isPresent() ? Set.of() : keys;
  }

  private PostgresHost host(Options options, Set<OptionKey<?>> keys) {
    context.runner().requireOpen();
    options.requireKnown(keys, List.of());
    return new PostgresHost(context, context.runner().engine(), options.platformOptions());
  }

  private Plan.Builder<@Nullable Void> plan(String verb, Options options) {
    return context.runner().<@Nullable Void>plan(verb, context.runner().engine()).options(options);
  }

  @Override
  public Operation<@Nullable Void> prepareStartup(StartupOptions options) {
    PostgresHost host = host(options, startupKeys());
    Plan.Builder<@Nullable Void> plan = plan("startup", options);
    if (patroni.isPresent()) {
      return plan.check(() -> patroni.get().leftToPatroni("start")).yields(() -> null);
    }
    plan.measure(() -> List.of(startable(host)));
    if (host.canStart()) {
      PostgresSteps.add(
          plan, context, host.node(), () -> start(plan, host, options.waitAtMost(), ""));
    }
    return plan.yields(() -> null);
  }

  @Override
  public Operation<@Nullable Void> prepareShutdown(ShutdownOptions options) {
    PostgresHost host = host(options, shutdownKeys());
    Plan.Builder<@Nullable Void> plan = plan("shutdown", options);
    if (patroni.isPresent()) {
      return plan.check(() -> patroni.get().leftToPatroni("stop")).yields(() -> null);
    }
    plan.measure(
        () ->
            List.of(
                PatroniGuard.check(context, host.node()),
                stoppable(host),
                sessions(options.force())));
    if (host.canStop()) {
      PostgresSteps.add(
          plan,
          context,
          host.node(),
          () -> addStop(plan, host, options.force(), options.waitAtMost(), () -> {}));
    }
    return plan.yields(() -> null);
  }

  @Override
  public Operation<@Nullable Void> prepareRestart(RestartOptions options) {
    PostgresHost host = host(options, restartKeys());
    Plan.Builder<@Nullable Void> plan = plan("restart", options);
    if (patroni.isPresent()) {
      return patroni
          .get()
          .restart(
              plan,
              options,
              () -> sessions(options.force()),
              () -> addAwaitUnused(plan, options.waitAtMost()));
    }
    plan.measure(
        () ->
            List.of(
                PatroniGuard.check(context, host.node()),
                stoppable(host),
                startable(host),
                sessions(options.force())));
    if (host.canStop() && host.canStart()) {
      Duration wait = options.waitAtMost();
      AtomicBoolean begun = new AtomicBoolean();
      plan.leaves(() -> begun.get() ? PostgresStopped.left(host, wait) : Optional.empty());
      PostgresSteps.add(
          plan,
          context,
          host.node(),
          () -> {
            addStop(plan, host, options.force(), wait, () -> begun.set(true));
            start(plan, host, wait, "");
          });
    }
    return plan.yields(() -> null);
  }

  private Check startable(PostgresHost host) {
    return runnable(
        host, "the library can start the server", host.canStart(), PostgresServer.START_COMMAND);
  }

  Check stoppable(PostgresHost host) {
    return runnable(
        host, "the library can stop the server", host.canStop(), PostgresServer.STOP_COMMAND);
  }

  /** The way is configured, and its programs are there. */
  private Check runnable(
      PostgresHost host, String rule, boolean configured, OptionKey<HostCommand> command) {
    if (!configured) {
      return Checks.demand(
          context.clock(),
          false,
          rule,
          host.node(),
          "neither its data directory nor a command is configured",
          "one of them configured",
          ErrorCode.UNSUPPORTED_CAPABILITY,
          "Give "
              + PostgresServer.DATA_DIRECTORY.id()
              + " if it lies on this machine, or "
              + command.id()
              + ", such as that of the service manager.");
    }
    if (context.info().hosts().size() > 1) {
      return Checks.demand(
          context.clock(),
          false,
          rule,
          host.node(),
          "the connection leads to several servers",
          "one server",
          ErrorCode.UNSUPPORTED_CAPABILITY,
          "Open an engine on the one server that is meant.");
    }
    return context
        .checks()
        .measured(
            rule,
            host.node(),
            () -> {
              boolean byCommand = host.get(command).isPresent();
              if (byCommand) {
                if (command.equals(PostgresServer.START_COMMAND)) {
                  host.startCommand(Duration.ofSeconds(1));
                } else {
                  host.stopCommand(PostgresStopMode.FAST, Duration.ofSeconds(1));
                }
              } else {
                host.command("pg_ctl", List.of());
              }
              return Checks.demand(
                  context.clock(),
                  true,
                  rule,
                  host.node(),
                  byCommand ? "by a command" : "by pg_ctl",
                  "one of them configured",
                  ErrorCode.UNSUPPORTED_CAPABILITY,
                  "");
            });
  }

  /**
   * Who is there does not stand in the way yet: whoever has not ended when the wait is over does.
   */
  private Check sessions(boolean force) {
    String rule = "no sessions are open";
    try {
      long open = openSessions();
      return Checks.advise(
          context.clock(),
          open == 0,
          rule,
          context.runner().engine(),
          open + " sessions",
          "none",
          force ? "They are ended, and their work undone." : "They are waited for.");
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.ENGINE_CLOSED || e.code() == ErrorCode.CANCELLED) {
        throw e;
      }
      return new Check(
          rule,
          context.runner().engine(),
          "not known: " + e.getMessage(),
          "none",
          Verdict.NOT_MEASURED,
          e.code(),
          context.clock().instant(),
          "");
    }
  }

  private long openSessions() {
    String own =
        "{"
            + String.join(",", context.connections().pids().stream().map(String::valueOf).toList())
            + "}";
    return context.sql().first(SESSIONS, row -> row.longValue("n"), own).orElse(0L);
  }

  private void addStop(
      Plan.Builder<@Nullable Void> plan,
      PostgresHost host,
      boolean force,
      Duration wait,
      Runnable begun) {
    PostgresStopMode mode = host.get(PostgresServer.STOP_MODE).orElse(PostgresStopMode.FAST);
    if (!force && mode == PostgresStopMode.FAST) {
      addAwaitUnused(plan, wait);
    }
    stop(plan, host, mode, wait, "", begun);
  }

  private void addAwaitUnused(Plan.Builder<@Nullable Void> plan, Duration wait) {
    plan.step(
        new Step(
            StepKind.SQL, SESSIONS.replace(" AND NOT pid = ANY (?::int[])", ""), Effect.READ, ""),
        step -> awaitUnused(wait, step));
  }

  private void awaitUnused(Duration wait, StepContext step) {
    if (!answers()) {
      return;
    }
    boolean unused = PostgresWait.until(wait, step, () -> openSessions() == 0);
    if (!unused) {
      throw ErrorDetails.of(
              ErrorCode.DATABASE_IN_USE, openSessions() + " sessions are still there after " + wait)
          .target(context.runner().engine())
          .remedy("End the sessions, or allow it to end them by force.")
          .toException();
    }
  }

  private boolean answers() {
    return new PostgresHost(context, context.runner().engine(), OptionValues.none()).answers();
  }

  /** Adds the step that starts a server. One that runs already is left alone. */
  static void start(Plan.Builder<?> plan, PostgresHost host, Duration wait, String node) {
    ToolCommand command = host.startCommand(wait);
    plan.step(
        new Step(StepKind.TOOL, command.toString(), Effect.ONCE, node),
        step -> start(host, command, wait, step),
        () -> host.answers() ? Reconciler.Finding.DONE : Reconciler.Finding.UNKNOWN);
  }

  static void start(PostgresHost host, ToolCommand command, Duration wait, StepContext step) {
    // With several hosts configured another one may answer for it.
    if (host.answers() && (!host.isReadable() || !host.isDown())) {
      return;
    }
    requireWhole(host);
    if (host.isReadable() && host.get(PostgresServer.START_COMMAND).isEmpty()) {
      host.postmaster().requireTold();
    }
    host.run(command, wait, step);
    if (!host.awaitAnswer(wait, step)) {
      // The gate asks once more and then calls the outcome unknown: it may still come up.
      throw ErrorDetails.of(
              ErrorCode.CONNECTION_LOST,
              "it was started, and does not take connections after " + wait)
          .target(host.node())
          .remedy("Look into the server's log.")
          .toException();
    }
  }

  /**
   * Adds the step that stops a server, and tells when it is begun. One that is down already is left
   * alone.
   */
  static void stop(
      Plan.Builder<?> plan,
      PostgresHost host,
      PostgresStopMode mode,
      Duration wait,
      String node,
      Runnable begun) {
    ToolCommand command = host.stopCommand(mode, wait);
    plan.step(
        new Step(StepKind.TOOL, command.toString(), Effect.ONCE, node),
        step -> {
          begun.run();
          stop(host, command, wait, step);
        },
        () -> isDown(host) ? Reconciler.Finding.DONE : Reconciler.Finding.UNKNOWN);
  }

  static void stop(PostgresHost host, ToolCommand command, Duration wait, StepContext step) {
    // Silence alone may come from a server that is busy, or from the network.
    if (host.isReadable() ? host.isDown() : host.refuses()) {
      return;
    }
    if (host.isReadable() && host.get(PostgresServer.STOP_COMMAND).isEmpty()) {
      host.postmaster().requireTold();
    }
    host.run(command, wait, step);
    if (!PostgresWait.until(wait, step, () -> isDown(host))) {
      throw ErrorDetails.of(
              ErrorCode.TIMEOUT, "it was told to stop, and still answers after " + wait)
          .target(host.node())
          .remedy("See that the command stops this very server, and look into its log.")
          .toException();
    }
  }

  /** What pg_rewind has left half done is neither this server's data nor another's. */
  private static void requireWhole(PostgresHost host) {
    host.data()
        .map(PostgresRewindMark::new)
        .flatMap(PostgresRewindMark::why)
        .ifPresent(
            why -> {
              throw ErrorDetails.of(ErrorCode.WRONG_STATE, "it must not be started: " + why)
                  .target(host.node())
                  .remedy(
                      "Copy it anew: rejoin it by RECLONE. If that was done by hand since, delete"
                          + " that file.")
                  .toException();
            });
  }

  static boolean isDown(PostgresHost host) {
    if (!host.isReadable()) {
      return !host.answers();
    }
    return switch (host.postmaster().life().state()) {
      case DOWN -> true;
      case RUNNING -> false;
      case UNKNOWN -> host.refuses();
    };
  }
}
