package io.gds.database.operation;

/** What a check says of an operation. Ordered from best to worst. */
public enum Verdict {
  /** Nothing stands against it. */
  PASSED,
  /** It may run, but somebody should know this. */
  WARNING,
  /** It could not be measured; the operation runs, and this is said. */
  NOT_MEASURED,
  /** It must not run. */
  REFUSED
}
