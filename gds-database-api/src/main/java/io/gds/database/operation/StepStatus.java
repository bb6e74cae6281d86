package io.gds.database.operation;

/** How far a step came. */
public enum StepStatus {
  /** It took effect. */
  DONE,
  /** It failed and had no effect, or its effect was undone. */
  FAILED,
  /** It was sent, and it is not known whether it took effect. */
  UNKNOWN,
  /** It was never sent. */
  NOT_STARTED
}
