package io.gds.database.postgres;

import io.gds.database.core.archive.FileSync;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Says beside a data directory that pg_rewind was begun in it and did not end well: what lies there
 * may be half of one server and half of another, and must be neither started nor rewound again.
 * Inside the directory the tool would delete it.
 *
 * @see <a href="https://www.postgresql.org/docs/current/app-pgrewind.html">pg_rewind: if it fails,
 *     a new backup is recommended</a>
 */
final class PostgresRewindMark {
  private final Path file;

  PostgresRewindMark(Path data) {
    file = data.resolveSibling(data.getFileName() + ".half-rewound");
  }

  Path file() {
    return file;
  }

  /** What was found, as a sentence's part; empty if nothing was left half done. */
  Optional<String> why() {
    try {
      return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
          ? Optional.of(
              "a pg_rewind of it did not end ("
                  + file
                  + " is of "
                  + Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant()
                  + "), and its files may be half another server's")
          : Optional.empty();
    } catch (IOException e) {
      throw PostgresFiles.failed(file, e);
    }
  }

  /** Set before the first file is changed, and on disk by then. */
  void set(Instant now) {
    try {
      Files.writeString(file, "pg_rewind was begun at " + now + "\n", StandardCharsets.US_ASCII);
      FileSync.file(file);
      Path parent = file.toAbsolutePath().getParent();
      if (parent != null) {
        FileSync.directory(parent);
      }
    } catch (IOException e) {
      throw PostgresFiles.failed(file, e);
    }
  }

  void clear() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw PostgresFiles.failed(file, e);
    }
  }
}
