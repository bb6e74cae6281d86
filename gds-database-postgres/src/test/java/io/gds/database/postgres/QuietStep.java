package io.gds.database.postgres;

import io.gds.database.core.StepContext;
import io.gds.database.operation.ProgressUnit;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** A step that nobody watches and nobody cancels. */
final class QuietStep implements StepContext {
  @Override
  public void progress(String phase, long done, OptionalLong total, ProgressUnit unit) {}

  @Override
  public void bytes(long count) {}

  @Override
  public boolean isCancelled() {
    return false;
  }

  @Override
  public Optional<Duration> remaining() {
    return Optional.empty();
  }

  @Override
  public void throwIfCancelled() {}

  @Override
  public Registration onCancel(Runnable hook) {
    return () -> {};
  }
}
