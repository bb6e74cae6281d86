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

  /** One row for each set on the media, as the first device tells: the grammar takes one. */
  static MssqlStatement headers(MssqlDestination source) {
    MssqlDestination one = source.first();
    return new MssqlStatement.Builder()
        .text("RESTORE HEADERONLY FROM " + one.sql(), one.binds())
        .with(one.credential().isPresent(), credential(one))
        .build();
  }

  /** One row for each file in a set, as the first device tells. */
  static MssqlStatement files(MssqlDestination source, int position) {
    MssqlDestination one = source.first();
    return new MssqlStatement.Builder()
        .text("RESTORE FILELISTONLY FROM " + one.sql(), one.binds())
        .with("FILE = ?", position)
        .with(one.credential().isPresent(), credential(one))
        .build();
  }

  /** One row on the media themselves, as the first device tells. */
  static MssqlStatement label(MssqlDestination source) {
    MssqlDestination one = source.first();
    return new MssqlStatement.Builder()
        .text("RESTORE LABELONLY FROM " + one.sql(), one.binds())
        .with(one.credential().isPresent(), credential(one))
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
        .with(source.credential().isPresent(), credential(source))
        .with(checksums, "CHECKSUM")
        .with("STOP_ON_ERROR")
        .with("STATS = 5")
        .build();
  }

  private static String credential(MssqlDestination source) {
    return "CREDENTIAL = " + MssqlSql.literal(source.credential().orElse(""));
  }
}
