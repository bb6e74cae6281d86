package io.gds.database.mongodb;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How the profiler of a database is set.
 *
 * @param level which operations are kept; of this database alone
 * @param slow from how long on an operation is slow; of the whole server
 * @param sampleRate the share of slow operations that are kept or logged; of the whole server
 * @param filter what is kept instead of slow operations, in relaxed extended JSON; empty if nothing
 *     is filtered, or the server does not tell
 */
public record MongoProfilingState(
    MongoProfilingLevel level,
    Optional<Duration> slow,
    OptionalDouble sampleRate,
    Optional<String> filter) {
  /** Checks that nothing is missing. */
  public MongoProfilingState {
    Objects.requireNonNull(level, "level");
    Objects.requireNonNull(slow, "slow");
    Objects.requireNonNull(sampleRate, "sampleRate");
    Objects.requireNonNull(filter, "filter");
  }
}
