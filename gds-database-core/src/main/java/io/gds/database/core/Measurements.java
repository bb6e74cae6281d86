package io.gds.database.core;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.Verdict;
import java.time.Clock;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Measures what a platform checks before an operation, and makes a refusal of what cannot be
 * measured. Immutable; as thread-safe as the clock.
 */
public final class Measurements {
  private final Clock clock;

  /** Measures by this clock. */
  public Measurements(Clock clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /** Runs a measurement; what it throws becomes its refusal. */
  public Check measured(String rule, String subject, Supplier<Check> measurement) {
    try {
      return measurement.get();
    } catch (DatabaseException e) {
      return refused(rule, subject, "readable", e);
    }
  }

  /** A check refused for a reason that was thrown. */
  public Check refused(String rule, String subject, String limit, DatabaseException why) {
    return new Check(
        rule,
        subject,
        String.valueOf(why.getMessage()),
        limit,
        Verdict.REFUSED,
        why.code(),
        clock.instant(),
        why.remedy().orElse("See that the server answers, and that this role may ask."));
  }

  /** A demand, measured; what cannot be measured is refused. */
  public Check demand(
      String rule,
      String subject,
      Supplier<Boolean> holds,
      String yes,
      String no,
      ErrorCode code,
      String remedy) {
    return measured(
        rule,
        subject,
        () -> {
          boolean so = holds.get();
          return Checks.demand(clock, so, rule, subject, so ? yes : no, yes, code, remedy);
        });
  }
}
