package io.gds.database.mssql;

import io.gds.database.access.ProcessId;
import io.gds.database.core.Plan;
import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Effect;
import io.gds.database.operation.StepKind;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Sends a login away before it is dropped: nobody comes in any more, and whoever is in is ended. If
 * the drop fails it may log in again, as far as it could before.
 */
final class MssqlLoginEnd {
  private static final int LOOKS = 25;
  private static final int PAUSE_MILLIS = 20;

  private final MssqlContext context;
  private final String login;

  MssqlLoginEnd(MssqlContext context, String login) {
    this.context = context;
    this.login = login;
  }

  /** Adds the step. */
  void plan(Plan.Builder<@Nullable Void> plan) {
    String alter = "ALTER LOGIN " + MssqlSql.name(login);
    AtomicBoolean shut = new AtomicBoolean();
    plan.onFailure(
            step -> {
              if (shut.get()) {
                context.sql().during(step).execute(alter + " ENABLE");
              }
            })
        .step(
            StepKind.SQL,
            Effect.IDEMPOTENT,
            alter
                + " DISABLE;\n-- and for each session of it:\nKILL <session_id>, if it is still the"
                + " same session",
            step -> {
              boolean enabled = isEnabled();
              context.sql().during(step).execute(alter + " DISABLE");
              shut.set(enabled || shut.get());
              kill(step);
            });
  }

  private boolean isEnabled() {
    return context
        .sql()
        .first(
            "SELECT p.is_disabled FROM sys.server_principals p WHERE p.name = ?",
            row -> !row.bool("is_disabled"),
            login)
        .orElse(false);
  }

  private List<ProcessId> sessions() {
    return context
        .sql()
        .query(
            "SELECT s.session_id, s.login_time, SYSDATETIMEOFFSET() AS server_now FROM"
                + " sys.dm_exec_sessions s JOIN sys.server_principals p ON p.sid ="
                + " s.security_id WHERE p.name = ? AND s.is_user_process = 1 AND s.session_id <>"
                + " @@SPID",
            row ->
                new ProcessId(
                    Integer.toString(row.intValue("session_id")),
                    row.localTime("login_time")
                        .toInstant(row.offsetTime("server_now").getOffset())),
            login);
  }

  /**
   * Numbers are used again, so each is ended only if it is still the session that was read. One
   * that rolls back takes its time; the drop is refused for as long as it is there.
   */
  private void kill(StepContext step) {
    for (ProcessId session : sessions()) {
      String sql = MssqlKill.of(session).orElseThrow().sql();
      try {
        context.sql().during(step).first(sql, row -> row.intValue("killed"));
      } catch (DatabaseException e) {
        if (e.code() != ErrorCode.NOT_FOUND) {
          throw e;
        }
        // It has ended by itself.
      }
    }
    for (int i = 0; i < LOOKS && !sessions().isEmpty(); i++) {
      try {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
