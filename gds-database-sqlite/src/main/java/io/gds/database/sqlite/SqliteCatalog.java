package io.gds.database.sqlite;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupQuery;
import io.gds.database.backup.BackupVerification;
import io.gds.database.backup.DeleteBackupsOptions;
import io.gds.database.backup.Location;
import io.gds.database.backup.ReachableWindow;
import io.gds.database.backup.RetentionPlan;
import io.gds.database.backup.SupportsBackupCatalog;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.backup.VerifyOptions;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Plan;
import io.gds.database.core.StepContext;
import io.gds.database.core.archive.ArchiveNames;
import io.gds.database.core.archive.FileSync;
import io.gds.database.core.archive.StorageFailures;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.StepKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Backups as they lie in a directory. SQLite itself keeps no history, so a directory must be named.
 */
final class SqliteCatalog implements SupportsBackupCatalog {
  private static final Logger LOG = LoggerFactory.getLogger(SqliteCatalog.class);

  private final SqliteContext context;

  SqliteCatalog(SqliteContext context) {
    this.context = context;
  }

  @Override
  public List<BackupInfo> backupHistory(BackupQuery query) {
    context.runner().requireOpen();
    return backups(query).stream().filter(query::matches).limit(query.limit()).toList();
  }

  /** All backups of the directory, the newest first. What cannot be read is logged and left out. */
  private List<BackupInfo> backups(BackupQuery query) {
    Path directory = query.directory().orElseThrow(this::noHistory).path().toAbsolutePath();
    List<BackupInfo> backups = new ArrayList<>();
    for (String file : Listing.names(directory, "listing the backups")) {
      if (file.endsWith(ArchiveNames.MANIFEST_SUFFIX)) {
        read(directory.resolve(file)).ifPresent(backups::add);
      }
    }
    backups.sort(
        Comparator.comparing(BackupInfo::finishedAt)
            .thenComparing(BackupInfo::startedAt)
            .reversed());
    return backups;
  }

  private Optional<BackupInfo> read(Path manifest) {
    String name = manifest.getFileName().toString();
    Path archive =
        manifest.resolveSibling(
            name.substring(0, name.length() - ArchiveNames.MANIFEST_SUFFIX.length()));
    try {
      return Optional.of(
          SqliteArchive.at(Location.local(archive), context.connections()).inspect());
    } catch (DatabaseException e) {
      LOG.warn("{} is left out of the history: {}", archive, e.toString());
      return Optional.empty();
    }
  }

  private DatabaseException noHistory() {
    return UnsupportedCapabilityException.of(
        DatabaseType.SQLITE.id(),
        context.runner().engine(),
        CapabilityStatus.absent(
            SupportsBackupCatalog.class,
            Availability.NOT_ON_PLATFORM,
            "SQLite keeps no record of backups",
            "Name the directory in which they lie."));
  }

  @Override
  public BackupInfo inspectBackup(Location location) {
    context.runner().requireOpen();
    return SqliteArchive.at(location, context.connections()).inspect();
  }

  @Override
  public ReachableWindow reachableWindow(String database, BackupQuery query) {
    context.runner().requireOpen();
    List<Instant> instants =
        backups(query.database(database)).stream()
            .filter(query.database(database)::matches)
            .map(backup -> backup.consistentAt().orElse(backup.finishedAt()))
            .sorted()
            .toList();
    List<ReachableWindow.Span> spans =
        instants.stream().map(at -> new ReachableWindow.Span(at, at)).toList();
    List<ReachableWindow.Gap> gaps = new ArrayList<>();
    for (int i = 1; i < instants.size(); i++) {
      gaps.add(
          new ReachableWindow.Gap(
              instants.get(i - 1),
              instants.get(i),
              "SQLite keeps no log to be replayed: only the instants of backups are reached"));
    }
    return new ReachableWindow(database, spans, gaps, context.clock().instant());
  }

  @Override
  public List<VerifyLevel> verifyLevels() {
    return List.of(VerifyLevel.values());
  }

  @Override
  public Set<OptionKey<?>> verifyBackupKeys() {
    return SqliteRestore.KEYS;
  }

  @Override
  public Set<OptionKey<?>> deleteBackupsKeys() {
    return Set.of();
  }

  @Override
  public Operation<BackupVerification> prepareVerifyBackup(VerifyOptions options) {
    context.runner().requireOpen();
    options.requireKnown(SqliteRestore.KEYS, local("backup", Optional.of(options.location())));
    SqliteArchive archive = SqliteArchive.at(options.location(), context.connections());
    boolean withoutManifest = options.platformOptions().valueOf(SqliteRestore.WITHOUT_MANIFEST);
    AtomicReference<BackupVerification> proof = new AtomicReference<>();
    return context
        .runner()
        .<BackupVerification>plan("verifyBackup", archive.path().toString())
        .options(options)
        .measure(() -> new SqliteTrialRestore(context).room(options.level(), archive.path()))
        .step(
            StepKind.FILE,
            Effect.READ,
            "prove " + archive.path() + " at level " + options.level(),
            step -> proof.set(verify(archive, options.level(), withoutManifest, step)))
        .yields(() -> Objects.requireNonNull(proof.get()));
  }

  private BackupVerification verify(
      SqliteArchive archive, VerifyLevel level, boolean withoutManifest, StepContext step) {
    BackupInfo backup = archive.prove(level, withoutManifest, step);
    List<String> checked = new ArrayList<>(backup.checked());
    if (level != VerifyLevel.MANIFEST) {
      checked.addAll(context.checkup().check(archive.path(), ErrorCode.ARCHIVE_CORRUPT, step));
    }
    if (level.compareTo(VerifyLevel.RESTORE) >= 0) {
      checked.addAll(
          new SqliteTrialRestore(context)
              .restore(
                  archive.path(),
                  backup.sha256().orElse(""),
                  level == VerifyLevel.RESTORE_AND_CHECK,
                  step));
    }
    return new BackupVerification(
        backup.withChecked(checked), level, checked, context.clock().instant());
  }

  private static List<OptionFault> local(String option, Optional<Location> place) {
    return place.filter(p -> p.kind() != Location.Kind.LOCAL || p.parts().size() != 1).stream()
        .map(p -> new OptionFault(option, "takes one path of this machine, not " + p))
        .toList();
  }

  @Override
  public RetentionPlan planRetention(DeleteBackupsOptions options) {
    context.runner().requireOpen();
    options.requireKnown(Set.<OptionKey<?>>of(), local("in", options.directory()));
    BackupQuery query = BackupQuery.all();
    if (options.directory().isPresent()) {
      query = query.in(options.directory().get());
    }
    if (options.database().isPresent()) {
      query = query.database(options.database().get());
    }
    return SqliteRetention.plan(
        backups(query).stream().filter(query::matches).toList(),
        options.policy(),
        context.clock().instant());
  }

  /**
   * {@inheritDoc}
   *
   * <p>While a backup that would be kept is gone or has not the size its manifest tells, nothing is
   * deleted: it is counted as one that can be restored, and what is deleted does not come back.
   * That is measured now, and again before the first deletion.
   */
  @Override
  public Operation<RetentionPlan> prepareDeleteBackups(DeleteBackupsOptions options) {
    RetentionPlan retention = planRetention(options);
    String where = options.directory().map(Location::toString).orElse("");
    Plan.Builder<RetentionPlan> plan =
        context.runner().<RetentionPlan>plan("deleteBackups", where).options(options);
    for (BackupInfo kept : retention.keep()) {
      plan.check(() -> context.checks().whole(kept.location().path()));
    }
    plan.step(
        StepKind.FILE,
        Effect.READ,
        "keep " + retention.keep().size() + " backups of " + where,
        step -> {});
    for (BackupInfo doomed : retention.delete()) {
      Path archive = doomed.location().path();
      plan.step(
          StepKind.FILE,
          Effect.IDEMPOTENT,
          "delete " + archive + " and its manifest: " + retention.reasons().get(doomed.id()),
          step -> delete(archive));
    }
    return plan.yields(() -> retention);
  }

  /** The data first: a manifest alone is no archive, data alone would look like one. */
  private static void delete(Path archive) {
    try {
      Files.deleteIfExists(archive);
      Files.deleteIfExists(ArchiveNames.manifestOf(archive));
      FileSync.directory(Listing.directoryOf(archive));
    } catch (IOException e) {
      throw StorageFailures.writing(archive, "deleting the backup", e);
    }
  }
}
