package io.gds.database.settings;

/** When a new value of a setting takes effect. */
public enum TakesEffect {
  /** As soon as it is set. */
  AT_ONCE,
  /** When the server is told to read its configuration again. */
  ON_RELOAD,
  /** In sessions that begin afterwards. */
  ON_RECONNECT,
  /** When the server starts again. */
  ON_RESTART,
  /** It was settled when the server was built or made. */
  NEVER,
  /** The server does not tell. */
  UNKNOWN
}
