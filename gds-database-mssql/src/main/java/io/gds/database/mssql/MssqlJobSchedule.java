package io.gds.database.mssql;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A schedule of a job of SQL Server Agent. Immutable and thread-safe; made by this library, its
 * constructor may change.
 *
 * @param name its name
 * @param enabled whether it is in force
 * @param frequency how often it has the job run
 * @param nextRunAt when it has the job run next, as the Agent last noted: every 20 minutes while it
 *     is up; empty if it does not say. Reckoned from local time as {@link MssqlJobRun#startedAt}
 */
public record MssqlJobSchedule(
    String name, boolean enabled, MssqlJobFrequency frequency, Optional<Instant> nextRunAt) {
  /** Checks that nothing is missing. */
  public MssqlJobSchedule {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(frequency, "frequency");
    Objects.requireNonNull(nextRunAt, "nextRunAt");
  }
}
