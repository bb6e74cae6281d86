package io.gds.database.observe;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which log entries to read. Immutable and thread-safe. */
public final class LogQuery {
  private static final LogQuery ALL =
      new LogQuery(null, null, LogLevel.UNKNOWN, null, null, null, 1000);

  private final @Nullable Instant since;
  private final @Nullable Instant until;
  private final LogLevel atLeast;
  private final @Nullable String containing;
  private final @Nullable String source;
  private final @Nullable String log;
  private final int limit;

  private LogQuery(
      @Nullable Instant since,
      @Nullable Instant until,
      LogLevel atLeast,
      @Nullable String containing,
      @Nullable String source,
      @Nullable String log,
      int limit) {
    if (since != null && until != null && !since.isBefore(until)) {
      throw new IllegalArgumentException("a window ends after it begins");
    }
    if (limit < 1) {
      throw new IllegalArgumentException("limit is at least 1");
    }
    this.since = since;
    this.until = until;
    this.atLeast = atLeast;
    this.containing = containing;
    this.source = source;
    this.log = log;
    this.limit = limit;
  }

  /** All of the default log; lists are bounded to the newest 1,000. */
  public static LogQuery all() {
    return ALL;
  }

  /** The same, written at or after this instant. */
  public LogQuery since(Instant since) {
    return new LogQuery(
        Objects.requireNonNull(since, "since"), until, atLeast, containing, source, log, limit);
  }

  /** The same, written before this instant. */
  public LogQuery until(Instant until) {
    return new LogQuery(
        since, Objects.requireNonNull(until, "until"), atLeast, containing, source, log, limit);
  }

  /** The same, of this level or graver. */
  public LogQuery atLeast(LogLevel atLeast) {
    return new LogQuery(
        since, until, Objects.requireNonNull(atLeast, "atLeast"), containing, source, log, limit);
  }

  /** The same, whose message holds this text, letter case included. */
  public LogQuery containing(String containing) {
    return new LogQuery(
        since,
        until,
        atLeast,
        Objects.requireNonNull(containing, "containing"),
        source,
        log,
        limit);
  }

  /** The same, from this source. */
  public LogQuery source(String source) {
    return new LogQuery(
        since, until, atLeast, containing, Objects.requireNonNull(source, "source"), log, limit);
  }

  /** The same, of this log, where a server has several. */
  public LogQuery log(String log) {
    return new LogQuery(
        since, until, atLeast, containing, source, Objects.requireNonNull(log, "log"), limit);
  }

  /** The same, with lists of at most this many, at least 1. */
  public LogQuery limit(int limit) {
    return new LogQuery(since, until, atLeast, containing, source, log, limit);
  }

  /** The earliest instant, included; none by default. */
  public Optional<Instant> since() {
    return Optional.ofNullable(since);
  }

  /** The latest instant, excluded; none by default. */
  public Optional<Instant> until() {
    return Optional.ofNullable(until);
  }

  /** The least grave level; all by default. */
  public LogLevel atLeast() {
    return atLeast;
  }

  /** The text the message must hold; none by default. */
  public Optional<String> containing() {
    return Optional.ofNullable(containing);
  }

  /** The source; all by default. */
  public Optional<String> source() {
    return Optional.ofNullable(source);
  }

  /** The log; the default one by default. */
  public Optional<String> log() {
    return Optional.ofNullable(log);
  }

  /** The most entries in a list; 1,000 by default. */
  public int limit() {
    return limit;
  }

  /** Whether an entry is one of those asked for, log and limit apart. */
  public boolean matches(LogEntry entry) {
    return (since == null || !entry.timestamp().isBefore(since))
        && (until == null || entry.timestamp().isBefore(until))
        && (atLeast == LogLevel.UNKNOWN || entry.level().isAtLeast(atLeast))
        && (containing == null || entry.message().contains(containing))
        && (source == null || entry.source().filter(source::equals).isPresent());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LogQuery that
        && Objects.equals(since, that.since)
        && Objects.equals(until, that.until)
        && atLeast.equals(that.atLeast)
        && Objects.equals(containing, that.containing)
        && Objects.equals(source, that.source)
        && Objects.equals(log, that.log)
        && limit == that.limit;
  }

  @Override
  public int hashCode() {
    return Objects.hash(since, until, atLeast, containing, source, log, limit);
  }

  @Override
  public String toString() {
    return "since="
        + since
        + ", until="
        + until
        + ", atLeast="
        + atLeast
        + ", containing="
        + containing
        + ", source="
        + source
        + ", log="
        + log
        + ", limit="
        + limit;
  }
}
