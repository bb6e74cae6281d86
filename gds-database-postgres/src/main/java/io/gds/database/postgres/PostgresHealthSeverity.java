package io.gds.database.postgres;

/** How much a finding matters, the worst first. */
public enum PostgresHealthSeverity {
  /** Something fails, or is about to. */
  CRITICAL,
  /** Something grows towards a failure, or costs more than it should. */
  WARNING,
  /** This role may not see it: nothing is known, which is not the same as nothing being wrong. */
  UNREADABLE
}
