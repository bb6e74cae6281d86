package io.gds.database.operation;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A running operation. Thread-safe; may be dropped without harm, the operation goes on.
 *
 * @param <T> what a success yields
 */
public interface OperationHandle<T extends @Nullable Object> {
  /** The operation's id, the one in its audit records. */
  String id();

  /** What runs. */
  Operation<T> operation();

  /** The last progress told; empty before the first. */
  Optional<Progress> progress();

  /** Whether it has ended. */
  boolean isDone();

  /**
   * Asks it to stop and returns at once. The statement is cancelled on the server and child
   * processes are ended within a second; the result says whether it stopped in time.
   *
   * <p>An operation that has done what cannot be called back, such as a promotion, goes on to its
   * end.
   *
   * @return false if it had ended, had been told to stop before, or is known to be past that point
   */
  boolean cancel();

  /**
   * Waits for the end.
   *
   * @throws io.gds.database.error.OperationCancelledException if this thread is interrupted while
   *     waiting; the operation itself goes on and the interrupt flag stays set
   */
  OperationResult<T> await();

  /**
   * Waits for the end, at most this long; empty if it is still running then.
   *
   * @throws io.gds.database.error.OperationCancelledException as {@link #await()}
   */
  Optional<OperationResult<T>> await(Duration atMost);

  /** Completes with the result, never exceptionally. */
  CompletionStage<OperationResult<T>> completion();
}
