package io.gds.database.mssql;

/**
 * How the server notices that a page was not written whole.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-database-transact-sql-set-options">
 *     PAGE_VERIFY</a>
 */
public enum MssqlPageVerify {
  /** By a checksum over the page. */
  CHECKSUM,
  /** By two bits of each sector. */
  TORN_PAGE_DETECTION,
  /** Not at all. */
  NONE
}
