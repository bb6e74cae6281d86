package io.gds.database.mssql;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A replica of an availability group: how it is set up, which every replica knows, and how it is
 * doing, which the primary knows of all and a secondary of itself. Of a distributed group, each
 * replica is a group.
 *
 * @param name the server's name, with its instance; the key of the peer connection to it
 * @param id the server's number for it
 * @param endpointUrl where the others reach it; empty without a connection to the cluster
 * @param availabilityMode when commits wait for it
 * @param failoverMode who makes it primary
 * @param seedingMode how databases get there: AUTOMATIC or MANUAL
 * @param sessionTimeout after how long without a word it counts as disconnected
 * @param backupPriority from 0, never, to 100
 * @param primaryConnections who may connect while it is primary: ALL or READ_WRITE
 * @param secondaryConnections who may connect while it is secondary: NO, READ_ONLY or ALL
 * @param readOnlyRoutingUrl where readers are sent to
 * @param readOnlyRouting to which replicas it sends readers while it is primary, in order
 * @param local whether it is on the server that was asked
 * @param role what it is now
 * @param operationalState in the server's word; empty if it is not local
 * @param connected whether it and the primary are connected; empty if that is not told
 * @param synchronizationHealth HEALTHY, PARTIALLY_HEALTHY or NOT_HEALTHY; empty if not told
 * @param joinState whether it has joined the group, in the server's word
 * @param lastConnectError why it could last not be connected to
 * @param databases its databases
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-catalog-views/sys-availability-replicas-transact-sql">sys.availability_replicas</a>
 */
public record MssqlReplica(
    String name,
    UUID id,
    Optional<String> endpointUrl,
    MssqlAvailabilityMode availabilityMode,
    MssqlFailoverMode failoverMode,
    String seedingMode,
    Optional<Duration> sessionTimeout,
    int backupPriority,
    String primaryConnections,
    String secondaryConnections,
    Optional<String> readOnlyRoutingUrl,
    List<String> readOnlyRouting,
    boolean local,
    MssqlReplicaRole role,
    Optional<String> operationalState,
    Optional<Boolean> connected,
    Optional<String> synchronizationHealth,
    Optional<String> joinState,
    Optional<ConnectError> lastConnectError,
    List<MssqlReplicaDatabase> databases) {
  /** Checks that nothing is missing, and takes copies. */
  public MssqlReplica {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(endpointUrl, "endpointUrl");
    Objects.requireNonNull(availabilityMode, "availabilityMode");
    Objects.requireNonNull(failoverMode, "failoverMode");
    Objects.requireNonNull(seedingMode, "seedingMode");
    Objects.requireNonNull(sessionTimeout, "sessionTimeout");
    Objects.requireNonNull(primaryConnections, "primaryConnections");
    Objects.requireNonNull(secondaryConnections, "secondaryConnections");
    Objects.requireNonNull(readOnlyRoutingUrl, "readOnlyRoutingUrl");
    readOnlyRouting = List.copyOf(readOnlyRouting);
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(operationalState, "operationalState");
    Objects.requireNonNull(connected, "connected");
    Objects.requireNonNull(synchronizationHealth, "synchronizationHealth");
    Objects.requireNonNull(joinState, "joinState");
    Objects.requireNonNull(lastConnectError, "lastConnectError");
    databases = List.copyOf(databases);
  }

  /**
   * Why a replica could not be connected to.
   *
   * @param number the server's number
   * @param description its text
   * @param at when that was
   */
  public record ConnectError(int number, String description, Optional<Instant> at) {
    /** Checks that nothing is missing. */
    public ConnectError {
      Objects.requireNonNull(description, "description");
      Objects.requireNonNull(at, "at");
    }
  }

  /** Its copy of a database. */
  public Optional<MssqlReplicaDatabase> database(String database) {
    return databases.stream().filter(each -> each.name().equals(database)).findFirst();
  }

  /** Whether it holds data. */
  boolean hasData() {
    return availabilityMode != MssqlAvailabilityMode.CONFIGURATION_ONLY;
  }

  boolean isPrimary() {
    return role == MssqlReplicaRole.PRIMARY;
  }

  MssqlReplica withRouting(List<String> names) {
    return with(names, databases);
  }

  MssqlReplica with(List<MssqlReplicaDatabase> copies) {
    return with(readOnlyRouting, copies);
  }

  private MssqlReplica with(List<String> names, List<MssqlReplicaDatabase> copies) {
    return new MssqlReplica(
        name,
        id,
        endpointUrl,
        availabilityMode,
        failoverMode,
        seedingMode,
        sessionTimeout,
        backupPriority,
        primaryConnections,
        secondaryConnections,
        readOnlyRoutingUrl,
        names,
        local,
        role,
        operationalState,
        connected,
        synchronizationHealth,
        joinState,
        lastConnectError,
        copies);
  }
}
