package io.gds.database.mssql;

/**
 * What is done to make files smaller.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/t-sql/database-console-commands/dbcc-shrinkdatabase-transact-sql">
 *     NOTRUNCATE and TRUNCATEONLY</a>
 */
public enum MssqlShrinkMode {
  /** Pages are moved to the front, and the end is given back. Indexes come out of their order. */
  MOVE_AND_RELEASE,
  /** Pages are moved to the front, and the files keep their size: {@code NOTRUNCATE}. */
  MOVE_ONLY,
  /** What is free at the end is given back, and nothing is moved: {@code TRUNCATEONLY}. */
  RELEASE_ONLY;

  /** Whether pages are moved. */
  boolean moves() {
    return this != RELEASE_ONLY;
  }

  /** The word of the statement, behind a comma. */
  String sql() {
    return switch (this) {
      case MOVE_AND_RELEASE -> "";
      case MOVE_ONLY -> ", NOTRUNCATE";
      case RELEASE_ONLY -> ", TRUNCATEONLY";
    };
  }
}
