package io.gds.database.sqlite;

import io.gds.database.core.StepContext;
import io.gds.database.core.archive.StorageFailures;
import io.gds.database.error.DatabaseException;
import io.gds.database.jdbc.SqlSession;
import io.gds.database.operation.ProgressUnit;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.sqlite.core.DB;

/**
 * One run of SQLite's backup API from a private connection into a new file, some pages at a time.
 *
 * <p>Any commit of another connection makes the copy begin again, unless a read transaction on this
 * very connection holds the snapshot. In WAL mode it is held from the start, since it keeps nobody
 * waiting. With a rollback journal it keeps writers waiting, so the copy gives way to them for a
 * while first, and takes the read lock, in the middle of the run, only when the time is up.
 *
 * <p>The driver's loop ends when the copy does, and at no wish of the caller. But it also ends when
 * a step finds this connection inside a write transaction, so a cancel begins one. It changes
 * nothing; it is rolled back at once.
 */
final class SqlitePageCopy implements DB.ProgressObserver {
  private static final long FLUSH_BYTES = 32L << 20;

  private final SqlSession source;
  private final StepContext step;
  private final int pagesPerStep;
  private final long pagesPerFlush;
  private final long giveWayUntil;
  private long copied;
  private long total;
  private boolean complete;
  private boolean holding;
  private boolean stopping;
  private int restarts;
  private @Nullable FileChannel flush;
  private long flushed;

  SqlitePageCopy(
      SqlSession source, StepContext step, int pagesPerStep, int pageSize, Duration giveWayFor) {
    this.source = source;
    this.step = step;
    this.pagesPerStep = pagesPerStep;
    pagesPerFlush = FLUSH_BYTES / Math.max(1, pageSize);
    giveWayUntil = System.nanoTime() + giveWayFor.toNanos();
  }

  /** Holds the snapshot from here on; waits for somebody else's exclusive lock. */
  void hold() {
    source.update("BEGIN");
    try {
      source.first("SELECT count(*) AS n FROM sqlite_schema", row -> row.longValue("n"));
      holding = true;
    } finally {
      if (!holding) {
        source.update("ROLLBACK");
      }
    }
  }

  /**
   * Copies until all is copied, the step is cancelled, or SQLite gives up.
   *
   * @return SQLite's result code
   */
  int run(Path target) {
    try (FileChannel flushing =
        FileChannel.open(target, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      flush = flushing;
      return SqliteConnections.handle(source)
          .backup("main", target.toString(), this, 1, 0, pagesPerStep);
    } catch (SQLException e) {
      throw SqliteErrors.TABLE.details(e).target(target.toString()).toException();
    } catch (IOException e) {
      throw StorageFailures.writing(target, "writing the copy", e);
    } finally {
      flush = null;
      letGo();
    }
  }

  /**
   * Brings what has been written to the disk a little at a time: all of it at the end would keep
   * the disk busy for so long that writers of the source feel it.
   */
  private void flush() {
    FileChannel flushing = flush;
    if (flushing == null || Math.abs(copied - flushed) < pagesPerFlush) {
      return;
    }
    flushed = copied;
    try {
      flushing.force(false);
    } catch (IOException e) {
      // SQLite itself brings all to the disk at the end, and reports if it cannot.
      flush = null;
    }
  }

  private void letGo() {
    if (holding || stopping) {
      source.update("ROLLBACK");
      holding = false;
      stopping = false;
    }
  }

  /** Called between steps on the copying thread. Must not throw: that would stop nothing. */
  @Override
  public void progress(int remaining, int pageCount) {
    long now = (long) pageCount - remaining;
    if (now < copied) {
      restarts++;
    }
    copied = now;
    total = pageCount;
    complete = remaining == 0;
    step.progress("copying pages", copied, OptionalLong.of(total), ProgressUnit.PAGES);
    if (complete) {
      return;
    }
    flush();
    try {
      if (step.isCancelled()) {
        stop();
      } else if (!holding && System.nanoTime() - giveWayUntil >= 0) {
        hold();
      }
    } catch (DatabaseException e) {
      // Somebody else holds the lock at this instant: tried again after the next pages.
      stopping = false;
    }
  }

  private void stop() {
    if (holding) {
      holding = false;
      source.update("ROLLBACK");
    }
    if (!stopping) {
      // Not to be waited for long: while another connection writes, the copy goes on meanwhile.
      source.execute(SqliteSql.pragma("busy_timeout", 20));
      source.update("BEGIN IMMEDIATE");
      stopping = true;
    }
  }

  /** Whether all pages have been copied and the copy was committed. */
  boolean isComplete() {
    return complete;
  }

  /** How many pages there are. */
  long pages() {
    return total;
  }

  /** How often another connection's commit made it begin again. */
  int restarts() {
    return restarts;
  }
}
