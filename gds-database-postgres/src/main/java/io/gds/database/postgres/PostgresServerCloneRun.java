package io.gds.database.postgres;

import io.gds.database.cloning.CloneInfo;
import io.gds.database.cloning.CloneKind;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.core.Checks;
import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler;
import io.gds.database.core.StepContext;
import io.gds.database.core.tool.Tool;
import io.gds.database.core.tool.ToolCommand;
import io.gds.database.core.tool.ToolRun;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.ProgressUnit;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One clone of the whole server, from its plan to its end. */
final class PostgresServerCloneRun {
  private final PostgresContext context;
  private final CloneOptions options;
  private final OptionValues values;
  private final String session = PostgresToolSessions.newName();
  private final Map<String, String> locations;
  private final PostgresServerTarget target;
  private @Nullable Instant startedAt;
  private @Nullable Instant consistentAt;
  private @Nullable PostgresServerFacts facts;
  private long bytes;

  PostgresServerCloneRun(PostgresContext context, CloneOptions options) {
    this.context = context;
    this.options = options;
    values = options.platformOptions();
    locations = locations();
    target = new PostgresServerTarget(directory(), places());
  }

  private Path directory() {
    return Path.of(options.target()).normalize();
  }

  /** Where the tablespaces lie on the server, by their OIDs. */
  private Map<String, String> locations() {
    try {
      return PostgresServerFacts.read(context.sql()).places();
    } catch (DatabaseException e) {
      // A check says that the server cannot be asked; nothing is run then.
      return Map.of();
    }
  }

  private Optional<Path> spaces() {
    return values.given(PostgresServerClone.TABLESPACE_DIRECTORY).map(Path::normalize);
  }

  private Map<String, Path> places() {
    Map<String, Path> places = new TreeMap<>();
    spaces()
        .ifPresent(root -> locations.keySet().forEach(oid -> places.put(oid, root.resolve(oid))));
    return places;
  }

  private Optional<Path> tools() {
    return values.given(PostgresServerClone.TOOLS);
  }

  private PostgresToolbox.Found find(String tool) {
    return context.toolbox().require(tool, PostgresBaseRun.wanted(context.version()), tools());
  }

  Operation<CloneInfo> plan() {
    String server = context.runner().engine();
    Plan.Builder<CloneInfo> plan =
        context.runner().<CloneInfo>plan("clone", server).options(options);
    checks(plan);
    PostgresSteps.add(plan, context, server, () -> steps(plan));
    return plan.yields(this::info);
  }

  private void checks(Plan.Builder<CloneInfo> plan) {
    PostgresServerChecks checks = new PostgresServerChecks(context);
    PostgresToolChecks tools = new PostgresToolChecks(context);
    plan.measure(checks::server)
        .check(() -> checks.login(tools()))
        .measure(() -> target.checks(context.clock(), PostgresBaseSize.NONE, 0))
        .measure(() -> checks.room(PostgresServerTarget.above(directory()), this::room))
        .check(this::placed)
        .check(this::leftovers);
    for (String tool :
        List.of(PostgresBaseRun.TOOL, PostgresBaseRun.VERIFY_TOOL, PostgresBaseRun.WAL_TOOL)) {
      plan.check(() -> tools.fits(tool, () -> PostgresBaseRun.wanted(context.version()), tools()));
    }
    if (values.valueOf(PostgresServerClone.START)) {
      plan.measure(new PostgresServerCloneStart(context, values, directory())::checks);
    }
  }

  private void room(PostgresRoom room, PostgresBaseSize size) {
    room.add(PostgresServerTarget.above(directory()), size.data());
    size.tablespaces()
        .values()
        .forEach(
            bytes ->
                room.add(spaces().orElseGet(() -> PostgresServerTarget.above(directory())), bytes));
  }

  /** Each tablespace has a place. */
  private Check placed() {
    boolean good = locations.isEmpty() || spaces().isPresent();
    return Checks.demand(
        context.clock(),
        good,
        "each tablespace has a place",
        context.runner().engine(),
        locations.size() + " tablespaces" + (good ? "" : ", and none is said"),
        "a directory for them",
        ErrorCode.PRECONDITION_FAILED,
        "Name one by " + PostgresServerClone.TABLESPACE_DIRECTORY.id() + ".");
  }

  /** What other runs left, which is no reason against this one. */
  private Check leftovers() {
    List<String> left = new ArrayList<>();
    for (Path parent : parents()) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent, "*.partial")) {
        for (Path entry : entries) {
          if (isOurs(entry)) {
            left.add(entry.toString());
          }
        }
      } catch (IOException e) {
        // That the directory cannot be used is a check of its own.
      }
    }
    return Checks.advise(
        context.clock(),
        left.isEmpty(),
        "no unfinished clone lies beside it",
        directory().toString(),
        left.isEmpty() ? "none" : String.join(", ", left),
        "none",
        "Whose process was killed is removed when this one begins; whose process runs is left"
            + " alone.");
  }

  private boolean isOurs(Path entry) {
    String name = entry.getFileName().toString();
    return target.names().stream().anyMatch(own -> name.startsWith(own + "."));
  }

  private Set<Path> parents() {
    Set<Path> parents = new LinkedHashSet<>(List.of(PostgresServerTarget.above(directory())));
    spaces().ifPresent(parents::add);
    return parents;
  }

  private void steps(Plan.Builder<CloneInfo> plan) {
    Map<String, String> settings = settings();
    plan.onFailure(step -> target.remove())
        .onFailure(step -> PostgresToolSessions.end(context, session))
        .step(
            new Step(
                StepKind.TOOL,
                text()
                    + "; proved by "
                    + PostgresBaseRun.VERIFY_TOOL
                    + "; then append to its postgresql.auto.conf:\n"
                    + PostgresRecovery.lines(settings)
                    + "and write recovery.signal",
                Effect.ONCE,
                ""),
            step -> copy(settings, step),
            () -> Reconciler.Finding.NOT_DONE)
        .step(
            StepKind.FILE,
            Effect.ONCE,
            "give it the name " + directory(),
            step -> target.publish());
    if (values.valueOf(PostgresServerClone.START)) {
      new PostgresServerCloneStart(context, values, directory()).add(plan);
    }
  }

  private String text() {
    Map<String, Path> shown = new TreeMap<>();
    places().forEach((oid, place) -> shown.put(oid, Path.of(place + "<unfinished>")));
    return command(
            PostgresToolLogin.shown(context, session),
            context
                .toolbox()
                .shown(PostgresBaseRun.TOOL, PostgresBaseRun.wanted(context.version()), tools()),
            Path.of(directory() + "<unfinished>"),
            shown)
        .toString();
  }

  private ToolCommand command(
      PostgresToolLogin login, Tool tool, Path into, Map<String, Path> spaces) {
    List<String> arguments = new ArrayList<>();
    arguments.add("--pgdata=" + into);
    arguments.add("--format=plain");
    arguments.add("--wal-method=stream");
    arguments.add("--checkpoint=fast");
    arguments.add("--label=" + session);
    arguments.add("--manifest-checksums=SHA256");
    arguments.add("--no-password");
    spaces.forEach(
        (oid, place) ->
            arguments.add(
                "--tablespace-mapping="
                    + PostgresBaseRun.mapped(locations.getOrDefault(oid, ""))
                    + "="
                    + PostgresBaseRun.mapped(place.toString())));
    values
        .given(PostgresServerClone.MAX_RATE)
        .ifPresent(rate -> arguments.add("--max-rate=" + rate + "k"));
    return login
        .command(tool)
        .arguments(arguments)
        .arguments("--dbname=" + login.address(context.connections().maintenance()))
        .build();
  }

  /**
   * The settings that let the clone do no harm to its source and to those around that: it archives
   * nowhere, follows and awaits nobody, takes no part in logical replication, writes into no file
   * of the source's; and it recovers onto a timeline of its own.
   */
  private Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    values.given(PostgresServerClone.PORT).ifPresent(port -> settings.put("port", port.toString()));
    settings.putAll(PostgresRecovery.apart());
    // All the WAL it needs came along; without a command the server refuses to recover.
    settings.put("restore_command", "false");
    for (String of : List.of("", "_time", "_lsn", "_name", "_xid")) {
      settings.put("recovery_target" + of, "");
    }
    settings.put("recovery_target_timeline", "current");
    settings.put("recovery_target_action", "promote");
    return settings;
  }

  private void copy(Map<String, String> settings, StepContext step) {
    startedAt = context.clock().instant();
    PostgresToolSessions.endAbandoned(context);
    PostgresServerFacts now = PostgresServerFacts.read(context, step);
    if (!now.places().equals(locations)) {
      // What is not mapped would be written where it lies on the server.
      throw ErrorDetails.of(
              ErrorCode.PLAN_STALE, "the server's tablespaces are others than when it was planned")
          .target(context.runner().engine())
          .remedy("Plan it again.")
          .toException();
    }
    facts = now;
    target.fill((data, spaces) -> fill(data, spaces, now, step), directory(), settings);
  }

  private List<String> fill(
      Path data, Map<String, Path> spaces, PostgresServerFacts now, StepContext step)
      throws IOException {
    PostgresToolbox.Found tool = find(PostgresBaseRun.TOOL);
    PostgresBaseMoment moment = PostgresBaseMoment.before(context, now.standby(), step);
    step.progress("waiting for a checkpoint", 0, OptionalLong.empty(), ProgressUnit.BYTES);
    try (PostgresToolLogin login = PostgresToolLogin.open(context, session);
        PostgresBaseProgress progress = PostgresBaseProgress.begin(context, session, step)) {
      execute(ToolRun.of(command(login, tool.tool(), data, spaces)).cancellation(step));
    }
    moment.after(step);
    PostgresBaseManifest files = PostgresBaseManifest.read(data);
    bytes = files.bytes();
    step.bytes(bytes);
    step.progress("verifying the copy", 0, OptionalLong.of(bytes), ProgressUnit.BYTES);
    PostgresToolbox.Found verifier = find(PostgresBaseRun.VERIFY_TOOL);
    execute(
        ToolRun.of(
                ToolCommand.builder(verifier.tool())
                    .arguments("--quiet", "--exit-on-error", data.toString())
                    .build())
            .cancellation(step));
    consistentAt = now.standby() ? ofStandby(data, moment, files, step) : moment.ofPrimary();
    // From now on it would tell of another state than this one.
    Files.delete(data.resolve(PostgresBaseManifest.NAME));
    return List.of();
  }

  private @Nullable Instant ofStandby(
      Path data, PostgresBaseMoment moment, PostgresBaseManifest files, StepContext step) {
    PostgresBaseEnd end =
        new PostgresBaseProof(context, tools(), PostgresBaseArchive.at(data), files, data, step)
            .end();
    return moment.of(end, files.end()).orElse(null);
  }

  private void execute(ToolRun run) {
    try {
      context.toolbox().runner().run(run);
    } catch (DatabaseException e) {
      throw PostgresToolErrors.explained(e, context.runner().engine());
    }
  }

  private CloneInfo info() {
    Instant now = context.clock().instant();
    return new CloneInfo(
        context.runner().engine(),
        directory().toString(),
        CloneKind.COPY,
        Optional.ofNullable(consistentAt),
        OptionalLong.of(bytes),
        Optional.ofNullable(startedAt).orElse(now),
        now,
        notCarried());
  }

  private List<String> notCarried() {
    List<String> lacks = new ArrayList<>();
    lacks.add(
        "what the server archives, whom it follows and awaits, and its part in logical replication:"
            + " see the end of postgresql.auto.conf, and set what it shall have of its own");
    lacks.add("replication slots");
    lacks.add(
        "an identity of its own: it has its source's system identifier"
            + Optional.ofNullable(facts).map(f -> " " + f.systemIdentifier()).orElse("")
            + ", and only a timeline of its own from its first start on; never archive both into"
            + " one place");
    if (!Files.exists(directory().resolve("postgresql.conf"), LinkOption.NOFOLLOW_LINKS)) {
      lacks.add(
          "postgresql.conf, pg_hba.conf and pg_ident.conf, which the server keeps elsewhere: copy"
              + " them, or name them by -o "
              + PostgresServerTrial.quoted(
                  "-c config_file=… -c hba_file=… "
                      + PostgresServerTrial.dataDirectory(directory()))
              + ", the last since a file may name another data directory");
    }
    if (!values.valueOf(PostgresServerClone.START)) {
      String data = PostgresServerTrial.quoted(directory().toString());
      lacks.add(
          "a running server: start it by "
              + PostgresServerTrial.quoted(program())
              + " -D "
              + data
              + " -l "
              + PostgresServerTrial.quoted(directory() + ".log")
              + " -o "
              + PostgresServerTrial.quoted(PostgresServerTrial.dataDirectory(directory()))
              + " -w start, as the owner of the directory, who is "
              + System.getProperty("user.name")
              + " and must not be root"
              + (values.given(PostgresServerClone.PORT).isEmpty()
                  ? "; it takes its source's port unless -p PORT behind -o gives another"
                  : ""));
    }
    return lacks;
  }

  private String program() {
    try {
      return find("pg_ctl").tool().binary().toString();
    } catch (DatabaseException e) {
      return "pg_ctl";
    }
  }
}
