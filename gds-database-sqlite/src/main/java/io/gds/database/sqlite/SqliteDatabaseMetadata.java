package io.gds.database.sqlite;

import io.gds.database.DatabaseCondition;
import io.gds.database.DatabaseMetadata;
import io.gds.database.Detail;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Attributes;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What is known about a database of SQLite: what its file's header says, as of the last write to
 * the main file, which in WAL mode is the last checkpoint, and what the file system knows.
 *
 * @param name the name
 * @param condition SUSPECT if SQLite cannot read header or schema; read-only if nobody may write it
 * @param createdAt when the file was made, by the file system
 * @param sizeBytes the bytes of the file with its log and journal, if asked for
 * @param details the details that were asked for and read
 * @param unreadable the details that were asked for and could not be read, each with the reason
 * @param readAt when this was read
 * @param file the file
 * @param pageSize bytes of a page; 0 if it cannot be read
 * @param pageCount pages of the main file; 0 if it cannot be read
 * @param encoding the encoding of texts, where it can be read
 * @param journalMode how transactions are kept whole; in lists only where a file beside it tells
 * @param userVersion the application's own version number
 * @param applicationId the number by which an application knows its files
 * @param modifiedAt when the main file was last written, by the file system
 */
public record SqliteDatabaseMetadata(
    String name,
    DatabaseCondition condition,
    Optional<Instant> createdAt,
    OptionalLong sizeBytes,
    Set<Detail> details,
    Map<Detail, String> unreadable,
    Instant readAt,
    Path file,
    int pageSize,
    long pageCount,
    Optional<String> encoding,
    Optional<SqliteJournalMode> journalMode,
    int userVersion,
    int applicationId,
    Instant modifiedAt)
    implements DatabaseMetadata {
  /** Checks that nothing is missing, and takes copies. */
  public SqliteDatabaseMetadata {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(condition, "condition");
    Objects.requireNonNull(createdAt, "createdAt");
    Objects.requireNonNull(sizeBytes, "sizeBytes");
    details = Set.copyOf(details);
    unreadable = Map.copyOf(unreadable);
    Objects.requireNonNull(readAt, "readAt");
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(encoding, "encoding");
    Objects.requireNonNull(journalMode, "journalMode");
    Objects.requireNonNull(modifiedAt, "modifiedAt");
  }

  @Override
  public DatabaseType type() {
    return DatabaseType.SQLITE;
  }

  /** None: databases have no owner, only their files have. */
  @Override
  public Optional<String> owner() {
    return Optional.empty();
  }

  /** None: collations are set per column. */
  @Override
  public Optional<String> collation() {
    return Optional.empty();
  }

  @Override
  public Map<String, Object> attributes() {
    return Attributes.of(this, DatabaseMetadata.class);
  }
}
