package io.gds.database.mssql;

import io.gds.database.DatabaseEngine;
import io.gds.database.DatabaseQuery;
import io.gds.database.access.SupportsProcesses;
import io.gds.database.access.SupportsUsers;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupQuery;
import io.gds.database.backup.Location;
import io.gds.database.backup.SupportsBackupCatalog;
import io.gds.database.ha.SupportsHighAvailability;
import io.gds.database.ha.SupportsSwitchover;
import io.gds.database.ha.SupportsTopologyChange;
import io.gds.database.lifecycle.SupportsLifecycle;
import io.gds.database.observe.SupportsLogs;
import io.gds.database.observe.SupportsMetrics;
import io.gds.database.observe.SupportsStatements;
import io.gds.database.settings.SupportsConfiguration;
import java.time.Duration;
import java.util.List;

/**
 * A SQL Server instance. Thread-safe. An interface, so that a tool written on it can be tested with
 * a fake.
 *
 * <p>Users and roles without a database are logins and roles of the server; those of a database are
 * listed, made and changed by naming it, see {@link MssqlUser}.
 */
public interface MssqlEngine
    extends DatabaseEngine,
        SupportsBackupCatalog,
        SupportsConfiguration,
        SupportsHighAvailability,
        SupportsLifecycle,
        SupportsLogs,
        SupportsMetrics,
        SupportsProcesses,
        SupportsStatements,
        SupportsSwitchover,
        SupportsTopologyChange,
        SupportsUsers {
  @Override
  MssqlEngineMetadata metadata();

  @Override
  MssqlEngineMetadata refresh();

  /**
   * The databases but master, tempdb, model, msdb and a distribution database. Names are told as
   * the server writes them; it compares them by its own collation, mostly without regard to case.
   */
  @Override
  List<MssqlDatabase> databases();

  @Override
  List<MssqlDatabase> databases(DatabaseQuery query);

  /**
   * A handle to the database of exactly this name, which need not exist. No I/O.
   *
   * @throws io.gds.database.error.InvalidOptionsException with code INVALID_NAME if no database can
   *     be called so: empty, longer than 128 characters, or with a NUL in it
   */
  @Override
  MssqlDatabase database(String name);

  /**
   * The backups that this server has recorded in {@code msdb}, newest first, in one statement. A
   * place asked for narrows that down to what was written there: whether it still lies there only
   * {@link #inspectBackup} tells. What a log backup is based on is told where that is among the
   * backups asked for.
   *
   * @see <a
   *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-tables/backupset-transact-sql">backupset</a>
   */
  @Override
  List<BackupInfo> backupHistory(BackupQuery query);

  /**
   * What the newest of the backups at a place says of itself; if that did not come to its end, the
   * one before it is not told in its stead. See {@link #backupSets}.
   */
  @Override
  BackupInfo inspectBackup(Location location);

  /**
   * All backups that lie at a place, in the order in which they came there, by their headers. Of
   * stripes, name all or one. What lies among them and is no backup, such as one that did not come
   * to its end, is told by the attribute {@code incomplete}, with {@code why} and {@code position};
   * of it nothing else is known, and its times mean nothing. Reads; needs the right to create
   * databases.
   *
   * @throws io.gds.database.error.NotFoundException if there is none
   * @throws io.gds.database.error.ArchiveException if it is something else
   * @see <a
   *     href="https://learn.microsoft.com/en-us/sql/t-sql/statements/restore-statements-headeronly-transact-sql">RESTORE
   *     HEADERONLY</a>
   */
  List<BackupInfo> backupSets(Location location);

  /**
   * The files of the database that a backup holds, or that its log is of. Reads; needs the right to
   * create databases.
   *
   * @param position which of the backups at the place, from 1
   * @throws io.gds.database.error.NotFoundException if there is none
   * @throws io.gds.database.error.ArchiveException if it is something else
   * @see <a
   *     href="https://learn.microsoft.com/en-us/sql/t-sql/statements/restore-statements-filelistonly-transact-sql">RESTORE
   *     FILELISTONLY</a>
   */
  List<MssqlBackupFile> backupFiles(Location location, int position);

  /**
   * Which databases are not backed up as they should be: those without a backup or with an old one,
   * with a log that is not kept or never backed up, with a chain that is broken. Of tempdb and
   * model nothing is said, nor of databases that wait for logs of another server. Reads, in two
   * statements.
   *
   * @param data how old the newest backup of the data may be
   * @param log how old the newest backup of the log may be, where one is kept
   * @return nothing for a database that is backed up well
   */
  List<MssqlBackupFinding> backupCoverage(Duration data, Duration log);

  /**
   * What the server's process was started with, such as {@code -dC:\data\master.mdf} and trace
   * flags ({@code -T3226}), in order; empty where the server has no such record, as on Linux.
   * Reads, in one statement.
   *
   * @throws io.gds.database.error.PermissionDeniedException without VIEW SERVER STATE
   * @see <a
   *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-dynamic-management-views/sys-dm-server-registry-transact-sql">sys.dm_server_registry</a>
   */
  List<String> startupParameters();

  /**
   * The jobs of SQL Server Agent by name, with their steps, schedules and last runs; commands of
   * steps are not read, since they may hold secrets. Whether the Agent runs, and which jobs run
   * just now, is not told. Reads, in three statements.
   *
   * @throws io.gds.database.error.DatabaseException with code UNSUPPORTED_CAPABILITY if the edition
   *     has no Agent
   * @throws io.gds.database.error.PermissionDeniedException if this login may not read its tables
   *     in msdb; members of db_datareader there may
   * @see <a
   *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-tables/sql-server-agent-tables-transact-sql">the
   *     Agent's tables</a>
   */
  List<MssqlJob> jobs();

  /**
   * The availability groups, with all that other platforms have not. No I/O.
   *
   * @throws io.gds.database.UnsupportedCapabilityException if the edition has none
   */
  MssqlAvailabilityGroups availabilityGroups();

  /**
   * The users of all databases that this login may look into who belong to a login that this server
   * does not have, in one statement for a hundred databases. They are given to another login by
   * {@link MssqlDatabase#mapUser}. Reads.
   *
   * @throws io.gds.database.error.PermissionDeniedException if this login does not see the logins
   *     of others, without which every user would look orphaned
   */
  List<MssqlOrphan> orphanedUsers();
}
