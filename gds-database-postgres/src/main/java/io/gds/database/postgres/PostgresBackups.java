package io.gds.database.postgres;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Checks;
import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler;
import io.gds.database.core.StepContext;
import io.gds.database.core.archive.ArchiveContent;
import io.gds.database.core.archive.ArchiveNames;
import io.gds.database.core.archive.ArchivePublisher;
import io.gds.database.core.archive.ArchiveShelf;
import io.gds.database.core.archive.Manifest;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import io.gds.database.operation.Verdict;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** Backing up one database by pg_dump: an archive as of one instant, with a manifest beside it. */
final class PostgresBackups implements SupportsBackup {
  private final PostgresContext context;
  private final String name;

  PostgresBackups(PostgresContext context, String name) {
    this.context = context;
    this.name = name;
  }

  @Override
  public List<BackupType> backupTypes() {
    return List.of(BackupType.LOGICAL);
  }

  @Override
  public Set<OptionKey<?>> backupKeys() {
    return PostgresBackup.KEYS;
  }

  @Override
  public Operation<BackupInfo> prepareBackup(BackupOptions options) {
    context.runner().requireOpen();
    requireOffered(options);
    PostgresToolLogin.requireAddress(context, name, SupportsBackup.class);
    PostgresDump dump = new PostgresDump(options.platformOptions());
    options.requireKnown(PostgresBackup.KEYS, faults(options, dump));
    Path archive = archive(options, dump.format());
    PostgresDumpRun run = new PostgresDumpRun(context, name, dump, options, archive);
    AtomicReference<BackupInfo> made = new AtomicReference<>();
    AtomicReference<String> id = new AtomicReference<>("");
    Plan.Builder<BackupInfo> plan =
        context.runner().<BackupInfo>plan("backup", name).options(options);
    checks(plan, options, dump, archive);
    PostgresTrial trial = new PostgresTrial(context, options.platformOptions());
    boolean tried = options.verify().compareTo(VerifyLevel.RESTORE) >= 0;
    if (tried) {
      trial.demand(plan, dump.format(), () -> needs(options));
      plan.always(step -> trial.drop());
    }
    return plan.onFailure(step -> PostgresToolSessions.end(context, run.session()))
        .step(
            new Step(
                StepKind.TOOL,
                run.text()
                    + (tried ? "; restored for trial as " + trial.scratch() : "")
                    + "; proved at level "
                    + options.verify()
                    + "; published with its manifest as "
                    + archive,
                Effect.ONCE,
                ""),
            step -> made.set(backup(options, run, trial, archive, id, step)),
            () ->
                isPublished(archive, String.valueOf(id.get()))
                    ? Reconciler.Finding.DONE
                    : Reconciler.Finding.NOT_DONE)
        .yields(() -> Optional.ofNullable(made.get()).orElseGet(() -> read(archive)));
  }

  /** It is there, and it is this one: somebody else may have given the name away meanwhile. */
  private static boolean isPublished(Path archive, String id) {
    return Files.exists(archive, LinkOption.NOFOLLOW_LINKS) && read(archive).id().equals(id);
  }

  private static BackupInfo read(Path archive) {
    return PostgresArchive.at(archive).inspect();
  }

  private void requireOffered(BackupOptions options) {
    options
        .type()
        .map(PostgresCapabilities::backupType)
        .filter(status -> !status.isAvailable())
        .ifPresent(this::refuse);
    if (options.pointInTime().isPresent()) {
      refuse(
          CapabilityStatus.absent(
              SupportsBackup.class,
              Availability.NOT_ON_PLATFORM,
              "a dump is of the present: the past is reached from a base backup and its WAL",
              "Leave the point in time out."));
    }
  }

  private void refuse(CapabilityStatus status) {
    throw UnsupportedCapabilityException.of(DatabaseType.POSTGRESQL.id(), name, status);
  }

  private static List<OptionFault> faults(BackupOptions options, PostgresDump dump) {
    List<OptionFault> faults = new ArrayList<>(dump.faults());
    faults.addAll(
        ArchiveShelf.faults("to", options.location().or(options::directory).orElseThrow()));
    if (options.includeLogs().orElse(false)) {
      faults.add(new OptionFault("includeLogs", "there are no logs in a logical backup"));
    }
    if (options.verify().compareTo(VerifyLevel.RESTORE) >= 0
        && dump.content() == PostgresBackupContent.DATA_ONLY) {
      faults.add(
          new OptionFault(
              "verify", "cannot be " + options.verify() + ": rows alone are not restored alone"));
    }
    return faults;
  }

  private Path archive(BackupOptions options, PostgresBackupFormat format) {
    if (options.location().isPresent()) {
      return options.location().get().path().toAbsolutePath().normalize();
    }
    Path directory = options.directory().orElseThrow().path().toAbsolutePath().normalize();
    return ArchiveNames.uniqueName(
        directory, name, BackupType.LOGICAL, context.clock().instant(), format.extension());
  }

  private void checks(
      Plan.Builder<BackupInfo> plan, BackupOptions options, PostgresDump dump, Path archive) {
    PostgresToolChecks checks = new PostgresToolChecks(context);
    Optional<Path> tools = options.platformOptions().given(PostgresBackup.TOOLS);
    boolean globals = options.platformOptions().valueOf(PostgresBackup.GLOBALS);
    plan.measure(() -> database(checks, dump))
        .measure(() -> restorable(options))
        .check(() -> checks.free(archive, globals))
        .check(() -> checks.directory(archive))
        .check(
            () ->
                checks.fits(
                    PostgresDumpRun.TOOL,
                    () -> PostgresToolbox.Wanted.reading(context.version()),
                    tools))
        .measure(() -> compression(dump, options));
    if (globals) {
      plan.check(
          () ->
              checks.fits(
                  PostgresDumpRun.GLOBALS_TOOL,
                  () -> PostgresToolbox.Wanted.reading(context.version()),
                  tools));
    }
    if (options.verify() != VerifyLevel.MANIFEST && dump.format() != PostgresBackupFormat.PLAIN) {
      plan.check(
          () ->
              checks.fits(
                  PostgresRestoreRun.TOOL,
                  () -> PostgresToolbox.Wanted.reading(context.version()),
                  tools));
    }
  }

  /** The oldest major whose tools read what the tool here is going to write. */
  private int needs(BackupOptions options) {
    return PostgresToc.needsOf(dumpTool(options).version().major());
  }

  private PostgresToolbox.Found dumpTool(BackupOptions options) {
    return context
        .toolbox()
        .require(
            PostgresDumpRun.TOOL,
            PostgresToolbox.Wanted.reading(context.version()),
            options.platformOptions().given(PostgresBackup.TOOLS));
  }

  /** What newer tools write can be read by newer ones only, and those do not suit this server. */
  private List<Check> restorable(BackupOptions options) {
    if (options.platformOptions().valueOf(PostgresBackup.FORMAT) == PostgresBackupFormat.PLAIN) {
      return List.of();
    }
    try {
      PostgresToolbox.Found found = dumpTool(options);
      int major = context.version().major();
      PostgresToolbox.Wanted back =
          PostgresToolbox.Wanted.writing(
              context.version(), PostgresToc.needsOf(found.version().major()));
      return List.of(
          Checks.advise(
              context.clock(),
              back.atLeast() <= back.atMost(),
              "the archive can be restored to a server of this version",
              PostgresDumpRun.TOOL,
              "tools of version " + found.version() + ", server " + context.version().shortText(),
              "tools of major " + major,
              "Install the client tools of major "
                  + major
                  + ": as it is, the archive can be restored to newer servers only."));
    } catch (DatabaseException e) {
      // That no tool fits is a check of its own.
      return List.of();
    }
  }

  private List<Check> database(PostgresToolChecks checks, PostgresDump dump) {
    Check exists = context.checks().exists(name);
    if (exists.refused()) {
      return List.of(exists);
    }
    Check usable = context.checks().usable(name);
    List<Check> all = new ArrayList<>(List.of(exists, usable));
    if (!usable.refused()) {
      all.add(
          checks.readable(
              name, dump.isFiltered(), dump.content() != PostgresBackupContent.SCHEMA_ONLY));
      if (dump.format() == PostgresBackupFormat.PLAIN) {
        all.add(checks.values(name));
      }
      if (!dump.isPlainlyNamed()) {
        all.add(named());
      }
    }
    return all;
  }

  /** pg_dump takes the names in its arguments for texts in the encoding of the database. */
  private Check named() {
    String rule = "the database's encoding has the names as they are given";
    return context
        .checks()
        .measured(
            rule,
            name,
            () -> {
              String encoding = new PostgresReadings(context).require(name, Set.of()).encoding();
              return Checks.demand(
                  context.clock(),
                  encoding.equals("UTF8"),
                  rule,
                  name,
                  encoding,
                  "UTF8, or names of ASCII letters only",
                  ErrorCode.INVALID_OPTIONS,
                  "Back up the whole database: in " + encoding + " pg_dump would miss the names.");
            });
  }

  private List<Check> compression(PostgresDump dump, BackupOptions options) {
    try {
      PostgresToolbox.Found found = dumpTool(options);
      return dump.refusedBy(found.version().major()).stream()
          .map(
              why ->
                  new Check(
                      "the tool has the compression",
                      PostgresBackup.COMPRESSION.id(),
                      why,
                      "a compression of version " + found.version(),
                      Verdict.REFUSED,
                      ErrorCode.INVALID_OPTIONS,
                      context.clock().instant(),
                      "Give a level from 0 to 9, or use newer tools."))
          .toList();
    } catch (DatabaseException e) {
      // That no tool fits is a check of its own.
      return List.of();
    }
  }

  private BackupInfo backup(
      BackupOptions options,
      PostgresDumpRun run,
      PostgresTrial trial,
      Path archive,
      AtomicReference<String> id,
      StepContext step) {
    Instant startedAt = context.clock().instant();
    PostgresToolSessions.endAbandoned(context);
    PostgresGlobals.sweep(Objects.requireNonNull(archive.getParent()));
    try (PostgresToolLogin login = PostgresToolLogin.open(context, run.session());
        ArchivePublisher publisher =
            run.dump().format() == PostgresBackupFormat.DIRECTORY
                ? ArchivePublisher.directory(archive)
                : ArchivePublisher.file(archive);
        PostgresGlobals globals = new PostgresGlobals(archive)) {
      PostgresDumpRun.Dumped dumped = run.dump(login, publisher, step);
      ArchiveContent content = publisher.seal(step::throwIfCancelled);
      List<String> checked = prove(options, publisher, dumped, trial, login, step);
      Map<String, String> more = new HashMap<>(run.attributes());
      more.put("checked", String.join("; ", checked));
      more.putAll(contents(publisher, dumped.facts()));
      if (options.platformOptions().valueOf(PostgresBackup.GLOBALS)) {
        run.globals(login, globals, step);
        more.putAll(globals.attributes());
      }
      Manifest manifest = manifest(dumped, startedAt, more).content(content).build();
      step.throwIfCancelled();
      id.set(manifest.backupId());
      publisher.publish(manifest);
      globals.keep();
      return manifest.toBackupInfo(archive, checked);
    }
  }

  /** What a restore has to look for; a script tells nothing, so all of the database's counts. */
  private static Map<String, String> contents(ArchivePublisher publisher, PostgresFacts facts) {
    Optional<PostgresToc> toc = PostgresArchive.at(publisher.partial()).toc();
    List<String> extensions =
        toc.map(table -> List.copyOf(table.extensions()))
            .orElseGet(
                () ->
                    facts.list(PostgresFacts.EXTENSIONS).stream()
                        .map(text -> text.substring(0, text.lastIndexOf(' ')))
                        .toList());
    return Map.of(
        PostgresFacts.HELD_EXTENSIONS,
        PostgresTexts.join(extensions),
        PostgresFacts.OWNERS,
        PostgresTexts.join(toc.map(t -> List.copyOf(t.owners())).orElse(List.of())),
        PostgresFacts.TABLESPACES,
        PostgresTexts.join(toc.map(t -> List.copyOf(t.tablespaces())).orElse(List.of())));
  }

  private List<String> prove(
      BackupOptions options,
      ArchivePublisher publisher,
      PostgresDumpRun.Dumped dumped,
      PostgresTrial trial,
      PostgresToolLogin login,
      StepContext step) {
    List<String> checked = new ArrayList<>();
    checked.add("pg_dump ended without error; every byte was hashed and brought to the disk");
    PostgresArchive archive = PostgresArchive.at(publisher.partial());
    Map<String, PostgresArchive.Stamp> sealed = archive.stamp();
    Optional<Path> tools = options.platformOptions().given(PostgresBackup.TOOLS);
    if (options.verify() != VerifyLevel.MANIFEST) {
      checked.addAll(
          new PostgresCheckup(context, tools).read(archive, ErrorCode.TOOL_FAILED, step));
    }
    if (options.verify().compareTo(VerifyLevel.RESTORE) >= 0) {
      checked.addAll(
          trial.restore(
              archive,
              sealed,
              Optional.of(dumped.facts()),
              options.verify() == VerifyLevel.RESTORE_AND_CHECK,
              login,
              step));
    }
    return checked;
  }

  private Manifest.Builder manifest(
      PostgresDumpRun.Dumped dumped, Instant startedAt, Map<String, String> more) {
    PostgresFacts facts = dumped.facts();
    Map<String, String> attributes = new HashMap<>(facts.attributes());
    attributes.putAll(more);
    return Manifest.builder()
        .platform(DatabaseType.POSTGRESQL)
        .database(name)
        .backupType(BackupType.LOGICAL)
        .serverVersion(dumped.held().serverVersion())
        .toolVersion(Objects.requireNonNull(dumped.tool().version().toString()))
        .startedAt(startedAt)
        .finishedAt(context.clock().instant())
        .consistentAt(dumped.held().at())
        .settings(facts.openSettings())
        .grants(facts.acl().orElse(List.of()))
        .positions(Map.of("lsn", dumped.held().lsn()))
        .attributes(attributes);
  }
}
