package io.gds.database.core.archive;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.ReachableWindow;
import io.gds.database.error.DatabaseException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A directory in which archives lie, each with its manifest beside it. Thread-safe. */
public final class ArchiveShelf {
  private static final Logger LOG = LoggerFactory.getLogger(ArchiveShelf.class);

  private ArchiveShelf() {}

  /**
   * The archives of a directory that have a manifest, the newest first. What cannot be read is
   * logged and left out.
   *
   * @param inspect reads what an archive says of itself
   * @throws io.gds.database.error.NotFoundException if there is no such directory
   * @throws io.gds.database.error.StorageException if it cannot be listed
   */
  public static List<BackupInfo> list(Path directory, Function<Path, BackupInfo> inspect) {
    List<BackupInfo> backups = new ArrayList<>();
    for (Path manifest : manifests(directory)) {
      String name = manifest.getFileName().toString();
      Path archive =
          manifest.resolveSibling(
              name.substring(0, name.length() - ArchiveNames.MANIFEST_SUFFIX.length()));
      try {
        backups.add(inspect.apply(archive));
      } catch (DatabaseException e) {
        LOG.warn("{} is left out of the history: {}", archive, e.toString());
      }
    }
    backups.sort(
        Comparator.comparing(BackupInfo::finishedAt)
            .thenComparing(BackupInfo::startedAt)
            .reversed());
    return backups;
  }

  private static List<Path> manifests(Path directory) {
    List<Path> manifests = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(
            directory,
            entry -> entry.getFileName().toString().endsWith(ArchiveNames.MANIFEST_SUFFIX))) {
      entries.forEach(manifests::add);
    } catch (DirectoryIteratorException e) {
      throw StorageFailures.reading(
          directory, "listing the backups", Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw StorageFailures.reading(directory, "listing the backups", e);
    }
    return manifests;
  }

  /**
   * What is reached where every backup stands for one instant and nothing leads from one to the
   * next.
   *
   * @param why why there is nothing between two of them, as a sentence
   */
  public static ReachableWindow instants(
      String database, List<BackupInfo> backups, String why, Instant now) {
    List<Instant> instants =
        backups.stream()
            .map(backup -> backup.consistentAt().orElse(backup.finishedAt()))
            .sorted()
            .toList();
    List<ReachableWindow.Span> spans =
        instants.stream().map(at -> new ReachableWindow.Span(at, at)).toList();
    List<ReachableWindow.Gap> gaps = new ArrayList<>();
    for (int i = 1; i < instants.size(); i++) {
      gaps.add(new ReachableWindow.Gap(instants.get(i - 1), instants.get(i), why));
    }
    return new ReachableWindow(database, spans, gaps, now);
  }

  /**
   * Deletes an archive with its manifest. The data first: a manifest alone is no archive, data
   * alone would look like one.
   *
   * @param beside other files that belong to it
   * @throws io.gds.database.error.StorageException if something could not be deleted
   */
  public static void delete(Path archive, Path... beside) {
    try {
      Directories.deleteTree(archive);
      for (Path file : beside) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(ArchiveNames.manifestOf(archive));
      FileSync.directory(StorageFailures.directoryOf(archive));
    } catch (IOException e) {
      throw StorageFailures.writing(archive, "deleting the backup", e);
    }
  }
}
