package io.gds.database.mssql;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One database on one replica, as the server that was asked knows it. What is empty is not known:
 * the primary knows all replicas, a secondary only itself.
 *
 * @param name its name
 * @param joined whether it has joined the group there; empty without quorum
 * @param failoverReady whether the cluster notes that it would survive a failover without loss;
 *     worth nothing of a node that was down when the primary was lost
 * @param synchronization how its data move
 * @param state the state of the database there, in the server's word
 * @param commitParticipant whether commits wait for it now
 * @param suspendedBecause why it is suspended, in the server's word; empty if it is not
 * @param lag how far it is behind, in whole seconds; on a primary, and while it is not connected,
 *     the server has none
 * @param sendQueueBytes how much of the log waits to be sent to it
 * @param sendRate how much was sent to it a second, in bytes
 * @param redoQueueBytes how much of the log it has not redone
 * @param redoRate how much it redoes a second, in bytes
 * @param lastCommit when the last transaction that it knows of was committed
 * @param lastReceived when it last received something
 * @param lastRedone when it last redid something
 * @param hardened the end of the log that is on its disk; a block, not a record
 * @param endOfLog the end of its log; a block, not a record
 * @param recoversTo to where it goes back when it follows again: what is behind it there is undone
 * @param estimatedDataLoss what would be lost by a failover to it: nothing if it is ready, else the
 *     time between the primary's last commit and its own; empty if either is not known
 * @param estimatedRecovery how long it would redo before it could be used; empty if the rate is not
 *     known
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-dynamic-management-views/sys-dm-hadr-database-replica-states-transact-sql">sys.dm_hadr_database_replica_states</a>
 */
public record MssqlReplicaDatabase(
    String name,
    Optional<Boolean> joined,
    boolean failoverReady,
    MssqlSynchronization synchronization,
    Optional<String> state,
    boolean commitParticipant,
    Optional<String> suspendedBecause,
    Optional<Duration> lag,
    OptionalLong sendQueueBytes,
    OptionalLong sendRate,
    OptionalLong redoQueueBytes,
    OptionalLong redoRate,
    Optional<Instant> lastCommit,
    Optional<Instant> lastReceived,
    Optional<Instant> lastRedone,
    Optional<MssqlLsn> hardened,
    Optional<MssqlLsn> endOfLog,
    Optional<MssqlLsn> recoversTo,
    Optional<Duration> estimatedDataLoss,
    Optional<Duration> estimatedRecovery) {
  /** What a server tells that has no place to go back to: the greatest of all numbers. */
  private static final MssqlLsn NOWHERE = MssqlLsn.parse("4294967295429496729500001");

  /** Reasons by which it stops following the primary it had, and gets nothing of its own. */
  private static final Set<String> HARMLESS =
      Set.of(
          "SUSPEND_FROM_USER", "SUSPEND_FROM_REDO", "SUSPEND_FROM_CAPTURE", "SUSPEND_FROM_APPLY");

  /** Checks that nothing is missing. */
  public MssqlReplicaDatabase {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(joined, "joined");
    Objects.requireNonNull(synchronization, "synchronization");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(suspendedBecause, "suspendedBecause");
    Objects.requireNonNull(lag, "lag");
    Objects.requireNonNull(sendQueueBytes, "sendQueueBytes");
    Objects.requireNonNull(sendRate, "sendRate");
    Objects.requireNonNull(redoQueueBytes, "redoQueueBytes");
    Objects.requireNonNull(redoRate, "redoRate");
    Objects.requireNonNull(lastCommit, "lastCommit");
    Objects.requireNonNull(lastReceived, "lastReceived");
    Objects.requireNonNull(lastRedone, "lastRedone");
    Objects.requireNonNull(hardened, "hardened");
    Objects.requireNonNull(endOfLog, "endOfLog");
    Objects.requireNonNull(recoversTo, "recoversTo");
    Objects.requireNonNull(estimatedDataLoss, "estimatedDataLoss");
    Objects.requireNonNull(estimatedRecovery, "estimatedRecovery");
  }

  /** Whether following again would undo something that only it has; empty if that is not known. */
  public Optional<Boolean> hasOwnChanges() {
    return hardened.isPresent() && recoversTo.filter(to -> to.compareTo(NOWHERE) < 0).isPresent()
        ? Optional.of(hardened.get().compareTo(recoversTo.get()) > 0)
        : Optional.empty();
  }

  /** The same for who would resume it: what is not known has to be accepted, where it can be. */
  boolean mayHaveOwnChanges() {
    return hasOwnChanges()
        .orElse(suspendedBecause.filter(why -> !HARMLESS.contains(why)).isPresent());
  }

  MssqlReplicaDatabase withLoss(Optional<Duration> loss) {
    return new MssqlReplicaDatabase(
        name,
        joined,
        failoverReady,
        synchronization,
        state,
        commitParticipant,
        suspendedBecause,
        lag,
        sendQueueBytes,
        sendRate,
        redoQueueBytes,
        redoRate,
        lastCommit,
        lastReceived,
        lastRedone,
        hardened,
        endOfLog,
        recoversTo,
        loss,
        estimatedRecovery);
  }
}
