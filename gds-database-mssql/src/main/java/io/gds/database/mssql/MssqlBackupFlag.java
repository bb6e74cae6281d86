package io.gds.database.mssql;

import java.util.Locale;

/**
 * What the history and the header say of a backup set with yes or no.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/t-sql/statements/restore-statements-headeronly-transact-sql">RESTORE
 *     HEADERONLY</a>
 */
enum MssqlBackupFlag {
  /** Taken beside the others: neither a base of differentials, nor the end of a log backup. */
  COPY_ONLY,
  /** Taken by a snapshot of the storage: the data is not in the backup itself. */
  SNAPSHOT,
  /** The database was found damaged while it was backed up, and the backup went on. */
  DAMAGED,
  /** Has checksums, by which it can be verified. */
  CHECKSUMS,
  /** A log with minimally logged changes in it: it is restored whole, or not at all. */
  BULK_LOGGED,
  /** The first log after the recovery model began to keep logs. */
  BEGINS_LOG_CHAIN,
  /** A log taken with NORECOVERY, after which the database went offline: the tail. */
  TAIL,
  /**
   * The tail of a damaged database whose list of files is not whole. The log in it is whole and
   * usable, by the vendor's page on tail-log backups.
   */
  INCOMPLETE_METADATA;

  /** As it is called among the attributes of a backup: {@code copyOnly}. */
  String attribute() {
    StringBuilder name = new StringBuilder();
    for (String word : name().toLowerCase(Locale.ROOT).split("_", -1)) {
      name.append(name.isEmpty() ? word.charAt(0) : Character.toUpperCase(word.charAt(0)))
          .append(word.substring(1));
    }
    return name.toString();
  }
}
