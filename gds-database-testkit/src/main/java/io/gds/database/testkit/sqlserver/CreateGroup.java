package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.wire.WireAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * CREATE AVAILABILITY GROUP.
 *
 * @see <a
 *     href="https://learn.microsoft.com/sql/t-sql/statements/create-availability-group-transact-sql">the
 *     vendor's page</a>
 */
final class CreateGroup implements ModelVerb {
  @Override
  public boolean begins(TsqlReader statement) {
    return statement.at("CREATE", "AVAILABILITY", "GROUP");
  }

  @Override
  public WireAnswer run(TsqlReader statement, ModelSession session) {
    String name = statement.demand("CREATE", "AVAILABILITY", "GROUP").name();
    if (!session.may("CREATE AVAILABILITY GROUP") && !session.may("ALTER ANY AVAILABILITY GROUP")) {
      throw new ModelError(15247, 16, "User does not have permission to perform this action.");
    }
    if (!"1".equals(session.property("IsHadrEnabled"))) {
      throw new ModelError(
          35221,
          16,
          "Could not process the operation. Always On Availability Groups replica manager is"
              + " disabled on this instance of SQL Server.");
    }
    session
        .server()
        .groups()
        .change(
            cluster -> {
              create(name, statement, session, cluster);
              return name;
            });
    return WireAnswer.done();
  }

  private static void create(
      String name, TsqlReader statement, ModelSession session, ModelCluster cluster) {
    ModelClusterType type =
        cluster.windows().isPresent() ? ModelClusterType.WSFC : ModelClusterType.NONE;
    if (cluster.group(name).isPresent()) {
      throw new ModelError(41042, 16, "The availability group '" + name + "' already exists.");
    }
    ModelGroup group = new ModelGroup(name, false, type);
    if (statement.take("WITH", "(")) {
      do {
        option(statement, group, session);
      } while (statement.take(","));
      statement.demand(")");
    }
    List<String> databases = new ArrayList<>();
    statement.demand("FOR");
    if (statement.take("DATABASE")) {
      do {
        databases.add(statement.name());
      } while (statement.take(","));
    }
    statement.demand("REPLICA", "ON");
    GroupOptions.readAll(statement, group);
    statement.end();
    ModelReplica here =
        group
            .replica(session.server().name())
            .orElseThrow(
                () ->
                    new ModelError(
                        35237,
                        16,
                        "None of the specified replicas for availability group "
                            + name
                            + " maps to the instance of SQL Server to which you are connected."));
    databases.forEach(database -> GroupDatabases.add(database, group, session));
    group.lead(here);
    cluster.add(group);
  }

  private static void option(TsqlReader statement, ModelGroup group, ModelSession session) {
    String option = statement.word().toUpperCase(Locale.ROOT);
    int major = session.server().release().major();
    switch (option) {
      case "CLUSTER_TYPE" -> {
        ModelClusterType type =
            ModelClusterType.valueOf(statement.demand("=").word().toUpperCase(Locale.ROOT));
        require(major >= SqlServerRelease.SQL_SERVER_2017.major(), option);
        group.type(type);
      }
      case "CONTAINED" -> {
        require(major >= SqlServerRelease.SQL_SERVER_2022.major(), option);
        group.settings().put("is_contained", true);
      }
      default -> throw new AssertionError("the model does not know the option " + option);
    }
  }

  private static void require(boolean known, String option) {
    if (!known) {
      throw new ModelError(102, 15, "Incorrect syntax near '" + option + "'.");
    }
  }
}
