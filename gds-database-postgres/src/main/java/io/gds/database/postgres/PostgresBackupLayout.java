package io.gds.database.postgres;

/** How a backup of the whole server lies in its directory. */
public enum PostgresBackupLayout {
  /** One tar file for the data directory, one for each tablespace and one for the WAL. */
  TAR,
  /**
   * The files as the server has them, such as it could be started from. For servers without
   * tablespaces of their own, and of at most some 100,000 files.
   */
  PLAIN
}
