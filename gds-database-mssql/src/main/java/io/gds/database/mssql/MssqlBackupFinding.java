package io.gds.database.mssql;

import java.util.Objects;

/**
 * Something about the backups of a database that is not as it should be. Immutable.
 *
 * @param database of which database
 * @param kind what
 * @param text as a sentence
 * @param remedy what can be done
 */
public record MssqlBackupFinding(String database, Kind kind, String text, String remedy) {
  /** What is not as it should be. */
  public enum Kind {
    /** There is no full backup that could be restored. */
    NO_FULL,
    /** The newest backup of the data is too old. */
    DATA_TOO_OLD,
    /** The recovery model asks for log backups, and there is none that could be restored. */
    NO_LOG,
    /** The newest log backup is too old. */
    LOG_TOO_OLD,
    /** The recovery model says FULL, and the server keeps no log nevertheless. */
    PSEUDO_SIMPLE,
    /** The newest backup cannot be reached by any chain. */
    CHAIN_BROKEN,
    /** No full backup is a base of differentials. */
    ONLY_COPY_ONLY,
    /** The newest backup of the data has no checksums. */
    NO_CHECKSUMS
  }

  /** Checks that nothing is missing. */
  public MssqlBackupFinding {
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(remedy, "remedy");
  }
}
