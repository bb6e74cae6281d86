package io.gds.database.sqlite;

import io.gds.database.backup.VerifyLevel;
import io.gds.database.core.StepContext;
import io.gds.database.core.archive.ArchiveContent;
import io.gds.database.core.archive.ArchiveVerifier;
import io.gds.database.core.archive.Directories;
import io.gds.database.core.archive.StorageFailures;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.jdbc.SqlSession;
import io.gds.database.operation.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Restores a backup where nobody sees it, to prove that it can be, and removes it again. */
final class SqliteTrialRestore {
  private final SqliteContext context;
  private final Path place;

  SqliteTrialRestore(SqliteContext context) {
    this(context, Path.of(System.getProperty("java.io.tmpdir")));
  }

  /**
   * @param place where the private directory is made
   */
  SqliteTrialRestore(SqliteContext context, Path place) {
    this.context = context;
    this.place = place;
  }

  /** There is room for a backup of this size, which lies here once more for the time of a trial. */
  Check room(long bytes) {
    Check room = Directories.freeSpace(place, bytes, context.clock().instant());
    return room.refused()
        ? new Check(
            room.rule(),
            room.subject(),
            room.measured(),
            room.limit(),
            room.verdict(),
            room.code(),
            room.readAt(),
            "Make room there, name another directory by java.io.tmpdir, or ask for level "
                + VerifyLevel.ARCHIVE
                + ", which restores nothing for trial.")
        : room;
  }

  /** The same where a level asks for a trial at all. */
  List<Check> room(VerifyLevel level, long bytes) {
    return level.compareTo(VerifyLevel.RESTORE) >= 0 ? List.of(room(bytes)) : List.of();
  }

  /** The same for an archive. One that cannot be read needs none: its proof says what it lacks. */
  List<Check> room(VerifyLevel level, Path archive) {
    try {
      return room(level, SideFiles.size(archive));
    } catch (DatabaseException e) {
      return List.of();
    }
  }

  /**
   * Restores into a private temporary directory.
   *
   * @param sha256 what its bytes must be; empty if that is not known
   * @param check whether the restored database is checked as well
   * @return what was found good, as sentences
   */
  List<String> restore(Path archive, String sha256, boolean check, StepContext step) {
    Check room = room(SideFiles.size(archive));
    if (room.refused()) {
      throw room.toErrorDetails().with("path", place.toString()).toException();
    }
    Path directory;
    try {
      directory = Files.createTempDirectory(place, "gds-sqlite-");
    } catch (IOException e) {
      throw StorageFailures.writing(place, "making a temporary directory", e);
    }
    try {
      return restoreInto(directory.resolve("trial.db"), archive, sha256, check, step);
    } finally {
      remove(directory);
    }
  }

  private List<String> restoreInto(
      Path trial, Path archive, String sha256, boolean check, StepContext step) {
    List<String> checked = new ArrayList<>();
    FileCopy.copy(archive, trial, "restoring for trial", step);
    if (!sha256.isEmpty()) {
      ArchiveVerifier.verifyContent(
          trial,
          ArchiveContent.ofFile(SideFiles.size(trial), sha256),
          VerifyLevel.ARCHIVE,
          bytes -> {},
          step::throwIfCancelled);
    }
    try (SqlSession session = context.connections().open(trial, SqliteAccess.READ_WRITE)) {
      long objects =
          session
              .first("SELECT count(*) AS n FROM sqlite_schema", row -> row.longValue("n"))
              .orElse(0L);
      checked.add(
          "restored for trial and opened: " + objects + " tables, indexes, views, triggers");
    }
    if (check) {
      context.checkup().check(trial, ErrorCode.ARCHIVE_CORRUPT, step).stream()
          .map(text -> text + " in the restored database")
          .forEach(checked::add);
    }
    return checked;
  }

  private static void remove(Path directory) {
    try {
      Directories.deleteTree(directory);
    } catch (IOException e) {
      throw StorageFailures.writing(directory, "removing a trial restore", e);
    }
  }
}
