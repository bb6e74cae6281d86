package io.gds.database.mongodb;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Backing up the whole server: each type has a class of its own. */
final class MongoServerBackups implements SupportsBackup {
  private final MongoContext context;

  MongoServerBackups(MongoContext context) {
    this.context = context;
  }

  @Override
  public List<BackupType> backupTypes() {
    return Stream.of(BackupType.LOGICAL, BackupType.LOG, BackupType.SNAPSHOT)
        .filter(each -> type(each, context.product()).isAvailable())
        .toList();
  }

  @Override
  public Set<OptionKey<?>> backupKeys() {
    return MongoBackup.SERVER_KEYS;
  }

  @Override
  public Operation<BackupInfo> prepareBackup(BackupOptions options) {
    context.runner().requireOpen();
    BackupType type = options.type().orElse(BackupType.LOGICAL);
    requireOffered(options, type);
    return switch (type) {
      case LOG -> new MongoLogBackups(context).prepareBackup(options);
      case SNAPSHOT -> new MongoServerSnapshots(context).prepareBackup(options);
      default -> new MongoServerDumps(context).prepareBackup(options);
    };
  }

  private void requireOffered(BackupOptions options, BackupType type) {
    CapabilityStatus status = type(type, context.product());
    if (!status.isAvailable()) {
      throw MongoCapabilities.refusal(context.runner().engine(), status);
    }
    if (options.pointInTime().isPresent()) {
      throw MongoCapabilities.refusal(
          context.runner().engine(),
          CapabilityStatus.absent(
              SupportsBackup.class,
              type,
              Availability.NOT_ON_PLATFORM,
              "a backup is of the present; later instants are reached by backups of the log",
              "Leave the point in time out, and name it when restoring."));
    }
  }

  /** Whether this type of backup is made of the whole server. */
  static CapabilityStatus type(BackupType type, MongoProduct product) {
    return switch (type) {
      case LOGICAL -> CapabilityStatus.available(SupportsBackup.class, type);
      case LOG ->
          product.isReplicaSet()
              ? CapabilityStatus.available(SupportsBackup.class, type)
              : CapabilityStatus.absent(
                  SupportsBackup.class,
                  type,
                  Availability.CONFIGURATION,
                  "only a member of a replica set has an oplog; through a router there is none",
                  "Make LOGICAL backups; each shard of a cluster is a replica set of its own.");
      case SNAPSHOT ->
          product.isRouter()
              ? CapabilityStatus.absent(
                  SupportsBackup.class,
                  type,
                  Availability.CONFIGURATION,
                  "a router has no files; each shard's members have",
                  "Open the shard's replica set, and name one of its secondaries.")
              : CapabilityStatus.available(SupportsBackup.class, type);
      case FULL, DIFFERENTIAL, INCREMENTAL ->
          CapabilityStatus.absent(
              SupportsBackup.class,
              type,
              Availability.NOT_ON_PLATFORM,
              "the vendor's servers give no pages and no changed parts of them",
              "Make a LOGICAL backup.");
    };
  }
}
