package io.gds.database.connection;

import java.time.Duration;
import java.util.Objects;

/**
 * Bounds of the short calls: every one of them ends. Long work (backup, restore, clone) has no
 * bound but the one its {@code OperationContext} names. Immutable and thread-safe.
 */
public final class Timeouts {
  private static final Timeouts DEFAULTS =
      new Timeouts(
          Duration.ofSeconds(10),
          Duration.ofSeconds(15),
          Duration.ofSeconds(60),
          Duration.ofSeconds(30));

  private final Duration connect;
  private final Duration login;
  private final Duration socket;
  private final Duration query;

  private Timeouts(Duration connect, Duration login, Duration socket, Duration query) {
    this.connect = positive("connect", connect);
    this.login = positive("login", login);
    this.socket = positive("socket", socket);
    this.query = positive("query", query);
  }

  private static Duration positive(String name, Duration value) {
    if (value.isZero() || value.isNegative() || value.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException(name + " is more than zero and at most a day");
    }
    return value;
  }

  /** Connect 10 s, log-in 15 s, socket 60 s, query 30 s. */
  public static Timeouts defaults() {
    return DEFAULTS;
  }

  /** The same, with another bound for the TCP connection or the wait for a pooled one. */
  public Timeouts connect(Duration connect) {
    return new Timeouts(connect, login, socket, query);
  }

  /** The same, with another bound for the log-in. */
  public Timeouts login(Duration login) {
    return new Timeouts(connect, login, socket, query);
  }

  /** The same, with another bound for one answer of the server during a short call. */
  public Timeouts socket(Duration socket) {
    return new Timeouts(connect, login, socket, query);
  }

  /** The same, with another bound for a metadata or administrative statement. */
  public Timeouts query(Duration query) {
    return new Timeouts(connect, login, socket, query);
  }

  /** Bound for the TCP connection, or the wait for a pooled one; 10 s by default. */
  public Duration connect() {
    return connect;
  }

  /** Bound for the log-in; 15 s by default. */
  public Duration login() {
    return login;
  }

  /** Bound for one answer of the server during a short call; 60 s by default. */
  public Duration socket() {
    return socket;
  }

  /** Bound for a metadata or administrative statement; 30 s by default. */
  public Duration query() {
    return query;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Timeouts that
        && connect.equals(that.connect)
        && login.equals(that.login)
        && socket.equals(that.socket)
        && query.equals(that.query);
  }

  @Override
  public int hashCode() {
    return Objects.hash(connect, login, socket, query);
  }

  @Override
  public String toString() {
    return "connect=" + connect + ", login=" + login + ", socket=" + socket + ", query=" + query;
  }
}
