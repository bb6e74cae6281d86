package io.gds.database.jdbc;

import io.gds.database.core.StepContext;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.ProgressUnit;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;

/** A step that a test cancels. */
final class FakeStep implements StepContext {
  final List<Runnable> stops = new CopyOnWriteArrayList<>();
  private volatile boolean cancelled;

  void cancel() {
    cancelled = true;
    stops.forEach(Runnable::run);
  }

  @Override
  public void progress(String phase, long done, OptionalLong total, ProgressUnit unit) {}

  @Override
  public void bytes(long count) {}

  @Override
  public void throwIfCancelled() {
    if (cancelled) {
      throw ErrorDetails.of(ErrorCode.CANCELLED, "the operation was cancelled").toException();
    }
  }

  @Override
  public boolean isCancelled() {
    return cancelled;
  }

  @Override
  public Registration onCancel(Runnable stop) {
    stops.add(stop);
    if (cancelled) {
      stop.run();
    }
    return () -> stops.remove(stop);
  }

  @Override
  public Optional<Duration> remaining() {
    return Optional.empty();
  }
}
