package io.gds.database.operation;

/** In what language a step is written. */
public enum StepKind {
  /** A statement sent to the server. */
  SQL,
  /** A command of a platform without SQL, or a driver call. */
  COMMAND,
  /** An external program. */
  TOOL,
  /** Work on files by this library. */
  FILE
}
