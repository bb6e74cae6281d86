package io.gds.database.sqlite;

import io.gds.database.core.StepContext;
import io.gds.database.core.archive.StorageFailures;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.SqlSession;
import io.gds.database.operation.ProgressUnit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Overwrites a database with another one's pages inside one transaction of the target, by SQLite's
 * backup API: readers go on, connections that others have open see the new content afterwards, and
 * whatever fails leaves the old.
 *
 * <p>The driver's loop ends when the copy does, and at no wish of the caller. But it also ends, and
 * the transaction is rolled back, when the source is no database any more. The source is a private
 * copy, so a cancel makes it that, by overwriting its header.
 */
final class SqliteInPlace {
  private static final Logger LOG = LoggerFactory.getLogger(SqliteInPlace.class);
  private static final int PAGES_PER_STEP = 512;
  private static final int HEADER_BYTES = 100;

  private final SqliteConnections connections;

  SqliteInPlace(SqliteConnections connections) {
    this.connections = connections;
  }

  /**
   * Overwrites the target.
   *
   * @param source a file that only we know of; no database any more if the step is cancelled
   * @throws io.gds.database.error.DatabaseInUseException if others keep the target locked
   */
  void restore(Path source, Path target, StepContext step) {
    LockPatience patience = LockPatience.of(connections.lockWait(), target, step);
    try (SqlSession session =
        connections.open(target, SqliteAccess.READ_WRITE, LockPatience.SLICE)) {
      boolean wal =
          patience
              .until(() -> SqliteConnections.value(session, "journal_mode"))
              .equalsIgnoreCase("wal");
      if (wal
          && pageSize(source) != Long.parseLong(SqliteConnections.value(session, "page_size"))) {
        leaveWal(session, target, patience);
        wal = false;
      }
      while (!copied(session, source, step)) {
        step.throwIfCancelled();
        giveUpOrGoOn(session, source, target, patience);
      }
      if (wal) {
        emptyLog(session, target);
      }
    }
  }

  private long pageSize(Path source) {
    try (SqlSession session = connections.open(source, SqliteAccess.IMMUTABLE)) {
      return Long.parseLong(SqliteConnections.value(session, "page_size"));
    }
  }

  /** A log holds pages of one size only, and leaving it needs the database for ourselves. */
  private static void leaveWal(SqlSession session, Path target, LockPatience patience) {
    try {
      patience.until(() -> SqliteConnections.value(session, "journal_mode = DELETE"));
    } catch (DatabaseException e) {
      throw SqliteErrors.isLock(e)
          ? ErrorDetails.of(
                  ErrorCode.DATABASE_IN_USE,
                  "others use it, and its page size can only change when nobody does: "
                      + e.getMessage())
              .with("path", target.toString())
              .cause(e)
              .remedy("Close the connections to it and restore again.")
              .toException()
          : e;
    }
  }

  /**
   * Whether all was copied and committed. The driver's result code cannot tell: it is the source's,
   * and 0 also when the copy was given up. Its observer can: it is called only after a step that
   * SQLite answered with OK, which leaves pages over, or with DONE, which comes after the commit.
   * So that nothing remains means that it is committed, and nothing is asked of the target
   * afterwards: somebody else may have locked it by then, and what is done must not be called
   * failed.
   *
   * @see <a href="https://www.sqlite.org/c3ref/backup_finish.html">sqlite3_backup_step</a>
   */
  private static boolean copied(SqlSession session, Path source, StepContext step) {
    AtomicBoolean complete = new AtomicBoolean();
    try (var registration = step.onCancel(() -> spoil(source))) {
      SqliteConnections.handle(session)
          .restore(
              "main",
              source.toString(),
              (remaining, pages) -> {
                complete.set(remaining == 0);
                step.progress(
                    "writing pages",
                    (long) pages - remaining,
                    OptionalLong.of(pages),
                    ProgressUnit.PAGES);
              },
              1,
              0,
              PAGES_PER_STEP);
    } catch (SQLException e) {
      throw SqliteErrors.TABLE.details(e).toException();
    }
    return complete.get();
  }

  private static void spoil(Path source) {
    byte[] nothing = new byte[HEADER_BYTES];
    Arrays.fill(nothing, (byte) 'x');
    try (FileChannel channel = FileChannel.open(source, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(nothing), 0);
    } catch (IOException e) {
      throw new UncheckedIOException("spoiling the source of a cancelled restore", e);
    }
  }

  /** Finds out why nothing was copied: a lock is waited for, everything else is an error. */
  private static void giveUpOrGoOn(
      SqlSession session, Path source, Path target, LockPatience patience) {
    try {
      session.update("BEGIN EXCLUSIVE");
      session.update("ROLLBACK");
    } catch (DatabaseException e) {
      if (SqliteErrors.isLock(e)) {
        patience.giveUpIfOver(e);
        return;
      }
      throw e;
    }
    if (isTooSmall(source, target)) {
      throw SqliteErrors.of(SqliteErrors.FULL, "overwriting the database", target);
    }
    patience.giveUpIfOver(
        ErrorDetails.of(
                ErrorCode.STORAGE_FAILED, "SQLite ended the overwriting before all was copied")
            .with("path", target.toString())
            .remedy("Look whether the disk is full or failing, and retry; the old content stays.")
            .toException());
  }

  /**
   * Whether the disk has no room for the old pages, which are kept until the commit, and for what
   * the new ones are more. What was written is gone again by now, so this is what was lacking.
   */
  private static boolean isTooSmall(Path source, Path target) {
    long old = SideFiles.size(target);
    long more = Math.max(0, SideFiles.size(source) - old);
    try {
      return Files.getFileStore(target).getUsableSpace()
          < Math.max(SqliteErrors.LITTLE_BYTES, old + more);
    } catch (IOException e) {
      throw StorageFailures.reading(target, "measuring free space", e);
    }
  }

  /**
   * Moves the new content from the log into the file. Readers may keep that from happening, and so
   * may a full disk; the content is there either way, and SQLite moves it later.
   */
  private static void emptyLog(SqlSession session, Path target) {
    try {
      session.query("PRAGMA wal_checkpoint(TRUNCATE)", row -> row.intValue("busy"));
    } catch (DatabaseException e) {
      LOG.warn("the new content of {} stays in its log for now: {}", target, e.getMessage());
    }
  }
}
