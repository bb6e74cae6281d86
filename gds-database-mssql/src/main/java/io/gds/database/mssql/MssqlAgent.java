package io.gds.database.mssql;

import io.gds.database.connection.DatabaseType;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.error.PermissionDeniedException;
import io.gds.database.jdbc.Row;
import io.gds.database.jdbc.RowReader;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The jobs of SQL Server Agent, as it notes them in msdb: three statements, however many there are.
 * Dates, times and durations are whole numbers there, 20261121 and 93005 for half past nine and
 * five seconds, in the server's local time.
 */
record MssqlAgent(MssqlContext context) {
  private static final String STEPS =
      "SELECT t.job_id, t.step_id, t.step_name, t.subsystem, t.database_name, "
          + runColumns("t")
          + " FROM msdb.dbo.sysjobsteps t ORDER BY t.job_id, t.step_id";

  private static final String SCHEDULES =
      "SELECT x.job_id, h.name AS schedule_name, h.enabled, h.freq_type, x.next_run_date,"
          + " x.next_run_time FROM msdb.dbo.sysjobschedules x JOIN msdb.dbo.sysschedules h"
          + " ON h.schedule_id = x.schedule_id ORDER BY x.job_id, h.name";

  private static final int HUNDRED = 100;

  /** A right that is missing on a table. */
  private static final String DENIED = "229";

  private static final String GRANT =
      "In msdb, grant SELECT on sysjobs, sysjobservers, sysjobsteps, sysjobschedules, sysschedules"
          + " and syscategories, or make the login a member of db_datareader. SQLAgentReaderRole"
          + " is made for the Agent's procedures, and does not open all these tables.";

  private static String runColumns(String alias) {
    return Stream.of("outcome", "date", "time", "duration")
        .map(what -> alias + ".last_run_" + what)
        .collect(Collectors.joining(", "));
  }

  private String jobsSql() {
    return "SELECT j.job_id, j.name AS job_name, j.enabled, SUSER_SNAME(j.owner_sid) AS owner,"
        + " c.name AS category, j.description, s.last_outcome_message, "
        + runColumns("s")
        + MssqlServerZone.columns(context)
        + " FROM msdb.dbo.sysjobs j LEFT JOIN msdb.dbo.syscategories c"
        + " ON c.category_id = j.category_id LEFT JOIN msdb.dbo.sysjobservers s"
        + " ON s.job_id = j.job_id AND s.server_id = 0 ORDER BY j.name";
  }

  /** A job, and the zone that was told along with it. */
  private record Found(MssqlJob job, MssqlServerZone zone) {}

  /** Reads them all, by name. */
  List<MssqlJob> jobs() {
    context.runner().requireOpen();
    context.product().lack(MssqlFeature.AGENT).ifPresent(this::refuse);
    try {
      return read();
    } catch (PermissionDeniedException e) {
      throw e.nativeCode().filter(DENIED::equals).isPresent()
          ? e.details().remedy(GRANT).toException()
          : e;
    }
  }

  private List<MssqlJob> read() {
    List<Found> jobs = context.sql().query(jobsSql(), MssqlAgent::job);
    if (jobs.isEmpty()) {
      return List.of();
    }
    MssqlServerZone zone = jobs.get(0).zone();
    Map<UUID, List<MssqlJobStep>> steps = byJob(STEPS, row -> step(row, zone));
    Map<UUID, List<MssqlJobSchedule>> schedules = byJob(SCHEDULES, row -> schedule(row, zone));
    return jobs.stream()
        .map(Found::job)
        .map(
            job ->
                new MssqlJob(
                    job.id(),
                    job.name(),
                    job.enabled(),
                    job.owner(),
                    job.category(),
                    job.description(),
                    job.lastRun(),
                    steps.getOrDefault(job.id(), List.of()),
                    schedules.getOrDefault(job.id(), List.of())))
        .toList();
  }

  private void refuse(MssqlFeature.Lack lack) {
    throw ErrorDetails.of(ErrorCode.UNSUPPORTED_CAPABILITY, lack.reason())
        .platform(DatabaseType.MSSQL.id())
        .engine(context.runner().engine())
        .remedy("Use a server of another edition, or the machine's own scheduler.")
        .toException();
  }

  /** A row, and to which job it belongs. */
  private record Of<T>(UUID job, T row) {}

  private <T> Map<UUID, List<T>> byJob(String sql, RowReader<T> reader) {
    Map<UUID, List<T>> all = new HashMap<>();
    context
        .sql()
        .query(sql, row -> new Of<>(id(row), reader.read(row)))
        .forEach(of -> all.computeIfAbsent(of.job(), key -> new ArrayList<>()).add(of.row()));
    return all;
  }

  private static UUID id(Row row) {
    return UUID.fromString(row.text("job_id"));
  }

  private static Found job(Row row) {
    MssqlServerZone zone = MssqlServerZone.of(row);
    return new Found(
        new MssqlJob(
            id(row),
            row.text("job_name"),
            row.intValue("enabled") != 0,
            row.optionalText("owner"),
            row.optionalText("category"),
            row.optionalText("description"),
            lastRun(row, zone, row.optionalText("last_outcome_message")),
            List.of(),
            List.of()),
        zone);
  }

  private static MssqlJobStep step(Row row, MssqlServerZone zone) {
    return new MssqlJobStep(
        row.intValue("step_id"),
        row.text("step_name"),
        row.text("subsystem"),
        row.optionalText("database_name"),
        lastRun(row, zone, Optional.empty()));
  }

  private static MssqlJobSchedule schedule(Row row, MssqlServerZone zone) {
    return new MssqlJobSchedule(
        row.text("schedule_name"),
        row.intValue("enabled") != 0,
        MssqlJobFrequency.of(row.intValue("freq_type")),
        instant(row, "next_run_date", "next_run_time", zone));
  }

  private static Optional<MssqlJobRun> lastRun(
      Row row, MssqlServerZone zone, Optional<String> message) {
    return instant(row, "last_run_date", "last_run_time", zone)
        .map(
            at ->
                new MssqlJobRun(
                    at,
                    duration(row.optionalInt("last_run_duration").orElse(0)),
                    MssqlJobOutcome.of(row.optionalInt("last_run_outcome").orElse(-1)),
                    message));
  }

  private static Optional<Instant> instant(
      Row row, String date, String time, MssqlServerZone zone) {
    return local(row.optionalInt(date).orElse(0), row.optionalInt(time).orElse(0))
        .map(zone::instant);
  }

  /** The local time of two whole numbers; empty for a date of 0, and for what is none. */
  static Optional<LocalDateTime> local(int date, int time) {
    try {
      return Optional.of(
          LocalDateTime.of(
              date / HUNDRED / HUNDRED,
              date / HUNDRED % HUNDRED,
              date % HUNDRED,
              time / HUNDRED / HUNDRED,
              time / HUNDRED % HUNDRED,
              time % HUNDRED));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** The time of a whole number: hours, two digits of minutes and two of seconds. */
  static Duration duration(int number) {
    return Duration.ofHours(number / HUNDRED / HUNDRED)
        .plusMinutes(number / HUNDRED % HUNDRED)
        .plusSeconds(number % HUNDRED);
  }
}
