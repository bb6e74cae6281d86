package io.gds.database.core.forward;

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
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import java.util.List;
import java.util.Set;

/** A handle whose the backups that are there another object has. */
public interface ForwardingBackupCatalog extends SupportsBackupCatalog {
  /** Who has them; asked for anew by every call. */
  SupportsBackupCatalog backupCatalogDelegate();

  @Override
  default List<BackupInfo> backupHistory(BackupQuery query) {
    return backupCatalogDelegate().backupHistory(query);
  }

  @Override
  default BackupInfo inspectBackup(Location location) {
    return backupCatalogDelegate().inspectBackup(location);
  }

  @Override
  default ReachableWindow reachableWindow(String database, BackupQuery query) {
    return backupCatalogDelegate().reachableWindow(database, query);
  }

  @Override
  default List<VerifyLevel> verifyLevels() {
    return backupCatalogDelegate().verifyLevels();
  }

  @Override
  default Set<OptionKey<?>> verifyBackupKeys() {
    return backupCatalogDelegate().verifyBackupKeys();
  }

  @Override
  default Set<OptionKey<?>> deleteBackupsKeys() {
    return backupCatalogDelegate().deleteBackupsKeys();
  }

  @Override
  default Operation<BackupVerification> prepareVerifyBackup(VerifyOptions options) {
    return backupCatalogDelegate().prepareVerifyBackup(options);
  }

  @Override
  default RetentionPlan planRetention(DeleteBackupsOptions options) {
    return backupCatalogDelegate().planRetention(options);
  }

  @Override
  default Operation<RetentionPlan> prepareDeleteBackups(DeleteBackupsOptions options) {
    return backupCatalogDelegate().prepareDeleteBackups(options);
  }
}
