package io.gds.database.connection;

import java.time.Duration;
import java.util.Objects;

/**
 * Size and ageing of an engine's connection pool. No idle connection is kept below need. Immutable
 * and thread-safe.
 */
public final class PoolSettings {
  private static final PoolSettings DEFAULTS =
      new PoolSettings(4, Duration.ofMinutes(1), Duration.ofMinutes(30));

  private final int size;
  private final Duration idleTimeout;
  private final Duration maxLifetime;

  private PoolSettings(int size, Duration idleTimeout, Duration maxLifetime) {
    if (size < 1 || size > 1000) {
      throw new IllegalArgumentException("a pool holds 1 to 1000 connections");
    }
    if (idleTimeout.compareTo(Duration.ofSeconds(10)) < 0) {
      throw new IllegalArgumentException("idleTimeout is at least 10 seconds");
    }
    if (maxLifetime.compareTo(Duration.ofSeconds(30)) < 0) {
      throw new IllegalArgumentException("maxLifetime is at least 30 seconds");
    }
    this.size = size;
    this.idleTimeout = idleTimeout;
    this.maxLifetime = maxLifetime;
  }

  /** 4 connections, one minute idle, 30 minutes of life. */
  public static PoolSettings defaults() {
    return DEFAULTS;
  }

  /** The same settings with room for this many connections, 1 to 1000. */
  public PoolSettings size(int size) {
    return new PoolSettings(size, idleTimeout, maxLifetime);
  }

  /** The same settings, closing a connection after being idle this long, at least 10 seconds. */
  public PoolSettings idleTimeout(Duration idleTimeout) {
    return new PoolSettings(size, idleTimeout, maxLifetime);
  }

  /** The same settings, closing an unused connection at this age, at least 30 seconds. */
  public PoolSettings maxLifetime(Duration maxLifetime) {
    return new PoolSettings(size, idleTimeout, maxLifetime);
  }

  /** The most connections at one time; 4 by default. */
  public int size() {
    return size;
  }

  /** How long an unused connection is kept; one minute by default. */
  public Duration idleTimeout() {
    return idleTimeout;
  }

  /** The age at which an unused connection is closed; 30 minutes by default. */
  public Duration maxLifetime() {
    return maxLifetime;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PoolSettings that
        && size == that.size
        && idleTimeout.equals(that.idleTimeout)
        && maxLifetime.equals(that.maxLifetime);
  }

  @Override
  public int hashCode() {
    return Objects.hash(size, idleTimeout, maxLifetime);
  }

  @Override
  public String toString() {
    return "size=" + size + ", idleTimeout=" + idleTimeout + ", maxLifetime=" + maxLifetime;
  }
}
