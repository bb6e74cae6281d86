package io.gds.database.mssql;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * An availability group, as the server that was asked knows it.
 *
 * @param name its name
 * @param id the server's number for it
 * @param clusterType who watches over it
 * @param distributed whether its replicas are groups themselves
 * @param contained whether it has system databases of its own
 * @param basic whether it is limited to one database and two replicas, as in Standard edition
 * @param backupPreference where backups are to be made: PRIMARY, SECONDARY_ONLY, SECONDARY or NONE
 * @param failureConditionLevel from 1 to 5, what makes the cluster fail over by itself
 * @param healthCheckTimeout how long the server may need to say how it is
 * @param databaseFailover whether a database that is not online makes it fail over
 * @param distributedTransactions whether they are supported
 * @param requiredSynchronizedSecondaries without how many of them the primary commits nothing
 * @param sequenceNumber how often its configuration was changed; empty before 2017
 * @param primary who is primary; empty if there is none, or it is not told
 * @param synchronizationHealth HEALTHY, PARTIALLY_HEALTHY or NOT_HEALTHY; told by the primary only
 * @param databases the names of its databases
 * @param replicas its replicas
 * @param listeners what clients connect to
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-catalog-views/sys-availability-groups-transact-sql">sys.availability_groups</a>
 */
public record MssqlAvailabilityGroup(
    String name,
    UUID id,
    MssqlClusterType clusterType,
    boolean distributed,
    boolean contained,
    boolean basic,
    String backupPreference,
    OptionalInt failureConditionLevel,
    Optional<Duration> healthCheckTimeout,
    boolean databaseFailover,
    boolean distributedTransactions,
    int requiredSynchronizedSecondaries,
    OptionalLong sequenceNumber,
    Optional<String> primary,
    Optional<String> synchronizationHealth,
    List<String> databases,
    List<MssqlReplica> replicas,
    List<MssqlListener> listeners) {
  /** Checks that nothing is missing, and takes copies. */
  public MssqlAvailabilityGroup {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(clusterType, "clusterType");
    Objects.requireNonNull(backupPreference, "backupPreference");
    Objects.requireNonNull(failureConditionLevel, "failureConditionLevel");
    Objects.requireNonNull(healthCheckTimeout, "healthCheckTimeout");
    Objects.requireNonNull(sequenceNumber, "sequenceNumber");
    Objects.requireNonNull(primary, "primary");
    Objects.requireNonNull(synchronizationHealth, "synchronizationHealth");
    databases = List.copyOf(databases);
    replicas = List.copyOf(replicas);
    listeners = List.copyOf(listeners);
  }

  /** The replica of this name. */
  public Optional<MssqlReplica> replica(String name) {
    return replicas.stream().filter(replica -> replica.name().equals(name)).findFirst();
  }

  /** The replica on the server that was asked. */
  public Optional<MssqlReplica> local() {
    return replicas.stream().filter(MssqlReplica::local).findFirst();
  }

  MssqlAvailabilityGroup with(List<String> names, List<MssqlReplica> members) {
    return with(names, members, listeners);
  }

  MssqlAvailabilityGroup withListeners(List<MssqlReplica> members, List<MssqlListener> there) {
    return with(databases, members, there);
  }

  private MssqlAvailabilityGroup with(
      List<String> names, List<MssqlReplica> members, List<MssqlListener> there) {
    return new MssqlAvailabilityGroup(
        name,
        id,
        clusterType,
        distributed,
        contained,
        basic,
        backupPreference,
        failureConditionLevel,
        healthCheckTimeout,
        databaseFailover,
        distributedTransactions,
        requiredSynchronizedSecondaries,
        sequenceNumber,
        primary,
        synchronizationHealth,
        names,
        members,
        there);
  }
}
