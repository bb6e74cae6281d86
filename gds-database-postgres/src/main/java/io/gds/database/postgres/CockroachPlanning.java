package io.gds.database.postgres;

import io.gds.database.Availability;
import io.gds.database.Capability;
import io.gds.database.CapabilityStatus;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Plan;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.Verdict;
import java.util.List;

/** What plans of backups share: refusals, and sources that cannot be read while planning. */
final class CockroachPlanning {
  private CockroachPlanning() {}

  /** What CockroachDB has nothing like. */
  static UnsupportedCapabilityException absent(
      String target, Class<? extends Capability> of, String reason, String remedy) {
    return refusal(
        target, CapabilityStatus.absent(of, Availability.NOT_ON_PLATFORM, reason, remedy));
  }

  static UnsupportedCapabilityException refusal(String target, CapabilityStatus status) {
    return UnsupportedCapabilityException.of(DatabaseType.COCKROACHDB.id(), target, status);
  }

  /** Makes what kept the steps from being written the plan's refusal. */
  static void refused(
      Plan.Builder<?> plan, CockroachContext context, String subject, DatabaseException why) {
    if (why.code() == ErrorCode.ENGINE_CLOSED || why.code() == ErrorCode.CANCELLED) {
      throw why;
    }
    plan.measure(
        () ->
            List.of(
                new Check(
                    "every step can be planned",
                    subject,
                    String.valueOf(why.getMessage()),
                    "planned",
                    Verdict.REFUSED,
                    why.code(),
                    context.clock().instant(),
                    why.remedy().orElse("Remove the cause, and prepare it again."))));
  }
}
