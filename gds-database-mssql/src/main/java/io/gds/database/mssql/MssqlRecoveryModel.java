package io.gds.database.mssql;

/**
 * How much of a database's changes its log keeps, and so which backups can be taken.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/backup-restore/recovery-models-sql-server">
 *     Recovery models</a>
 */
public enum MssqlRecoveryModel {
  /** Everything until it is backed up: any instant can be restored. */
  FULL,
  /** The same but for bulk operations: an instant within a log that has one cannot be restored. */
  BULK_LOGGED,
  /** Nothing for longer than the server itself needs it: there are no log backups. */
  SIMPLE
}
