package io.gds.database.ha;

/** When a commit on the primary is acknowledged. */
public enum SyncMode {
  /** When the other node, or as many as are demanded, have it too. */
  SYNCHRONOUS,
  /** At once; the other node may be behind, and what it lacks is lost if it must take over. */
  ASYNCHRONOUS,
  /**
   * When the other node has received it, but not yet made it durable or applied it; or at once
   * after a time-out.
   */
  SEMI_SYNCHRONOUS
}
