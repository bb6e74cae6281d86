package io.gds.database.mongodb;

import io.gds.database.core.StepContext;
import io.gds.database.operation.ProgressUnit;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts bytes that go by, and tells of them now and then: to tell of every document would take
 * longer than to read it, and threads would wait for one another. Thread-safe.
 */
final class MongoPace {
  /** Told is whenever as many more bytes have gone by. */
  private static final int STRIDE_BITS = 16;

  private final String phase;
  private final OptionalLong total;
  private final StepContext step;
  private final AtomicLong done = new AtomicLong();

  /**
   * Begins at nothing.
   *
   * @param total how many bytes there are, if that is known
   */
  MongoPace(String phase, OptionalLong total, StepContext step) {
    this.phase = phase;
    this.total = total;
    this.step = step;
  }

  /** So many more have gone by. */
  void add(int bytes) {
    long now = done.addAndGet(bytes);
    boolean due = now >> STRIDE_BITS != (now - bytes) >> STRIDE_BITS;
    if (due || (total.isPresent() && now >= total.getAsLong())) {
      step.progress(phase, now, total, ProgressUnit.BYTES);
    }
  }

  /** How many have gone by. */
  long done() {
    return done.get();
  }
}
