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
import io.gds.database.jdbc.SqlSession;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One restore, from the proved archive to the database that holds its content. */
final class SqliteRestoration {
  private final SqliteContext context;
  private final String name;

  SqliteRestoration(SqliteContext context, String name) {
    this.context = context;
    this.name = name;
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
      Optional<String> journalMode = journalMode(archive);
      step.throwIfCancelled();
      if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
        journalMode.ifPresent(mode -> setJournalMode(partial.path(), mode));
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
  private static void compare(BackupInfo backup, Path copy, StepContext step) {
    if (backup.sha256().isPresent() && backup.bytes().isPresent()) {
      ArchiveVerifier.verifyContent(
          copy,
          ArchiveContent.ofFile(backup.bytes().getAsLong(), backup.sha256().get()),
          VerifyLevel.ARCHIVE,
          bytes -> {},
          step::throwIfCancelled);
    }
  }

  private static Optional<String> journalMode(SqliteArchive archive) {
    return archive.hasManifest()
        ? Optional.ofNullable(
                ManifestFile.read(archive.path()).settings().get(SqliteSettings.JOURNAL_MODE))
            .filter(mode -> mode.equals(SqliteJournalMode.WAL.name()))
        : Optional.empty();
  }

  private void setJournalMode(Path file, String mode) {
    try (SqlSession session = context.connections().open(file, SqliteAccess.READ_WRITE)) {
      SqliteConnections.value(session, "journal_mode = " + SqliteJournalMode.valueOf(mode));
    }
  }

  /** What is left to do if somebody who has the database open keeps it from changing its mode. */
  private Optional<String> trySetJournalMode(Path file, String mode) {
    try {
      setJournalMode(file, mode);
      return Optional.empty();
    } catch (DatabaseException e) {
      if (!SqliteErrors.isLock(e)) {
        throw e;
      }
      return Optional.of(
          "Run PRAGMA journal_mode = " + mode + " once nobody else has " + name + " open.");
    }
  }

  private void overwrite(SqlitePartial partial, Path target, boolean force, StepContext step) {
    context.pools().evict(target);
    try {
      new SqliteInPlace(context.connections()).restore(partial.path(), target, step);
    } catch (DatabaseException e) {
      if (e.code() != ErrorCode.DATABASE_CORRUPT && e.code() != ErrorCode.ARCHIVE_UNRECOGNIZED) {
        throw e;
      }
      replaceDamaged(partial, target, force, e);
    }
  }

  /**
   * A file that SQLite cannot read cannot be overwritten by it. No connection can be using it
   * either, but one that opened it before it was damaged may still write to it: so nobody may have
   * it open; where that cannot be seen, the caller has to say so by force.
   */
  private void replaceDamaged(
      SqlitePartial partial, Path target, boolean force, DatabaseException damage) {
    var holders = SqliteHolders.of(target);
    if (holders.isEmpty() && !force) {
      throw ErrorDetails.of(
              ErrorCode.DATABASE_IN_USE,
              "the target is damaged, and whether others have it open cannot be seen here: "
                  + damage.getMessage())
          .with("path", target.toString())
          .cause(damage)
          .remedy("Make sure that no process has it open, and restore again by force.")
          .toException();
    }
    if (holders.isPresent() && !holders.get().isEmpty()) {
      throw SqliteHolders.naming(
          ErrorDetails.of(
                  ErrorCode.DATABASE_IN_USE,
                  "the damaged target is open elsewhere: " + damage.getMessage())
              .with("path", target.toString())
              .remedy("Let these processes close it, and restore again.")
              .toException(),
          target);
    }
    SideFiles.delete(target);
    partial.sync();
    partial.replace(target);
  }
}
