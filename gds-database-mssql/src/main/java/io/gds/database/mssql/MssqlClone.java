package io.gds.database.mssql;

import io.gds.database.operation.OptionKey;
import java.util.Set;

/**
 * The options that only SQL Server has when a database is cloned, and what its kinds of clone are:
 *
 * <ul>
 *   <li>COPY, the default: backed up by a copy-only backup, which no other backup notices, and
 *       restored under the new name. The file of the backup stays on the server, which deletes no
 *       files; a check says where.
 *   <li>ZERO_COPY: a database snapshot. It is there at once and takes no room at first; but it is
 *       read-only, is lost with its source, keeps that from being dropped or restored, and makes
 *       each first change of a page there dearer. It cannot be backed up.
 *   <li>STRUCTURE_ONLY: {@code DBCC CLONEDATABASE} without statistics and Query Store, since both
 *       hold values of the data. The server leaves it read-only.
 * </ul>
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/databases/database-snapshots-sql-server">
 *     Database snapshots</a>
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/t-sql/database-console-commands/dbcc-clonedatabase-transact-sql">
 *     DBCC CLONEDATABASE</a>
 */
public final class MssqlClone {
  /** Whether a STRUCTURE_ONLY clone can be written at the end. Default: false. */
  public static final OptionKey<Boolean> WRITABLE =
      OptionKey.of(
              "mssql.writable",
              Boolean.class,
              "Whether a STRUCTURE_ONLY clone can be written at the end.")
          .defaultsTo(false);

  /**
   * Where the backup of a COPY goes: a directory as the server's machine sees it, or an address
   * that begins with https:// or s3://. Default: none, which is the server's directory for backups,
   * or for data where the server tells of none, as before 2019.
   */
  public static final OptionKey<String> BACKUP_DIRECTORY =
      OptionKey.of(
          "mssql.backup-directory", String.class, "Where the backup of a COPY clone goes.");

  /**
   * The directory, as the server's machine sees it, for the data files of a COPY, and for the
   * sparse files of a ZERO_COPY. Default: none, which is the server's directory for data, and for
   * sparse files that of each file of the source, whose disk can make them.
   */
  public static final OptionKey<String> DATA_DIRECTORY =
      OptionKey.of(
          "mssql.data-directory", String.class, "The directory for the clone's data files.");

  /** The same for the log of a COPY. Default: none, which is the server's directory for logs. */
  public static final OptionKey<String> LOG_DIRECTORY =
      OptionKey.of("mssql.log-directory", String.class, "The directory for the clone's log.");

  /** All of them. */
  static final Set<OptionKey<?>> KEYS =
      Set.of(WRITABLE, BACKUP_DIRECTORY, DATA_DIRECTORY, LOG_DIRECTORY);

  private MssqlClone() {}
}
