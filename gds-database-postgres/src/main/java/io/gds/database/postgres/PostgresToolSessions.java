package io.gds.database.postgres;

import io.gds.database.core.archive.ProcessMark;
import io.gds.database.error.DatabaseException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions of a tool on the server: a tool that was killed leaves them behind for a while, and
 * a tool whose process here was killed goes on. Their names carry the mark of this process, so that
 * the next one can tell.
 */
final class PostgresToolSessions {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresToolSessions.class);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final String PREFIX = "gds-tool-";
  private static final Pattern FORM =
      Pattern.compile(PREFIX + "([0-9a-f]{8}-\\d{1,10}-[0-9a-z]{1,13})-[0-9a-f]{8}");

  private PostgresToolSessions() {}

  /** A name that no other session has; at most 60 characters, of which the server cuts none. */
  static String newName() {
    return PREFIX
        + ProcessMark.current()
        + "-"
        + UUID.randomUUID().toString().replace("-", "").substring(0, 8);
  }

  /**
   * Ends the sessions of tools whose process here was killed: nobody waits for what they do, and
   * they may still write into what the next archive is going to sweep. That this cannot be done is
   * no reason against the work that comes now.
   */
  static void endAbandoned(PostgresContext context) {
    try {
      List<String> names =
          context
              .sql()
              .query(
                  "SELECT DISTINCT a.application_name AS name FROM pg_stat_activity AS a"
                      + " WHERE a.application_name LIKE 'gds-tool-%'"
                      + " AND a.usename = current_user",
                  row -> row.text("name"));
      for (String name : names) {
        if (isAbandoned(name)) {
          LOG.info("ending the sessions {} of a process that was killed", name);
          end(context, name);
        }
      }
    } catch (DatabaseException e) {
      LOG.warn("could not look for the sessions of killed processes: {}", e.toString());
    }
  }

  /** Whether the process that gave this name is known to be over. */
  static boolean isAbandoned(String name) {
    Matcher matcher = FORM.matcher(name);
    return matcher.matches()
        && ProcessMark.parse(matcher.group(1))
            .filter(mark -> mark.stateOnAnyMachine() == ProcessMark.State.DEAD)
            .isPresent();
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
