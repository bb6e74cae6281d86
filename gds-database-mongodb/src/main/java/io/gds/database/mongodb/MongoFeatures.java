package io.gds.database.mongodb;

import io.gds.database.Availability;
import io.gds.database.Capability;
import io.gds.database.CapabilityStatus;
import io.gds.database.ha.SupportsSwitchover;
import io.gds.database.ha.SupportsTopologyChange;
import java.util.Optional;
import java.util.Set;

/** What a capability needs of the server itself: its topology and its version. */
final class MongoFeatures {
  /** What only replica sets have. */
  private static final Set<Class<? extends Capability>> OF_SETS = Set.of(SupportsSwitchover.class);

  /** What routers cannot do for the shards behind them. */
  private static final Set<Class<? extends Capability>> NOT_BY_ROUTERS =
      Set.of(SupportsSwitchover.class, SupportsTopologyChange.class);

  private MongoFeatures() {}

  /**
   * Whether the server has what a capability needs.
   *
   * @param product what the server is; empty while it was not asked, when all is taken to be there
   */
  static CapabilityStatus of(Class<? extends Capability> type, Optional<MongoProduct> product) {
    if (product.filter(MongoProduct::isRouter).isPresent() && NOT_BY_ROUTERS.contains(type)) {
      return CapabilityStatus.absent(
          type,
          Availability.CONFIGURATION,
          "each shard is a replica set of its own, which a router cannot change",
          "Open the shard's replica set; haStatus() of the cluster names them.");
    }
    boolean alone =
        product.filter(known -> known.topology() == MongoTopology.STANDALONE).isPresent();
    if (alone && OF_SETS.contains(type)) {
      return CapabilityStatus.absent(
          type,
          Availability.CONFIGURATION,
          "the server is no member of a replica set",
          "Start it with replication.replSetName, and create the set.");
    }
    return CapabilityStatus.available(type);
  }
}
