package io.gds.database.observe;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which statements to list, and in which order. Immutable and thread-safe. */
public final class StatementQuery {
  private static final StatementQuery TOP =
      new StatementQuery(StatementOrder.TOTAL_TIME, 20, null, null, null, 4096);

  private final StatementOrder by;
  private final int limit;
  private final @Nullable String database;
  private final @Nullable String user;
  private final @Nullable Instant since;
  private final int textLength;

  private StatementQuery(
      StatementOrder by,
      int limit,
      @Nullable String database,
      @Nullable String user,
      @Nullable Instant since,
      int textLength) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit is at least 1");
    }
    if (textLength < 0) {
      throw new IllegalArgumentException("textLength is 0 or more");
    }
    this.by = by;
    this.limit = limit;
    this.database = database;
    this.user = user;
    this.since = since;
    this.textLength = textLength;
  }

  /** The 20 that took most time in all; text cut at 4,096 characters. */
  public static StatementQuery top() {
    return TOP;
  }

  /** The same, ranked otherwise. */
  public StatementQuery by(StatementOrder by) {
    return new StatementQuery(
        Objects.requireNonNull(by, "by"), limit, database, user, since, textLength);
  }

  /** The same, at most this many, at least 1. */
  public StatementQuery limit(int limit) {
    return new StatementQuery(by, limit, database, user, since, textLength);
  }

  /** The same, of this database only. */
  public StatementQuery database(String database) {
    return new StatementQuery(
        by, limit, Objects.requireNonNull(database, "database"), user, since, textLength);
  }

  /** The same, of this user only. */
  public StatementQuery user(String user) {
    return new StatementQuery(
        by, limit, database, Objects.requireNonNull(user, "user"), since, textLength);
  }

  /** The same, run at or after this instant, where the server can tell. */
  public StatementQuery since(Instant since) {
    return new StatementQuery(
        by, limit, database, user, Objects.requireNonNull(since, "since"), textLength);
  }

  /** The same, with texts cut at this many characters; 0 leaves them out. */
  public StatementQuery textLength(int textLength) {
    return new StatementQuery(by, limit, database, user, since, textLength);
  }

  /** By what they are ranked; total time by default. */
  public StatementOrder by() {
    return by;
  }

  /** The most to be listed; 20 by default. */
  public int limit() {
    return limit;
  }

  /** The database; all by default. */
  public Optional<String> database() {
    return Optional.ofNullable(database);
  }

  /** The user; all by default. */
  public Optional<String> user() {
    return Optional.ofNullable(user);
  }

  /** The earliest instant; none by default. */
  public Optional<Instant> since() {
    return Optional.ofNullable(since);
  }

  /** Where texts are cut; 4,096 characters by default. */
  public int textLength() {
    return textLength;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StatementQuery that
        && by.equals(that.by)
        && limit == that.limit
        && Objects.equals(database, that.database)
        && Objects.equals(user, that.user)
        && Objects.equals(since, that.since)
        && textLength == that.textLength;
  }

  @Override
  public int hashCode() {
    return Objects.hash(by, limit, database, user, since, textLength);
  }

  @Override
  public String toString() {
    return "by="
        + by
        + ", limit="
        + limit
        + ", database="
        + database
        + ", user="
        + user
        + ", since="
        + since
        + ", textLength="
        + textLength;
  }
}
