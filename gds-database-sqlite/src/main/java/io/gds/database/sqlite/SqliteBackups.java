package io.gds.database.sqlite;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.Location;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Checks;
import io.gds.database.core.StepContext;
import io.gds.database.core.archive.ArchiveContent;
import io.gds.database.core.archive.ArchiveNames;
import io.gds.database.core.archive.ArchivePublisher;
import io.gds.database.core.archive.ArchiveShelf;
import io.gds.database.core.archive.Manifest;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.StepKind;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** Backing up one database: a copy of its pages with a manifest beside it. */
final class SqliteBackups implements SupportsBackup {
  private final SqliteContext context;
  private final String name;

  SqliteBackups(SqliteContext context, String name) {
    this.context = context;
    this.name = name;
  }

  @Override
  public List<BackupType> backupTypes() {
    return List.of(BackupType.FULL);
  }

  @Override
  public Set<OptionKey<?>> backupKeys() {
    return SqliteBackup.KEYS;
  }

  @Override
  public Operation<BackupInfo> prepareBackup(BackupOptions options) {
    context.runner().requireOpen();
    requireOffered(options);
    options.requireKnown(SqliteBackup.KEYS, faults(options));
    Path archive = archive(options);
    Path directory = Listing.directoryOf(archive);
    AtomicReference<BackupInfo> made = new AtomicReference<>();
    return context
        .runner()
        .<BackupInfo>plan("backup", name)
        .options(options)
        .check(() -> context.checks().exists(name))
        .check(() -> free(archive))
        .check(() -> context.checks().room(directory, size()))
        .measure(() -> new SqliteTrialRestore(context).room(options.verify(), size()))
        .check(() -> context.checks().takesFiles(directory))
        .check(() -> context.checks().localFileSystem(context.files().directory()))
        .step(
            StepKind.COMMAND,
            Effect.ONCE,
            "copy \""
                + name
                + "\" by SQLite's backup API, as of one instant, into an unfinished file;"
                + " prove it at level "
                + options.verify()
                + "; publish it with its manifest as "
                + archive,
            step -> made.set(backup(options, archive, step)))
        .yields(() -> Objects.requireNonNull(made.get()));
  }

  private void requireOffered(BackupOptions options) {
    options
        .type()
        .map(SqliteCapabilities::backupType)
        .filter(status -> !status.isAvailable())
        .ifPresent(this::refuse);
    if (options.pointInTime().isPresent()) {
      refuse(
          CapabilityStatus.absent(
              SupportsBackup.class,
              Availability.NOT_ON_PLATFORM,
              "SQLite keeps no past: only the present can be backed up",
              "Leave the point in time out."));
    }
  }

  private void refuse(CapabilityStatus status) {
    throw UnsupportedCapabilityException.of(DatabaseType.SQLITE.id(), name, status);
  }

  private static List<OptionFault> faults(BackupOptions options) {
    Location place = options.location().or(options::directory).orElseThrow();
    List<OptionFault> faults = new ArrayList<>(ArchiveShelf.faults("to", place));
    if (faults.isEmpty() && options.location().isPresent() && isSideFile(place)) {
      faults.add(
          new OptionFault(
              "to", "cannot end as SQLite's own side files do: it would take the archive for one"));
    }
    if (!options.includeLogs().orElse(true)) {
      faults.add(
          new OptionFault(
              "includeLogs", "cannot be false: what the log holds is part of the copy"));
    }
    return faults;
  }

  private static boolean isSideFile(Location place) {
    Path name = place.path().getFileName();
    return name != null && SideFiles.isOne(name.toString());
  }

  private Path archive(BackupOptions options) {
    if (options.location().isPresent()) {
      return options.location().get().path().toAbsolutePath().normalize();
    }
    Path directory = options.directory().orElseThrow().path().toAbsolutePath().normalize();
    return ArchiveNames.uniqueName(
        directory, name, BackupType.FULL, context.clock().instant(), SqliteArchive.EXTENSION);
  }

  private Check free(Path archive) {
    boolean taken =
        Files.exists(archive, LinkOption.NOFOLLOW_LINKS)
            || Files.exists(ArchiveNames.manifestOf(archive), LinkOption.NOFOLLOW_LINKS);
    return Checks.demand(
        context.clock(),
        !taken,
        "the archive's name is free",
        archive.toString(),
        taken ? "taken" : "free",
        "a name without archive or manifest",
        ErrorCode.ALREADY_EXISTS,
        "Choose another name; an existing archive is never overwritten.");
  }

  private long size() {
    return context
        .files()
        .find(name)
        .map(facts -> SideFiles.size(facts.file()) + SideFiles.bytes(facts.file()))
        .orElse(0L);
  }

  private BackupInfo backup(BackupOptions options, Path archive, StepContext step) {
    Instant startedAt = context.clock().instant();
    SqliteFileFacts facts = context.files().require(name);
    SqlitePartial.sweep(Listing.directoryOf(archive));
    try (ArchivePublisher publisher = ArchivePublisher.file(archive)) {
      try {
        return backup(publisher, facts, startedAt, options, step);
      } finally {
        SideFiles.delete(publisher.partial());
      }
    }
  }

  private BackupInfo backup(
      ArchivePublisher publisher,
      SqliteFileFacts facts,
      Instant startedAt,
      BackupOptions options,
      StepContext step) {
    SqliteCopies.Copied copied =
        context.copies().copy(facts, publisher.partial(), options.platformOptions(), step);
    ArchiveContent content = publisher.seal(step::throwIfCancelled);
    List<String> checked = prove(publisher.partial(), content, options.verify(), step);
    Manifest manifest = manifest(facts, copied, startedAt, checked).content(content).build();
    step.throwIfCancelled();
    publisher.publish(manifest);
    return manifest.toBackupInfo(publisher.archive(), checked);
  }

  private List<String> prove(
      Path partial, ArchiveContent content, VerifyLevel level, StepContext step) {
    List<String> checked = new ArrayList<>();
    checked.add("all pages were copied as of one instant, and brought to the disk");
    if (level != VerifyLevel.MANIFEST) {
      checked.addAll(context.checkup().check(partial, ErrorCode.DATABASE_CORRUPT, step));
    }
    if (level.compareTo(VerifyLevel.RESTORE) >= 0) {
      checked.addAll(
          new SqliteTrialRestore(context)
              .restore(partial, content.sha256(), level == VerifyLevel.RESTORE_AND_CHECK, step));
    }
    return checked;
  }

  private Manifest.Builder manifest(
      SqliteFileFacts facts, SqliteCopies.Copied copied, Instant startedAt, List<String> checked) {
    return Manifest.builder()
        .platform(DatabaseType.SQLITE)
        .database(name)
        .backupType(BackupType.FULL)
        .serverVersion(SqliteVersions.library())
        .toolVersion(SqliteVersions.driver())
        .startedAt(startedAt)
        .finishedAt(context.clock().instant())
        .consistentAt(copied.consistentAt())
        .settings(Map.of(SqliteSettings.JOURNAL_MODE, copied.journalMode().name()))
        .attributes(
            Map.of(
                "method", copied.method(),
                "restarts", Integer.toString(copied.restarts()),
                "pageSize", Integer.toString(facts.pageSize()),
                "checked", String.join("; ", checked)));
  }
}
