package io.gds.database.core;

import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.Verdict;
import java.time.Clock;

/** Writes checks. */
public final class Checks {
  private Checks() {}

  /**
   * Something the operation needs.
   *
   * @param holds whether it is so
   * @param code the code of the refusal
   * @param remedy what to do if it is not so
   */
  public static Check demand(
      Clock clock,
      boolean holds,
      String rule,
      String subject,
      String measured,
      String limit,
      ErrorCode code,
      String remedy) {
    return new Check(
        rule,
        subject,
        measured,
        limit,
        holds ? Verdict.PASSED : Verdict.REFUSED,
        code,
        clock.instant(),
        holds ? "" : remedy);
  }

  /** Something worth knowing that does not stand in the way. */
  public static Check advise(
      Clock clock,
      boolean holds,
      String rule,
      String subject,
      String measured,
      String limit,
      String remedy) {
    return new Check(
        rule,
        subject,
        measured,
        limit,
        holds ? Verdict.PASSED : Verdict.WARNING,
        ErrorCode.PRECONDITION_FAILED,
        clock.instant(),
        holds ? "" : remedy);
  }

  /** Something that could not be measured; the operation goes on, and this is said. */
  public static Check notMeasured(
      Clock clock, String rule, String subject, String why, String limit) {
    return new Check(
        rule,
        subject,
        why,
        limit,
        Verdict.NOT_MEASURED,
        ErrorCode.PRECONDITION_FAILED,
        clock.instant(),
        "");
  }
}
