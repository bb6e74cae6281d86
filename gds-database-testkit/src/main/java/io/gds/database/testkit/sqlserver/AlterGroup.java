package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.sqlserver.ModelReplica.Role;
import io.gds.database.testkit.wire.WireAnswer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * ALTER AVAILABILITY GROUP: who leads, who belongs to it, and how it is set up.
 *
 * @see <a
 *     href="https://learn.microsoft.com/sql/t-sql/statements/alter-availability-group-transact-sql">the
 *     vendor's page</a>
 */
final class AlterGroup implements ModelVerb {
  private static final List<String> PREFERENCES =
      List.of("PRIMARY", "SECONDARY_ONLY", "SECONDARY", "NONE");

  @Override
  public boolean begins(TsqlReader statement) {
    return statement.at("ALTER", "AVAILABILITY", "GROUP");
  }

  @Override
  public WireAnswer run(TsqlReader statement, ModelSession session) {
    String name = statement.demand("ALTER", "AVAILABILITY", "GROUP").name();
    session
        .server()
        .groups()
        .change(
            cluster -> {
              alter(demand(name, session, cluster, "alter"), statement, session, cluster);
              return name;
            });
    return WireAnswer.done();
  }

  /** The group, if it is here or is to be joined, and the login may do something to it. */
  static ModelGroup demand(String name, ModelSession session, ModelCluster cluster, String what) {
    Optional<ModelGroup> group = cluster.group(name);
    if (group.isEmpty() || !session.may("ALTER ANY AVAILABILITY GROUP")) {
      throw new ModelError(
          15151,
          16,
          "Cannot "
              + what
              + " the availability group '"
              + name
              + "', because it does not exist or you do not have permission.");
    }
    return group.get();
  }

  private static void alter(
      ModelGroup group, TsqlReader statement, ModelSession session, ModelCluster cluster) {
    if (statement.take("JOIN")) {
      join(group, statement, session);
      statement.end();
      return;
    }
    ModelReplica here =
        cluster
            .local(group, session.server().name())
            .filter(ModelReplica::joined)
            .orElseThrow(
                () ->
                    new ModelError(
                        41100,
                        16,
                        "The availability group '"
                            + group.name()
                            + "' and/or its local availability replica does not exist."));
    if (statement.take("FAILOVER")) {
      GroupFailover.planned(group, here);
    } else if (statement.take("FORCE_FAILOVER_ALLOW_DATA_LOSS")) {
      GroupFailover.forced(group, here, cluster);
    } else if (statement.take("GRANT", "CREATE", "ANY", "DATABASE")) {
      here.mayCreate(true);
      group.seed();
    } else if (statement.take("SET")) {
      set(group, here, statement, session);
    } else {
      // Each side of a distributed group is set up by itself.
      if (!group.isDistributed() || !statement.at("MODIFY")) {
        demandPrimary(group, here);
      }
      change(group, here, statement, session);
    }
    statement.end();
  }

  private static void demandPrimary(ModelGroup group, ModelReplica here) {
    if (!here.is(Role.PRIMARY)) {
      throw new ModelError(
          41140,
          16,
          "Availability group '"
              + group.name()
              + "' cannot process the ALTER AVAILABILITY GROUP command, because the local"
              + " availability replica is not the primary replica.");
    }
  }

  private static void join(ModelGroup group, TsqlReader statement, ModelSession session) {
    ModelClusterType type = ModelClusterType.WSFC;
    if (statement.take("WITH", "(", "CLUSTER_TYPE", "=")) {
      type = ModelClusterType.valueOf(statement.word().toUpperCase(Locale.ROOT));
      statement.demand(")");
    }
    ModelReplica here =
        group.replica(session.server().name()).filter(replica -> !replica.joined()).orElse(null);
    if (here == null || type != group.type() || group.primary().isEmpty()) {
      throw new ModelError(
          41158,
          16,
          "Failed to join local availability replica to availability group '"
              + group.name()
              + "'.");
    }
    here.joined(true);
    here.role(Role.SECONDARY);
    group.seed();
  }

  private static void change(
      ModelGroup group, ModelReplica here, TsqlReader statement, ModelSession session) {
    switch (statement.one("ADD", "REMOVE", "MODIFY")) {
      case "ADD" -> {
        if (statement.take("DATABASE")) {
          GroupDatabases.add(statement.name(), group, session);
        } else {
          statement.demand("REPLICA", "ON");
          GroupOptions.readAll(statement, group);
        }
      }
      case "REMOVE" -> {
        if (statement.take("DATABASE")) {
          removeDatabase(group, statement.name());
        } else {
          removeReplica(group, here, statement.demand("REPLICA", "ON").text());
        }
      }
      default -> modify(group, statement);
    }
  }

  private static void removeDatabase(ModelGroup group, String database) {
    if (!group.databases().containsKey(database)) {
      throw new ModelError(
          35281,
          16,
          "Database '"
              + database
              + "' cannot be removed from availability group '"
              + group.name()
              + "'.  The database is not joined to the specified availability group.");
    }
    group.removeDatabase(database);
  }

  private static void removeReplica(ModelGroup group, ModelReplica here, String name) {
    String refused =
        "Availability replica '"
            + name
            + "' cannot be removed from availability group '"
            + group.name()
            + "'";
    if (group.replica(name).isEmpty()) {
      throw new ModelError(
          35283, 16, refused + ".  The availability group does not contain such a replica.");
    }
    if (here.name().equals(name)) {
      throw new ModelError(
          35284, 16, refused + ", because this replica is on the local instance of SQL Server.");
    }
    group.replicas().remove(name);
    group.flow();
  }

  private static void modify(ModelGroup group, TsqlReader statement) {
    if (group.isDistributed()) {
      statement.demand("AVAILABILITY", "GROUP", "ON");
    } else {
      statement.demand("REPLICA", "ON");
    }
    do {
      String name = statement.text();
      ModelReplica replica =
          group
              .replica(name)
              .orElseThrow(
                  () ->
                      new ModelError(
                          41167,
                          16,
                          "An error occurred while attempting to access availability replica '"
                              + name
                              + "' in availability group '"
                              + group.name()
                              + "'.  The availability replica is not found."));
      GroupOptions.read(statement, replica);
    } while (statement.take(","));
    group.flow();
  }

  private static void set(
      ModelGroup group, ModelReplica here, TsqlReader statement, ModelSession session) {
    statement.demand("(");
    String option = statement.word().toUpperCase(Locale.ROOT);
    statement.demand("=");
    if (option.equals("ROLE")) {
      statement.demand("SECONDARY");
      demandPrimary(group, here);
      if (group.type() == ModelClusterType.WSFC && !group.isDistributed()) {
        throw new AssertionError("a Windows cluster's primary is not demoted");
      }
      group.demote(here);
    } else if (option.equals("REQUIRED_SYNCHRONIZED_SECONDARIES_TO_COMMIT")) {
      if (!group.isDistributed()) {
        demandPrimary(group, here);
      }
      required(group, here, Math.toIntExact(statement.number()), session);
    } else {
      demandPrimary(group, here);
      switch (option) {
        case "AUTOMATED_BACKUP_PREFERENCE" -> {
          String preference = statement.one(PREFERENCES.toArray(String[]::new));
          group.settings().put("automated_backup_preference", PREFERENCES.indexOf(preference));
          group.settings().put("automated_backup_preference_desc", preference);
        }
        case "FAILURE_CONDITION_LEVEL", "HEALTH_CHECK_TIMEOUT" ->
            group
                .settings()
                .put(option.toLowerCase(Locale.ROOT), Math.toIntExact(statement.number()));
        default -> throw new AssertionError("the model does not know the option " + option);
      }
    }
    statement.demand(")");
  }

  private static void required(
      ModelGroup group, ModelReplica here, int wanted, ModelSession session) {
    SqlServerRelease first =
        group.isDistributed() ? SqlServerRelease.SQL_SERVER_2022 : SqlServerRelease.SQL_SERVER_2017;
    if (session.server().release().major() < first.major()) {
      throw new AssertionError("this release does not know how many secondaries are required");
    }
    long there =
        group.replicas().values().stream()
            .filter(replica -> replica != here && replica.isSynchronous())
            .count();
    if (wanted > there) {
      throw new ModelError(
          35248,
          16,
          "The operation is not allowed by the current availability-group configuration.  The"
              + " required_synchronized_secondaries_to_commit "
              + wanted
              + " is greater than the "
              + there
              + " possible secondary synchronous-commit availability replicas.");
    }
    group.settings().put("required_synchronized_secondaries_to_commit", wanted);
  }
}
