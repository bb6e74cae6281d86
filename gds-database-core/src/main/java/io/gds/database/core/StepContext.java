package io.gds.database.core;

import io.gds.database.core.tool.Cancellation;
import io.gds.database.operation.ProgressUnit;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the gate gives to a running step. Call {@link #throwIfCancelled()} in every loop, and
 * register with {@link #onCancel} what stops the work that is blocked. Thread-safe.
 */
public interface StepContext extends Cancellation {
  /** Tells how far the step is; throttled, so it may be called often. */
  void progress(String phase, long done, OptionalLong total, ProgressUnit unit);

  /** Adds to the bytes read or written that the audit trail reports. */
  void bytes(long count);

  /** Whether the operation was cancelled or its deadline passed. */
  boolean isCancelled();

  /** The time left until the deadline; empty if there is none. */
  Optional<Duration> remaining();
}
