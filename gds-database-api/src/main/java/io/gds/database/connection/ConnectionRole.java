package io.gds.database.connection;

/** Which of several hosts a connection may lead to. */
public enum ConnectionRole {
  /** The one that takes writes; the pool follows it when it moves. The default. */
  PRIMARY,
  /** Any that answers. */
  ANY
}
