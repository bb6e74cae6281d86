package io.gds.database.sqlite;

import io.gds.database.core.archive.StorageFailures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Directories and what is in them. */
final class Listing {
  private Listing() {}

  /** The names in a directory. */
  static Set<String> names(Path directory, String doing) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(entry -> entry.getFileName().toString()).collect(Collectors.toSet());
    } catch (IOException e) {
      throw StorageFailures.reading(directory, doing, e);
    } catch (UncheckedIOException e) {
      throw StorageFailures.reading(directory, doing, new IOException(e));
    }
  }

  /** The directory that a file lies in. */
  static Path directoryOf(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? file.toAbsolutePath() : parent;
  }
}
