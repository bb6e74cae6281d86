package io.gds.database.testkit.sqlserver;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of a model's Agent, which never runs them: tests say what it has noted. Dates, times and
 * durations are whole numbers, as the Agent writes them. What is said without a job's name is said
 * of the job that was added last here. For one thread, whatever others do with the model.
 */
public final class SqlServerJobs {
  private static final String MSDB = "msdb.dbo";

  private final Object lock;
  private final ModelServer server;
  private UUID job = new UUID(0, 0);
  private int steps;

  SqlServerJobs(Object lock, ModelServer server) {
    this.lock = lock;
    this.server = server;
  }

  private SqlServerJobs row(String table, Map<String, ? extends @Nullable Object> row) {
    synchronized (lock) {
      server.catalog().insertKnown(MSDB, table, row);
    }
    return this;
  }

  /** A job of this login, which has not been run yet. */
  public SqlServerJobs job(String name, String owner, boolean enabled) {
    job = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    steps = 0;
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("job_id", job);
    row.put("name", name);
    row.put("enabled", enabled ? 1 : 0);
    row.put("description", "No description available.");
    row.put("category_id", 0);
    synchronized (lock) {
      row.put("owner_sid", server.logins().sid(owner));
      if (server
          .catalog()
          .first(Integer.class, "SELECT category_id FROM \"msdb.dbo\".syscategories")
          .isEmpty()) {
        server
            .catalog()
            .insertKnown(
                MSDB, "syscategories", Map.of("category_id", 0, "name", "[Uncategorized (Local)]"));
      }
    }
    return row("sysjobs", row);
  }

  /** How the job was last run: 0 for failed, 1 for done, 3 for stopped. */
  public SqlServerJobs lastRun(int outcome, int date, int time, int duration, String message) {
    return row(
        "sysjobservers",
        Map.of(
            "job_id", job,
            "server_id", 0,
            "last_run_outcome", outcome,
            "last_outcome_message", message,
            "last_run_date", date,
            "last_run_time", time,
            "last_run_duration", duration));
  }

  /** A step, with its command, and when it was last run; a date of 0 if never. */
  public SqlServerJobs step(String name, String database, String command, int date, int time) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("job_id", job);
    row.put("step_id", ++steps);
    row.put("step_name", name);
    row.put("subsystem", "TSQL");
    row.put("command", command);
    row.put("database_name", database);
    row.put("last_run_outcome", 1);
    row.put("last_run_duration", 5);
    row.put("last_run_date", date);
    row.put("last_run_time", time);
    return row("sysjobsteps", row);
  }

  /**
   * A schedule: 4 for every day, 64 for the start of the Agent; a date of 0 if there is no next.
   */
  public SqlServerJobs schedule(String name, boolean enabled, int frequency, int date, int time) {
    int number = name.hashCode();
    return row(
            "sysschedules",
            Map.of(
                "schedule_id", number,
                "name", name,
                "enabled", enabled ? 1 : 0,
                "freq_type", frequency))
        .row(
            "sysjobschedules",
            Map.of(
                "schedule_id", number,
                "job_id", job,
                "next_run_date", date,
                "next_run_time", time));
  }
}
