package io.gds.database.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What lies in a directory, for comparing before and after. */
final class Trees {
  private Trees() {}

  static String listing(Path root) {
    try (Stream<Path> all = Files.walk(root)) {
      return all.sorted()
          .map(path -> root.relativize(path) + " " + of(path))
          .collect(Collectors.joining("\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String of(Path path) {
    try {
      return Files.isDirectory(path)
          ? "directory"
          : Files.size(path) + " bytes, " + java.util.Arrays.hashCode(Files.readAllBytes(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
