package io.gds.database.operation;

/** What a step does to the server, and so whether it may be sent again. */
public enum Effect {
  /** Changes nothing; may be repeated. */
  READ,
  /** Changes something, and done twice leaves what done once leaves; may be repeated. */
  IDEMPOTENT,
  /** Changes something; never sent again blindly. */
  ONCE
}
