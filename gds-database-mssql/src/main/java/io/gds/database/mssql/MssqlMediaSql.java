package io.gds.database.mssql;

import java.util.Optional;

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
        .build();
  }

  /** One row for each file in a set, as the first device tells. */
  static MssqlStatement files(MssqlDestination source, int position) {
    MssqlDestination one = source.first();
    return new MssqlStatement.Builder()
        .text("RESTORE FILELISTONLY FROM " + one.sql(), one.binds())
        .with("FILE = ?", position)
        .build();
  }

  /** One row on the media themselves, as the first device tells. */
  static MssqlStatement label(MssqlDestination source) {
    MssqlDestination one = source.first();
    return new MssqlStatement.Builder()
        .text("RESTORE LABELONLY FROM " + one.sql(), one.binds())
        .build();
  }

  /**
   * Reads a set whole. Unlike every other RESTORE, this one goes on after an error unless told not
   * to.
   *
   * @param checksums whether checksums must be there; true fails where a set has none, by 3187
   */
  static MssqlStatement verify(MssqlDestination source, int position, boolean checksums) {
    return verify(source, position, checksums, Optional.empty());
  }

  /**
   * The same.
   *
   * @param credential the credential of a page blob
   */
  static MssqlStatement verify(
      MssqlDestination source, int position, boolean checksums, Optional<String> credential) {
    return new MssqlStatement.Builder()
        .text("RESTORE VERIFYONLY FROM " + source.sql(), source.binds())
        .with("FILE = ?", position)
        .with(credential.isPresent(), "CREDENTIAL = " + MssqlSql.literal(credential.orElse("")))
        .with(checksums, "CHECKSUM")
        .with("STOP_ON_ERROR")
        .with("STATS = 5")
        .build();
  }
}
