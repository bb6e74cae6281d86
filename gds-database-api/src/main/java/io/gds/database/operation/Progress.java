package io.gds.database.operation;

import java.time.Instant;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How far an operation is.
 *
 * @param phase the name of what is going on, such as {@code copy} or {@code verify}
 * @param done how much is done, in the unit
 * @param total how much there is; empty if it cannot be known
 * @param unit what is counted
 * @param rate units a second in this phase; empty until it can be told
 * @param at when this was so
 */
public record Progress(
    String phase,
    long done,
    OptionalLong total,
    ProgressUnit unit,
    OptionalDouble rate,
    Instant at) {
  /** Checks that nothing is missing. */
  public Progress {
    Objects.requireNonNull(phase, "phase");
    Objects.requireNonNull(total, "total");
    Objects.requireNonNull(unit, "unit");
    Objects.requireNonNull(rate, "rate");
    Objects.requireNonNull(at, "at");
  }

  /** The part that is done, 0 to 1; empty where the total is unknown. */
  public OptionalDouble fraction() {
    if (total.isEmpty()) {
      return OptionalDouble.empty();
    }
    long all = total.getAsLong();
    return OptionalDouble.of(all <= 0 ? 1.0 : Math.min(1.0, (double) done / all));
  }
}
