package io.gds.database.postgres;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.cloning.CloneKind;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.cloning.SupportsClone;
import io.gds.database.core.Checks;
import io.gds.database.core.StepContext;
import io.gds.database.core.tool.Tool;
import io.gds.database.core.tool.ToolCommand;
import io.gds.database.core.tool.ToolRun;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.ProgressUnit;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** pg_dump and pg_restore with a pipe between them. Used for one clone. */
final class PostgresCloneTools {
  private final PostgresContext from;
  private final PostgresContext to;
  private final CloneOptions options;
  private final OptionValues values;
  private final CloneKind kind;
  private final String session;
  private volatile @Nullable Pair found;
  private volatile long bytes;

  /** The first major whose pg_dump tells who owns the schema public, if not the usual role. */
  private static final int PUBLIC_OWNER_SINCE = 15;

  private record Pair(Tool dump, Tool restore, int dumpMajor) {}

  PostgresCloneTools(
      PostgresContext from, PostgresContext to, CloneOptions options, CloneKind kind) {
    this.from = from;
    this.to = to;
    this.options = options;
    this.values = options.platformOptions();
    this.kind = kind;
    session = PostgresToolSessions.newName();
  }

  /** Both tools are there, in versions that fit both servers. */
  Check check() {
    String rule = "client tools that fit both servers are installed";
    try {
      Pair pair = find();
      found = pair;
      return Checks.demand(
          from.clock(),
          true,
          rule,
          "pg_dump, pg_restore",
          pair.dump().binary() + ", " + pair.restore().binary(),
          "there",
          ErrorCode.TOOL_MISSING,
          "");
    } catch (DatabaseException e) {
      return from.checks().refused(rule, "pg_dump, pg_restore", "tools that fit", e);
    }
  }

  /** What an available kind of clone is worth on this machine: two kinds need the tools. */
  static CapabilityStatus onThisMachine(PostgresContext context, CapabilityStatus status) {
    boolean needed =
        status
            .feature()
            .filter(kind -> kind == CloneKind.COPY || kind == CloneKind.STRUCTURE_ONLY)
            .isPresent();
    if (!status.isAvailable() || status.capability() != SupportsClone.class || !needed) {
      return status;
    }
    CapabilityStatus reached = PostgresToolLogin.withAddress(context, status);
    if (!reached.isAvailable()) {
      return reached;
    }
    try {
      find(context, context, Optional.empty());
      return status;
    } catch (DatabaseException e) {
      return PostgresRights.but(
          status,
          Availability.TOOL,
          e.details().message(),
          e.remedy().orElse("Install PostgreSQL's client tools."));
    }
  }

  /** What reads must not be older than its server, and what writes not than what was read with. */
  private Pair find() {
    Pair known = found;
    if (known != null) {
      return known;
    }
    return find(from, to, values.given(PostgresClone.TOOLS));
  }

  private static Pair find(PostgresContext from, PostgresContext to, Optional<Path> given) {
    PostgresToolbox toolbox = from.toolbox();
    PostgresToolbox.Found dump =
        toolbox.require("pg_dump", PostgresToolbox.Wanted.reading(from.version()), given);
    PostgresToolbox.Found restore =
        toolbox.require(
            "pg_restore",
            PostgresToolbox.Wanted.writing(to.version(), dump.version().major()),
            given);
    return new Pair(dump.tool(), restore.tool(), dump.version().major());
  }

  /** Whether the owner of the schema public is in what is copied; yes if no tool is found. */
  boolean tellsOwnerOfPublic() {
    try {
      return find().dumpMajor() >= PUBLIC_OWNER_SINCE;
    } catch (DatabaseException e) {
      // That no tool fits is a check of its own.
      return true;
    }
  }

  /** Ends what the tools left on the servers when they were killed, with the locks they held. */
  void endSessions() {
    PostgresToolSessions.end(from, session);
    if (to != from) {
      PostgresToolSessions.end(to, session);
    }
  }

  /** How many bytes went from one to the other. */
  long bytes() {
    return bytes;
  }

  /** The step's text; the files of secrets are placeholders. */
  String text(String source, String target) {
    try (PostgresToolLogin reader = PostgresToolLogin.shown(from, session);
        PostgresToolLogin writer = PostgresToolLogin.shown(to, session)) {
      return dump(reader, source) + " | " + restore(writer, target);
    }
  }

  private ToolCommand dump(PostgresToolLogin login, String source) {
    List<String> arguments = new ArrayList<>();
    arguments.add("--format=custom");
    arguments.add("--compress=0");
    arguments.add("--no-password");
    arguments.add("--no-subscriptions");
    arguments.add("--lock-wait-timeout=" + values.valueOf(PostgresClone.LOCK_WAIT).toMillis());
    if (kind == CloneKind.STRUCTURE_ONLY) {
      arguments.add("--schema-only");
    }
    common(arguments);
    arguments.add("--dbname=" + login.address(source));
    return login.command(find().dump()).arguments(arguments).build();
  }

  private ToolCommand restore(PostgresToolLogin login, String target) {
    List<String> arguments = new ArrayList<>();
    arguments.add("--format=custom");
    arguments.add("--exit-on-error");
    arguments.add("--no-password");
    common(arguments);
    arguments.add("--dbname=" + login.address(target));
    return login.command(find().restore()).arguments(arguments).build();
  }

  private void common(List<String> arguments) {
    if (values.valueOf(PostgresClone.NO_OWNER)) {
      arguments.add("--no-owner");
    }
    if (values.valueOf(PostgresClone.NO_ACL)) {
      arguments.add("--no-privileges");
    }
    if (options.targetEngine().isPresent()) {
      arguments.add("--no-tablespaces");
    }
  }

  /** Runs both to their end; the failure that came first is the one that is told. */
  void run(String source, String target, StepContext step) {
    PostgresToolbox toolbox = from.toolbox();
    PostgresPipe pipe = new PostgresPipe();
    AtomicReference<@Nullable DatabaseException> first = new AtomicReference<>();
    AtomicReference<@Nullable Throwable> unforeseen = new AtomicReference<>();
    try (PostgresToolLogin reader = PostgresToolLogin.open(from, session);
        PostgresToolLogin writer = PostgresToolLogin.open(to, session)) {
      ToolCommand dump = dump(reader, source);
      ToolCommand restore = restore(writer, target);
      Thread dumping =
          new Thread(
              () -> {
                try {
                  toolbox
                      .runner()
                      .run(
                          ToolRun.of(dump)
                              .output(counted(pipe.in(), pipe, step))
                              .cancellation(step));
                  pipe.end();
                } catch (DatabaseException e) {
                  first.compareAndSet(null, PostgresToolErrors.explained(e, source));
                } catch (RuntimeException | Error e) {
                  unforeseen.compareAndSet(null, e);
                } finally {
                  // Whatever happened: nobody may wait for more for ever. Nothing, after an end.
                  pipe.breakOff("the source could not be read to its end");
                }
              },
              "gds-clone-dump");
      dumping.setDaemon(true);
      dumping.start();
      try {
        toolbox.runner().run(ToolRun.of(restore).input(pipe.out()).cancellation(step));
        pipe.enough();
      } catch (DatabaseException e) {
        first.compareAndSet(null, PostgresToolErrors.explained(e, target));
      } finally {
        pipe.breakOff("the clone took no more");
        join(dumping);
      }
    }
    rethrow(unforeseen.get());
    bytes = pipe.written();
    step.bytes(bytes);
    DatabaseException failure = first.get();
    if (failure != null) {
      throw failure;
    }
  }

  private static void rethrow(@Nullable Throwable unforeseen) {
    if (unforeseen instanceof Error error) {
      throw error;
    }
    if (unforeseen instanceof RuntimeException exception) {
      throw exception;
    }
  }

  private static OutputStream counted(OutputStream into, PostgresPipe pipe, StepContext step) {
    return new FilterOutputStream(into) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        step.progress("copy", pipe.written(), OptionalLong.empty(), ProgressUnit.BYTES);
      }
    };
  }

  /** The tool ends within a second once it is cancelled or its pipe is broken. */
  private static void join(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
