package io.gds.database.ha;

/** How a node, or a whole topology, is. Every native state maps to one of these. */
public enum HaState {
  /** It does what its role demands. */
  HEALTHY,
  /** It receives changes and is not, or never will be, in step at each commit. */
  SYNCHRONIZING,
  /** It has everything that was committed. */
  SYNCED,
  /** It is connected, and receives nothing. */
  NOT_SYNCHRONIZED,
  /** Somebody has suspended its replication. */
  SUSPENDED,
  /** It cannot be reached by the others. */
  DISCONNECTED,
  /** Its role is not settled. */
  RESOLVING,
  /** A change of the primary is going on. */
  FAILOVER_IN_PROGRESS,
  /** There is no replication. */
  NOT_CONFIGURED,
  /** The server did not say, this role may not see it, or this version does not know it. */
  UNKNOWN
}
