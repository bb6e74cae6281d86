package io.gds.database.backup;

import io.gds.database.Capability;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import java.util.Set;

/**
 * Restoring into the database this is asked of. The source is proved before the target is touched,
 * and an existing target is replaced only after the restore succeeded.
 */
public interface SupportsRestore extends Capability {
  /** The platform's own restore options. */
  Set<OptionKey<?>> restoreKeys();

  /**
   * Plans a restore: chooses the backups and shows them.
   *
   * @throws io.gds.database.error.InvalidOptionsException if options are faulty or unknown
   * @throws io.gds.database.UnsupportedCapabilityException if the platform cannot restore from such
   *     a source or to a point in time
   */
  Operation<RestoreInfo> prepareRestore(RestoreOptions options);

  /**
   * Restores.
   *
   * @throws io.gds.database.error.AlreadyExistsException if the target exists, unless overwritten
   * @throws io.gds.database.error.ArchiveException if the source is refused
   * @throws io.gds.database.error.NotFoundException if there is no such source
   * @throws io.gds.database.error.DatabaseInUseException if the target is in use
   */
  default RestoreInfo restore(RestoreOptions options) {
    return prepareRestore(options).run();
  }
}
