package io.gds.database.mongodb;

import io.gds.database.core.StepContext;
import io.gds.database.core.tool.Cancellation;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.ProgressUnit;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/** A step without a gate. */
final class MongoSteps implements StepContext {
  final AtomicLong bytes = new AtomicLong();
  volatile boolean cancelled;

  @Override
  public void progress(String phase, long done, OptionalLong total, ProgressUnit unit) {
    // Nobody looks.
  }

  @Override
  public void bytes(long count) {
    bytes.addAndGet(count);
  }

  @Override
  public void throwIfCancelled() {
    if (cancelled) {
      throw ErrorDetails.of(ErrorCode.CANCELLED, "the test cancelled it").toException();
    }
  }

  @Override
  public boolean isCancelled() {
    return cancelled;
  }

  @Override
  public Cancellation.Registration onCancel(Runnable stop) {
    return () -> {};
  }

  @Override
  public Optional<Duration> remaining() {
    return Optional.empty();
  }
}
