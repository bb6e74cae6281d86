package io.gds.database.core.forward;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import java.util.List;
import java.util.Set;

/** A handle whose backups another object has. */
public interface ForwardingBackup extends SupportsBackup {
  /** Who has them; asked for anew by every call. */
  SupportsBackup backupDelegate();

  @Override
  default List<BackupType> backupTypes() {
    return backupDelegate().backupTypes();
  }

  @Override
  default Set<OptionKey<?>> backupKeys() {
    return backupDelegate().backupKeys();
  }

  @Override
  default Operation<BackupInfo> prepareBackup(BackupOptions options) {
    return backupDelegate().prepareBackup(options);
  }
}
