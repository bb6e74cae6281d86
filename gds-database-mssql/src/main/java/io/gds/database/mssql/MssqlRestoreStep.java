package io.gds.database.mssql;

import io.gds.database.core.Fate;
import io.gds.database.core.Reconciler;
import io.gds.database.core.StepContext;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.Row;
import io.gds.database.jdbc.Sql;
import io.gds.database.jdbc.SqlAnswer;
import io.gds.database.jdbc.SqlSession;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One RESTORE: sent, watched while it runs, read to the end of its answer. Then the database is
 * looked at, since a RESTORE that stops short of its target says so by a message only.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-tables/restorehistory-transact-sql">restorehistory</a>
 */
final class MssqlRestoreStep {
  /** What a step leaves the database as. */
  enum After {
    /** Ready for the next backup. */
    RESTORING,
    /** Ready for use. */
    ONLINE,
    /** Readable, and ready for the next log. */
    STANDBY,
    /** As it was: online where pages or files are restored online. */
    ANY
  }

  private static final String BEGIN =
      "SELECT @@SPID AS session_id, (SELECT MAX(h.restore_history_id)"
          + " FROM msdb.dbo.restorehistory h) AS last_restore,"
          + " (SELECT COUNT(*) FROM sys.databases d WHERE d.name = ?) AS namesakes";

  private static final String LOOK =
      "SELECT d.state_desc, d.is_in_standby,"
          + " (SELECT MAX(f.redo_start_lsn) FROM sys.master_files f"
          + " WHERE f.database_id = d.database_id) AS redo_start,"
          + " (SELECT COUNT(*) FROM msdb.dbo.restorehistory h"
          + " WHERE h.destination_database_name = d.name AND h.restore_history_id > ?) AS restores,"
          + " (SELECT s.backup_set_uuid FROM msdb.dbo.backupset s JOIN msdb.dbo.restorehistory h"
          + " ON h.backup_set_id = s.backup_set_id WHERE h.restore_history_id ="
          + " (SELECT MAX(n.restore_history_id) FROM msdb.dbo.restorehistory n"
          + " WHERE n.destination_database_name = d.name AND n.restore_history_id > ?))"
          + " AS restored_set"
          + " FROM sys.databases d WHERE d.name = ?";

  private static final String AT_WORK =
      "SELECT "
          + MssqlDatabaseRow.SEES_SESSIONS
          + " AS sees_sessions, (SELECT COUNT(*) FROM sys.dm_exec_requests r"
          + " WHERE r.session_id = ? AND r.command LIKE 'RESTORE%') AS at_work";

  private final MssqlContext context;
  private final String database;
  private final List<String> before;
  private final MssqlStatement statement;
  private final After after;
  private final String phase;
  private final Supplier<Optional<UUID>> set;
  private volatile @Nullable Began began;

  /**
   * A step.
   *
   * @param before statements that come before it on the same connection
   * @param phase what progress calls it
   * @param set the backup set that it is to restore, asked for afterwards; empty if it restores
   *     none or any
   */
  MssqlRestoreStep(
      MssqlContext context,
      String database,
      List<String> before,
      MssqlStatement statement,
      After after,
      String phase,
      Supplier<Optional<UUID>> set) {
    this.context = context;
    this.database = database;
    this.before = List.copyOf(before);
    this.statement = statement;
    this.after = after;
    this.phase = phase;
    this.set = set;
  }

  /**
   * What was known just before it was sent.
   *
   * @param session the working session's number
   * @param lastRestore the newest row of the history of restores
   * @param taken whether there was a database of the name
   */
  private record Began(int session, long lastRestore, boolean taken) {}

  /** What there is of the database. */
  private record Seen(
      String state,
      boolean standby,
      Optional<BigDecimal> redo,
      long restores,
      Optional<UUID> restored) {}

  /** As the script shows it. */
  String text() {
    return before.isEmpty()
        ? statement.shown()
        : String.join(";\n", before) + ";\n" + statement.shown();
  }

  /**
   * Sends it.
   *
   * @param free whether the name has to be free: without a guard of its own the server restores
   *     over a namesake of the same family whose log needs no backup
   * @param sending told just before it is sent: until then nothing was touched
   * @return whether it came to where it was to stop; true if it was to stop nowhere
   * @throws io.gds.database.error.DatabaseException also if the database is not left as expected
   */
  boolean run(StepContext step, boolean free, Runnable sending) {
    context.connections().release(database);
    began = null;
    try (SqlSession session = context.sql().session()) {
      Began begun = session.first(BEGIN, MssqlRestoreStep::began, database).orElseThrow();
      if (free && begun.taken()) {
        throw taken();
      }
      began = begun;
      SqlSession during = session.during(step);
      before.forEach(during::execute);
      sending.run();
      boolean reached = send(during, begun, step);
      Seen seen = look(session, begun).orElse(null);
      if (!isAfter(seen, reached)) {
        throw unexpected(seen);
      }
      if (isOther(seen)) {
        throw other();
      }
      return reached;
    }
  }

  private static Began began(Row row) {
    OptionalLong last = row.optionalLong("last_restore");
    return new Began(row.intValue("session_id"), last.orElse(0), row.longValue("namesakes") > 0);
  }

  private RuntimeException taken() {
    return ErrorDetails.of(
            ErrorCode.ALREADY_EXISTS, "somebody else has made a database of this name meanwhile")
        .target(database)
        .remedy("Nothing was restored, and theirs is as it was: look at it, and prepare again.")
        .toException();
  }

  private boolean send(SqlSession during, Began begun, StepContext step) {
    try (MssqlRequestProgress progress =
        MssqlRequestProgress.begin(context, begun.session(), phase, step)) {
      SqlAnswer answer = during.execute(statement.sql(), statement.values());
      progress.done();
      return answer.messages().stream()
          .noneMatch(message -> MssqlErrors.TARGET_NOT_REACHED.contains(message.code()));
    }
  }

  private Optional<Seen> look(Sql sql, Began begun) {
    return sql.first(
        LOOK,
        row ->
            new Seen(
                row.text("state_desc"),
                row.optionalBool("is_in_standby").orElse(false),
                row.optionalDecimal("redo_start"),
                row.longValue("restores"),
                new MssqlRow(row).guid("restored_set")),
        begun.lastRestore(),
        begun.lastRestore(),
        database);
  }

  /**
   * Whether the history names another backup than the one that was to be restored. Its file may
   * have been replaced after it was proved, which the server does not notice.
   */
  private boolean isOther(@Nullable Seen seen) {
    Optional<UUID> wanted = set.get();
    return seen != null
        && wanted.isPresent()
        && seen.restored().filter(id -> !id.equals(wanted.get())).isPresent();
  }

  private RuntimeException other() {
    return ErrorDetails.of(
            ErrorCode.PLAN_STALE,
            "another backup was restored than was planned and proved: its file has been replaced"
                + " meanwhile: "
                + statement.shown())
        .target(database)
        .remedy("What was restored is not what was wanted: bring the file back and begin anew.")
        .toException();
  }

  private boolean isAfter(@Nullable Seen seen, boolean reached) {
    if (seen == null) {
      return false;
    }
    return switch (reached ? after : After.RESTORING) {
      case RESTORING -> seen.state().equals("RESTORING");
      case ONLINE -> seen.state().equals("ONLINE") && !seen.standby();
      case STANDBY -> seen.state().equals("ONLINE") && seen.standby();
      case ANY -> true;
    };
  }

  private RuntimeException unexpected(@Nullable Seen seen) {
    return ErrorDetails.of(
            ErrorCode.WRONG_STATE,
            "the server reported no error, but the database is "
                + (seen == null ? "not there" : seen.state() + (seen.standby() ? ", standby" : ""))
                + " and not "
                + after
                + " after: "
                + statement.shown())
        .target(database)
        .remedy("Look at the server's error log.")
        .toException();
  }

  /** What became of it, if its answer was lost. */
  Reconciler.Finding fate() {
    Began begun = began;
    // Before that was known nothing was sent.
    return begun == null
        ? Reconciler.Finding.NOT_DONE
        : Fate.of(() -> isDone(begun), () -> isAtWork(begun)).look();
  }

  /** A data backup that was not restored to its end leaves no place to go on from. */
  private boolean isDone(Began begun) {
    return look(context.sql(), begun)
        .filter(seen -> isAfter(seen, true))
        .filter(seen -> after == After.ONLINE || after == After.STANDBY || seen.restores() > 0)
        .filter(seen -> after != After.RESTORING || seen.redo().isPresent())
        .filter(seen -> !isOther(seen))
        .isPresent();
  }

  private boolean isAtWork(Began begun) {
    return context
        .sql()
        .first(
            AT_WORK,
            row -> row.intValue("sees_sessions") == 0 || row.longValue("at_work") > 0,
            begun.session())
        .orElse(true);
  }
}
