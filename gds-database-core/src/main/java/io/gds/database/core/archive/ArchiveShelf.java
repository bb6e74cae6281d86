package io.gds.database.core.archive;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupQuery;
import io.gds.database.backup.DeleteBackupsOptions;
import io.gds.database.backup.Location;
import io.gds.database.backup.ReachableWindow;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.connection.DatabaseType;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.Check;
import io.gds.database.operation.Verdict;
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
   * The fault of an option whose place is no path of this machine; none if it is one.
   *
   * @param option what the option is called
   */
  public static List<OptionFault> faults(String option, Location place) {
    return place.kind() == Location.Kind.LOCAL && place.parts().size() == 1
        ? List.of()
        : List.of(new OptionFault(option, "takes one path of this machine, not " + place));
  }

  /** The backups that a deletion is about. */
  public static BackupQuery query(DeleteBackupsOptions options) {
    BackupQuery query = BackupQuery.all();
    if (options.directory().isPresent()) {
      query = query.in(options.directory().get());
    }
    return options.database().isPresent() ? query.database(options.database().get()) : query;
  }

  /**
   * Measures whether a backup that is going to be kept is there, of the platform, form and size its
   * manifest tells. Not every byte of it: that is what verifying is for. While one is not, nothing
   * may be deleted: it is counted as one that can be restored, and what is deleted does not come
   * back.
   *
   * @param readAt the instant of the measurement
   */
  public static Check whole(Path archive, DatabaseType platform, Instant readAt) {
    String rule = "a kept backup has the size its manifest tells";
    String subject = archive.toString();
    String limit = "all that was written";
    try {
      Manifest manifest =
          ArchiveVerifier.verify(archive, platform, VerifyLevel.MANIFEST, done -> {}, () -> {});
      return new Check(
          rule,
          subject,
          manifest.content().bytes() + " bytes",
          limit,
          Verdict.PASSED,
          ErrorCode.ARCHIVE_CORRUPT,
          readAt,
          "");
    } catch (DatabaseException e) {
      return new Check(
          rule,
          subject,
          e.details().message(),
          limit,
          Verdict.REFUSED,
          e.code(),
          readAt,
          "Put back another copy of it, or delete it and its manifest yourself: others are then"
              + " kept in its stead. Until then nothing is deleted.");
    }
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
