package io.gds.database;

/** What costs extra to read about a database, and is read only when asked for. */
public enum Detail {
  /** Its size in bytes. */
  SIZE,
  /** When it was last backed up. */
  LAST_BACKUP,
  /** Its place in replication. */
  REPLICATION,
  /** How many sessions use it. */
  SESSIONS
}
