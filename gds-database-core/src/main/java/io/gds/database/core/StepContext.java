package io.gds.database.core;

import io.gds.database.operation.ProgressUnit;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** What the gate gives to a running step. Thread-safe. */
public interface StepContext {
  /** Tells how far the step is; throttled, so it may be called often. */
  void progress(String phase, long done, OptionalLong total, ProgressUnit unit);

  /** Adds to the bytes read or written that the audit trail reports. */
  void bytes(long count);

  /**
   * Ends the step if the operation was cancelled or its deadline passed. Call it in every loop.
   *
   * @throws io.gds.database.error.OperationCancelledException if it was cancelled
   * @throws io.gds.database.error.OperationTimeoutException if its deadline passed
   */
  void throwIfCancelled();

  /** Whether the operation was cancelled or its deadline passed. */
  boolean isCancelled();

  /**
   * Registers what stops the work that is blocked right now, such as cancelling a statement. It is
   * called at once if the operation is cancelled already, on another thread otherwise.
   *
   * @return removes the registration when closed
   */
  Registration onCancel(Runnable stop);

  /** The time left until the deadline; empty if there is none. */
  Optional<Duration> remaining();

  /** A registration that ends when closed. */
  interface Registration extends AutoCloseable {
    @Override
    void close();
  }
}
