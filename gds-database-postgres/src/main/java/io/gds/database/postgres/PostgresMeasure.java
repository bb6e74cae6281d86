package io.gds.database.postgres;

import io.gds.database.core.Checks;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.Verdict;
import java.time.Clock;
import java.util.function.Supplier;

/** Measures, and makes a refusal of what cannot be measured. */
final class PostgresMeasure {
  private final Clock clock;

  PostgresMeasure(Clock clock) {
    this.clock = clock;
  }

  /** Runs a measurement; what it throws becomes its refusal. */
  Check measured(String rule, String subject, Supplier<Check> measurement) {
    try {
      return measurement.get();
    } catch (DatabaseException e) {
      return refused(rule, subject, "readable", e);
    }
  }

  /** A check refused for a reason that was thrown. */
  Check refused(String rule, String subject, String limit, DatabaseException why) {
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
  Check demand(
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
