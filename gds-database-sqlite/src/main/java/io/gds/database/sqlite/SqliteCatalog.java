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
import io.gds.database.core.archive.ArchiveShelf;
import io.gds.database.core.archive.Retention;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.StepKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Backups as they lie in a directory. SQLite itself keeps no history, so a directory must be named.
 */
final class SqliteCatalog implements SupportsBackupCatalog {
  private final SqliteContext context;

  SqliteCatalog(SqliteContext context) {
    this.context = context;
  }

  @Override
  public List<BackupInfo> backupHistory(BackupQuery query) {
    context.runner().requireOpen();
    return backups(query).stream().limit(query.limit()).toList();
  }

  private List<BackupInfo> backups(BackupQuery query) {
    Path directory = query.directory().orElseThrow(this::noHistory).path().toAbsolutePath();
    return ArchiveShelf.list(
            directory,
            archive -> SqliteArchive.at(Location.local(archive), context.connections()).inspect())
        .stream()
        .filter(query::matches)
        .toList();
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
    return ArchiveShelf.instants(
        database,
        backups(query.database(database)),
        "SQLite keeps no log to be replayed: only the instants of backups are reached",
        context.clock().instant());
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
    options.requireKnown(SqliteRestore.KEYS, ArchiveShelf.faults("backup", options.location()));
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

  @Override
  public RetentionPlan planRetention(DeleteBackupsOptions options) {
    context.runner().requireOpen();
    options.requireKnown(
        Set.<OptionKey<?>>of(),
        options.directory().map(place -> ArchiveShelf.faults("in", place)).orElse(List.of()));
    return Retention.plan(
        backups(ArchiveShelf.query(options)), options.policy(), context.clock().instant());
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
      plan.check(
          () ->
              ArchiveShelf.whole(
                  kept.location().path(), DatabaseType.SQLITE, context.clock().instant()));
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
          step -> ArchiveShelf.delete(archive));
    }
    return plan.yields(() -> retention);
  }
}
