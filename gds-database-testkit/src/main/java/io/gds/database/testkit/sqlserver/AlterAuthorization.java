package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.wire.WireAnswer;

/**
 * ALTER AUTHORIZATION of a database: another owner.
 *
 * @see <a
 *     href="https://learn.microsoft.com/sql/t-sql/statements/alter-authorization-transact-sql">the
 *     vendor's page</a>
 */
final class AlterAuthorization implements ModelVerb {
  @Override
  public boolean begins(TsqlReader statement) {
    return statement.at("ALTER", "AUTHORIZATION");
  }

  @Override
  public WireAnswer run(TsqlReader statement, ModelSession session) {
    String name = statement.demand("ALTER", "AUTHORIZATION", "ON", "DATABASE", ":", ":").name();
    String owner = statement.demand("TO").name();
    statement.end();
    ModelServer server = session.server();
    byte[] sid = server.logins().sid(owner);
    if (sid == null || server.databases().number(name).isEmpty()) {
      throw new ModelError(
          15151,
          16,
          "Cannot find the "
              + (sid == null ? "principal '" + owner : "database '" + name)
              + "', because it does not exist or you do not have permission.");
    }
    session.demand(
        "ALTER ANY DATABASE",
        15151,
        "Cannot find the database '"
            + name
            + "', because it does not"
            + " exist or you do not have permission.");
    server.databases().set(name, "owner_sid", sid);
    return WireAnswer.done();
  }
}
