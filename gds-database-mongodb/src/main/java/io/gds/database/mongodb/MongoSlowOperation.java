package io.gds.database.mongodb;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An operation that the profiler has kept.
 *
 * @param endedAt when it ended
 * @param operation what it was: {@code query}, {@code insert}, {@code command}, …
 * @param namespace database and collection
 * @param duration how long it took
 * @param command the command with its values, in relaxed extended JSON; what goes by the name of a
 *     secret is hidden, and the rest is as it was sent
 * @param user by whom
 * @param application what the client calls itself
 * @param client from where
 * @param plan how it was done, such as {@code COLLSCAN} or {@code IXSCAN { a: 1 }}
 * @param keysExamined how many keys of indexes were looked at
 * @param documentsExamined how many documents were looked at
 * @param documentsReturned how many were returned
 * @param queryHash what commands of the same shape have in common
 * @param error why it failed, if it did
 */
public record MongoSlowOperation(
    Instant endedAt,
    String operation,
    String namespace,
    Duration duration,
    String command,
    Optional<String> user,
    Optional<String> application,
    Optional<String> client,
    Optional<String> plan,
    OptionalLong keysExamined,
    OptionalLong documentsExamined,
    OptionalLong documentsReturned,
    Optional<String> queryHash,
    Optional<String> error) {
  /** Checks that nothing is missing. */
  public MongoSlowOperation {
    Objects.requireNonNull(endedAt, "endedAt");
    Objects.requireNonNull(operation, "operation");
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(duration, "duration");
    Objects.requireNonNull(command, "command");
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(application, "application");
    Objects.requireNonNull(client, "client");
    Objects.requireNonNull(plan, "plan");
    Objects.requireNonNull(keysExamined, "keysExamined");
    Objects.requireNonNull(documentsExamined, "documentsExamined");
    Objects.requireNonNull(documentsReturned, "documentsReturned");
    Objects.requireNonNull(queryHash, "queryHash");
    Objects.requireNonNull(error, "error");
  }

  /** What it was and how long it took, without the command, which may hold what is private. */
  @Override
  public String toString() {
    return operation + " on " + namespace + ", " + duration;
  }
}
