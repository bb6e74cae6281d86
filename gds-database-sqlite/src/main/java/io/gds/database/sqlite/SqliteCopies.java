package io.gds.database.sqlite;

import io.gds.database.core.StepContext;
import io.gds.database.core.archive.StorageFailures;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.SqlSession;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.ProgressUnit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * Copies a live database, page by page and of one instant, into a file of its own that needs no
 * other beside it. Ends within a second of a cancel. Thread-safe.
 */
final class SqliteCopies {
  /** Above this, a file that only VACUUM INTO can stop copying is copied by that. */
  static final long LARGE_BYTES = 64L << 20;

  private final SqliteConnections connections;
  private final Clock clock;
  private final long largeBytes;

  SqliteCopies(SqliteConnections connections, Clock clock, long largeBytes) {
    this.connections = connections;
    this.clock = clock;
    this.largeBytes = largeBytes;
  }

  /**
   * What was copied.
   *
   * @param consistentAt the instant the copy stands for
   * @param method how it was made
   * @param restarts how often writers made it begin again
   * @param journalMode the journal mode of the source; the copy has a rollback journal
   */
  record Copied(Instant consistentAt, String method, int restarts, SqliteJournalMode journalMode) {}

  /**
   * Copies.
   *
   * @param target does not exist, or is empty
   * @throws io.gds.database.error.DatabaseInUseException if somebody keeps it locked
   * @throws io.gds.database.error.StorageException if the copy cannot be written
   */
  Copied copy(SqliteFileFacts facts, Path target, OptionValues options, StepContext step) {
    SqliteAccess access = facts.access();
    try (SqlSession source = connections.open(facts.file(), access, LockPatience.SLICE)) {
      SqliteJournalMode mode = journalMode(source, facts.file(), step);
      Copied copied =
          access.isReadOnly() && SideFiles.size(facts.file()) > largeBytes
              ? byVacuum(source, target, mode, step)
              : byPages(source, facts, target, mode, options, step);
      toSingleFile(target);
      step.bytes(SideFiles.size(target));
      return copied;
    }
  }

  /** Reading it takes a lock, so somebody else's may be in the way for a while. */
  private SqliteJournalMode journalMode(SqlSession source, Path file, StepContext step) {
    String mode =
        LockPatience.of(connections.lockWait(), file, step)
            .until(() -> SqliteConnections.value(source, "journal_mode"));
    return mode.equalsIgnoreCase("wal") ? SqliteJournalMode.WAL : SqliteJournalMode.DELETE;
  }

  private Copied byPages(
      SqlSession source,
      SqliteFileFacts facts,
      Path target,
      SqliteJournalMode mode,
      OptionValues options,
      StepContext step) {
    Path file = facts.file();
    int pageSize = facts.pageSize();
    LockPatience patience = LockPatience.of(connections.lockWait(), file, step);
    int pagesPerStep = options.valueOf(SqliteBackup.PAGES_PER_STEP);
    Duration giveWayFor = options.valueOf(SqliteBackup.GIVE_WAY_FOR);
    boolean hold = mode == SqliteJournalMode.WAL || giveWayFor.isZero();
    int restarts = 0;
    while (true) {
      SqlitePageCopy copy = new SqlitePageCopy(source, step, pagesPerStep, pageSize, giveWayFor);
      Instant at = clock.instant();
      if (hold) {
        at = patience.until(() -> held(copy));
      }
      int code = copy.run(target);
      restarts += copy.restarts();
      if (code == 0 && copy.isComplete()) {
        return new Copied(hold ? at : clock.instant(), "pages", restarts, mode);
      }
      step.throwIfCancelled();
      if (code != SqliteErrors.BUSY && code != SqliteErrors.LOCKED) {
        throw failed(code, target);
      }
      // A writer was in the way: from now on it waits for us.
      patience.giveUpIfOver(SqliteErrors.of(code, "copying the database", file));
      restarts++;
      hold = true;
      truncate(target);
    }
  }

  private Instant held(SqlitePageCopy copy) {
    copy.hold();
    return clock.instant();
  }

  private static DatabaseException failed(int code, Path target) {
    return code == 0
        ? ErrorDetails.of(ErrorCode.STORAGE_FAILED, "the copy ended before all was copied")
            .target(target.toString())
            .with("path", target.toString())
            .remedy("Retry; if it happens again, run integrity_check on the source.")
            .toException()
        : SqliteErrors.of(code, "writing the copy", target);
  }

  private static void truncate(Path target) {
    SideFiles.delete(target);
    try {
      if (Files.exists(target)) {
        Files.newOutputStream(target, java.nio.file.StandardOpenOption.TRUNCATE_EXISTING).close();
      }
    } catch (IOException e) {
      throw StorageFailures.writing(target, "beginning the copy again", e);
    }
  }

  /** Keeps every row and row id, but not the pages as they lie; stops at a cancel. */
  private Copied byVacuum(
      SqlSession source, Path target, SqliteJournalMode mode, StepContext step) {
    step.progress("copying content", 0, OptionalLong.empty(), ProgressUnit.BYTES);
    Instant at = clock.instant();
    source.during(step).update("VACUUM INTO " + SqliteSql.literal(target.toString()));
    return new Copied(at, "vacuum into", 0, mode);
  }

  /** Takes the copy out of WAL mode, so that it is whole without a file beside it. */
  private void toSingleFile(Path target) {
    String mode = setJournalMode(target, SqliteJournalMode.DELETE);
    if (!mode.equalsIgnoreCase("delete")) {
      throw ErrorDetails.of(
              ErrorCode.STORAGE_FAILED, "the copy " + target + " stays in journal mode " + mode)
          .with("path", target.toString())
          .remedy("Look whether another process has opened the unfinished copy, and retry.")
          .toException();
    }
  }

  /** Changes the journal mode of a file, and says which one it then has. */
  String setJournalMode(Path file, SqliteJournalMode mode) {
    try (SqlSession session = connections.open(file, SqliteAccess.READ_WRITE)) {
      return SqliteConnections.value(session, "journal_mode = " + mode);
    } catch (DatabaseException e) {
      throw SqliteErrors.writing(e, "setting the journal mode", file);
    }
  }
}
