package io.gds.database.mssql;

/**
 * How a backup is compressed. Every edition restores what was compressed.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/backup-restore/backup-compression-sql-server">Backup
 *     compression</a>
 */
public enum MssqlCompression {
  /** As the server is configured to. */
  SERVER(""),
  /** Not at all. */
  NONE("NO_COMPRESSION"),
  /** By the server's default algorithm. */
  DEFAULT("COMPRESSION"),
  /** By Xpress, which can be named from SQL Server 2022 on. */
  XPRESS("COMPRESSION (ALGORITHM = MS_XPRESS)"),
  /** By Intel QuickAssist, from SQL Server 2022 on. */
  QAT("COMPRESSION (ALGORITHM = QAT_DEFLATE)"),
  /** By Zstandard, from SQL Server 2025 on. */
  ZSTD("COMPRESSION (ALGORITHM = ZSTD)");

  private final String sql;

  MssqlCompression(String sql) {
    this.sql = sql;
  }

  /** What is written behind WITH; nothing where it is left to the server. */
  String sql() {
    return sql;
  }
}
