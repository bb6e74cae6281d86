package io.gds.database.operation;

/** How an operation ended. */
public enum Outcome {
  /** It is done, and was checked to be. */
  SUCCEEDED,
  /** It is not done, and what had been begun was cleaned up. */
  FAILED,
  /** The caller stopped it, and what had been begun was cleaned up. */
  CANCELLED,
  /** The server was asked and could not say; look before doing it again. */
  UNKNOWN
}
