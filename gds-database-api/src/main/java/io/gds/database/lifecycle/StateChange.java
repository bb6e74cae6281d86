package io.gds.database.lifecycle;

/** A state a database can be put into. */
public enum StateChange {
  /** It can be used. */
  ONLINE,
  /** It cannot be used, and its files are closed where the platform does that. */
  OFFLINE,
  /** Writes are refused. */
  READ_ONLY,
  /** Writes are taken. */
  READ_WRITE,
  /** Everybody with the right may use it. */
  MULTI_USER,
  /** Only administrators and owners may use it. */
  RESTRICTED_USER,
  /** Only one session may use it at a time. */
  SINGLE_USER,
  /** It is opened for repair only. */
  EMERGENCY
}
