package io.gds.database.ha;

/** What a node is in a topology. Every native role maps to one of these. */
public enum HaRole {
  /** It takes writes. */
  PRIMARY,
  /** It follows the primary and may take over; may be readable. */
  SECONDARY,
  /** It votes and holds no data. */
  ARBITER,
  /** It is asked who is alive, and neither votes as a member nor holds data. */
  WITNESS,
  /** It replays the whole of the primary and may be promoted. */
  STANDBY,
  /** It holds a copy for reading or for another place, and takes over only when told to. */
  REPLICA,
  /** The server did not say, or said something this version does not know. */
  UNKNOWN;

  /** Whether a node of this role may become primary at all. */
  public boolean mayTakeOver() {
    return this == SECONDARY || this == STANDBY || this == REPLICA;
  }
}
