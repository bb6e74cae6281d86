package io.gds.database.observe;

import io.gds.database.NamePattern;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which metrics, and from when. Immutable and thread-safe. */
public final class MetricQuery {
  private static final MetricQuery NOW = new MetricQuery(null, null, null);

  private final @Nullable String like;
  private final @Nullable Instant since;
  private final @Nullable Instant until;

  private MetricQuery(@Nullable String like, @Nullable Instant since, @Nullable Instant until) {
    if (since != null && until != null && !since.isBefore(until)) {
      throw new IllegalArgumentException("a window ends after it begins");
    }
    this.like = like;
    this.since = since;
    this.until = until;
  }

  /** All, as they are now. */
  public static MetricQuery now() {
    return NOW;
  }

  /** The same, for names that match this pattern, see {@link NamePattern}. */
  public MetricQuery like(String like) {
    return new MetricQuery(Objects.requireNonNull(like, "like"), since, until);
  }

  /** The same, as they were from this instant on. */
  public MetricQuery since(Instant since) {
    return new MetricQuery(like, Objects.requireNonNull(since, "since"), until);
  }

  /** The same, as they were before this instant. */
  public MetricQuery until(Instant until) {
    return new MetricQuery(like, since, Objects.requireNonNull(until, "until"));
  }

  /** The pattern names must match; none by default. */
  public Optional<String> like() {
    return Optional.ofNullable(like);
  }

  /** The begin of the window, included; by default there is none, and one value of now is read. */
  public Optional<Instant> since() {
    return Optional.ofNullable(since);
  }

  /** The end of the window, excluded; by default now. */
  public Optional<Instant> until() {
    return Optional.ofNullable(until);
  }

  /** Whether past values are asked for. */
  public boolean isWindow() {
    return since != null || until != null;
  }

  /** Whether a metric is one of those asked for. */
  public boolean matches(Metric metric) {
    return (like == null || new NamePattern(like).matches(metric.name()))
        && (since == null || !metric.timestamp().isBefore(since))
        && (until == null || metric.timestamp().isBefore(until));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MetricQuery that
        && Objects.equals(like, that.like)
        && Objects.equals(since, that.since)
        && Objects.equals(until, that.until);
  }

  @Override
  public int hashCode() {
    return Objects.hash(like, since, until);
  }

  @Override
  public String toString() {
    return "like=" + like + ", since=" + since + ", until=" + until;
  }
}
