package io.gds.database.testkit.wire;

/** A connection to a peer, as far as its requests tell of it. Thread-safe. */
final class MongoConnection {
  private final String peer;
  private final long number;
  private volatile String user = "";
  private volatile String application = "";
  private volatile boolean works;

  /**
   * A new one.
   *
   * @param peer host and port
   * @param number from 1
   */
  MongoConnection(String peer, long number) {
    this.peer = peer;
    this.number = number;
  }

  String peer() {
    return peer;
  }

  long number() {
    return number;
  }

  /** Who has logged in, as {@code database.name}; empty if nobody has. */
  String user() {
    return user;
  }

  void user(String name) {
    user = name;
  }

  /** How the client has called itself. */
  String application() {
    return application;
  }

  void application(String name) {
    application = name;
  }

  /** Whether it has been used for more than {@code hello}. */
  boolean works() {
    return works;
  }

  void work() {
    works = true;
  }
}
