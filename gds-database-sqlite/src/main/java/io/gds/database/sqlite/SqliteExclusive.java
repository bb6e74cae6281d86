package io.gds.database.sqlite;

import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.SqlSession;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Takes a database for ourselves, as far as locks can do that. In WAL mode leaving that mode proves
 * that no other connection is open, and removes the log; with a rollback journal an exclusive
 * transaction proves that none is in a transaction, while one that idles cannot be seen: it will
 * meet READONLY_DBMOVED when it writes. A file that nobody may write cannot be locked against
 * readers, and there is nothing that they could lose: they go on with what they have open.
 */
final class SqliteExclusive implements AutoCloseable {
  private static final Duration SLICE = Duration.ofMillis(100);
  private static final Duration MOST = Duration.ofSeconds(2);

  private final SqlSession session;
  private final boolean wasWal;
  private boolean gone;

  private SqliteExclusive(SqlSession session, boolean wasWal) {
    this.session = session;
    this.wasWal = wasWal;
  }

  /**
   * Takes it and holds it until closed.
   *
   * @throws io.gds.database.error.DatabaseInUseException if others use it
   */
  static SqliteExclusive of(SqliteContext context, SqliteFileFacts facts, StepContext step) {
    Path file = facts.file();
    context.pools().evict(file);
    Duration configured = context.connections().lockWait();
    LockPatience patience =
        LockPatience.of(configured.compareTo(MOST) < 0 ? configured : MOST, file, step);
    SqlSession session = context.connections().open(file, facts.access(), SLICE);
    try {
      boolean wasWal = patience.until(() -> lock(session, facts.readOnly()));
      return new SqliteExclusive(session, wasWal);
    } catch (DatabaseException e) {
      session.close();
      throw SqliteErrors.isLock(e) ? inUse(file, e) : e;
    }
  }

  private static boolean lock(SqlSession session, boolean readOnly) {
    boolean wal = SqliteConnections.value(session, "journal_mode").equalsIgnoreCase("wal");
    if (readOnly) {
      session.update(wal ? "BEGIN" : "BEGIN EXCLUSIVE");
      return false;
    }
    SqliteConnections.value(session, "locking_mode = EXCLUSIVE");
    if (wal) {
      SqliteConnections.value(session, "journal_mode = DELETE");
    }
    session.update("BEGIN EXCLUSIVE");
    return wal;
  }

  private static DatabaseException inUse(Path file, DatabaseException lock) {
    return ErrorDetails.of(ErrorCode.DATABASE_IN_USE, "others use it: " + lock.getMessage())
        .with("path", file.toString())
        .cause(lock)
        .remedy(
            "Close the connections to it and retry; SQLite offers no way to end those of other"
                + " processes.")
        .toException();
  }

  /** Whether it was in WAL mode, which it no longer is. */
  boolean wasWal() {
    return wasWal;
  }

  /** The file has been deleted or has another name: closing leaves its journal mode as it is. */
  void gone() {
    gone = true;
  }

  /** Lets go of it. What is still there gets its journal mode back. */
  @Override
  public void close() {
    try (session) {
      session.update("ROLLBACK");
      if (wasWal && !gone) {
        SqliteConnections.value(session, "journal_mode = WAL");
      }
    }
  }
}
