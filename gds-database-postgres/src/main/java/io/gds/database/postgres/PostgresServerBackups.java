package io.gds.database.postgres;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.connection.DatabaseType;
import io.gds.database.connection.HostAddress;
import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler;
import io.gds.database.core.archive.ArchiveNames;
import io.gds.database.core.archive.ManifestFile;
import io.gds.database.error.DatabaseException;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** Backing up the whole server, page by page, by pg_basebackup, with the WAL it needs. */
final class PostgresServerBackups implements SupportsBackup {
  /** The attribute of manifests that names the layout. */
  static final String LAYOUT = "layout";

  /** The attribute of manifests that names the directory of archived WAL. */
  static final String WAL_ARCHIVE = "walArchive";

  /** The positions of manifests. */
  static final String START = "startLsn";

  static final String END = "endLsn";
  static final String TIMELINE = "timeline";

  /**
   * Where the last record before the end begins; told of backups of a standby, behind which there
   * may be no record that recovery could see its end by.
   */
  static final String LAST = "lastLsn";

  /** Where the backup begins that an incremental one builds on. */
  static final String BASE_START = "baseStartLsn";

  private final PostgresContext context;
  private final PostgresServerShelf shelf;

  PostgresServerBackups(PostgresContext context) {
    this.context = context;
    this.shelf = new PostgresServerShelf(context, new PostgresCatalog(context));
  }

  @Override
  public List<BackupType> backupTypes() {
    return context.version().atLeast(PostgresIncremental.SINCE)
        ? List.of(BackupType.FULL, BackupType.INCREMENTAL, BackupType.LOG)
        : List.of(BackupType.FULL, BackupType.LOG);
  }

  @Override
  public Set<OptionKey<?>> backupKeys() {
    Set<OptionKey<?>> all = new HashSet<>(PostgresServerBackup.KEYS);
    all.addAll(PostgresWalReceive.KEYS);
    return Set.copyOf(all);
  }

  @Override
  public Operation<BackupInfo> prepareBackup(BackupOptions options) {
    context.runner().requireOpen();
    String server = context.runner().engine();
    if (options.type().filter(BackupType.LOG::equals).isPresent()) {
      return new PostgresWalReceiver(context).prepareBackup(options);
    }
    requireOffered(options, server);
    PostgresToolLogin.requireAddress(context, server, SupportsBackup.class);
    options.requireKnown(PostgresServerBackup.KEYS, PostgresServerBackupFaults.of(options));
    Path archive = archive(options);
    Optional<PostgresIncremental> incremental = incremental(options, archive);
    PostgresBaseRun run =
        new PostgresBaseRun(
            context, options, archive, incremental.flatMap(PostgresIncremental::base));
    Map<String, String> places = places(run);
    PostgresServerBackupRun work =
        new PostgresServerBackupRun(context, shelf, options, run, archive, incremental);
    AtomicReference<BackupInfo> made = new AtomicReference<>();
    Plan.Builder<BackupInfo> plan =
        context.runner().<BackupInfo>plan("backup", server).options(options);
    checks(plan, options, run, archive, incremental);
    incremental.ifPresent(on -> plan.measure(on::checks));
    return plan.onFailure(step -> PostgresToolSessions.end(context, run.session()))
        .step(
            new Step(
                StepKind.TOOL,
                run.text(places)
                    + (options.verify().compareTo(VerifyLevel.RESTORE) >= 0
                        ? "; restored for trial beside it"
                        : "")
                    + "; proved at level "
                    + options.verify()
                    + "; published with its manifest as "
                    + archive,
                Effect.ONCE,
                ""),
            step -> made.set(work.backup(places, step)),
            () ->
                Files.exists(archive, LinkOption.NOFOLLOW_LINKS)
                    ? Reconciler.Finding.DONE
                    : Reconciler.Finding.NOT_DONE)
        .yields(
            () ->
                Optional.ofNullable(made.get())
                    .orElseGet(
                        () ->
                            ManifestFile.read(archive, DatabaseType.POSTGRESQL)
                                .toBackupInfo(archive, List.of())));
  }

  private Optional<PostgresIncremental> incremental(BackupOptions options, Path archive) {
    return options.type().filter(BackupType.INCREMENTAL::equals).isEmpty()
        ? Optional.empty()
        : Optional.of(
            new PostgresIncremental(
                context,
                shelf,
                archive,
                options.platformOptions().given(PostgresServerBackup.BASED_ON)));
  }

  /** Where the tablespaces lie that plain files have to be led away from. */
  private Map<String, String> places(PostgresBaseRun run) {
    try {
      return run.layout() == PostgresBackupLayout.PLAIN
          ? PostgresServerFacts.read(context.sql()).places()
          : Map.of();
    } catch (DatabaseException e) {
      // A check says that the server cannot be asked; nothing is run then.
      return Map.of();
    }
  }

  private void requireOffered(BackupOptions options, String server) {
    BackupType asked = options.type().orElse(BackupType.FULL);
    CapabilityStatus status =
        asked == BackupType.INCREMENTAL && !context.version().atLeast(PostgresIncremental.SINCE)
            ? tooOld(type(asked), context.version())
            : type(asked);
    if (!status.isAvailable()) {
      throw PostgresCapabilities.refusal(server, status);
    }
    if (options.pointInTime().isPresent()) {
      throw PostgresCapabilities.refusal(
          server,
          CapabilityStatus.absent(
              SupportsBackup.class,
              Availability.NOT_ON_PLATFORM,
              "a base backup is of the present; later instants are reached by the WAL behind it",
              "Leave the point in time out, and name it when restoring."));
    }
  }

  /** Whether this type of backup is made of the whole server. */
  static CapabilityStatus type(BackupType type) {
    Class<SupportsBackup> of = SupportsBackup.class;
    return switch (type) {
      case FULL, INCREMENTAL, LOG -> CapabilityStatus.available(of, type);
      case LOGICAL ->
          CapabilityStatus.absent(
              of,
              type,
              Availability.NOT_ON_PLATFORM,
              "definitions and rows are backed up of each database, not of the server",
              "Ask the database.");
      case DIFFERENTIAL ->
          CapabilityStatus.absent(
              of,
              type,
              Availability.NOT_ON_PLATFORM,
              "PostgreSQL knows full and incremental base backups only",
              "Make a FULL backup.");
      case SNAPSHOT ->
          CapabilityStatus.absent(
              of,
              type,
              Availability.NOT_ON_PLATFORM,
              "PostgreSQL keeps no snapshots",
              "Make a FULL backup.");
    };
  }

  /** That a server of this version makes no incremental backups. */
  static CapabilityStatus tooOld(CapabilityStatus status, PostgresVersion version) {
    return PostgresRights.but(
        status,
        Availability.VERSION,
        "PostgreSQL makes incremental backups from "
            + PostgresIncremental.SINCE
            + " on; this server is "
            + version.shortText(),
        "Make a FULL backup.");
  }

  private Path archive(BackupOptions options) {
    if (options.location().isPresent()) {
      return options.location().get().path().toAbsolutePath().normalize();
    }
    Path directory = options.directory().orElseThrow().path().toAbsolutePath().normalize();
    HostAddress host = context.info().hosts().get(0);
    return ArchiveNames.uniqueName(
        directory,
        host.host() + "_" + host.port().orElse(PostgresUrls.DEFAULT_PORT),
        options.type().orElse(BackupType.FULL),
        context.clock().instant(),
        "base");
  }

  private void checks(
      Plan.Builder<BackupInfo> plan,
      BackupOptions options,
      PostgresBaseRun run,
      Path archive,
      Optional<PostgresIncremental> incremental) {
    PostgresServerChecks checks = new PostgresServerChecks(context);
    PostgresToolChecks tools = new PostgresToolChecks(context);
    Optional<Path> where = options.platformOptions().given(PostgresServerBackup.TOOLS);
    plan.measure(checks::server)
        .check(() -> checks.login(where))
        .check(() -> tools.free(archive, false))
        .measure(() -> room(checks, options, run, archive, incremental));
    List<String> needed = new ArrayList<>(List.of(PostgresBaseRun.TOOL));
    if (options.verify() != VerifyLevel.MANIFEST) {
      needed.add(PostgresBaseRun.WAL_TOOL);
      if (run.layout() == PostgresBackupLayout.PLAIN) {
        needed.add(PostgresBaseRun.VERIFY_TOOL);
      }
    }
    for (String tool : needed) {
      plan.check(() -> tools.fits(tool, () -> PostgresBaseRun.wanted(context.version()), where));
    }
    if (!needed.contains(PostgresBaseRun.WAL_TOOL)) {
      plan.measure(() -> endOfStandby(tools, where));
    }
    options
        .platformOptions()
        .given(PostgresServerBackup.WAL_ARCHIVE)
        .ifPresent(directory -> plan.check(() -> checks.walArchive(directory)));
    if (options.verify().compareTo(VerifyLevel.RESTORE) >= 0) {
      PostgresServerTrial.demand(
          context,
          plan,
          () -> PostgresBaseRun.wanted(context.version()),
          where,
          options.verify() == VerifyLevel.RESTORE_AND_CHECK
              ? Optional.of(this::hasChecksums)
              : Optional.empty());
    }
  }

  /** Where a standby's backup ends, and for which instant it stands, is read from its WAL. */
  private List<Check> endOfStandby(PostgresToolChecks tools, Optional<Path> where) {
    try {
      return PostgresServerFacts.isStandby(context.sql())
          ? List.of(
              tools.fits(
                  PostgresBaseRun.WAL_TOOL, () -> PostgresBaseRun.wanted(context.version()), where))
          : List.of();
    } catch (DatabaseException e) {
      // Another check says that the server cannot be asked; nothing is run then.
      return List.of();
    }
  }

  /** Room for the archive, and for what is taken out of it where it is restored on trial. */
  private static List<Check> room(
      PostgresServerChecks checks,
      BackupOptions options,
      PostgresBaseRun run,
      Path archive,
      Optional<PostgresIncremental> incremental) {
    Path into = PostgresServerTarget.above(archive);
    boolean smaller = run.gzipLevel().isPresent() || run.isIncremental();
    boolean trial = options.verify().compareTo(VerifyLevel.RESTORE) >= 0;
    return checks.room(
        into,
        (room, size) ->
            room.add(into, smaller ? 0 : size.total())
                .add(into, trial ? size.total() : 0)
                .add(into, trial ? incremental.map(PostgresIncremental::takenOut).orElse(0L) : 0));
  }

  private boolean hasChecksums() {
    return context
        .sql()
        .first("SELECT current_setting('data_checksums') = 'on' AS r", row -> row.bool("r"))
        .orElse(false);
  }
}
