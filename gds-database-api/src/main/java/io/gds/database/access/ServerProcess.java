package io.gds.database.access;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A session or query of a server, as of one reading. What is empty is not known, or this role may
 * not see it.
 *
 * @param id which
 * @param state what it is doing
 * @param user who
 * @param database in which database
 * @param clientHost from which host or address
 * @param application by which program, as it calls itself
 * @param command what kind of work, such as {@code SELECT} or {@code BACKUP}
 * @param statement the text of the statement, cut at the length asked for; may hold what others
 *     would keep secret
 * @param statementStartedAt when the statement was begun
 * @param transactionStartedAt when the open transaction was begun
 * @param sessionStartedAt when the session was begun
 * @param stateChangedAt since when it is in this state
 * @param waitKind what it waits for, in the platform's word, such as {@code Lock:transactionid}
 * @param waitObject on what it waits
 * @param blockedBy the ids of those it waits for, if the server tells
 * @param system whether it works for the server itself
 * @param own whether it belongs to this engine
 * @param progress the part that is done, 0 to 1, where the server tells
 * @param attributes what else its platform tells
 */
public record ServerProcess(
    ProcessId id,
    ProcessState state,
    Optional<String> user,
    Optional<String> database,
    Optional<String> clientHost,
    Optional<String> application,
    Optional<String> command,
    Optional<String> statement,
    Optional<Instant> statementStartedAt,
    Optional<Instant> transactionStartedAt,
    Optional<Instant> sessionStartedAt,
    Optional<Instant> stateChangedAt,
    Optional<String> waitKind,
    Optional<String> waitObject,
    List<String> blockedBy,
    boolean system,
    boolean own,
    OptionalDouble progress,
    Map<String, String> attributes) {
  /** Checks that nothing is missing and progress is 0 to 1, and takes copies. */
  public ServerProcess {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(clientHost, "clientHost");
    Objects.requireNonNull(application, "application");
    Objects.requireNonNull(command, "command");
    Objects.requireNonNull(statement, "statement");
    Objects.requireNonNull(statementStartedAt, "statementStartedAt");
    Objects.requireNonNull(transactionStartedAt, "transactionStartedAt");
    Objects.requireNonNull(sessionStartedAt, "sessionStartedAt");
    Objects.requireNonNull(stateChangedAt, "stateChangedAt");
    Objects.requireNonNull(waitKind, "waitKind");
    Objects.requireNonNull(waitObject, "waitObject");
    blockedBy = List.copyOf(blockedBy);
    Objects.requireNonNull(progress, "progress");
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    if (progress.isPresent() && !(progress.getAsDouble() >= 0 && progress.getAsDouble() <= 1)) {
      throw new IllegalArgumentException("progress is 0 to 1");
    }
  }

  /** Starts with what must be known; the rest is unknown, none or false. */
  public static Builder builder(ProcessId id, ProcessState state) {
    return new Builder(id, state);
  }

  /** Whether it waits for another that the server names. */
  public boolean isBlocked() {
    return !blockedBy.isEmpty();
  }

  /** Who and what, without the statement, which may hold what others would keep secret. */
  @Override
  public String toString() {
    return "process "
        + id
        + " "
        + state
        + user.map(text -> ", user " + text).orElse("")
        + database.map(text -> ", database " + text).orElse("")
        + application.map(text -> ", application " + text).orElse("")
        + (blockedBy.isEmpty() ? "" : ", blocked by " + String.join(", ", blockedBy));
  }

  /** Builds the record. Not thread-safe. */
  public static final class Builder {
    private final ProcessId id;
    private final ProcessState state;
    private Optional<String> user = Optional.empty();
    private Optional<String> database = Optional.empty();
    private Optional<String> clientHost = Optional.empty();
    private Optional<String> application = Optional.empty();
    private Optional<String> command = Optional.empty();
    private Optional<String> statement = Optional.empty();
    private Optional<Instant> statementStartedAt = Optional.empty();
    private Optional<Instant> transactionStartedAt = Optional.empty();
    private Optional<Instant> sessionStartedAt = Optional.empty();
    private Optional<Instant> stateChangedAt = Optional.empty();
    private Optional<String> waitKind = Optional.empty();
    private Optional<String> waitObject = Optional.empty();
    private List<String> blockedBy = List.of();
    private boolean system;
    private boolean own;
    private OptionalDouble progress = OptionalDouble.empty();
    private Map<String, String> attributes = Map.of();

    private Builder(ProcessId id, ProcessState state) {
      this.id = id;
      this.state = state;
    }

    /** Who. */
    public Builder user(String user) {
      this.user = Optional.of(user);
      return this;
    }

    /** In which database. */
    public Builder database(String database) {
      this.database = Optional.of(database);
      return this;
    }

    /** From which host or address. */
    public Builder clientHost(String clientHost) {
      this.clientHost = Optional.of(clientHost);
      return this;
    }

    /** By which program, as it calls itself. */
    public Builder application(String application) {
      this.application = Optional.of(application);
      return this;
    }

    /** What kind of work, such as {@code SELECT} or {@code BACKUP}. */
    public Builder command(String command) {
      this.command = Optional.of(command);
      return this;
    }

    /** The text of the statement, cut at the length asked for. */
    public Builder statement(String statement) {
      this.statement = Optional.of(statement);
      return this;
    }

    /** When the statement was begun. */
    public Builder statementStartedAt(Instant statementStartedAt) {
      this.statementStartedAt = Optional.of(statementStartedAt);
      return this;
    }

    /** When the open transaction was begun. */
    public Builder transactionStartedAt(Instant transactionStartedAt) {
      this.transactionStartedAt = Optional.of(transactionStartedAt);
      return this;
    }

    /** When the session was begun. */
    public Builder sessionStartedAt(Instant sessionStartedAt) {
      this.sessionStartedAt = Optional.of(sessionStartedAt);
      return this;
    }

    /** Since when it is in this state. */
    public Builder stateChangedAt(Instant stateChangedAt) {
      this.stateChangedAt = Optional.of(stateChangedAt);
      return this;
    }

    /** What it waits for, in the platform's word, such as {@code Lock:transactionid}. */
    public Builder waitKind(String waitKind) {
      this.waitKind = Optional.of(waitKind);
      return this;
    }

    /** On what it waits. */
    public Builder waitObject(String waitObject) {
      this.waitObject = Optional.of(waitObject);
      return this;
    }

    /** The ids of those it waits for, if the server tells. */
    public Builder blockedBy(List<String> blockedBy) {
      this.blockedBy = blockedBy;
      return this;
    }

    /** Whether it works for the server itself. */
    public Builder system(boolean system) {
      this.system = system;
      return this;
    }

    /** Whether it belongs to this engine. */
    public Builder own(boolean own) {
      this.own = own;
      return this;
    }

    /** The part that is done, 0 to 1, where the server tells. */
    public Builder progress(double progress) {
      this.progress = OptionalDouble.of(progress);
      return this;
    }

    /** What else its platform tells. */
    public Builder attributes(Map<String, String> attributes) {
      this.attributes = attributes;
      return this;
    }

    /** The finished record. */
    public ServerProcess build() {
      return new ServerProcess(
          id,
          state,
          user,
          database,
          clientHost,
          application,
          command,
          statement,
          statementStartedAt,
          transactionStartedAt,
          sessionStartedAt,
          stateChangedAt,
          waitKind,
          waitObject,
          blockedBy,
          system,
          own,
          progress,
          attributes);
    }
  }
}
