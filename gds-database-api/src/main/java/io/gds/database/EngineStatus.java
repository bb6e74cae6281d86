package io.gds.database;

/** Whether an engine answers and takes work. */
public enum EngineStatus {
  /** It runs. */
  ONLINE,
  /** It runs and refuses writes. */
  READ_ONLY,
  /** It is starting, stopping or recovering. */
  RECOVERING,
  /** It does not answer. */
  OFFLINE,
  /** It is not known. */
  UNKNOWN
}
