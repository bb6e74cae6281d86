package io.gds.database.core;

import io.gds.database.core.tool.Cancellation;
import io.gds.database.operation.ProgressUnit;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** What a running step sees of the gate. */
final class GateContext implements StepContext {
  private final CancelState cancellation;
  private final ProgressReporter progress;

  GateContext(CancelState cancellation, ProgressReporter progress) {
    this.cancellation = cancellation;
    this.progress = progress;
  }

  @Override
  public void progress(String phase, long done, OptionalLong total, ProgressUnit unit) {
    progress.report(phase, done, total, unit);
  }

  @Override
  public void bytes(long count) {
    progress.addBytes(count);
  }

  @Override
  public void throwIfCancelled() {
    cancellation.throwIfCancelled();
  }

  @Override
  public boolean isCancelled() {
    return cancellation.isCancelled();
  }

  @Override
  public Cancellation.Registration onCancel(Runnable stop) {
    return cancellation.onCancel(stop);
  }

  @Override
  public Optional<Duration> remaining() {
    return cancellation.remaining();
  }
}
