package io.gds.database.sqlite;

import io.gds.database.core.StepContext;
import io.gds.database.operation.ProgressUnit;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** A step that nobody watches or stops. */
class PlainStep implements StepContext {
  @Override
  public void progress(String phase, long done, OptionalLong total, ProgressUnit unit) {}

  @Override
  public void bytes(long count) {}

  @Override
  public void throwIfCancelled() {}

  @Override
  public boolean isCancelled() {
    return false;
  }

  @Override
  public Registration onCancel(Runnable stop) {
    return () -> {};
  }

  @Override
  public Optional<Duration> remaining() {
    return Optional.empty();
  }
}
