package io.gds.database.observe;

import io.gds.database.error.DatabaseException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A sampling that the caller started and closes. It reads one set of metrics at each interval,
 * never two at a time, and forgets the oldest. A failed reading leaves a gap, and the sampling goes
 * on. Thread-safe; closing is idempotent, keeps the values readable, and happens by itself when the
 * engine is closed.
 */
public interface MetricSampling extends AutoCloseable {
  /** How it samples. */
  SamplingOptions options();

  /** When it was begun. */
  Instant startedAt();

  /** Whether it goes on. */
  boolean isRunning();

  /** The values kept that were asked for, oldest first; without a window, all that are kept. */
  List<Metric> samples(MetricQuery query);

  /** How many readings have failed. */
  long failures();

  /** Why the last reading failed; empty if it did not. */
  Optional<DatabaseException> lastFailure();

  @Override
  void close();
}
