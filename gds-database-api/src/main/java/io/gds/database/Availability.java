package io.gds.database;

/** Whether a capability can be used, and if not, what stands against it. */
public enum Availability {
  /** It can be used now. */
  AVAILABLE,
  /** The platform has nothing like it. */
  NOT_ON_PLATFORM,
  /** Another version of the server has it. */
  VERSION,
  /** Another edition of the server has it. */
  EDITION,
  /** A right is missing. May change. */
  PERMISSION,
  /** An external tool is missing or unfit. May change. */
  TOOL,
  /** A setting stands against it. May change. */
  CONFIGURATION,
  /** The state of the server or database stands against it. May change. */
  STATE,
  /** It could not be found out. May change. */
  UNKNOWN;

  /** Whether the answer is settled for as long as the server stays what it is. */
  public boolean isStructural() {
    return this == NOT_ON_PLATFORM || this == VERSION || this == EDITION;
  }
}
