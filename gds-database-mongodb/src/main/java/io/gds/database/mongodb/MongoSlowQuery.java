package io.gds.database.mongodb;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which operations to list that the profiler has kept. Immutable and thread-safe. */
public final class MongoSlowQuery {
  private static final MongoSlowQuery NEWEST =
      new MongoSlowQuery(null, null, Duration.ZERO, null, 100);

  private final @Nullable Instant since;
  private final @Nullable Instant until;
  private final Duration atLeast;
  private final @Nullable String collection;
  private final int limit;

  private MongoSlowQuery(
      @Nullable Instant since,
      @Nullable Instant until,
      Duration atLeast,
      @Nullable String collection,
      int limit) {
    if (since != null && until != null && !since.isBefore(until)) {
      throw new IllegalArgumentException("a window ends after it begins");
    }
    if (atLeast.isNegative()) {
      throw new IllegalArgumentException("atLeast is 0 or more");
    }
    if (limit < 1 || limit > 10_000) {
      throw new IllegalArgumentException("limit is 1 to 10,000");
    }
    this.since = since;
    this.until = until;
    this.atLeast = atLeast;
    this.collection = collection;
    this.limit = limit;
  }

  /** The newest 100. */
  public static MongoSlowQuery newest() {
    return NEWEST;
  }

  /** The same, ended at or after this instant. */
  public MongoSlowQuery since(Instant since) {
    return new MongoSlowQuery(
        Objects.requireNonNull(since, "since"), until, atLeast, collection, limit);
  }

  /** The same, ended before this instant. */
  public MongoSlowQuery until(Instant until) {
    return new MongoSlowQuery(
        since, Objects.requireNonNull(until, "until"), atLeast, collection, limit);
  }

  /** The same, that took so long or longer. */
  public MongoSlowQuery atLeast(Duration atLeast) {
    return new MongoSlowQuery(
        since, until, Objects.requireNonNull(atLeast, "atLeast"), collection, limit);
  }

  /** The same, of exactly this collection. */
  public MongoSlowQuery collection(String collection) {
    return new MongoSlowQuery(
        since, until, atLeast, Objects.requireNonNull(collection, "collection"), limit);
  }

  /** The same, at most so many, 1 to 10,000. */
  public MongoSlowQuery limit(int limit) {
    return new MongoSlowQuery(since, until, atLeast, collection, limit);
  }

  /** The earliest instant, included; none by default. */
  public Optional<Instant> since() {
    return Optional.ofNullable(since);
  }

  /** The latest instant, excluded; none by default. */
  public Optional<Instant> until() {
    return Optional.ofNullable(until);
  }

  /** How long they took at least; zero by default. */
  public Duration atLeast() {
    return atLeast;
  }

  /** The collection; all by default. */
  public Optional<String> collection() {
    return Optional.ofNullable(collection);
  }

  /** The most to be listed; 100 by default. */
  public int limit() {
    return limit;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MongoSlowQuery that
        && Objects.equals(since, that.since)
        && Objects.equals(until, that.until)
        && atLeast.equals(that.atLeast)
        && Objects.equals(collection, that.collection)
        && limit == that.limit;
  }

  @Override
  public int hashCode() {
    return Objects.hash(since, until, atLeast, collection, limit);
  }

  @Override
  public String toString() {
    return "since="
        + since
        + ", until="
        + until
        + ", atLeast="
        + atLeast
        + ", collection="
        + collection
        + ", limit="
        + limit;
  }
}
