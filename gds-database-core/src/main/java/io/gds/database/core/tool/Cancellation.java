package io.gds.database.core.tool;

/** How work that takes its time learns that it shall stop. Implementations are thread-safe. */
public interface Cancellation {
  /**
   * Returns while the work may go on.
   *
   * @throws io.gds.database.error.OperationCancelledException if it was cancelled
   * @throws io.gds.database.error.OperationTimeoutException if its deadline has passed
   */
  void throwIfCancelled();

  /**
   * Runs a hook once when the work is cancelled; at once if it is already. The hook is short and
   * does not throw.
   *
   * @return closed when the work is over; the hook is not run after
   */
  Registration onCancel(Runnable hook);

  /** Work that nobody cancels. */
  static Cancellation never() {
    return Never.INSTANCE;
  }

  /** A hook in waiting. */
  @FunctionalInterface
  interface Registration extends AutoCloseable {
    /** Takes the hook back. Idempotent. */
    @Override
    void close();
  }
}
