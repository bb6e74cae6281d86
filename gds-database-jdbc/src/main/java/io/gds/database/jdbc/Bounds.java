package io.gds.database.jdbc;

import io.gds.database.core.StepContext;
import io.gds.database.core.url.Printable;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How long statements may take, whose cancel stops them, and what is shown in their place. */
record Bounds(@Nullable Duration timeout, @Nullable StepContext step, @Nullable String shown) {
  private static final int SHOWN = 2_000;

  Bounds withStep(StepContext step) {
    return new Bounds(null, Objects.requireNonNull(step, "step"), shown);
  }

  Bounds withTimeout(Duration timeout) {
    if (timeout.isZero() || timeout.isNegative()) {
      throw new IllegalArgumentException("a time-out is more than zero");
    }
    return new Bounds(timeout, step, shown);
  }

  Bounds withShown(String shown) {
    return new Bounds(timeout, step, Objects.requireNonNull(shown, "shown"));
  }

  /** The statement as logs and errors show it. */
  String text(String sql) {
    return Printable.line(shown == null ? sql : shown, SHOWN);
  }

  void throwIfCancelled() {
    if (step != null) {
      step.throwIfCancelled();
    }
  }
}
