package io.gds.database;

/** Who may use a database. */
public enum AccessMode {
  /** Everybody with the right to. */
  MULTI_USER,
  /** Administrators and owners only. */
  RESTRICTED_USER,
  /** One session at a time. */
  SINGLE_USER
}
