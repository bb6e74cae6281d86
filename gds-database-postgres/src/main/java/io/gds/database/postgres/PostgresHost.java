package io.gds.database.postgres;

import io.gds.database.core.StepContext;
import io.gds.database.core.tool.Cancellation;
import io.gds.database.core.tool.Tool;
import io.gds.database.core.tool.ToolCommand;
import io.gds.database.core.tool.ToolRun;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import io.gds.database.lifecycle.HostCommand;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.OptionValues;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A server's process and files, as far as the caller said how they are reached: its data directory
 * on this machine, or commands. Thread-safe.
 */
final class PostgresHost {
  private static final Duration SHORT = Duration.ofSeconds(30);

  /** A program may need a little more than the time it was told to wait. */
  private static final Duration MARGIN = Duration.ofSeconds(10);

  private final PostgresContext context;
  private final PostgresContext original;
  private final String node;
  private final OptionValues options;
  private final PostgresToolbox toolbox;

  /**
   * A server.
   *
   * @param context its connections
   * @param node what it is called
   * @param options what the operation was given; comes before the connection's properties
   */
  PostgresHost(PostgresContext context, String node, OptionValues options) {
    this(context, context, node, options);
  }

  /** A server that is yet to be made as a copy of another one, and so of its version. */
  PostgresHost(
      PostgresContext context, PostgresContext original, String node, OptionValues options) {
    this.context = context;
    this.original = original;
    this.node = node;
    this.options = options;
    toolbox = new PostgresToolbox(get(PostgresServer.TOOLS));
  }

  /** An option, else the connection's property of this name, else its default. */
  <T> Optional<T> get(OptionKey<T> key) {
    return options
        .given(key)
        .or(() -> Optional.ofNullable(context.info().properties().get(key.id())).map(key::parse))
        .or(key::defaultValue);
  }

  String node() {
    return node;
  }

  PostgresContext context() {
    return context;
  }

  Optional<Path> data() {
    return get(PostgresServer.DATA_DIRECTORY);
  }

  /** The data directory, which a check has found. */
  Path dataDirectory() {
    return data().orElseThrow(() -> notConfigured("its data directory is not known"));
  }

  RuntimeException notConfigured(String why) {
    return ErrorDetails.of(ErrorCode.UNSUPPORTED_CAPABILITY, why)
        .target(node)
        .remedy(
            "Give "
                + PostgresServer.DATA_DIRECTORY.id()
                + " if it lies on this machine, or the commands of the service manager.")
        .toException();
  }

  boolean canStop() {
    return data().isPresent() || get(PostgresServer.STOP_COMMAND).isPresent();
  }

  boolean canStart() {
    return data().isPresent() || get(PostgresServer.START_COMMAND).isPresent();
  }

  /** The command that starts the server. */
  ToolCommand startCommand(Duration wait) {
    Optional<HostCommand> configured = get(PostgresServer.START_COMMAND);
    if (configured.isPresent()) {
      return ToolCommand.builder(configured.get()).build();
    }
    List<String> arguments = pgCtl("start", wait);
    arguments.addAll(List.of("-l", logFile().toString()));
    return command("pg_ctl", arguments);
  }

  /** Where its words go: as configured, else where they go now, else into its own directory. */
  private Path logFile() {
    return get(PostgresServer.LOG_FILE)
        .or(this::presentLog)
        .orElse(dataDirectory().resolve("startup.log"));
  }

  private Optional<Path> presentLog() {
    Optional<Long> pid = postmaster().pid();
    if (pid.isEmpty() || !isRunning()) {
      return Optional.empty();
    }
    try {
      Path file = Path.of("/proc", pid.get().toString(), "fd", "2").toRealPath();
      return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The command that stops the server. */
  ToolCommand stopCommand(PostgresStopMode mode, Duration wait) {
    Optional<HostCommand> configured = get(PostgresServer.STOP_COMMAND);
    if (configured.isPresent()) {
      return ToolCommand.builder(configured.get()).build();
    }
    List<String> arguments = pgCtl("stop", wait);
    arguments.addAll(List.of("-m", mode.name().toLowerCase(Locale.ROOT)));
    return command("pg_ctl", arguments);
  }

  private List<String> pgCtl(String verb, Duration wait) {
    return new ArrayList<>(
        List.of(
            verb,
            "-D",
            dataDirectory().toString(),
            "-s",
            "-w",
            "-t",
            Long.toString(Math.max(1, wait.toSeconds()))));
  }

  /** One of the server's own tools, as the owner of its files. */
  ToolCommand command(String name, List<String> arguments) {
    Tool tool = tool(name);
    List<String> before = runBy();
    if (before.isEmpty()) {
      return ToolCommand.builder(tool).arguments(arguments).directory(inside()).build();
    }
    List<String> words = new ArrayList<>(before);
    words.add(tool.binary().toString());
    words.addAll(arguments);
    return ToolCommand.builder(new HostCommand(words)).directory(inside()).build();
  }

  /** A directory that the owner may be in. */
  private Path inside() {
    Path data = dataDirectory();
    return Files.isDirectory(data) ? data : Optional.ofNullable(data.getParent()).orElse(data);
  }

  /** A tool of the data directory's own major version. */
  Tool tool(String name) {
    int major = major();
    return toolbox
        .require(
            name,
            new PostgresToolbox.Wanted(
                major, major, "the data directory is of PostgreSQL " + major),
            get(PostgresServer.TOOLS))
        .tool();
  }

  /** The major version, by the data directory; by the server where there is none yet. */
  private int major() {
    Path file = dataDirectory().resolve("PG_VERSION");
    try {
      return Files.exists(file)
          ? Integer.parseInt(Files.readString(file, StandardCharsets.US_ASCII).strip())
          : original.version().major();
    } catch (IOException | NumberFormatException e) {
      throw ErrorDetails.of(
              ErrorCode.STORAGE_UNREADABLE, "the data directory cannot be read: " + e.getMessage())
          .target(dataDirectory().toString())
          .cause(e)
          .remedy("Run this as a user who may read it, such as its owner or root.")
          .toException();
    }
  }

  /** What stands before a command so that the owner of the files runs it. */
  private List<String> runBy() {
    Optional<HostCommand> configured = get(PostgresServer.RUN_BY);
    if (configured.isPresent()) {
      return configured.get().words();
    }
    Path existing = dataDirectory();
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    String me = System.getProperty("user.name");
    String owner;
    try {
      owner = Files.getOwner(existing).getName();
    } catch (IOException | UnsupportedOperationException e) {
      return List.of();
    }
    if (owner.equals(me) && !me.equals("root")) {
      return List.of();
    }
    if (me.equals("root") && !owner.equals("root")) {
      return List.of("runuser", "-u", owner, "--");
    }
    throw InvalidOptionsException.of(
        "connection to the server's files",
        List.of(
            new OptionFault(
                PostgresServer.RUN_BY.id(),
                "is missing: "
                    + existing
                    + " belongs to "
                    + owner
                    + ", this process to "
                    + me
                    + (owner.equals("root") ? ", and PostgreSQL refuses root" : ""))));
  }

  /** Runs a command to its end. */
  void run(ToolCommand command, Duration within, Cancellation cancellation) {
    toolbox
        .runner()
        .run(ToolRun.of(command).within(within.plus(MARGIN)).cancellation(cancellation));
  }

  /** Runs a command for what it prints, which is short. */
  String ask(ToolCommand command, Cancellation cancellation) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    toolbox.runner().run(ToolRun.of(command).output(said).within(SHORT).cancellation(cancellation));
    return said.toString(StandardCharsets.UTF_8);
  }

  /** The command that reads the control file. */
  ToolCommand controlCommand() {
    return command("pg_controldata", List.of("-D", dataDirectory().toString()));
  }

  /** What the control file says now. */
  PostgresControl control(Cancellation cancellation) {
    return PostgresControl.parse(ask(controlCommand(), cancellation));
  }

  /** Whether this process may look into the data directory. */
  boolean isReadable() {
    return data().filter(Files::isDirectory).filter(Files::isReadable).isPresent();
  }

  /** What is known of its process. */
  PostgresPostmaster postmaster() {
    return new PostgresPostmaster(this);
  }

  /** Whether a process of the server is seen. */
  boolean isRunning() {
    return postmaster().life().state() == PostgresLife.State.RUNNING;
  }

  /** Whether it is proved that no process works on its files. */
  boolean isDown() {
    return postmaster().life().state() == PostgresLife.State.DOWN;
  }

  /** Whether it answers statements. */
  boolean answers() {
    try {
      context.sql().execute("SELECT 1");
      return true;
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.ENGINE_CLOSED || e.code() == ErrorCode.CANCELLED) {
        throw e;
      }
      return false;
    }
  }

  /** Whether nobody listens where it should: the connection itself is refused. */
  boolean refuses() {
    try {
      context.sql().execute("SELECT 1");
      return false;
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.ENGINE_CLOSED || e.code() == ErrorCode.CANCELLED) {
        throw e;
      }
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof ConnectException) {
          return true;
        }
      }
      return false;
    }
  }

  /** Waits until it answers. */
  boolean awaitAnswer(Duration most, StepContext step) {
    return PostgresWait.until(most, step, this::answers);
  }
}
