package io.gds.database.observe;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How metrics are sampled, and how many values are kept in memory. Immutable and thread-safe. */
public final class SamplingOptions {
  private static final SamplingOptions DEFAULTS =
      new SamplingOptions(Duration.ofSeconds(15), Duration.ofHours(1), 100_000, null);

  private final Duration interval;
  private final Duration retention;
  private final int maxValues;
  private final @Nullable String like;

  private SamplingOptions(
      Duration interval, Duration retention, int maxValues, @Nullable String like) {
    if (interval.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("interval is at least a second");
    }
    if (retention.isZero() || retention.isNegative()) {
      throw new IllegalArgumentException("retention is more than zero");
    }
    if (maxValues < 1) {
      throw new IllegalArgumentException("maxValues is at least 1");
    }
    this.interval = interval;
    this.retention = retention;
    this.maxValues = maxValues;
    this.like = like;
  }

  /** Every 15 seconds, kept for an hour, at most 100,000 values. */
  public static SamplingOptions defaults() {
    return DEFAULTS;
  }

  /** The same, sampling this often, at least every second. */
  public SamplingOptions interval(Duration interval) {
    return new SamplingOptions(
        Objects.requireNonNull(interval, "interval"), retention, maxValues, like);
  }

  /** The same, forgetting values older than this whenever new ones are read. */
  public SamplingOptions retention(Duration retention) {
    return new SamplingOptions(
        interval, Objects.requireNonNull(retention, "retention"), maxValues, like);
  }

  /** The same, keeping at most this many values, the newest. */
  public SamplingOptions maxValues(int maxValues) {
    return new SamplingOptions(interval, retention, maxValues, like);
  }

  /** The same, for names that match this pattern, see {@link io.gds.database.NamePattern}. */
  public SamplingOptions like(String like) {
    return new SamplingOptions(
        interval, retention, maxValues, Objects.requireNonNull(like, "like"));
  }

  /** How often; every 15 seconds by default. */
  public Duration interval() {
    return interval;
  }

  /** How long values are kept; an hour by default. */
  public Duration retention() {
    return retention;
  }

  /** The most values kept; 100,000 by default. */
  public int maxValues() {
    return maxValues;
  }

  /** The pattern names must match; none by default. */
  public Optional<String> like() {
    return Optional.ofNullable(like);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SamplingOptions that
        && interval.equals(that.interval)
        && retention.equals(that.retention)
        && maxValues == that.maxValues
        && Objects.equals(like, that.like);
  }

  @Override
  public int hashCode() {
    return Objects.hash(interval, retention, maxValues, like);
  }

  @Override
  public String toString() {
    return "interval="
        + interval
        + ", retention="
        + retention
        + ", maxValues="
        + maxValues
        + ", like="
        + like;
  }
}
