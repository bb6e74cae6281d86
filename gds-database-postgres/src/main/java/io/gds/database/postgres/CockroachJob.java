package io.gds.database.postgres;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A job of CockroachDB: a long piece of work that the cluster does by itself, whoever is connected.
 *
 * @param id its id
 * @param type what kind of work, in the server's words: BACKUP, RESTORE, SCHEMA CHANGE…
 * @param description the statement that began it, with secrets left out by the server; in lists it
 *     may be cut
 * @param userName who began it
 * @param status how it stands
 * @param runningStatus what it is at, where the server tells
 * @param createdAt when it was made
 * @param startedAt when it began to run
 * @param finishedAt when it ended
 * @param modifiedAt when its record was last changed
 * @param fractionCompleted how much is done, from 0 to 1, where the server tells
 * @param error what it failed of
 * @param coordinatorId the node that runs it
 * @see <a href="https://www.cockroachlabs.com/docs/stable/show-jobs">SHOW JOBS</a>
 */
public record CockroachJob(
    long id,
    String type,
    String description,
    Optional<String> userName,
    CockroachJobStatus status,
    Optional<String> runningStatus,
    Instant createdAt,
    Optional<Instant> startedAt,
    Optional<Instant> finishedAt,
    Optional<Instant> modifiedAt,
    OptionalDouble fractionCompleted,
    Optional<String> error,
    OptionalLong coordinatorId) {
  /** Checks that nothing is missing. */
  public CockroachJob {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(userName, "userName");
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(runningStatus, "runningStatus");
    Objects.requireNonNull(createdAt, "createdAt");
    Objects.requireNonNull(startedAt, "startedAt");
    Objects.requireNonNull(finishedAt, "finishedAt");
    Objects.requireNonNull(modifiedAt, "modifiedAt");
    Objects.requireNonNull(fractionCompleted, "fractionCompleted");
    Objects.requireNonNull(error, "error");
    Objects.requireNonNull(coordinatorId, "coordinatorId");
  }
}
