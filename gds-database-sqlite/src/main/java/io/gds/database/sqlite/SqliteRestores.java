package io.gds.database.sqlite;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupQuery;
import io.gds.database.backup.Location;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RestoreSource;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Checks;
import io.gds.database.core.Plan;
import io.gds.database.core.StepContext;
import io.gds.database.core.archive.ArchiveShelf;
import io.gds.database.core.archive.ManifestFile;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.StepKind;
import io.gds.database.operation.Verdict;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Restoring into one database. The archive is proved, copied beside the target and compared again;
 * only then the target is touched: a new one gets its name in one step, an existing one is
 * overwritten inside one transaction of its own.
 */
final class SqliteRestores implements SupportsRestore {
  private final SqliteContext context;
  private final SqliteCatalog catalog;
  private final String name;

  SqliteRestores(SqliteContext context, SqliteCatalog catalog, String name) {
    this.context = context;
    this.catalog = catalog;
    this.name = name;
  }

  @Override
  public Set<OptionKey<?>> restoreKeys() {
    return SqliteRestore.KEYS;
  }

  @Override
  public Operation<RestoreInfo> prepareRestore(RestoreOptions options) {
    context.runner().requireOpen();
    requireOffered(options);
    options.requireKnown(
        SqliteRestore.KEYS, ArchiveShelf.faults("from", options.source().location().orElseThrow()));
    SqliteArchive archive = archive(options.source());
    boolean withoutManifest = options.platformOptions().valueOf(SqliteRestore.WITHOUT_MANIFEST);
    Path directory = context.files().directory();
    Path target =
        context
            .files()
            .find(name)
            .map(SqliteFileFacts::file)
            .orElseGet(() -> context.files().place(name));
    AtomicReference<BackupInfo> proved = new AtomicReference<>();
    AtomicReference<RestoreInfo> done = new AtomicReference<>();
    Plan.Builder<RestoreInfo> plan =
        context
            .runner()
            .<RestoreInfo>plan("restore", name)
            .options(options)
            .check(() -> readable(archive, withoutManifest))
            .check(() -> context.checks().takesFiles(directory))
            .check(() -> context.checks().room(directory, roomFor(archive)))
            .measure(() -> new SqliteTrialRestore(context).room(options.verify(), archive.path()))
            .check(() -> context.checks().localFileSystem(directory));
    if (options.overwrite()) {
      plan.check(() -> context.checks().holdable(context.files(), name))
          .check(() -> context.checks().replaceable(target))
          .check(() -> context.checks().writable(name));
    } else {
      plan.check(() -> context.checks().free(context.files(), name));
    }
    return plan.step(
            StepKind.FILE,
            Effect.READ,
            "prove " + archive.path() + " at level " + options.verify(),
            step -> proved.set(prove(archive, options.verify(), withoutManifest, step)))
        .step(
            StepKind.FILE,
            Effect.ONCE,
            "copy "
                + archive.path()
                + " beside "
                + target
                + ", compare it again, and "
                + (options.overwrite()
                    ? "overwrite "
                        + target
                        + " with it in one transaction if it exists, else call it so"
                    : "call it " + target),
            step ->
                done.set(
                    new SqliteRestoration(context, name)
                        .restore(
                            archive, Objects.requireNonNull(proved.get()), target, options, step)))
        .yields(() -> Objects.requireNonNull(done.get()));
  }

  private BackupInfo prove(
      SqliteArchive archive, VerifyLevel level, boolean withoutManifest, StepContext step) {
    BackupInfo backup = archive.prove(level, withoutManifest, step);
    if (level != VerifyLevel.MANIFEST || backup.sha256().isEmpty()) {
      context.checkup().check(archive.path(), ErrorCode.ARCHIVE_CORRUPT, step);
    }
    if (level.compareTo(VerifyLevel.RESTORE) >= 0) {
      new SqliteTrialRestore(context)
          .restore(
              archive.path(),
              backup.sha256().orElse(""),
              level == VerifyLevel.RESTORE_AND_CHECK,
              step);
    }
    return backup;
  }

  private void requireOffered(RestoreOptions options) {
    if (options.pointInTime().isPresent()) {
      refuse(
          "SQLite keeps no log to be replayed, so only the instants of backups are reached",
          "Restore the backup of the instant nearest to it.");
    }
    if (!options.mappings().isEmpty()) {
      refuse("a database is one file, so there is nothing to be put elsewhere", "Leave it out.");
    }
    if (options.source().kind() == RestoreSource.Kind.DROPPED) {
      refuse("SQLite does not keep what was dropped", "Restore a backup.");
    }
    if (options.source().kind() == RestoreSource.Kind.HISTORY
        && options.source().location().isEmpty()) {
      refuse(
          "SQLite keeps no record of backups",
          "Name the directory in which they lie: history(database, directory).");
    }
  }

  private void refuse(String reason, String remedy) {
    throw UnsupportedCapabilityException.of(
        DatabaseType.SQLITE.id(),
        name,
        CapabilityStatus.absent(
            SupportsRestore.class, Availability.NOT_ON_PLATFORM, reason, remedy));
  }

  /** The archive itself, or the newest one of a history. */
  private SqliteArchive archive(RestoreSource source) {
    if (source.kind() == RestoreSource.Kind.ARCHIVE) {
      return SqliteArchive.at(source.location().orElseThrow(), context.connections());
    }
    String database = source.database().orElseThrow();
    Location directory = source.location().orElseThrow();
    return catalog
        .backupHistory(BackupQuery.all().in(directory).database(database).limit(1))
        .stream()
        .findFirst()
        .map(backup -> SqliteArchive.at(backup.location(), context.connections()))
        .orElseThrow(
            () ->
                ErrorDetails.of(
                        ErrorCode.NOT_FOUND,
                        "there is no backup of \"" + database + "\" in " + directory)
                    .target(database)
                    .remedy("Check name and directory; backupHistory lists what lies there.")
                    .toException());
  }

  /** The archive is there and says of itself that it can be taken. */
  private Check readable(SqliteArchive archive, boolean withoutManifest) {
    String rule = "the archive can be read";
    String subject = archive.path().toString();
    try {
      BackupInfo backup = archive.inspect();
      if (!archive.hasManifest() && !withoutManifest) {
        ManifestFile.read(archive.path());
      }
      return Checks.demand(
          context.clock(),
          true,
          rule,
          subject,
          "a backup of " + backup.database() + " of " + backup.finishedAt(),
          "a backup of SQLite",
          ErrorCode.ARCHIVE_UNRECOGNIZED,
          "");
    } catch (DatabaseException e) {
      return new Check(
          rule,
          subject,
          String.valueOf(e.getMessage()),
          "a backup of SQLite",
          Verdict.REFUSED,
          e.code(),
          context.clock().instant(),
          e.code() == ErrorCode.ARCHIVE_UNRECOGNIZED && !archive.hasManifest()
              ? "Put its manifest beside it, or take it as it is by "
                  + SqliteRestore.WITHOUT_MANIFEST.id()
                  + "=true."
              : e.remedy().orElse("Check the path."));
    }
  }

  /** The copy beside the target, and what overwriting in a transaction needs besides. */
  private long roomFor(SqliteArchive archive) {
    long bytes = SideFiles.size(archive.path());
    Optional<SqliteFileFacts> target = context.files().find(name);
    return target.isPresent() ? 2 * bytes + SideFiles.size(target.get().file()) : bytes;
  }
}
