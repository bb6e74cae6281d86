package io.gds.database.postgres;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Checks;
import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler;
import io.gds.database.core.StepContext;
import io.gds.database.core.tool.Cancellation;
import io.gds.database.core.tool.ToolCommand;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.ProgressUnit;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Starts a clone of the whole server, and looks at it by its control file: nobody has to be let in
 * for that.
 */
final class PostgresServerCloneStart {
  private static final Duration STOP = Duration.ofSeconds(30);
  private static final String RUNS = "in production";
  private static final int LOG_LINES = 10;

  private final PostgresContext context;
  private final OptionValues values;
  private final Path directory;
  private final Path log;

  PostgresServerCloneStart(PostgresContext context, OptionValues values, Path directory) {
    this.context = context;
    this.values = values;
    this.directory = directory;
    log = directory.resolve("startup.log");
  }

  private int port() {
    return values.given(PostgresServerClone.PORT).orElseThrow();
  }

  private Duration most() {
    return values.valueOf(PostgresServerClone.START_WAIT);
  }

  /**
   * The clone's process and files. The connection's own properties tell of the source, so none of
   * them counts.
   */
  private PostgresHost host() {
    OptionValues own =
        OptionValues.none()
            .with(PostgresServer.DATA_DIRECTORY, directory)
            .with(PostgresServer.LOG_FILE, log)
            .with(PostgresServer.TOOLS, tools());
    if (values.given(PostgresServerClone.RUN_BY).isPresent()) {
      own = own.with(PostgresServer.RUN_BY, values.given(PostgresServerClone.RUN_BY).get());
    }
    ConnectionInfo there =
        ConnectionInfo.builder(DatabaseType.POSTGRESQL)
            .host("127.0.0.1", port())
            .credentials(context.info().credentials())
            .lazy(true)
            .build();
    return new PostgresHost(context.other(there), context, directory.toString(), own);
  }

  private Path tools() {
    Path binary =
        context
            .toolbox()
            .require(
                "pg_ctl",
                PostgresBaseRun.wanted(context.version()),
                values.given(PostgresServerClone.TOOLS))
            .tool()
            .binary();
    return PostgresServerTarget.above(binary);
  }

  List<Check> checks() {
    return List.of(free(), configured());
  }

  private Check free() {
    boolean free;
    try (ServerSocket socket = new ServerSocket(port(), 1, InetAddress.getLoopbackAddress())) {
      free = socket.isBound();
    } catch (IOException e) {
      free = false;
    }
    return Checks.demand(
        context.clock(),
        free,
        "the clone's port is free",
        Integer.toString(port()),
        free ? "free" : "in use",
        "free",
        ErrorCode.ALREADY_EXISTS,
        "Name another port.");
  }

  /** Its configuration comes along, as far as this role may see where that lies. */
  private Check configured() {
    String rule = "the configuration comes along";
    try {
      return context
          .sql()
          .first(
              "SELECT current_setting('config_file') AS file,"
                  + " current_setting('data_directory') AS data",
              row -> {
                boolean inside = row.text("file").startsWith(row.text("data") + "/");
                return Checks.demand(
                    context.clock(),
                    inside,
                    rule,
                    context.runner().engine(),
                    row.text("file"),
                    "in " + row.text("data"),
                    ErrorCode.PRECONDITION_FAILED,
                    "Clone it without "
                        + PostgresServerClone.START.id()
                        + ", copy the configuration, and start it by hand.");
              })
          .orElseThrow();
    } catch (DatabaseException e) {
      return Checks.notMeasured(
          context.clock(),
          rule,
          context.runner().engine(),
          String.valueOf(e.getMessage()),
          "in the data directory");
    }
  }

  /** Adds the step that starts it; a clone that does not start is stopped, to be removed. */
  void add(Plan.Builder<?> plan) {
    PostgresHost host = host();
    ToolCommand command = host.startCommand(most());
    plan.onFailure(step -> stop(host));
    plan.step(
        new Step(
            StepKind.TOOL,
            command + "; waited for until pg_controldata says \"" + RUNS + "\"",
            Effect.ONCE,
            directory.toString()),
        step -> start(host, command, step),
        () -> Reconciler.Finding.NOT_DONE);
  }

  private void start(PostgresHost host, ToolCommand command, StepContext step) {
    step.progress("starting the clone", 0, OptionalLong.empty(), ProgressUnit.BYTES);
    try {
      host.run(command, most(), step);
    } catch (DatabaseException e) {
      step.throwIfCancelled();
      throw failed("the clone did not start", e);
    }
    boolean up = PostgresWait.until(most(), step, () -> host.control(step).state().equals(RUNS));
    if (!up) {
      throw failed(
          "the clone was started, but it is \"" + host.control(step).state() + "\" after " + most(),
          null);
    }
  }

  private DatabaseException failed(String what, @Nullable DatabaseException cause) {
    ErrorDetails details =
        ErrorDetails.of(
                cause == null ? ErrorCode.TIMEOUT : cause.code(),
                what + (cause == null ? "" : ": " + cause.getMessage()) + lastWords())
            .target(directory.toString())
            .remedy(
                "Remove the cause and clone it again; or clone it without "
                    + PostgresServerClone.START.id()
                    + ", and start it by hand.");
    return (cause == null ? details : details.cause(cause)).toException();
  }

  private String lastWords() {
    try {
      List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
      return "; its last words: "
          + String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
    } catch (IOException e) {
      return "";
    }
  }

  private static void stop(PostgresHost host) {
    if (host.isRunning()) {
      host.run(host.stopCommand(PostgresStopMode.IMMEDIATE, STOP), STOP, Cancellation.never());
    }
  }
}
