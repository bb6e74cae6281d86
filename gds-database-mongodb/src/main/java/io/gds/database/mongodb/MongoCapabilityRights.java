package io.gds.database.mongodb;

import io.gds.database.Availability;
import io.gds.database.Capability;
import io.gds.database.CapabilityStatus;
import io.gds.database.SupportsDefinition;
import io.gds.database.access.SupportsUsers;
import io.gds.database.backup.BackupType;
import io.gds.database.cloning.SupportsClone;
import io.gds.database.ha.SupportsHighAvailability;
import io.gds.database.ha.SupportsSwitchover;
import io.gds.database.ha.SupportsTopologyChange;
import io.gds.database.lifecycle.SupportsLifecycle;
import io.gds.database.observe.SupportsLogs;
import io.gds.database.observe.SupportsMetrics;
import io.gds.database.settings.SupportsConfiguration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What this user lacks for a capability. */
final class MongoCapabilityRights {
  /** What a capability needs on the server as a whole; one not named needs nothing. */
  private static final Map<Class<? extends Capability>, List<MongoAction>> ON_CLUSTER =
      Map.of(
          SupportsConfiguration.class,
          List.of(MongoAction.GET_PARAMETER),
          SupportsHighAvailability.class,
          List.of(MongoAction.SET_STATUS, MongoAction.SET_CONFIG),
          SupportsLifecycle.class,
          List.of(MongoAction.SHUT_DOWN),
          SupportsLogs.class,
          List.of(MongoAction.GET_LOG),
          SupportsMetrics.class,
          List.of(MongoAction.SERVER_STATUS),
          SupportsSwitchover.class,
          List.of(MongoAction.SET_STATE_CHANGE),
          SupportsTopologyChange.class,
          List.of(MongoAction.SET_CONFIGURE),
          SupportsUsers.class,
          List.of(MongoAction.VIEW_USER));

  /** What a capability needs on a database. */
  private static final Map<Class<? extends Capability>, List<MongoAction>> ON_DATABASE =
      Map.of(
          SupportsDefinition.class,
          List.of(MongoAction.CREATE_COLLECTION, MongoAction.DROP_DATABASE),
          SupportsClone.class,
          List.of(MongoAction.LIST_COLLECTIONS, MongoAction.LIST_INDEXES, MongoAction.FIND));

  private MongoCapabilityRights() {}

  /** What stands against a capability of the server. */
  static CapabilityStatus ofEngine(MongoRights rights, CapabilityStatus status) {
    return needed(status).stream()
        .filter(action -> !rights.onCluster(action))
        .findFirst()
        .map(missing -> lacking(status, missing))
        .orElse(status);
  }

  /** What locks a server needs more than what only reads it. */
  private static List<MongoAction> needed(CapabilityStatus status) {
    return status.feature().filter(BackupType.SNAPSHOT::equals).isPresent()
        ? List.of(MongoAction.FSYNC, MongoAction.UNLOCK)
        : ON_CLUSTER.getOrDefault(status.capability(), List.of());
  }

  /** What stands against a capability of a database, or one that it hands out. */
  static CapabilityStatus ofDatabase(MongoRights rights, String name, CapabilityStatus status) {
    Optional<MongoAction> missing =
        ON_DATABASE.getOrDefault(status.capability(), List.of()).stream()
            .filter(action -> !rights.onDatabase(action, name))
            .findFirst();
    return missing.map(action -> lacking(status, action)).orElseGet(() -> ofEngine(rights, status));
  }

  private static CapabilityStatus lacking(CapabilityStatus status, MongoAction action) {
    return new CapabilityStatus(
        status.capability(),
        status.feature(),
        Availability.PERMISSION,
        "this user has not " + action.right(),
        action.remedy());
  }
}
