package io.gds.database.postgres;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** The sessions of a tool on the server: a tool that was killed leaves them behind for a while. */
final class PostgresToolSessions {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);

  private PostgresToolSessions() {}

  /** A name that no other session has. */
  static String newName() {
    return "gds-tool-" + UUID.randomUUID().toString().replace("-", "").substring(0, 16);
  }

  /** Ends the sessions of this name, and waits for a moment until they are gone. */
  static void end(PostgresContext context, String session) {
    long began = System.nanoTime();
    while (true) {
      List<Integer> left =
          context
              .sql()
              .query(
                  "SELECT pid, pg_terminate_backend(pid) AS told FROM pg_stat_activity"
                      + " WHERE application_name = ? AND pid <> pg_backend_pid()",
                  row -> row.intValue("pid"),
                  session);
      if (left.isEmpty() || System.nanoTime() - began > PATIENCE_NANOS) {
        return;
      }
      try {
        TimeUnit.MILLISECONDS.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
