package io.gds.database.mssql;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A run of a job of SQL Server Agent, or of one of its steps. Immutable and thread-safe; made by
 * this library, its constructor may change.
 *
 * @param startedAt when it began, of the Agent's local time: the first of two instants in the hour
 *     that comes twice; before SQL Server 2022, which tells no zone, by the server's present offset
 *     from UTC, so that it is an hour off if clocks were changed since
 * @param duration how long it took, in whole seconds
 * @param outcome how it ended
 * @param message what the Agent notes about it, for a job as a whole
 */
public record MssqlJobRun(
    Instant startedAt, Duration duration, MssqlJobOutcome outcome, Optional<String> message) {
  /** Checks that nothing is missing. */
  public MssqlJobRun {
    Objects.requireNonNull(startedAt, "startedAt");
    Objects.requireNonNull(duration, "duration");
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(message, "message");
  }
}
