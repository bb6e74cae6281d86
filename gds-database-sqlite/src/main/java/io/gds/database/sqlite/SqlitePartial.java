package io.gds.database.sqlite;

import io.gds.database.core.archive.ArchiveNames;
import io.gds.database.core.archive.ArchiveSweeper;
import io.gds.database.core.archive.FileSync;
import io.gds.database.core.archive.StorageFailures;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A database file in the making, beside the place it is meant for. Its name says which process
 * makes it, so that what a killed one left behind is swept when the next one is begun. Closing
 * removes it, unless it was published. Used by one thread at a time.
 */
final class SqlitePartial implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SqlitePartial.class);
  private static final Duration FOREIGN_LEFTOVERS = Duration.ofDays(7);
  private static final String ENDING = ".partial";

  private final Path path;

  private SqlitePartial(Path path) {
    this.path = path;
  }

  /** Begins a file in this directory; it does not exist yet. */
  static SqlitePartial in(Path directory) {
    sweep(directory);
    return new SqlitePartial(ArchiveNames.partialOf(directory.resolve("gds")));
  }

  /** Removes what killed processes left in a directory. That it cannot is no reason to stop. */
  static void sweep(Path directory) {
    try {
      ArchiveSweeper.sweep(directory, FOREIGN_LEFTOVERS, Instant.now());
      try (DirectoryStream<Path> entries =
          Files.newDirectoryStream(directory, "*" + ENDING + "-{wal,shm,journal}")) {
        for (Path entry : entries) {
          String name = entry.getFileName().toString();
          String main = name.substring(0, name.lastIndexOf('-'));
          if (!Files.exists(directory.resolve(main), LinkOption.NOFOLLOW_LINKS)) {
            Files.deleteIfExists(entry);
          }
        }
      }
    } catch (IOException | DirectoryIteratorException | DatabaseException e) {
      LOG.warn("could not sweep leftovers in {}", directory, e);
    }
  }

  Path path() {
    return path;
  }

  /** Brings the content to the disk. */
  void sync() {
    try {
      FileSync.file(path);
    } catch (IOException e) {
      throw StorageFailures.writing(path, "bringing the file to the disk", e);
    }
  }

  /**
   * Gives the file its final name, which nothing has, and brings that to the disk. Side files that
   * an earlier file of that name left behind go first: they would bring its content back.
   *
   * @throws io.gds.database.error.AlreadyExistsException if somebody took the name
   */
  void publish(Path target) {
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw taken(target, new FileAlreadyExistsException(target.toString()));
    }
    SideFiles.delete(target);
    try {
      if (!link(target)) {
        Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
      }
      FileSync.directory(Listing.directoryOf(target));
    } catch (FileAlreadyExistsException e) {
      throw taken(target, e);
    } catch (IOException e) {
      throw StorageFailures.writing(target, "giving the database its name", e);
    }
    close();
  }

  /** A second name for the file, which fails if it is taken; false where there is no such thing. */
  private boolean link(Path target) throws IOException {
    try {
      Files.createLink(target, path);
      return true;
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      LOG.debug("no hard links in {}", Listing.directoryOf(target), e);
      return false;
    }
  }

  /** Puts the file in the place of another one, in one step. Only for a place nobody uses. */
  void replace(Path target) {
    try {
      Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
      FileSync.directory(Listing.directoryOf(target));
    } catch (IOException e) {
      throw StorageFailures.writing(target, "replacing the database", e);
    }
  }

  private static DatabaseException taken(Path target, IOException cause) {
    return ErrorDetails.of(
            ErrorCode.ALREADY_EXISTS, "the file " + target + " has appeared in the meantime")
        .target(target.toString())
        .with("path", target.toString())
        .cause(cause)
        .remedy("Choose another name, or look who made it.")
        .toException();
  }

  /**
   * Removes what is left of it. That it cannot changes nothing of what has become of the work; it
   * is swept like that of a killed process once this one has ended.
   */
  @Override
  public void close() {
    remove(path);
    SideFiles.of(path).forEach(SqlitePartial::remove);
  }

  private static void remove(Path leftover) {
    try {
      Files.deleteIfExists(leftover);
    } catch (IOException e) {
      LOG.warn("could not remove the unfinished file {}", leftover, e);
    }
  }
}
