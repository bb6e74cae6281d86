package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.sqlserver.ModelReplica.Role;
import io.gds.database.testkit.wire.WireAnswer;

/**
 * DROP AVAILABILITY GROUP: by a Windows cluster's primary everywhere, else on this server.
 *
 * @see <a
 *     href="https://learn.microsoft.com/sql/t-sql/statements/drop-availability-group-transact-sql">the
 *     vendor's page</a>
 */
final class DropGroup implements ModelVerb {
  @Override
  public boolean begins(TsqlReader statement) {
    return statement.at("DROP", "AVAILABILITY", "GROUP");
  }

  @Override
  public WireAnswer run(TsqlReader statement, ModelSession session) {
    String name = statement.demand("DROP", "AVAILABILITY", "GROUP").name();
    statement.end();
    session
        .server()
        .groups()
        .change(
            cluster -> {
              ModelGroup group = AlterGroup.demand(name, session, cluster, "drop");
              ModelReplica here = group.demand(session.server().name());
              if (here.is(Role.PRIMARY) && group.type() == ModelClusterType.WSFC) {
                cluster.remove(group);
              } else {
                here.joined(false);
              }
              return group;
            });
    return WireAnswer.done();
  }
}
