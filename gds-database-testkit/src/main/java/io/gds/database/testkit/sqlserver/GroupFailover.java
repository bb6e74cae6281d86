package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.sqlserver.ModelReplica.Role;

/** A replica takes over, or is told why it cannot. */
final class GroupFailover {
  private GroupFailover() {}

  /** Without loss. */
  static void planned(ModelGroup group, ModelReplica here) {
    String refused = "Cannot failover an availability replica for availability group '";
    demandNotPrimary(group, here);
    if (group.isDistributed()) {
      throw new ModelError(
          19504,
          16,
          "Cannot failover a distributed availability replica for availability group '"
              + group.name()
              + "'. Only force failover is supported in this version of SQL Server.");
    }
    if (group.type() == ModelClusterType.NONE) {
      throw new ModelError(
          47122,
          16,
          refused
              + group.name()
              + "' since it has CLUSTER_TYPE = NONE. Only force failover is supported in this"
              + " version of SQL Server.");
    }
    demandNotExternal(group);
    if (!here.isSynchronous() || !group.isReady(here)) {
      throw new ModelError(
          41142,
          16,
          "The availability replica for availability group '"
              + group.name()
              + "' on this instance of SQL Server cannot become the primary replica. One or more"
              + " databases are not synchronized or have not joined the availability group.");
    }
    group.switchTo(here);
  }

  /** Whatever is lost. */
  static void forced(ModelGroup group, ModelReplica here, ModelCluster cluster) {
    demandNotPrimary(group, here);
    demandNotExternal(group);
    if (cluster.windows().isPresent() && cluster.quorum().equals("UNKNOWN_QUORUM_STATE")) {
      throw new ModelError(
          41131, 16, "Failed to bring availability group '" + group.name() + "' online.");
    }
    if (group.type() == ModelClusterType.WSFC
        && !group.isDistributed()
        && group.isReady(here)
        && group.primary().filter(ModelReplica::reachable).isPresent()) {
      group.switchTo(here);
    } else {
      group.force(here);
    }
  }

  private static void demandNotPrimary(ModelGroup group, ModelReplica here) {
    if (here.is(Role.PRIMARY)) {
      throw new ModelError(
          41122,
          16,
          "Cannot failover availability group '"
              + group.name()
              + "' to this instance of SQL Server.  The local availability replica is already the"
              + " primary replica of the availability group.");
    }
  }

  private static void demandNotExternal(ModelGroup group) {
    if (group.type() == ModelClusterType.EXTERNAL) {
      throw new ModelError(
          47104,
          16,
          "This operation cannot be performed on the availability group '"
              + group.name()
              + "' because it has EXTERNAL cluster type.  Use the cluster management tools.");
    }
  }
}
