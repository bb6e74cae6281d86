package io.gds.database.ha;

/**
 * How a former primary, or a node that fell behind, is made to follow again; the cheapest first.
 */
public enum RejoinMethod {
  /**
   * Its replication is resumed; its data are right as they are, or the server itself puts them
   * right.
   */
  RESUME,
  /** What only it has is undone, and only the differing blocks are copied. */
  REWIND,
  /** Its data are thrown away and copied anew. */
  RECLONE
}
