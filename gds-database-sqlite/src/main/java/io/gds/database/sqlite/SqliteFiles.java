package io.gds.database.sqlite;

import io.gds.database.core.archive.ArchiveNames;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Which file is which database. A database is a file of the directory itself that begins with
 * SQLite's header; links are none, so that nothing outside of the directory is listed, replaced or
 * dropped; neither are side files, unfinished work, and archives, known by their manifest. Its name
 * is its file's without {@code .db}, {@code .sqlite} or {@code .sqlite3}; files that would share a
 * name are called by their full file names. Thread-safe.
 */
final class SqliteFiles {
  private final Path directory;
  private final Optional<Path> single;
  private final SqliteConnections connections;

  /**
   * @param directory where the files lie
   * @param single the only file, where the engine is opened on one
   */
  SqliteFiles(Path directory, Optional<Path> single, SqliteConnections connections) {
    this.directory = directory;
    this.single = single;
    this.connections = connections;
  }

  Path directory() {
    return directory;
  }

  /** The only file, where the engine is opened on one. */
  Optional<Path> single() {
    return single;
  }

  /** Whether this engine can hold a database of this name at all. */
  boolean holds(String name) {
    return single.isEmpty() || name.equals(nameOfSingle());
  }

  private String nameOfSingle() {
    return SqliteNames.stem(single.orElseThrow().getFileName().toString());
  }

  /** All databases by name, in the order of their names. */
  SortedMap<String, SqliteFileFacts> all() {
    SortedMap<String, SqliteFileFacts> databases = new TreeMap<>();
    try (SqliteHeaders headers = new SqliteHeaders(connections)) {
      if (single.isPresent()) {
        headers.read(single.get()).ifPresent(facts -> databases.put(nameOfSingle(), facts));
        return databases;
      }
      Map<String, SqliteFileFacts> files = new HashMap<>();
      for (String candidate : candidates()) {
        headers
            .readIfPossible(directory.resolve(candidate))
            .ifPresent(facts -> files.put(candidate, facts));
      }
      files.forEach((file, facts) -> databases.put(nameOf(file, files::containsKey), facts));
    }
    return databases;
  }

  private List<String> candidates() {
    Set<String> files = Listing.names(directory, "listing the databases");
    return files.stream()
        .filter(file -> isCandidate(file) && !files.contains(file + ArchiveNames.MANIFEST_SUFFIX))
        .toList();
  }

  private static boolean isCandidate(String fileName) {
    return !SideFiles.isOne(fileName)
        && !fileName.endsWith(".partial")
        && !fileName.endsWith(ArchiveNames.MANIFEST_SUFFIX);
  }

  /** A file's database name, among the files that are databases. */
  private static String nameOf(String fileName, Predicate<String> isDatabase) {
    return isCalledInFull(fileName, isDatabase) ? fileName : SqliteNames.stem(fileName);
  }

  /** Whether another file would share its short name, or has that very name. */
  private static boolean isCalledInFull(String fileName, Predicate<String> isDatabase) {
    String stem = SqliteNames.stem(fileName);
    return !stem.equals(fileName)
        && (sharing(stem).stream().filter(isDatabase).count() > 1
            || (isDatabase.test(stem) && isCalledInFull(stem, isDatabase)));
  }

  /** The files whose short name this would be. */
  private static List<String> sharing(String name) {
    List<String> files = new ArrayList<>();
    if (SqliteNames.stem(name).equals(name)) {
      files.add(name);
    }
    SqliteNames.ENDINGS.forEach(ending -> files.add(name + ending));
    return files;
  }

  /** The database that is listed by exactly this name. */
  Optional<SqliteFileFacts> find(String name) {
    try (SqliteHeaders headers = new SqliteHeaders(connections)) {
      if (single.isPresent()) {
        return holds(name) ? headers.read(single.get()) : Optional.empty();
      }
      Map<String, Optional<SqliteFileFacts>> seen = new HashMap<>();
      Predicate<String> isDatabase =
          file -> seen.computeIfAbsent(file, key -> look(headers, key)).isPresent();
      List<String> files = new ArrayList<>(sharing(name));
      files.add(name);
      for (String file : files) {
        if (isDatabase.test(file) && nameOf(file, isDatabase).equals(name)) {
          return seen.getOrDefault(file, Optional.empty());
        }
      }
      return Optional.empty();
    }
  }

  private Optional<SqliteFileFacts> look(SqliteHeaders headers, String fileName) {
    Path file = resolve(fileName);
    return isCandidate(fileName) && isCalled(file, fileName) && !isArchive(file)
        ? headers.read(file)
        : Optional.empty();
  }

  /** Whether a manifest stands beside the file. */
  static boolean isArchive(Path file) {
    return Files.exists(
        file.resolveSibling(file.getFileName() + ArchiveNames.MANIFEST_SUFFIX),
        LinkOption.NOFOLLOW_LINKS);
  }

  /** Whether the file has exactly this name, and not another one that the system takes for it. */
  private static boolean isCalled(Path file, String fileName) {
    try {
      return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          && file.toRealPath(LinkOption.NOFOLLOW_LINKS).getFileName().toString().equals(fileName);
    } catch (IOException e) {
      // It has gone since it was looked at.
      return false;
    }
  }

  /** The database of this name, and an error that helps if there is none. */
  SqliteFileFacts require(String name) {
    return find(name)
        .orElseThrow(
            () ->
                ErrorDetails.of(ErrorCode.NOT_FOUND, "there is no database \"" + name + "\"")
                    .target(name)
                    .with("path", directory.toString())
                    .remedy(absenceRemedy(name))
                    .toException());
  }

  /** What helps whoever looks for a database that is not there. */
  String absenceRemedy(String name) {
    if (!holds(name)) {
      return "The engine is the single file "
          + single.orElseThrow()
          + "; open an engine on its directory for other databases.";
    }
    List<String> sharing =
        sharing(name).stream().filter(file -> Files.exists(resolve(file))).toList();
    if (single.isEmpty() && sharing.size() > 1) {
      return "Several files share this name; each is called by its full name: " + sharing + ".";
    }
    return single.isEmpty() && find(SqliteNames.stem(name)).isPresent()
        ? "The database is called " + SqliteNames.stem(name) + ", without the ending of its file."
        : "Check the name; databases() lists those of " + directory + ".";
  }

  /** Where a new database of this name goes. */
  Path place(String name) {
    return single.isPresent() ? single.get() : resolve(name + SqliteNames.ENDING);
  }

  /** What stands in the way of a new database of this name; empty if nothing does. */
  Optional<Path> taken(String name) {
    Path place = place(name);
    if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of(place);
    }
    if (single.isPresent()) {
      return Optional.empty();
    }
    try (SqliteHeaders headers = new SqliteHeaders(connections)) {
      return sharing(name).stream()
          .flatMap(file -> look(headers, file).stream())
          .map(SqliteFileFacts::file)
          .findFirst();
    }
  }

  private Path resolve(String fileName) {
    try {
      return directory.resolve(fileName);
    } catch (InvalidPathException e) {
      throw ErrorDetails.of(
              ErrorCode.INVALID_NAME, "this system cannot hold such a file name: " + e.getReason())
          .target("name")
          .cause(e)
          .remedy("Choose another name, or run under a UTF-8 locale such as C.UTF-8.")
          .toException();
    }
  }
}
