package io.gds.database.sqlite;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * What a database's file says without a lock being taken: its header as of the last write to the
 * main file (in WAL mode the last checkpoint), and what the file system knows.
 *
 * @param file the file
 * @param intact whether SQLite can read the header and the schema
 * @param pageSize bytes of a page, 0 if it is not intact
 * @param pageCount pages of the main file, 0 if it is not intact
 * @param encoding the encoding of texts; empty if it is not intact
 * @param journalMode how transactions are kept whole, where the files beside it tell
 * @param userVersion the application's own version number
 * @param applicationId the number by which an application knows its files
 * @param createdAt when the file was made, by the file system
 * @param modifiedAt when the main file was last written, by the file system
 * @param readOnly whether nobody may write the file
 */
record SqliteFileFacts(
    Path file,
    boolean intact,
    int pageSize,
    long pageCount,
    Optional<String> encoding,
    Optional<SqliteJournalMode> journalMode,
    int userVersion,
    int applicationId,
    Instant createdAt,
    Instant modifiedAt,
    boolean readOnly) {

  /** What a connection may do with the file: what its permissions say, even to the superuser. */
  SqliteAccess access() {
    return readOnly ? SqliteAccess.READ_ONLY : SqliteAccess.READ_WRITE;
  }

  SqliteFileFacts withJournalMode(Optional<SqliteJournalMode> mode) {
    return new SqliteFileFacts(
        file,
        intact,
        pageSize,
        pageCount,
        encoding,
        mode,
        userVersion,
        applicationId,
        createdAt,
        modifiedAt,
        readOnly);
  }
}
