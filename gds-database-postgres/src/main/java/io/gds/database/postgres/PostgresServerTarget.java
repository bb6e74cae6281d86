package io.gds.database.postgres;

import io.gds.database.backup.RestoreMapping;
import io.gds.database.core.Checks;
import io.gds.database.core.StepContext;
import io.gds.database.core.archive.ArchiveNames;
import io.gds.database.core.archive.ArchiveSweeper;
import io.gds.database.core.archive.FileSync;
import io.gds.database.core.archive.RestrictedFiles;
import io.gds.database.core.archive.StorageFailures;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The data directory that is made, and the directories of its tablespaces. All is written under
 * temporary names beside, and renamed at the end, the data directory last; until then nothing has
 * its name. Used by one thread.
 */
final class PostgresServerTarget {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresServerTarget.class);
  private static final Duration FOREIGN_LEFTOVERS = Duration.ofDays(7);
  private static final String LABEL = "backup_label";
  private static final String MAP = "tablespace_map";
  private static final String SETTINGS = "postgresql.auto.conf";

  private final Path directory;
  private final Map<String, Path> tablespaces;
  private final Map<Path, Path> partials = new LinkedHashMap<>();
  private final List<Path> published = new ArrayList<>();

  /**
   * Names it.
   *
   * @param directory the data directory
   * @param tablespaces where the tablespaces go, by their OIDs
   */
  PostgresServerTarget(Path directory, Map<String, Path> tablespaces) {
    this.directory = directory;
    this.tablespaces = new TreeMap<>(tablespaces);
    for (Path place : this.tablespaces.values()) {
      partials.put(place, ArchiveNames.partialOf(place));
    }
    partials.put(directory, ArchiveNames.partialOf(directory));
  }

  /** Where the tablespaces go by the caller's mappings of their names or OIDs. */
  static Map<String, Path> mapped(
      Map<String, PostgresServerFacts.Tablespace> there, List<RestoreMapping> mappings) {
    Map<String, Path> places = new TreeMap<>();
    there.forEach(
        (oid, tablespace) ->
            mappings.stream()
                .filter(m -> m.from().equals(tablespace.name()) || m.from().equals(oid))
                .findFirst()
                .ifPresent(m -> places.put(oid, Path.of(m.to()).toAbsolutePath().normalize())));
    return places;
  }

  /** The directory that a path lies in; the root lies in itself. */
  static Path above(Path path) {
    Path parent = path.getParent();
    return parent == null ? path : parent;
  }

  Path directory() {
    return directory;
  }

  /** All directories that are made, the data directory last. */
  List<Path> directories() {
    return List.copyOf(partials.keySet());
  }

  /** The names of all directories that are made. */
  List<String> names() {
    return partials.keySet().stream().map(path -> path.getFileName().toString()).toList();
  }

  /**
   * What each directory has to be like, and that there is room for all of it.
   *
   * @param size what is written into them
   * @param beside what is written beside the data directory for a while
   */
  List<Check> checks(Clock clock, PostgresBaseSize size, long beside) {
    List<Check> checks = new ArrayList<>();
    for (Path place : partials.keySet()) {
      checks.add(free(clock, place));
    }
    PostgresRoom room = new PostgresRoom().add(above(directory), size.data() + beside);
    size.tablespaces()
        .forEach((oid, bytes) -> room.add(above(tablespaces.getOrDefault(oid, directory)), bytes));
    checks.addAll(room.checks(clock.instant()));
    return checks;
  }

  private Check free(Clock clock, Path place) {
    String found = found(place);
    return Checks.demand(
        clock,
        found.isEmpty(),
        "nothing lies where it is restored to",
        place.toString(),
        found.isEmpty() ? "nothing" : found,
        "nothing, or an empty directory that is no mount point",
        ErrorCode.ALREADY_EXISTS,
        "Name another directory; nothing is ever written into one that holds something.");
  }

  private String found(Path place) {
    if (place.equals(directory) && tablespaces.containsValue(directory)) {
      return "a tablespace would lie in it";
    }
    try {
      for (Path other : partials.keySet()) {
        if (!other.equals(place) && place.startsWith(other)) {
          return "it would lie within " + other;
        }
      }
      if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
        return Files.isDirectory(above(place)) ? "" : "no directory " + above(place);
      }
      if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
        return "a file or a link";
      }
      if (!Files.getFileStore(place).equals(Files.getFileStore(above(place)))) {
        return "a mount point";
      }
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(place)) {
        return entries.iterator().hasNext() ? "a directory that is not empty" : "";
      }
    } catch (IOException e) {
      return "unreadable: " + e.getMessage();
    }
  }

  /** What fills the directories, which are there and empty. */
  interface Filling {
    /**
     * Fills them, and brings all to the disk.
     *
     * @param data the data directory
     * @param tablespaces the directories of the tablespaces, by their OIDs
     * @return what was found good, as sentences
     */
    List<String> into(Path data, Map<String, Path> tablespaces) throws IOException;
  }

  /** Takes a backup out that is whole, and prepares its recovery. */
  List<String> fill(
      PostgresBaseArchive archive,
      long segmentBytes,
      Map<String, String> settings,
      StepContext step) {
    return fill(
        (data, spaces) -> {
          PostgresBaseExtract extract = new PostgresBaseExtract(archive, data, spaces, true, step);
          List<String> checked = extract.run(segmentBytes);
          for (Path made : extract.directories()) {
            FileSync.directory(made);
          }
          return checked;
        },
        archive.path(),
        settings);
  }

  /**
   * Removes what killed processes left of such directories, beside which these are made. Somebody
   * else's, which this user may not remove, is no reason against them.
   */
  private void sweep() {
    Set<Path> beside = new LinkedHashSet<>();
    partials.keySet().forEach(place -> beside.add(above(place)));
    for (Path place : beside) {
      try {
        ArchiveSweeper.sweep(place, FOREIGN_LEFTOVERS, Instant.now());
      } catch (DatabaseException e) {
        LOG.warn("Could not sweep leftovers in {}: {}", place, e.toString());
      }
    }
  }

  /**
   * Fills the directories, and prepares the recovery.
   *
   * @param archive what it is filled from, for people
   */
  List<String> fill(Filling filling, Path archive, Map<String, String> settings) {
    sweep();
    try {
      for (Path partial : partials.values()) {
        RestrictedFiles.createDirectory(partial);
      }
      Path data = Objects.requireNonNull(partials.get(directory));
      Map<String, Path> unfinished = new TreeMap<>();
      tablespaces.forEach((oid, place) -> unfinished.put(oid, partials.get(place)));
      List<String> checked = filling.into(data, unfinished);
      if (!Files.isRegularFile(data.resolve(LABEL), LinkOption.NOFOLLOW_LINKS)) {
        throw PostgresArchive.refused(
            ErrorCode.ARCHIVE_UNRECOGNIZED,
            archive.toString(),
            "has no " + LABEL + ": started without it, a server would not see what is missing");
      }
      links(data);
      Files.deleteIfExists(data.resolve("standby.signal"));
      append(data.resolve(SETTINGS), "\n" + PostgresRecovery.lines(settings));
      append(data.resolve("recovery.signal"), "");
      FileSync.directory(data);
      return checked;
    } catch (IOException e) {
      throw StorageFailures.writing(directory, "writing the data directory", e);
    }
  }

  /** The server makes the links by the map when it starts; both tell of the new places. */
  private void links(Path data) throws IOException {
    StringBuilder map = new StringBuilder();
    for (Map.Entry<String, Path> tablespace : tablespaces.entrySet()) {
      String place = tablespace.getValue().toString();
      Path link = data.resolve(PostgresBaseArchive.TABLESPACES).resolve(tablespace.getKey());
      Files.deleteIfExists(link);
      Files.createSymbolicLink(link, tablespace.getValue());
      map.append(tablespace.getKey())
          .append(' ')
          .append(place.replace("\\", "\\\\").replace("\n", "\\\n").replace("\r", "\\\r"))
          .append('\n');
    }
    Files.deleteIfExists(data.resolve(MAP));
    if (map.length() > 0) {
      FileSync.directory(data.resolve(PostgresBaseArchive.TABLESPACES));
      append(data.resolve(MAP), map.toString());
    }
  }

  private static void append(Path file, String text) throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      RestrictedFiles.write(file, new byte[0]);
    }
    Files.writeString(file, text, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    FileSync.file(file);
  }

  /** Gives everything its name, the data directory last. */
  void publish() {
    try {
      for (Map.Entry<Path, Path> entry : partials.entrySet()) {
        // Only an empty directory can be deleted so; what else came there meanwhile is not ours.
        if (Files.isDirectory(entry.getKey(), LinkOption.NOFOLLOW_LINKS)) {
          Files.deleteIfExists(entry.getKey());
        } else if (Files.exists(entry.getKey(), LinkOption.NOFOLLOW_LINKS)) {
          throw new FileAlreadyExistsException(entry.getKey().toString());
        }
        Files.move(entry.getValue(), entry.getKey(), StandardCopyOption.ATOMIC_MOVE);
        published.add(entry.getKey());
        FileSync.directory(above(entry.getKey()));
      }
    } catch (IOException e) {
      throw StorageFailures.writing(directory, "naming the data directory", e);
    }
  }

  /**
   * Removes all that was written.
   *
   * @throws io.gds.database.error.StorageException if some of it stays, naming that
   */
  void remove() {
    remove(new PostgresRemoval("an unfinished data directory"));
  }

  void remove(PostgresRemoval removal) {
    List<Path> written = new ArrayList<>(partials.values());
    written.addAll(published);
    removal.of(written);
  }

  /** Whether the server's own configuration came with the backup. */
  boolean hasConfiguration() {
    return Files.exists(directory.resolve("postgresql.conf"), LinkOption.NOFOLLOW_LINKS);
  }
}
