package io.gds.database.postgres;

import io.gds.database.Availability;
import io.gds.database.Capability;
import io.gds.database.CapabilityStatus;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.ha.SupportsHighAvailability;
import io.gds.database.ha.SupportsSwitchover;
import io.gds.database.ha.SupportsTopologyChange;
import io.gds.database.lifecycle.SupportsLifecycle;

/** What stands against what is done with the server as a whole, and with its standbys. */
final class PostgresNodeRights {
  private final ConnectionInfo info;
  private final PostgresRights rights;

  PostgresNodeRights(ConnectionInfo info, PostgresRights rights) {
    this.info = info;
    this.rights = rights;
  }

  /** What stands against a capability as it is configured, and as this role is. */
  CapabilityStatus of(CapabilityStatus status) {
    if (!status.isAvailable()) {
      return status;
    }
    Class<? extends Capability> type = status.capability();
    if (type == SupportsHighAvailability.class && !rights.readStats()) {
      return PostgresRights.but(
          status,
          Availability.PERMISSION,
          "of standbys this role sees only that they are there, not their states and lags",
          "GRANT pg_read_all_stats TO this role.");
    }
    boolean patroni = info.properties().containsKey(PostgresPatroni.ADDRESSES.id());
    if (type == SupportsTopologyChange.class && patroni) {
      return PostgresRights.but(
          status,
          Availability.CONFIGURATION,
          "Patroni runs the cluster, and keeps its members and their modes itself",
          "Use patronictl edit-config for the modes, and Patroni's service for the members.");
    }
    if (type == SupportsTopologyChange.class && !rights.superuser()) {
      return PostgresRights.but(
          status,
          Availability.PERMISSION,
          "this role is no superuser, and needs single rights for each change",
          "ALTER ROLE … REPLICATION; from 15 on, GRANT ALTER SYSTEM ON PARAMETER"
              + " synchronous_standby_names, synchronous_commit.");
    }
    if (type == SupportsSwitchover.class
        && info.peers().isEmpty()
        && !(patroni && PostgresUrls.followsPrimary(info))) {
      return PostgresRights.but(
          status,
          Availability.CONFIGURATION,
          "no connection to another node is configured",
          "Give connections to the other nodes as peers, each under the name the topology uses.");
    }
    if (type == SupportsLifecycle.class
        && !patroni
        && PostgresServer.PLACE.stream()
            .noneMatch(key -> info.properties().containsKey(key.id()))) {
      return PostgresRights.but(
          status,
          Availability.CONFIGURATION,
          "neither the server's data directory nor a command is configured",
          "Set "
              + PostgresServer.DATA_DIRECTORY.id()
              + " on the connection if it lies on this machine, or the commands of the service"
              + " manager; or give them with each operation.");
    }
    return status;
  }
}
