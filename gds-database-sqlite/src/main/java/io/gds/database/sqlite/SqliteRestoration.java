package io.gds.database.sqlite;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.core.StepContext;
import io.gds.database.core.archive.ArchiveContent;
import io.gds.database.core.archive.ArchiveVerifier;
import io.gds.database.core.archive.ManifestFile;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One restore, from the proved archive to the database that holds its content. */
final class SqliteRestoration {
  /** Changes the journal mode of a file, and says which one it then has. */
  interface JournalModes {
    String set(Path file, SqliteJournalMode mode);
  }

  private final SqliteContext context;
  private final String name;
  private final JournalModes journalModes;

  SqliteRestoration(SqliteContext context, String name) {
    this(context, name, context.copies()::setJournalMode);
  }

  SqliteRestoration(SqliteContext context, String name, JournalModes journalModes) {
    this.context = context;
    this.name = name;
    this.journalModes = journalModes;
  }

  RestoreInfo restore(
      SqliteArchive archive,
      BackupInfo backup,
      Path target,
      RestoreOptions options,
      StepContext step) {
    List<String> next = new ArrayList<>();
    try (SqlitePartial partial = SqlitePartial.in(context.files().directory())) {
      FileCopy.copy(archive.path(), partial.path(), "copying the archive", step);
      compare(backup, partial.path(), step);
      Optional<SqliteJournalMode> journalMode = journalMode(archive);
      step.throwIfCancelled();
      if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
        journalMode.flatMap(mode -> setJournalMode(partial.path(), mode)).ifPresent(next::add);
        partial.sync();
        partial.publish(target);
      } else if (!options.overwrite()) {
        partial.publish(target);
      } else {
        overwrite(partial, target, options.force(), step);
        journalMode.flatMap(mode -> trySetJournalMode(target, mode)).ifPresent(next::add);
      }
    }
    return new RestoreInfo(name, backup.consistentAt(), List.of(backup), next);
  }

  /** The copy must be what was proved: the archive may have changed since. */
  private void compare(BackupInfo backup, Path copy, StepContext step) {
    if (backup.sha256().isPresent() && backup.bytes().isPresent()) {
      ArchiveVerifier.verifyContent(
          copy,
          ArchiveContent.ofFile(backup.bytes().getAsLong(), backup.sha256().get()),
          VerifyLevel.ARCHIVE,
          bytes -> {},
          step::throwIfCancelled);
    } else {
      // Nothing tells what it was when it was proved, so the copy itself is checked.
      context.checkup().check(copy, ErrorCode.ARCHIVE_CORRUPT, step);
    }
  }

  private static Optional<SqliteJournalMode> journalMode(SqliteArchive archive) {
    return archive.hasManifest()
        ? Optional.ofNullable(
                ManifestFile.read(archive.path()).settings().get(SqliteSettings.JOURNAL_MODE))
            .filter(mode -> mode.equals(SqliteJournalMode.WAL.name()))
            .map(SqliteJournalMode::valueOf)
        : Optional.empty();
  }

  /**
   * What is left to do if SQLite answers with another mode: that is how it says, without an error,
   * that the file system cannot hold such a log.
   *
   * @see <a href="https://www.sqlite.org/pragma.html#pragma_journal_mode">PRAGMA journal_mode</a>
   */
  private Optional<String> setJournalMode(Path file, SqliteJournalMode mode) {
    String got = journalModes.set(file, mode);
    return got.equalsIgnoreCase(mode.name())
        ? Optional.empty()
        : Optional.of(
            leftToDo(mode) + " where that is possible; here SQLite stays with " + got + ".");
  }

  private static String leftToDo(SqliteJournalMode mode) {
    return "Run PRAGMA journal_mode = " + mode;
  }

  /**
   * What is left to do if somebody who has the database open keeps it from changing its mode, or
   * the disk does. Its content is the new one by now, so this is no failure of the restore.
   */
  private Optional<String> trySetJournalMode(Path file, SqliteJournalMode mode) {
    try {
      return setJournalMode(file, mode);
    } catch (DatabaseException e) {
      String when =
          SqliteErrors.isLock(e)
              ? " once nobody else has " + name + " open."
              : "; now it was not possible: " + e.getMessage();
      return Optional.of(leftToDo(mode) + when);
    }
  }

  private void overwrite(SqlitePartial partial, Path target, boolean force, StepContext step) {
    context.pools().evict(target);
    try {
      new SqliteInPlace(context.connections()).restore(partial.path(), target, step);
    } catch (DatabaseException e) {
      switch (e.code()) {
        case DATABASE_CORRUPT -> replaceDamaged(partial, target, force, e);
        case ARCHIVE_UNRECOGNIZED -> throw noDatabase(target, e);
        default -> throw e;
      }
    }
  }

  /** Not a damaged database but somebody's file, whatever it is called. */
  private static DatabaseException noDatabase(Path target, DatabaseException cause) {
    return ErrorDetails.of(
            ErrorCode.ALREADY_EXISTS, "the target " + target + " is " + SqliteChecks.NO_DATABASE)
        .with("path", target.toString())
        .cause(cause)
        .remedy(SqliteChecks.OBSTACLE_REMEDY)
        .toException();
  }

  /**
   * A database that SQLite cannot read any more cannot be overwritten by it. No connection can be
   * using it either, but one that opened it before it was damaged may still write to it: so nobody
   * may have it open; where that cannot be seen of everybody, the caller has to say so by force.
   */
  private static void replaceDamaged(
      SqlitePartial partial, Path target, boolean force, DatabaseException damage) {
    Optional<SqliteHolders> holders = SqliteHolders.of(target);
    if (holders.filter(SqliteHolders::any).isPresent()) {
      throw inUse(
          target,
          "the target is damaged, and open in " + holders.orElseThrow().who(),
          "Let whoever has it open close it, and restore again.",
          damage);
    }
    if (holders.filter(SqliteHolders::complete).isEmpty() && !force) {
      throw inUse(
          target,
          "the target is damaged, and whether others have it open cannot be seen here",
          "Make sure that no process has it open, and restore again by force; the superuser of"
              + " Linux can see it.",
          damage);
    }
    SideFiles.delete(target);
    partial.sync();
    partial.replace(target);
  }

  private static DatabaseException inUse(
      Path target, String why, String remedy, DatabaseException damage) {
    return ErrorDetails.of(ErrorCode.DATABASE_IN_USE, why + ": " + damage.getMessage())
        .with("path", target.toString())
        .cause(damage)
        .remedy(remedy)
        .toException();
  }
}
