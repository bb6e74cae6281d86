package io.gds.database;

/** Whether a database can be used. Every native state maps to one of these. */
public enum DatabaseState {
  /** It can be used. */
  ONLINE,
  /** It has been put out of use. */
  OFFLINE,
  /** A restore is going on, or waits for more backups. */
  RESTORING,
  /** The server is recovering it, or it is being made. */
  RECOVERING,
  /** It is damaged. */
  SUSPECT,
  /** It was opened for repair only. */
  EMERGENCY,
  /** The server did not say, or said something this version does not know. */
  UNKNOWN
}
