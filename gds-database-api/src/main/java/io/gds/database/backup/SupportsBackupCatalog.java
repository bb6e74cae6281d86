package io.gds.database.backup;

import io.gds.database.Capability;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import java.util.List;
import java.util.Set;

/** Finding, reading, proving and deleting backups. */
public interface SupportsBackupCatalog extends Capability {
  /** The backups asked for, newest first. Reads. */
  List<BackupInfo> backupHistory(BackupQuery query);

  /**
   * What one backup says of itself, by its header or manifest; nothing is proved by it. Reads.
   *
   * @throws io.gds.database.error.NotFoundException if there is none
   * @throws io.gds.database.error.ArchiveException if it is not one of this platform
   */
  BackupInfo inspectBackup(Location location);

  /** To which instants the database can be restored from the backups asked for. Reads. */
  ReachableWindow reachableWindow(String database, BackupQuery query);

  /** How far backups can be proved, least first. */
  List<VerifyLevel> verifyLevels();

  /** The platform's own verify options. */
  Set<OptionKey<?>> verifyBackupKeys();

  /** The platform's own options for deleting backups. */
  Set<OptionKey<?>> deleteBackupsKeys();

  /**
   * Plans the proof of a backup; at the RESTORE levels it makes and drops a temporary database.
   *
   * @throws io.gds.database.error.InvalidOptionsException if options are faulty or unknown
   */
  Operation<BackupVerification> prepareVerifyBackup(VerifyOptions options);

  /**
   * Proves a backup.
   *
   * @throws io.gds.database.error.ArchiveException if it is not good
   * @throws io.gds.database.error.NotFoundException if there is none
   */
  default BackupVerification verifyBackup(VerifyOptions options) {
    return prepareVerifyBackup(options).run();
  }

  /** What a policy would keep and delete. Reads; deletes nothing. */
  RetentionPlan planRetention(DeleteBackupsOptions options);

  /**
   * Plans the deletion of what a policy does not keep; the script names each backup.
   *
   * @throws io.gds.database.error.InvalidOptionsException if options are faulty or unknown
   */
  Operation<RetentionPlan> prepareDeleteBackups(DeleteBackupsOptions options);

  /** Deletes what a policy does not keep. */
  default RetentionPlan deleteBackups(DeleteBackupsOptions options) {
    return prepareDeleteBackups(options).run();
  }
}
