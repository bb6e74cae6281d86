package io.gds.database.postgres;

/**
 * The forms of archive that pg_dump writes.
 *
 * @see <a href="https://www.postgresql.org/docs/current/app-pgdump.html">pg_dump</a>
 */
public enum PostgresBackupFormat {
  /** One compressed file, restored whole or in part, by several jobs at once. */
  CUSTOM("c", "dump"),
  /** A directory with a file for each table, which several jobs write at once. */
  DIRECTORY("d", "dir"),
  /** One tar file, uncompressed, restored by one job. */
  TAR("t", "tar"),
  /** A script of SQL, restored by psql. */
  PLAIN("p", "sql");

  private final String letter;
  private final String extension;

  PostgresBackupFormat(String letter, String extension) {
    this.letter = letter;
    this.extension = extension;
  }

  /** What the tools call it. */
  String letter() {
    return letter;
  }

  /** What a name that this library picks ends with. */
  String extension() {
    return extension;
  }
}
