package io.gds.database.sqlite;

import io.gds.database.core.archive.StorageFailures;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.jdbc.SqlSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the headers of database files, one connection for any number of them: each is attached for
 * an instant as if nobody could change it, which takes no lock and makes no file. Not by reading
 * the bytes: that would cost other connections of this process their locks. Used by one thread at a
 * time.
 */
final class SqliteHeaders implements AutoCloseable {
  /** The smallest database is one page of 512 bytes. */
  private static final long LEAST_BYTES = 512;

  private static final Set<PosixFilePermission> WRITING =
      Set.of(
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_WRITE);

  private final SqliteConnections connections;
  private @Nullable SqlSession session;

  SqliteHeaders(SqliteConnections connections) {
    this.connections = connections;
  }

  /**
   * What a file says, if it is a plain one that begins with SQLite's header.
   *
   * @throws io.gds.database.error.StorageException if it cannot be read
   */
  Optional<SqliteFileFacts> read(Path file) {
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw StorageFailures.reading(file, "reading its attributes", e);
    }
    if (!attributes.isRegularFile() || attributes.size() < LEAST_BYTES) {
      return Optional.empty();
    }
    try {
      return header(file).map(header -> facts(file, attributes, header));
    } catch (DatabaseException e) {
      if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        // It has gone since its attributes were read.
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The same for a file whose contents cannot be told: it counts as none. */
  Optional<SqliteFileFacts> readIfPossible(Path file) {
    try {
      return read(file);
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.STORAGE_UNREADABLE || e.code() == ErrorCode.STORAGE_FAILED) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private record Header(
      int pageSize, long pageCount, String encoding, int userVersion, int applicationId) {}

  /** The header; zeros if it is damaged behind the part by which it is known. */
  private Optional<Header> header(Path file) {
    try {
      return Optional.of(attached(file));
    } catch (DatabaseException e) {
      return switch (e.code()) {
        case ARCHIVE_UNRECOGNIZED -> Optional.empty();
        case DATABASE_CORRUPT -> Optional.of(new Header(0, 0, "", 0, 0));
        default -> throw e;
      };
    }
  }

  private Header attached(Path file) {
    SqlSession shared = session;
    if (shared == null) {
      shared = connections.openNone();
      session = shared;
    }
    try {
      shared.update(
          "ATTACH "
              + SqliteSql.literal(SqliteUrls.uri(file, SqliteAccess.IMMUTABLE.parameters()))
              + " AS one");
    } catch (DatabaseException e) {
      if (e.code() != ErrorCode.STATEMENT_FAILED) {
        throw e;
      }
      // Only texts of the connection's own encoding can be attached.
      try (SqlSession alone = connections.open(file, SqliteAccess.IMMUTABLE)) {
        return header(alone, "");
      }
    }
    try {
      return header(shared, "one.");
    } finally {
      shared.update("DETACH one");
    }
  }

  private static Header header(SqlSession session, String schema) {
    return new Header(
        Integer.parseInt(SqliteConnections.value(session, schema + "page_size")),
        Long.parseLong(SqliteConnections.value(session, schema + "page_count")),
        SqliteConnections.value(session, schema + "encoding"),
        Integer.parseInt(SqliteConnections.value(session, schema + "user_version")),
        Integer.parseInt(SqliteConnections.value(session, schema + "application_id")));
  }

  private static SqliteFileFacts facts(Path file, BasicFileAttributes attributes, Header header) {
    return new SqliteFileFacts(
        file,
        header.pageSize() > 0,
        header.pageSize(),
        header.pageCount(),
        Optional.of(header.encoding()).filter(text -> !text.isEmpty()),
        journalMode(file),
        header.userVersion(),
        header.applicationId(),
        attributes.creationTime().toInstant(),
        attributes.lastModifiedTime().toInstant(),
        isReadOnly(file));
  }

  /** As far as the files beside it tell: a log means WAL mode, a journal that it is not. */
  private static Optional<SqliteJournalMode> journalMode(Path file) {
    if (Files.exists(SideFiles.with(file, "-wal"))) {
      return Optional.of(SqliteJournalMode.WAL);
    }
    return Files.exists(SideFiles.with(file, "-journal"))
        ? Optional.of(SqliteJournalMode.DELETE)
        : Optional.empty();
  }

  /** Whether nobody is allowed to write it, whatever the superuser could do. */
  static boolean isReadOnly(Path file) {
    try {
      PosixFileAttributeView view =
          Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
      boolean nobody =
          view != null && view.readAttributes().permissions().stream().noneMatch(WRITING::contains);
      return nobody || !Files.isWritable(file);
    } catch (IOException e) {
      throw StorageFailures.reading(file, "reading its permissions", e);
    }
  }

  @Override
  public void close() {
    if (session != null) {
      session.close();
      session = null;
    }
  }
}
