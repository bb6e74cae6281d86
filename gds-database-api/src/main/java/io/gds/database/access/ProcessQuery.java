package io.gds.database.access;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which sessions to list. Immutable and thread-safe. */
public final class ProcessQuery {
  private static final ProcessQuery ALL =
      new ProcessQuery(null, null, null, null, false, false, 4096);

  private final @Nullable String database;
  private final @Nullable String user;
  private final @Nullable ProcessState state;
  private final @Nullable Duration longerThan;
  private final boolean system;
  private final boolean own;
  private final int statementLength;

  private ProcessQuery(
      @Nullable String database,
      @Nullable String user,
      @Nullable ProcessState state,
      @Nullable Duration longerThan,
      boolean system,
      boolean own,
      int statementLength) {
    if (statementLength < 0) {
      throw new IllegalArgumentException("statementLength is 0 or more");
    }
    this.database = database;
    this.user = user;
    this.state = state;
    this.longerThan = longerThan;
    this.system = system;
    this.own = own;
    this.statementLength = statementLength;
  }

  /** All sessions but the server's and this engine's own; statements cut at 4,096 characters. */
  public static ProcessQuery all() {
    return ALL;
  }

  /** The same, in this database only. */
  public ProcessQuery database(String database) {
    return new ProcessQuery(
        Objects.requireNonNull(database, "database"),
        user,
        state,
        longerThan,
        system,
        own,
        statementLength);
  }

  /** The same, of this user only. */
  public ProcessQuery user(String user) {
    return new ProcessQuery(
        database,
        Objects.requireNonNull(user, "user"),
        state,
        longerThan,
        system,
        own,
        statementLength);
  }

  /** The same, in this state only. */
  public ProcessQuery state(ProcessState state) {
    return new ProcessQuery(
        database,
        user,
        Objects.requireNonNull(state, "state"),
        longerThan,
        system,
        own,
        statementLength);
  }

  /** The same, whose statement or, without one, transaction has lasted longer than this. */
  public ProcessQuery longerThan(Duration longerThan) {
    return new ProcessQuery(
        database,
        user,
        state,
        Objects.requireNonNull(longerThan, "longerThan"),
        system,
        own,
        statementLength);
  }

  /** The same, with or without those that work for the server itself. */
  public ProcessQuery system(boolean system) {
    return new ProcessQuery(database, user, state, longerThan, system, own, statementLength);
  }

  /** The same, with or without this engine's own. */
  public ProcessQuery own(boolean own) {
    return new ProcessQuery(database, user, state, longerThan, system, own, statementLength);
  }

  /** The same, with statements cut at this many characters; 0 leaves them out. */
  public ProcessQuery statementLength(int statementLength) {
    return new ProcessQuery(database, user, state, longerThan, system, own, statementLength);
  }

  /** The database; all by default. */
  public Optional<String> database() {
    return Optional.ofNullable(database);
  }

  /** The user; all by default. */
  public Optional<String> user() {
    return Optional.ofNullable(user);
  }

  /** The state; all by default. */
  public Optional<ProcessState> state() {
    return Optional.ofNullable(state);
  }

  /** The shortest time taken; none by default. */
  public Optional<Duration> longerThan() {
    return Optional.ofNullable(longerThan);
  }

  /** Whether the server's own are listed; false by default. */
  public boolean system() {
    return system;
  }

  /** Whether this engine's own are listed; false by default. */
  public boolean own() {
    return own;
  }

  /** Where statements are cut; 4,096 characters by default. */
  public int statementLength() {
    return statementLength;
  }

  /** Whether a process is one of those asked for, as of an instant of the server's clock. */
  public boolean matches(ServerProcess process, Instant now) {
    return (database == null || process.database().filter(database::equals).isPresent())
        && (user == null || process.user().filter(user::equals).isPresent())
        && (state == null || state == process.state())
        && (longerThan == null || lasts(process, now).compareTo(longerThan) > 0)
        && (system || !process.system())
        && (own || !process.own());
  }

  private static Duration lasts(ServerProcess process, Instant now) {
    Optional<Instant> since = process.statementStartedAt().or(process::transactionStartedAt);
    return since.map(start -> Duration.between(start, now)).orElse(Duration.ZERO);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ProcessQuery that
        && Objects.equals(database, that.database)
        && Objects.equals(user, that.user)
        && Objects.equals(state, that.state)
        && Objects.equals(longerThan, that.longerThan)
        && system == that.system
        && own == that.own
        && statementLength == that.statementLength;
  }

  @Override
  public int hashCode() {
    return Objects.hash(database, user, state, longerThan, system, own, statementLength);
  }

  @Override
  public String toString() {
    return "database="
        + database
        + ", user="
        + user
        + ", state="
        + state
        + ", longerThan="
        + longerThan
        + ", system="
        + system
        + ", own="
        + own
        + ", statementLength="
        + statementLength;
  }
}
