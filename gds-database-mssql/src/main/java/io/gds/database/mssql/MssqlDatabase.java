package io.gds.database.mssql;

import io.gds.database.CreateOptions;
import io.gds.database.Database;
import io.gds.database.Detail;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.cloning.SupportsClone;
import io.gds.database.data.SupportsSql;
import io.gds.database.lifecycle.SupportsStates;
import io.gds.database.operation.Operation;
import io.gds.database.schema.SupportsSchemas;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A database of SQL Server. Thread-safe; equal by engine and exact name. */
public interface MssqlDatabase
    extends Database,
        SupportsBackup,
        SupportsClone,
        SupportsRestore,
        SupportsSchemas,
        SupportsSql,
        SupportsStates {
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

  /**
   * What the server remembers of the database's integrity: when a check last ended without errors,
   * and which pages could not be read rightly. One statement; reads only.
   *
   * @throws io.gds.database.error.NotFoundException if the database does not exist
   */
  MssqlIntegrity integrity();

  /**
   * Plans to check the database's integrity. Nothing is repaired. It takes much time and reading,
   * and room in tempdb, which an estimate tells; others go on working.
   *
   * @see <a
   *     href="https://learn.microsoft.com/en-us/sql/t-sql/database-console-commands/dbcc-checkdb-transact-sql">
   *     DBCC CHECKDB</a>
   */
  Operation<MssqlCheckInfo> prepareCheck(MssqlCheckOptions options);

  /**
   * Checks the database's integrity. That errors were found is told by the result: see {@link
   * MssqlCheckInfo#requireClean()}.
   *
   * @throws io.gds.database.error.NotFoundException if the database does not exist
   * @throws io.gds.database.error.PermissionDeniedException if the login is no owner of it
   */
  default MssqlCheckInfo check(MssqlCheckOptions options) {
    return prepareCheck(options).run();
  }

  /**
   * Plans to make the database's files, or one of them, smaller.
   *
   * @see <a
   *     href="https://learn.microsoft.com/en-us/sql/t-sql/database-console-commands/dbcc-shrinkdatabase-transact-sql">
   *     DBCC SHRINKDATABASE</a>
   */
  Operation<MssqlShrinkInfo> prepareShrink(MssqlShrinkOptions options);

  /**
   * Makes files smaller, as far as the server can; how far that was, the result tells.
   *
   * @throws io.gds.database.error.NotFoundException if the database or the file does not exist
   * @throws io.gds.database.error.PermissionDeniedException if the login is no owner of it
   */
  default MssqlShrinkInfo shrink(MssqlShrinkOptions options) {
    return prepareShrink(options).run();
  }

  /**
   * Plans to take the database back to its only snapshot, which stays. What was changed since is
   * lost, and the chain of log backups ends.
   *
   * @see <a
   *     href="https://learn.microsoft.com/en-us/sql/relational-databases/databases/revert-a-database-to-a-database-snapshot">
   *     Revert a database to a database snapshot</a>
   */
  Operation<MssqlDatabaseMetadata> prepareRevert(MssqlRevertOptions options);

  /**
   * Takes the database back to its only snapshot; the result is what it is like then.
   *
   * @throws io.gds.database.error.NotFoundException if the database or the snapshot does not exist
   * @throws io.gds.database.error.DatabaseInUseException if sessions use one of them
   * @throws io.gds.database.error.PermissionDeniedException if the login may not restore it
   */
  default MssqlDatabaseMetadata revert(MssqlRevertOptions options) {
    return prepareRevert(options).run();
  }

  /** Makes all files smaller, leaving so much of each free, in percent. */
  default MssqlShrinkInfo shrink(int targetPercent) {
    return shrink(MssqlShrinkOptions.toPercent(targetPercent));
  }

  /**
   * The users of this database who belong to a login that this server does not have. Reads.
   *
   * @throws io.gds.database.error.PermissionDeniedException if this login does not see the logins
   *     of others, without which every user would look orphaned
   */
  List<MssqlOrphan> orphanedUsers();

  /**
   * Plans to give a user to another login, which may do from then on what the user may.
   *
   * @see <a href="https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-user-transact-sql">
   *     ALTER USER … WITH LOGIN</a>
   */
  Operation<@Nullable Void> prepareMapUser(String user, String login);

  /**
   * Gives a user to another login.
   *
   * @throws io.gds.database.error.NotFoundException if there is no such user, or no such login
   */
  default void mapUser(String user, String login) {
    prepareMapUser(user, login).run();
  }
}
