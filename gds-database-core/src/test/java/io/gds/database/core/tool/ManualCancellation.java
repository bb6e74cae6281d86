package io.gds.database.core.tool;

import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Cancelled by the test. */
final class ManualCancellation implements Cancellation {
  final List<Runnable> hooks = new CopyOnWriteArrayList<>();
  private final String message;
  private volatile boolean cancelled;

  /** Says this when asked, or nothing at all if the message is empty. */
  ManualCancellation(String message) {
    this.message = message;
  }

  void cancel() {
    cancelled = true;
    hooks.forEach(Runnable::run);
  }

  @Override
  public void throwIfCancelled() {
    if (cancelled && !message.isEmpty()) {
      throw ErrorDetails.of(ErrorCode.CANCELLED, message).toException();
    }
  }

  @Override
  public Registration onCancel(Runnable hook) {
    hooks.add(hook);
    if (cancelled) {
      hook.run();
    }
    return () -> hooks.remove(hook);
  }
}
