package io.gds.database.postgres;

import io.gds.database.core.Plan;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.Verdict;
import java.util.List;

/**
 * Writes steps whose text may turn out not to be known: a tool is missing, a file cannot be read.
 */
final class PostgresSteps {
  private PostgresSteps() {}

  /** Writes steps; what keeps them from being written becomes a refused check of the plan. */
  static void add(Plan.Builder<?> plan, PostgresContext context, String subject, Runnable steps) {
    try {
      steps.run();
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.ENGINE_CLOSED || e.code() == ErrorCode.CANCELLED) {
        throw e;
      }
      plan.measure(
          () ->
              List.of(
                  new Check(
                      "every step can be planned",
                      subject,
                      String.valueOf(e.getMessage()),
                      "planned",
                      Verdict.REFUSED,
                      e.code(),
                      context.clock().instant(),
                      e.remedy().orElse("Remove the cause, and prepare it again."))));
    }
  }
}
