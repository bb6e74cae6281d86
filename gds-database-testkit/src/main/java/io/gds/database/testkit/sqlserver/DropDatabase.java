package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.wire.WireAnswer;

/**
 * DROP DATABASE.
 *
 * @see <a href="https://learn.microsoft.com/sql/t-sql/statements/drop-database-transact-sql">the
 *     vendor's page</a>
 */
final class DropDatabase implements ModelVerb {
  @Override
  public boolean begins(TsqlReader statement) {
    return statement.at("DROP", "DATABASE");
  }

  @Override
  public WireAnswer run(TsqlReader statement, ModelSession session) {
    boolean ifExists = statement.demand("DROP", "DATABASE").take("IF", "EXISTS");
    String name = statement.name();
    statement.end();
    ModelDatabases databases = session.server().databases();
    boolean allowed = session.may("ALTER ANY DATABASE") || session.owns(name);
    if (databases.number(name).isEmpty() || !allowed) {
      if (ifExists && databases.number(name).isEmpty()) {
        return WireAnswer.done();
      }
      throw new ModelError(
          3701,
          11,
          "Cannot drop the database '"
              + name
              + "', because it does not exist or you do not have permission.");
    }
    if (databases.isSystem(name)) {
      throw new ModelError(
          3708, 16, "Cannot drop the database '" + name + "' because it is a system database.");
    }
    if (databases.text(name, "group_database_id").isPresent()) {
      throw new ModelError(
          3752, 16, "The database '" + name + "' is currently joined to an availability group.");
    }
    if (session.server().clones().snapshots(name) > 0) {
      throw new ModelError(
          3709,
          16,
          "Cannot drop the database while a database snapshot refers to it. Drop that database"
              + " first.");
    }
    session.server().sessions().demandUnused(name, session, 3702);
    databases.drop(name);
    return WireAnswer.done();
  }
}
