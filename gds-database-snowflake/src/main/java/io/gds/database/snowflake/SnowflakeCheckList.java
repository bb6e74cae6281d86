package io.gds.database.snowflake;

import io.gds.database.core.Checks;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.Verdict;
import java.util.ArrayList;
import java.util.List;

/** Checks as they are measured, one after the other. Not thread-safe. */
final class SnowflakeCheckList {
  private final SnowflakeContext context;
  private final List<Check> checks = new ArrayList<>();

  SnowflakeCheckList(SnowflakeContext context) {
    this.context = context;
  }

  /** What has to be so; tells whether it is. */
  boolean demand(
      boolean holds,
      String rule,
      String subject,
      String measured,
      String limit,
      ErrorCode code,
      String remedy) {
    checks.add(Checks.demand(context.clock(), holds, rule, subject, measured, limit, code, remedy));
    return holds;
  }

  /** What has to be so, and is refused as a precondition. */
  boolean demand(
      boolean holds, String rule, String subject, String measured, String limit, String remedy) {
    return demand(holds, rule, subject, measured, limit, ErrorCode.PRECONDITION_FAILED, remedy);
  }

  /** What one should know. */
  void advise(
      boolean holds, String rule, String subject, String measured, String limit, String remedy) {
    checks.add(Checks.advise(context.clock(), holds, rule, subject, measured, limit, remedy));
  }

  /** What could not be measured, and does not stand in the way. */
  void unmeasured(String rule, String subject, String why, String limit) {
    checks.add(Checks.notMeasured(context.clock(), rule, subject, why, limit));
  }

  /** What could not be measured, and without which nothing goes on. */
  void refused(String rule, String subject, String limit, DatabaseException why) {
    checks.add(
        new Check(
            rule,
            subject,
            String.valueOf(why.getMessage()),
            limit,
            Verdict.REFUSED,
            why.code(),
            context.clock().instant(),
            why.remedy().orElse("See that the account answers, and that this role may ask.")));
  }

  List<Check> all() {
    return List.copyOf(checks);
  }
}
