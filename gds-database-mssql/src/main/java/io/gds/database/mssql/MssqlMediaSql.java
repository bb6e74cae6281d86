package io.gds.database.mssql;

/**
 * The statements that read backups without restoring them.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/t-sql/statements/restore-statements-verifyonly-transact-sql">RESTORE
 *     VERIFYONLY</a>
 */
final class MssqlMediaSql {
  private MssqlMediaSql() {}

  /** One row for each set on the media. */
  static MssqlStatement headers(MssqlDestination source) {
    return new MssqlStatement.Builder()
        .text("RESTORE HEADERONLY FROM " + source.sql(), source.binds())
        .build();
  }

  /** One row for each file in a set. */
  static MssqlStatement files(MssqlDestination source, int position) {
    return new MssqlStatement.Builder()
        .text("RESTORE FILELISTONLY FROM " + source.sql(), source.binds())
        .with("FILE = ?", position)
        .build();
  }

  /** One row on the media themselves. */
  static MssqlStatement label(MssqlDestination source) {
    return new MssqlStatement.Builder()
        .text("RESTORE LABELONLY FROM " + source.sql(), source.binds())
        .build();
  }

  /**
   * Reads a set whole. Unlike every other RESTORE, this one goes on after an error unless told not
   * to.
   *
   * @param checksums whether checksums must be there; true fails where a set has none, by 3187
   */
  static MssqlStatement verify(MssqlDestination source, int position, boolean checksums) {
    return new MssqlStatement.Builder()
        .text("RESTORE VERIFYONLY FROM " + source.sql(), source.binds())
        .with("FILE = ?", position)
        .with(checksums, "CHECKSUM")
        .with("STOP_ON_ERROR")
        .with("STATS = 5")
        .build();
  }
}
