package io.gds.database.observe;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a statement has cost, all its calls together. What is empty is not counted by the server.
 *
 * @param id the server's name for it: a hash, a query id
 * @param text the statement, cut at the length asked for; where the server does not replace values
 *     by placeholders, it holds them; empty if texts were left out
 * @param database in which database
 * @param user by whom
 * @param calls how often
 * @param totalTime how long in all
 * @param minTime the shortest call
 * @param maxTime the longest call
 * @param cpuTime the processor time in all
 * @param rows how many rows were returned or changed
 * @param readBytes how many bytes were read that were not in memory
 * @param writtenBytes how many bytes were written
 * @param since since when it is counted
 * @param lastRunAt when it was last run
 * @param attributes what else its platform tells
 */
public record StatementStats(
    String id,
    String text,
    Optional<String> database,
    Optional<String> user,
    long calls,
    Duration totalTime,
    Optional<Duration> minTime,
    Optional<Duration> maxTime,
    Optional<Duration> cpuTime,
    OptionalLong rows,
    OptionalLong readBytes,
    OptionalLong writtenBytes,
    Optional<Instant> since,
    Optional<Instant> lastRunAt,
    Map<String, String> attributes) {
  /** Checks that nothing is missing, and takes a copy. */
  public StatementStats {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(totalTime, "totalTime");
    Objects.requireNonNull(minTime, "minTime");
    Objects.requireNonNull(maxTime, "maxTime");
    Objects.requireNonNull(cpuTime, "cpuTime");
    Objects.requireNonNull(rows, "rows");
    Objects.requireNonNull(readBytes, "readBytes");
    Objects.requireNonNull(writtenBytes, "writtenBytes");
    Objects.requireNonNull(since, "since");
    Objects.requireNonNull(lastRunAt, "lastRunAt");
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    if (calls < 0) {
      throw new IllegalArgumentException("calls are zero or more");
    }
  }

  /** Starts with what must be known; the rest is unknown. */
  public static Builder builder(String id, String text, long calls, Duration totalTime) {
    return new Builder(id, text, calls, totalTime);
  }

  /** The time of one call on average; zero if there was none. */
  public Duration meanTime() {
    return calls == 0 ? Duration.ZERO : totalTime.dividedBy(calls);
  }

  /** Its figures, without its text, which may hold what others would keep secret. */
  @Override
  public String toString() {
    return "statement " + id + ", calls " + calls + ", total " + totalTime;
  }

  /** Builds the record. Not thread-safe. */
  public static final class Builder {
    private final String id;
    private final String text;
    private final long calls;
    private final Duration totalTime;
    private Optional<String> database = Optional.empty();
    private Optional<String> user = Optional.empty();
    private Optional<Duration> minTime = Optional.empty();
    private Optional<Duration> maxTime = Optional.empty();
    private Optional<Duration> cpuTime = Optional.empty();
    private OptionalLong rows = OptionalLong.empty();
    private OptionalLong readBytes = OptionalLong.empty();
    private OptionalLong writtenBytes = OptionalLong.empty();
    private Optional<Instant> since = Optional.empty();
    private Optional<Instant> lastRunAt = Optional.empty();
    private Map<String, String> attributes = Map.of();

    private Builder(String id, String text, long calls, Duration totalTime) {
      this.id = id;
      this.text = text;
      this.calls = calls;
      this.totalTime = totalTime;
    }

    /** In which database. */
    public Builder database(String database) {
      this.database = Optional.of(database);
      return this;
    }

    /** By whom. */
    public Builder user(String user) {
      this.user = Optional.of(user);
      return this;
    }

    /** The shortest call. */
    public Builder minTime(Duration minTime) {
      this.minTime = Optional.of(minTime);
      return this;
    }

    /** The longest call. */
    public Builder maxTime(Duration maxTime) {
      this.maxTime = Optional.of(maxTime);
      return this;
    }

    /** The processor time in all. */
    public Builder cpuTime(Duration cpuTime) {
      this.cpuTime = Optional.of(cpuTime);
      return this;
    }

    /** How many rows were returned or changed. */
    public Builder rows(long rows) {
      this.rows = OptionalLong.of(rows);
      return this;
    }

    /** How many bytes were read that were not in memory. */
    public Builder readBytes(long readBytes) {
      this.readBytes = OptionalLong.of(readBytes);
      return this;
    }

    /** How many bytes were written. */
    public Builder writtenBytes(long writtenBytes) {
      this.writtenBytes = OptionalLong.of(writtenBytes);
      return this;
    }

    /** Since when it is counted. */
    public Builder since(Instant since) {
      this.since = Optional.of(since);
      return this;
    }

    /** When it was last run. */
    public Builder lastRunAt(Instant lastRunAt) {
      this.lastRunAt = Optional.of(lastRunAt);
      return this;
    }

    /** What else its platform tells. */
    public Builder attributes(Map<String, String> attributes) {
      this.attributes = attributes;
      return this;
    }

    /** The finished record. */
    public StatementStats build() {
      return new StatementStats(
          id,
          text,
          database,
          user,
          calls,
          totalTime,
          minTime,
          maxTime,
          cpuTime,
          rows,
          readBytes,
          writtenBytes,
          since,
          lastRunAt,
          attributes);
    }
  }
}
