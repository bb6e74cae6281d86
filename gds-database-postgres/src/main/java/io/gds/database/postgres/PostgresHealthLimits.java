package io.gds.database.postgres;

import java.util.List;
import java.util.Optional;

/**
 * From where on something is a finding; see {@link PostgresHealthTopic}.
 *
 * @param freeze {@code autovacuum_freeze_max_age}
 * @param multixactFreeze {@code autovacuum_multixact_freeze_max_age}
 */
record PostgresHealthLimits(long freeze, long multixactFreeze) {
  static final long AGE_CRITICAL = 1_500_000_000L;
  static final long HELD_BACK = 10_000_000L;

  private static final long AGE_MOST = 1_000_000_000L;

  static PostgresHealthLimits of(List<PostgresHealthRow> rows) {
    PostgresHealthRow row =
        rows.stream().filter(r -> r.kind().equals("limit")).findFirst().orElseThrow();
    return new PostgresHealthLimits(row.n1().orElseThrow(), row.n2().orElseThrow());
  }

  long transactionWarning() {
    return Math.min(AGE_MOST, 2 * freeze);
  }

  long multixactWarning() {
    return Math.min(AGE_MOST, 2 * multixactFreeze);
  }

  /** How much a figure matters; empty if it does not. */
  static Optional<PostgresHealthSeverity> judge(long figure, long warning, long critical) {
    return figure >= critical
        ? Optional.of(PostgresHealthSeverity.CRITICAL)
        : figure >= warning ? Optional.of(PostgresHealthSeverity.WARNING) : Optional.empty();
  }
}
