package io.gds.database.ha;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How one database of one node is, where databases are replicated one by one.
 *
 * @param database its name
 * @param state how it is
 * @param failoverReady whether it would survive a take-over without loss
 * @param lag how far it is behind the primary; empty if that is not known
 * @param sendQueueBytes how much waits to be sent to it
 * @param redoQueueBytes how much it has received and not yet applied
 * @param estimatedDataLoss what would be lost if it took over now
 * @param estimatedRecovery how long it would need before it could be used
 * @param suspendedBecause why it is suspended; empty if it is not
 */
public record HaDatabase(
    String database,
    HaState state,
    boolean failoverReady,
    Optional<Duration> lag,
    OptionalLong sendQueueBytes,
    OptionalLong redoQueueBytes,
    Optional<Duration> estimatedDataLoss,
    Optional<Duration> estimatedRecovery,
    Optional<String> suspendedBecause) {
  /** Checks that nothing is missing. */
  public HaDatabase {
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(lag, "lag");
    Objects.requireNonNull(sendQueueBytes, "sendQueueBytes");
    Objects.requireNonNull(redoQueueBytes, "redoQueueBytes");
    Objects.requireNonNull(estimatedDataLoss, "estimatedDataLoss");
    Objects.requireNonNull(estimatedRecovery, "estimatedRecovery");
    Objects.requireNonNull(suspendedBecause, "suspendedBecause");
  }
}
