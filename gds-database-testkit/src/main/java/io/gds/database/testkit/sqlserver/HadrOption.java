package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.sqlserver.ModelReplica.Role;
import io.gds.database.testkit.sqlserver.ModelReplicaDatabase.Suspension;
import java.util.Optional;

/**
 * ALTER DATABASE … SET HADR.
 *
 * @see <a
 *     href="https://learn.microsoft.com/sql/t-sql/statements/alter-database-transact-sql-set-hadr">the
 *     vendor's page</a>
 */
final class HadrOption {
  private HadrOption() {}

  /** Reads what is to be done with this database, and does it. */
  static void set(String database, TsqlReader statement, ModelSession session) {
    session
        .server()
        .groups()
        .change(
            cluster -> {
              set(database, statement, session, cluster);
              return database;
            });
  }

  private static void set(
      String database, TsqlReader statement, ModelSession session, ModelCluster cluster) {
    String server = session.server().name();
    if (statement.take("AVAILABILITY", "GROUP", "=")) {
      String name = statement.name();
      join(database, AlterGroup.demand(name, session, cluster, "alter"), server);
      return;
    }
    Optional<ModelGroup> group =
        cluster.groups().stream()
            .filter(
                each ->
                    each.replica(server)
                        .flatMap(replica -> replica.database(database))
                        .filter(ModelReplicaDatabase::joined)
                        .isPresent())
            .findFirst();
    if (group.isEmpty()) {
      throw new ModelError(
          35242,
          16,
          "Cannot complete this ALTER DATABASE <database-name> SET HADR operation on database '"
              + database
              + "'. The database is not joined to an availability group.");
    }
    ModelReplica here = group.get().demand(server);
    switch (statement.one("OFF", "SUSPEND", "RESUME")) {
      case "OFF" -> {
        demandSecondary(database, group.get(), here);
        here.demand(database).joined(false);
      }
      case "SUSPEND" -> suspend(database, group.get(), here);
      default -> {
        resume(database, group.get(), here);
        resumeDistributed(database, server, cluster);
      }
    }
    group.get().flow();
  }

  /** What a distributed group moves to the primary of one of its groups goes on too. */
  private static void resumeDistributed(String database, String server, ModelCluster cluster) {
    cluster.groups().stream()
        .filter(ModelGroup::isDistributed)
        .forEach(
            group ->
                cluster
                    .local(group, server)
                    .ifPresent(
                        side -> {
                          resume(database, group, side);
                          group.flow();
                        }));
  }

  private static void demandSecondary(String database, ModelGroup group, ModelReplica here) {
    if (here.is(Role.PRIMARY)) {
      throw new ModelError(
          35240,
          16,
          "Database '"
              + database
              + "' cannot be joined to or unjoined from availability group '"
              + group.name()
              + "'. This operation is not supported on the primary replica.");
    }
  }

  private static void join(String database, ModelGroup group, String server) {
    ModelReplica here = group.demand(server);
    demandSecondary(database, group, here);
    if (!group.isConnected(here)) {
      throw new ModelError(
          35250,
          16,
          "The connection to the primary replica is not active.  The command cannot be"
              + " processed.");
    }
    if (here.database(database).isEmpty()) {
      throw new ModelError(
          41132, 16, "Cannot join database '" + database + "' to '" + group.name() + "'.");
    }
    here.demand(database).joined(true);
    group.flow();
  }

  /** On the primary for all, elsewhere for the copy there. */
  private static void suspend(String database, ModelGroup group, ModelReplica here) {
    for (ModelReplica replica : group.replicas().values()) {
      if (replica == here || here.is(Role.PRIMARY)) {
        replica.database(database).ifPresent(copy -> copy.suspend(Suspension.SUSPEND_FROM_USER));
      }
    }
  }

  private static void resume(String database, ModelGroup group, ModelReplica here) {
    for (ModelReplica replica : group.replicas().values()) {
      if (replica == here || here.is(Role.PRIMARY)) {
        replica
            .database(database)
            .ifPresent(
                copy -> {
                  copy.resume();
                  copy.undoing(Optional.empty());
                });
      }
    }
  }
}
