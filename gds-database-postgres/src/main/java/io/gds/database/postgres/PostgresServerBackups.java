package io.gds.database.postgres;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.Location;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.connection.DatabaseType;
import io.gds.database.connection.HostAddress;
import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler;
import io.gds.database.core.StepContext;
import io.gds.database.core.archive.ArchiveContent;
import io.gds.database.core.archive.ArchiveNames;
import io.gds.database.core.archive.ArchivePublisher;
import io.gds.database.core.archive.Manifest;
import io.gds.database.core.archive.ManifestFile;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
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
    options.requireKnown(PostgresServerBackup.KEYS, faults(options));
    Path archive = archive(options);
    Optional<PostgresIncremental> incremental = incremental(options, archive);
    PostgresBaseRun run =
        new PostgresBaseRun(
            context, options, archive, incremental.flatMap(PostgresIncremental::base));
    Map<String, String> places = places(run);
    AtomicReference<BackupInfo> made = new AtomicReference<>();
    Plan.Builder<BackupInfo> plan =
        context.runner().<BackupInfo>plan("backup", server).options(options);
    checks(plan, options, run, archive);
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
            step -> made.set(backup(options, run, archive, places, incremental, step)),
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

  private static List<OptionFault> faults(BackupOptions options) {
    List<OptionFault> faults = new ArrayList<>();
    faults.addAll(baseFaults(options));
    Location place = options.location().or(options::directory).orElseThrow();
    if (place.kind() != Location.Kind.LOCAL || place.parts().size() != 1) {
      faults.add(new OptionFault("to", "takes one path of this machine, not " + place));
    }
    if (!options.includeLogs().orElse(true)) {
      faults.add(
          new OptionFault(
              "includeLogs", "cannot be no: without its WAL a base backup is not consistent"));
    }
    OptionValues values = options.platformOptions();
    values
        .given(PostgresServerBackup.COMPRESSION)
        .filter(how -> !how.equals("0") && !how.equals("none"))
        .ifPresent(
            how -> {
              if (how.startsWith("lz4") || how.startsWith("zstd")) {
                faults.add(
                    new OptionFault(
                        PostgresServerBackup.COMPRESSION.id(),
                        "of a base backup is by gzip, since nothing else can be read back here"));
              }
              if (values.valueOf(PostgresServerBackup.LAYOUT) == PostgresBackupLayout.PLAIN) {
                faults.add(
                    new OptionFault(
                        PostgresServerBackup.COMPRESSION.id(),
                        "is not to be had in the layout plain"));
              }
            });
    return faults;
  }

  private static List<OptionFault> baseFaults(BackupOptions options) {
    Optional<Path> base = options.platformOptions().given(PostgresServerBackup.BASED_ON);
    String id = PostgresServerBackup.BASED_ON.id();
    if (base.isEmpty()) {
      return List.of();
    }
    if (options.type().filter(BackupType.INCREMENTAL::equals).isEmpty()) {
      return List.of(new OptionFault(id, "is for a backup of type INCREMENTAL"));
    }
    Location place = options.directory().or(options::location).orElseThrow();
    if (place.kind() != Location.Kind.LOCAL || place.parts().size() != 1) {
      return List.of();
    }
    Path given = place.path().toAbsolutePath().normalize();
    Path directory = options.directory().isPresent() ? given : PostgresServerTarget.above(given);
    Path lies = PostgresServerTarget.above(base.get().toAbsolutePath().normalize());
    return lies.equals(directory)
        ? List.of()
        : List.of(
            new OptionFault(id, "lies in " + lies + ", not beside the new backup in " + directory));
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
      Plan.Builder<BackupInfo> plan, BackupOptions options, PostgresBaseRun run, Path archive) {
    PostgresServerChecks checks = new PostgresServerChecks(context);
    PostgresToolChecks tools = new PostgresToolChecks(context);
    Optional<Path> where = options.platformOptions().given(PostgresServerBackup.TOOLS);
    plan.measure(checks::server)
        .check(() -> checks.login(where))
        .check(() -> tools.free(archive, false))
        .check(() -> checks.room(archive, run.gzipLevel().isPresent() || run.isIncremental()));
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

  /** The backup with all it builds on, which lie where it is going to lie. */
  private PostgresBaseChain chain(BackupInfo backup) {
    return shelf.chain(backup).requireWhole();
  }

  private boolean hasChecksums() {
    return context
        .sql()
        .first("SELECT current_setting('data_checksums') = 'on' AS r", row -> row.bool("r"))
        .orElse(false);
  }

  private BackupInfo backup(
      BackupOptions options,
      PostgresBaseRun run,
      Path archive,
      Map<String, String> places,
      Optional<PostgresIncremental> incremental,
      StepContext step) {
    Instant startedAt = context.clock().instant();
    PostgresToolSessions.endAbandoned(context);
    PostgresServerFacts facts = PostgresServerFacts.read(context, step);
    if (run.layout() == PostgresBackupLayout.PLAIN && !facts.places().equals(places)) {
      throw ErrorDetails.of(
              ErrorCode.PLAN_STALE, "the server's tablespaces are others than when it was planned")
          .target(context.runner().engine())
          .remedy("Plan it again.")
          .toException();
    }
    Optional<BackupInfo> base = incremental.map(PostgresIncremental::require);
    try (PostgresToolLogin login = PostgresToolLogin.open(context, run.session());
        ArchivePublisher publisher = ArchivePublisher.directory(archive)) {
      String tool = run.backup(login, places, publisher, step);
      // The server's clock behind the end: from here on every instant is behind the base backup.
      // A standby is as late as the last transaction it has replayed, whatever its clock says.
      Instant consistentAt =
          context
              .sql()
              .during(step)
              .first(
                  "SELECT coalesce(CASE WHEN pg_is_in_recovery()"
                      + " THEN pg_last_xact_replay_timestamp() END, clock_timestamp()) AS now",
                  row -> row.instant("now"))
              .orElseThrow();
      ArchiveContent content = publisher.seal(step::throwIfCancelled);
      PostgresBaseArchive made = PostgresBaseArchive.at(publisher.partial());
      if (!made.tablespaces().equals(facts.tablespaces().keySet())) {
        throw ErrorDetails.of(
                ErrorCode.SERVER_BUSY,
                "tablespaces were made or dropped while the backup began; without their names it"
                    + " could not be restored")
            .target(context.runner().engine())
            .remedy("Back up again.")
            .toException();
      }
      List<String> checked = new ArrayList<>();
      checked.add(
          "pg_basebackup ended without error; every byte was hashed and brought to the disk");
      if (options.verify() != VerifyLevel.MANIFEST) {
        checked.addAll(run.prove(made, facts, step));
      }
      Map<String, String> attributes = new HashMap<>(facts.attributes());
      attributes.put(LAYOUT, run.layout().name());
      attributes.put("label", run.session());
      attributes.put("checked", String.join("; ", checked));
      options
          .platformOptions()
          .given(PostgresServerBackup.WAL_ARCHIVE)
          .ifPresent(path -> attributes.put(WAL_ARCHIVE, path.toAbsolutePath().toString()));
      PostgresBaseManifest files = made.manifest();
      Map<String, String> positions = new HashMap<>();
      positions.put(START, files.start().toString());
      positions.put(END, files.end().toString());
      positions.put(TIMELINE, Long.toString(files.timeline()));
      if (facts.standby() && options.verify() != VerifyLevel.MANIFEST) {
        run.lastRecord(made, step).ifPresent(last -> positions.put(LAST, last.toString()));
      }
      Manifest.Builder written = Manifest.builder();
      base.ifPresent(
          on -> {
            written.basedOn(on.id());
            positions.put(BASE_START, on.positions().getOrDefault(START, ""));
          });
      Manifest manifest =
          written
              .platform(DatabaseType.POSTGRESQL)
              .database(context.runner().engine())
              .backupType(base.isPresent() ? BackupType.INCREMENTAL : BackupType.FULL)
              .serverVersion(facts.serverVersion())
              .toolVersion(tool)
              .startedAt(startedAt)
              .finishedAt(context.clock().instant())
              .consistentAt(consistentAt)
              .positions(positions)
              .attributes(attributes)
              .content(content)
              .build();
      if (options.verify().compareTo(VerifyLevel.RESTORE) >= 0) {
        checked.addAll(
            new PostgresServerTrial(
                    context,
                    chain(manifest.toBackupInfo(publisher.partial(), checked)),
                    archive,
                    options.platformOptions().given(PostgresServerBackup.TOOLS),
                    options.verify() == VerifyLevel.RESTORE_AND_CHECK)
                .run(step));
        attributes.put("checked", String.join("; ", checked));
        manifest = manifest.toBuilder().attributes(attributes).build();
      }
      step.throwIfCancelled();
      // What it builds on may have been deleted while this took its time.
      incremental.ifPresent(PostgresIncremental::require);
      publisher.publish(manifest);
      return manifest.toBackupInfo(archive, checked);
    }
  }
}
