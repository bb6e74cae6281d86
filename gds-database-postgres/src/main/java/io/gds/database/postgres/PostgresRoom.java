package io.gds.database.postgres;

import io.gds.database.core.archive.Directories;
import io.gds.database.operation.Check;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether there is room for all that is going to be written into several directories, some of which
 * may lie on one file system. Used by one thread.
 */
final class PostgresRoom {
  private final Map<Path, Long> needed = new LinkedHashMap<>();

  /** Adds what is going to be written into or below a directory. */
  PostgresRoom add(Path directory, long bytes) {
    needed.merge(directory, bytes, Long::sum);
    return this;
  }

  /** Measures each directory against all that its file system has to take. */
  List<Check> checks(Instant readAt) {
    Map<Path, Optional<FileStore>> stores = new LinkedHashMap<>();
    needed.keySet().forEach(directory -> stores.put(directory, store(directory)));
    return needed.keySet().stream()
        .map(directory -> Directories.freeSpace(directory, due(directory, stores), readAt))
        .toList();
  }

  private long due(Path directory, Map<Path, Optional<FileStore>> stores) {
    Optional<FileStore> own = stores.getOrDefault(directory, Optional.empty());
    return needed.entrySet().stream()
        .filter(
            entry ->
                entry.getKey().equals(directory)
                    || (own.isPresent() && own.equals(stores.get(entry.getKey()))))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private static Optional<FileStore> store(Path directory) {
    try {
      return Optional.of(Files.getFileStore(directory));
    } catch (IOException e) {
      // That it is not there, or cannot be asked, is what its own check says.
      return Optional.empty();
    }
  }
}
