package io.gds.database.backup;

import io.gds.database.Capability;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import java.util.List;
import java.util.Set;

/**
 * Backing up. An operation that succeeds has made a backup that was checked at the level asked for;
 * what that means for each kind of location is written in the documentation.
 */
public interface SupportsBackup extends Capability {
  /** The types it makes, the default first. */
  List<BackupType> backupTypes();

  /** The platform's own backup options. */
  Set<OptionKey<?>> backupKeys();

  /**
   * Plans a backup.
   *
   * @throws io.gds.database.error.InvalidOptionsException if options are faulty or unknown
   * @throws io.gds.database.UnsupportedCapabilityException if the platform does not make this type
   */
  Operation<BackupInfo> prepareBackup(BackupOptions options);

  /**
   * Makes a backup. An existing archive is never overwritten.
   *
   * @throws io.gds.database.error.AlreadyExistsException if the place is taken
   * @throws io.gds.database.error.StorageException if it cannot be written
   */
  default BackupInfo backup(BackupOptions options) {
    return prepareBackup(options).run();
  }
}
