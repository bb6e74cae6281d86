package io.gds.database.postgres;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.Location;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Backing up a database, or the whole cluster, into a collection that the cluster writes to. The
 * backup is a job of the cluster: it goes on without this connection, is watched by its id, and is
 * cancelled by it.
 *
 * @see <a href="https://www.cockroachlabs.com/docs/stable/backup">BACKUP</a>
 */
final class CockroachBackups implements SupportsBackup {
  static final List<BackupType> TYPES = List.of(BackupType.FULL, BackupType.INCREMENTAL);

  private final CockroachContext context;
  private final @Nullable String database;
  private final String target;

  private CockroachBackups(CockroachContext context, @Nullable String database) {
    this.context = context;
    this.database = database;
    this.target = database == null ? context.runner().engine() : database;
  }

  static CockroachBackups ofCluster(CockroachContext context) {
    return new CockroachBackups(context, null);
  }

  static CockroachBackups ofDatabase(CockroachContext context, String database) {
    return new CockroachBackups(context, database);
  }

  @Override
  public List<BackupType> backupTypes() {
    return TYPES;
  }

  @Override
  public Set<OptionKey<?>> backupKeys() {
    return CockroachBackup.KEYS;
  }

  /** Whether this type of backup is made. */
  static CapabilityStatus type(BackupType type) {
    Class<SupportsBackup> of = SupportsBackup.class;
    return switch (type) {
      case FULL, INCREMENTAL -> CapabilityStatus.available(of, type);
      case DIFFERENTIAL ->
          absent(
              type,
              "every incremental backup goes on from the one before it",
              "Make an INCREMENTAL one.");
      case LOG ->
          absent(
              type,
              "there is no log to back up",
              "Make backups with cockroachdb.revision-history: they reach every instant.");
      case SNAPSHOT ->
          absent(
              type,
              "the cluster keeps no snapshots; what it remembers of the past is collected as"
                  + " garbage",
              "Make a FULL backup with a point in time.");
      case LOGICAL ->
          absent(
              type,
              "there is no tool that writes definitions and rows as one archive",
              "Make a FULL backup.");
    };
  }

  private static CapabilityStatus absent(BackupType type, String reason, String remedy) {
    return CapabilityStatus.absent(
        SupportsBackup.class, type, Availability.NOT_ON_PLATFORM, reason, remedy);
  }

  @Override
  public Operation<BackupInfo> prepareBackup(BackupOptions options) {
    context.runner().requireOpen();
    CapabilityStatus status = type(options.type().orElse(BackupType.FULL));
    if (!status.isAvailable()) {
      throw CockroachPlanning.refusal(target, status);
    }
    CockroachEncryption encryption =
        new CockroachEncryption(context.runner().environment(), options.platformOptions());
    options.requireKnown(CockroachBackup.KEYS, faults(options, encryption));
    return new CockroachBackupPlan(context, database, target, options, encryption).plan();
  }

  private List<OptionFault> faults(BackupOptions options, CockroachEncryption encryption) {
    List<OptionFault> faults = new ArrayList<>(encryption.faults());
    if (options.location().isPresent()) {
      faults.add(
          new OptionFault(
              "to",
              "is not to be had: the server names each backup itself; give the collection as"
                  + " into"));
    }
    options
        .directory()
        .flatMap(place -> CockroachCollection.fault("into", place))
        .ifPresent(faults::add);
    options
        .directory()
        .filter(place -> place.kind() == Location.Kind.URL)
        .filter(place -> CockroachCollection.of(place).chain() != null)
        .ifPresent(
            place ->
                faults.add(
                    new OptionFault(
                        "into",
                        "names one backup: give the collection, and "
                            + CockroachBackup.BASE.id()
                            + " to append to that backup")));
    if (options.includeLogs().orElse(false)) {
      faults.add(
          new OptionFault(
              "includeLogs", "there are no logs: see " + CockroachBackup.REVISION_HISTORY.id()));
    }
    if (options.verify().compareTo(VerifyLevel.ARCHIVE) > 0) {
      faults.add(
          new OptionFault(
              "verify",
              "goes up to ARCHIVE here, since only the finished backup has a name to restore it by:"
                  + " then prove it by verifyBackup at the level "
                  + VerifyLevel.RESTORE));
    }
    options
        .pointInTime()
        .filter(instant -> instant.isAfter(context.clock().instant()))
        .ifPresent(instant -> faults.add(new OptionFault("pointInTime", "lies in the future")));
    if (options.platformOptions().given(CockroachBackup.BASE).isPresent()
        && options.type().orElse(BackupType.FULL) == BackupType.FULL) {
      faults.add(new OptionFault(CockroachBackup.BASE.id(), "is for backups of type INCREMENTAL"));
    }
    return faults;
  }
}
