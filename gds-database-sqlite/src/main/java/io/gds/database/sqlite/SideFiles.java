package io.gds.database.sqlite;

import io.gds.database.core.archive.StorageFailures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * The files SQLite keeps beside a database: a write-ahead log with its index, or a rollback
 * journal. They belong to the main file: beside another one they bring back what was there before.
 */
final class SideFiles {
  private static final List<String> ENDINGS = List.of("-wal", "-journal", "-shm");

  private SideFiles() {}

  /** Whether a file name is that of a side file. */
  static boolean isOne(String fileName) {
    return ENDINGS.stream().anyMatch(fileName::endsWith);
  }

  /** Those a database could have, whether they are there or not; the ones with data first. */
  static List<Path> of(Path file) {
    return ENDINGS.stream().map(ending -> with(file, ending)).toList();
  }

  static Path with(Path file, String ending) {
    return file.resolveSibling(file.getFileName() + ending);
  }

  /** Those that are there. */
  static List<Path> present(Path file) {
    return of(file).stream().filter(path -> Files.exists(path, LinkOption.NOFOLLOW_LINKS)).toList();
  }

  /** Those that are there and hold transactions: a log or journal that is not empty. */
  static List<Path> unfinished(Path file) {
    return present(file).stream()
        .filter(path -> !path.toString().endsWith("-shm") && size(path) > 0)
        .toList();
  }

  /**
   * The bytes of log and journal; the index is made anew when it is missing, and does not count.
   */
  static long bytes(Path file) {
    return size(with(file, "-wal")) + size(with(file, "-journal"));
  }

  static long size(Path file) {
    try {
      return Files.size(file);
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw StorageFailures.reading(file, "reading its size", e);
    }
  }

  /** Deletes those that are there. Call it only when the main file is gone, or not there yet. */
  static void delete(Path file) {
    for (Path path : of(file)) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        throw StorageFailures.writing(path, "removing a side file", e);
      }
    }
  }
}
