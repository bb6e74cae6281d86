package io.gds.database.core.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what killed processes left of unfinished archives. Only names of our own form are looked
 * at, never a link; the work of a living process is never touched. A final manifest is removed only
 * if it has no archive and is, byte for byte, the one the dead process was publishing. Thread-safe,
 * and safe against other processes that sweep at the same time.
 */
public final class ArchiveSweeper {
  private static final Logger LOG = LoggerFactory.getLogger(ArchiveSweeper.class);

  private ArchiveSweeper() {}

  /**
   * Sweeps one directory, not those below it.
   *
   * @param foreignAge how long leftovers of another machine, boot or container must have been
   *     untouched, since from here nobody can tell whether their process lives
   * @param now the present
   * @return what was removed
   * @throws io.gds.database.error.StorageException if the directory cannot be read or written
   */
  public static List<Path> sweep(Path directory, Duration foreignAge, Instant now) {
    List<Path> removed = new ArrayList<>();
    try {
      for (Map.Entry<PartialName, List<Path>> entry : leftovers(directory).entrySet()) {
        if (isAbandoned(entry.getKey(), entry.getValue(), foreignAge, now)) {
          remove(directory, entry.getKey(), removed);
        }
      }
    } catch (IOException e) {
      throw StorageFailures.writing(
          directory.resolve("*.partial"), "sweeping leftovers of unfinished archives", e);
    }
    removed.forEach(path -> LOG.info("removed {}, left behind by a process that was killed", path));
    return removed;
  }

  /** Sweeps the directory of a new archive; that it cannot is no reason against the archive. */
  static void sweepQuietly(Path archive, Duration foreignAge, Instant now) {
    try {
      sweep(StorageFailures.directoryOf(archive), foreignAge, now);
    } catch (RuntimeException e) {
      LOG.warn("could not sweep leftovers beside {}", archive, e);
    }
  }

  private static Map<PartialName, List<Path>> leftovers(Path directory) throws IOException {
    Map<PartialName, List<Path>> found = new LinkedHashMap<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        Optional<PartialName> name = PartialName.parse(entry.getFileName().toString());
        if (name.isPresent() && isPlain(entry)) {
          found.computeIfAbsent(name.get(), any -> new ArrayList<>()).add(entry);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return found;
  }

  private static boolean isPlain(Path path) {
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
        || Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean isAbandoned(
      PartialName name, List<Path> paths, Duration foreignAge, Instant now) throws IOException {
    ProcessMark.State state = name.mark().state();
    if (state != ProcessMark.State.ELSEWHERE) {
      return state == ProcessMark.State.DEAD;
    }
    for (Path path : paths) {
      if (lastTouched(path).toInstant().isAfter(now.minus(foreignAge))) {
        return false;
      }
    }
    return true;
  }

  /** Of a directory, the latest of all that lies in it. */
  private static FileTime lastTouched(Path path) throws IOException {
    try (Stream<Path> all = Files.walk(path)) {
      FileTime latest = FileTime.fromMillis(0);
      for (Path one : (Iterable<Path>) all::iterator) {
        FileTime time =
            Files.readAttributes(one, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .lastModifiedTime();
        latest = time.compareTo(latest) > 0 ? time : latest;
      }
      return latest;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void remove(Path directory, PartialName name, List<Path> removed)
      throws IOException {
    Path archive = directory.resolve(name.name());
    Path manifest = directory.resolve(name.name() + ArchiveNames.MANIFEST_SUFFIX);
    Path manifestPartial = directory.resolve(name.manifest());
    if (!Files.exists(archive, LinkOption.NOFOLLOW_LINKS) && isCopyOf(manifest, manifestPartial)) {
      delete(manifest, removed);
    }
    delete(directory.resolve(name.data()), removed);
    delete(manifestPartial, removed);
  }

  /**
   * Whether the manifest is what was being published: all of it, or as much as had been written.
   */
  private static boolean isCopyOf(Path manifest, Path manifestPartial) throws IOException {
    try {
      if (!Files.isRegularFile(manifest, LinkOption.NOFOLLOW_LINKS)
          || !Files.isRegularFile(manifestPartial, LinkOption.NOFOLLOW_LINKS)
          || Files.size(manifest) > Files.size(manifestPartial)
          || Files.size(manifestPartial) > ManifestJson.MAX_BYTES) {
        return false;
      }
      byte[] part = Files.readAllBytes(manifest);
      byte[] whole = Files.readAllBytes(manifestPartial);
      return part.length <= whole.length
          && Arrays.equals(part, 0, part.length, whole, 0, part.length);
    } catch (NoSuchFileException e) {
      // Somebody else sweeps here too, and was faster.
      return false;
    }
  }

  private static void delete(Path path, List<Path> removed) throws IOException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      Directories.deleteTree(path);
      removed.add(path);
    }
  }
}
