package io.gds.database.mssql;

import io.gds.database.core.StepContext;
import io.gds.database.jdbc.SqlAnswer;
import io.gds.database.jdbc.SqlSession;
import java.time.LocalDateTime;
import java.util.function.Consumer;

/** Long statements, watched from a second connection while they run. */
final class MssqlWatched {
  private static final String SESSION =
      "SELECT s.session_id, s.login_time FROM sys.dm_exec_sessions s WHERE s.session_id = @@SPID";

  private static final String AT_WORK =
      "SELECT "
          + MssqlDatabaseRow.SEES_SESSIONS
          + " AS sees_sessions, (SELECT COUNT(*) FROM sys.dm_exec_requests r"
          + " JOIN sys.dm_exec_sessions s ON s.session_id = r.session_id"
          + " WHERE r.session_id = ? AND s.login_time = ?) AS at_work";

  private MssqlWatched() {}

  /** A session, whose number another one may get later. */
  record Worker(int session, LocalDateTime since) {
    /** Whether it may still be at something; a login that cannot see says that it may. */
    boolean isAtWork(MssqlContext context) {
      return context
          .sql()
          .first(
              AT_WORK,
              row -> row.intValue("sees_sessions") == 0 || row.longValue("at_work") > 0,
              session,
              since)
          .orElse(true);
    }
  }

  /** Runs a statement, all results of which are read. */
  static SqlAnswer run(
      MssqlContext context, StepContext step, String phase, MssqlStatement statement) {
    return run(context, step, phase, statement, worker -> {});
  }

  /**
   * The same.
   *
   * @param begins told which session is at it, just before it is
   */
  static SqlAnswer run(
      MssqlContext context,
      StepContext step,
      String phase,
      MssqlStatement statement,
      Consumer<Worker> begins) {
    try (SqlSession session = context.sql().session()) {
      SqlSession during = session.during(step);
      Worker self =
          during
              .first(
                  SESSION,
                  row -> new Worker(row.intValue("session_id"), row.localTime("login_time")))
              .orElseThrow();
      try (MssqlRequestProgress look =
          MssqlRequestProgress.begin(context, self.session(), phase, step)) {
        step.throwIfCancelled();
        begins.accept(self);
        SqlAnswer answer = during.execute(statement.sql(), statement.values());
        look.done();
        return answer;
      }
    }
  }
}
