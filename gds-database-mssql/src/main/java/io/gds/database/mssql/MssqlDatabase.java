package io.gds.database.mssql;

import io.gds.database.CreateOptions;
import io.gds.database.Database;
import io.gds.database.Detail;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.data.SupportsSql;
import io.gds.database.lifecycle.SupportsStates;
import io.gds.database.operation.Operation;
import org.jspecify.annotations.Nullable;

/** A database of SQL Server. Thread-safe; equal by engine and exact name. */
public interface MssqlDatabase extends Database, SupportsStates, SupportsBackup, SupportsSql {
  @Override
  MssqlEngine engine();

  @Override
  MssqlDatabaseMetadata metadata();

  /** Reads now, files and filegroups included: two statements. */
  @Override
  MssqlDatabaseMetadata refresh(Detail... details);

  @Override
  Operation<MssqlDatabase> prepareCreate(CreateOptions options);

  @Override
  default MssqlDatabase create(CreateOptions options) {
    return prepareCreate(options).run();
  }

  /**
   * Plans to set the recovery model. From SIMPLE to another, logs are kept only once a full or
   * differential backup has been taken; to SIMPLE, the chain of logs ends.
   *
   * @throws io.gds.database.UnsupportedCapabilityException on a managed instance, where it is FULL
   *     for good
   * @see <a
   *     href="https://learn.microsoft.com/en-us/sql/relational-databases/backup-restore/view-or-change-the-recovery-model-of-a-database-sql-server">
   *     the vendor's page</a>
   */
  Operation<@Nullable Void> prepareSetRecoveryModel(MssqlRecoveryModel model);

  /** Sets the recovery model. */
  default void setRecoveryModel(MssqlRecoveryModel model) {
    prepareSetRecoveryModel(model).run();
  }
}
