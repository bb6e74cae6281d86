package io.gds.database.testkit.wire;

import java.util.concurrent.atomic.AtomicInteger;

/** A client that has logged in. Its tokens change, and its connections come and go. Thread-safe. */
final class SnowflakeSession {
  private final long number;
  private final String user;
  private final String application;
  private final AtomicInteger tokens = new AtomicInteger();
  private volatile SnowflakeState state;
  private volatile boolean expired;
  private volatile boolean loginExpired;
  private volatile boolean gone;

  SnowflakeSession(long number, String user, String application, SnowflakeState state) {
    this.number = number;
    this.user = user;
    this.application = application;
    this.state = state;
  }

  long number() {
    return number;
  }

  String user() {
    return user;
  }

  /** As the client called itself. */
  String application() {
    return application;
  }

  SnowflakeState state() {
    return state;
  }

  /** A statement went well. */
  synchronized SnowflakeState after(String normalized) {
    state = state.after(normalized);
    return state;
  }

  /** What statements are sent with. */
  String token() {
    return "session-" + number + "-" + tokens.get();
  }

  /** What new tokens are asked for with. */
  String master() {
    return "master-" + number + "-" + tokens.get();
  }

  /** The number of the session that a token is of; 0 if it is none. */
  static long numberOf(String token) {
    String[] parts = token.split("-", 3);
    return parts.length == 3 && parts[1].matches("\\d{1,18}") ? Long.parseLong(parts[1]) : 0;
  }

  /** Has other tokens from now on. */
  synchronized void renew() {
    tokens.incrementAndGet();
    expired = false;
  }

  void expire() {
    expired = true;
  }

  void expireLogin() {
    expired = true;
    loginExpired = true;
  }

  void end() {
    gone = true;
  }

  boolean isGone() {
    return gone;
  }

  /** Whether this is no token of statements any more. */
  boolean isExpired(String token) {
    return expired || !token().equals(token);
  }

  boolean isLoginExpired() {
    return loginExpired;
  }
}
