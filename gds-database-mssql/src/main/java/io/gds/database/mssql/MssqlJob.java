package io.gds.database.mssql;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A job of SQL Server Agent. Immutable and thread-safe; made by this library, its constructor may
 * change.
 *
 * @param id its identifier
 * @param name its name
 * @param enabled whether its schedules have it run
 * @param owner the login that it belongs to; empty if the server has no name for it
 * @param category its category
 * @param description what is noted about it
 * @param lastRun the last run on this server that the Agent has noted, which it does when a run
 *     ends; empty if there is none
 * @param steps its steps, in order
 * @param schedules its schedules, by name
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-tables/dbo-sysjobs-transact-sql">dbo.sysjobs</a>
 */
public record MssqlJob(
    UUID id,
    String name,
    boolean enabled,
    Optional<String> owner,
    Optional<String> category,
    Optional<String> description,
    Optional<MssqlJobRun> lastRun,
    List<MssqlJobStep> steps,
    List<MssqlJobSchedule> schedules) {
  /** Checks that nothing is missing, and takes copies. */
  public MssqlJob {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(owner, "owner");
    Objects.requireNonNull(category, "category");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(lastRun, "lastRun");
    steps = List.copyOf(steps);
    schedules = List.copyOf(schedules);
  }

  /**
   * When it is run next by a schedule in force; empty if it is not, or the Agent does not say. In
   * the past where the Agent has not run since.
   */
  public Optional<Instant> nextRunAt() {
    return enabled
        ? schedules.stream()
            .filter(MssqlJobSchedule::enabled)
            .map(MssqlJobSchedule::nextRunAt)
            .flatMap(Optional::stream)
            .min(Comparator.naturalOrder())
        : Optional.empty();
  }
}
