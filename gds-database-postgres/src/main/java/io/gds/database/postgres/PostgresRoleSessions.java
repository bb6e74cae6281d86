package io.gds.database.postgres;

import io.gds.database.core.StepContext;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The sessions of a role that is to go: the server itself lets them live on without it. */
final class PostgresRoleSessions {
  /** A session that was told to end rolls back first; a server is given this long for it. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final String THEIRS =
      " FROM pg_stat_activity WHERE usename = ? AND pid <> pg_backend_pid()";

  private PostgresRoleSessions() {}

  /** Who is logged in as the role. */
  static List<String> of(PostgresContext context, String role) {
    return context
        .sql()
        .query(
            "SELECT pid AS pid, coalesce(datname, '') AS database" + THEIRS + " ORDER BY pid",
            row -> row.intValue("pid") + " (" + row.text("database") + ")",
            role);
  }

  /**
   * Lets nobody log in as the role any more, so that clients that come back at once do not.
   *
   * @param shut becomes true if somebody could, before the answer is there: it may be lost
   */
  static void shut(PostgresContext context, String role, AtomicBoolean shut, StepContext step) {
    boolean open =
        context
            .sql()
            .during(step)
            .first(
                "SELECT rolcanlogin AS open FROM pg_roles WHERE rolname = ?",
                row -> row.bool("open"),
                role)
            .orElse(false);
    if (open) {
      shut.set(true);
      context.sql().during(step).execute(login(role, false));
    }
  }

  /** The statement that lets somebody log in as the role, or nobody. */
  static String login(String role, boolean allowed) {
    return "ALTER ROLE " + PostgresSql.name(role) + (allowed ? " LOGIN" : " NOLOGIN");
  }

  /** Ends them all, and waits until they are gone. */
  static void end(PostgresContext context, String role, StepContext step) {
    long began = System.nanoTime();
    while (true) {
      List<Integer> left =
          context
              .sql()
              .during(step)
              .query(
                  "SELECT pid AS pid, pg_terminate_backend(pid) AS told" + THEIRS,
                  row -> row.intValue("pid"),
                  role);
      if (left.isEmpty()) {
        return;
      }
      if (System.nanoTime() - began > PATIENCE_NANOS) {
        throw ErrorDetails.of(
                ErrorCode.DATABASE_IN_USE,
                "sessions that were told to end are still there: " + left)
            .target(role)
            .remedy("Look at what they wait for, and retry.")
            .toException();
      }
      step.throwIfCancelled();
      PostgresPause.millis(20);
    }
  }

  /** The step's text that belongs to {@link #shut} and {@link #end}. */
  static String endText(String role) {
    return login(role, false)
        + ";\nSELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = "
        + PostgresSql.literal(role)
        + " AND pid <> pg_backend_pid()";
  }
}
