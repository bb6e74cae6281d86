package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireAnswer;
import java.util.Optional;

/**
 * CREATE DATABASE.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/create-database">CREATE
 *     DATABASE</a>
 */
final class CreateDatabase implements SnowflakeVerb {
  @Override
  public boolean begins(SnowflakeReader statement) {
    return statement.take("CREATE")
        && (statement.take("OR", "REPLACE") || !statement.at("OR"))
        && (statement.at("TRANSIENT", "DATABASE") || statement.at("DATABASE"))
        && !statement.at("DATABASE", "ROLE")
        && !statement.has("AS", "REPLICA", "OF")
        && !statement.has("FROM", "BACKUP", "SET")
        && !statement.has("FROM", "SHARE");
  }

  @Override
  public WireAnswer run(SnowflakeReader statement, ModelSession session) {
    statement.demand("CREATE");
    boolean replace = statement.take("OR", "REPLACE");
    boolean brief = statement.take("TRANSIENT");
    statement.demand("DATABASE");
    boolean ifNotExists = statement.take("IF", "NOT", "EXISTS");
    String name = statement.name();
    session.demand("CREATE DATABASE");
    ModelDatabases databases = session.account().databases();
    Optional<ModelDatabase> old = databases.find(name);
    if (old.isPresent() && ifNotExists) {
      statement.rest();
      return SnowflakeVerb.done(name + " already exists, statement succeeded.");
    }
    if (!replace) {
      databases.demandFree(ModelName.of(name));
    }
    old.ifPresent(database -> session.demand("OWNERSHIP", database));
    ModelDatabase made = made(statement, session, name, brief);
    ModelOptions options = ModelOptions.read(statement, session);
    statement.end();
    options.set(made);
    old.ifPresent(database -> database.drop(session.account().moment()));
    databases.add(made);
    return SnowflakeVerb.done("Database " + name + " successfully created.");
  }

  private static ModelDatabase made(
      SnowflakeReader statement, ModelSession session, String name, boolean brief) {
    if (statement.take("CLONE")) {
      ModelDatabase source = session.database(statement.name());
      session.demand("USAGE", source);
      return ModelCloning.read(statement, session).of(source, name, brief || source.isTransient());
    }
    ModelDatabase made = new ModelDatabase(session.account(), name, brief, session.role());
    made.add(new ModelSchema(made, "PUBLIC", false, session.role()));
    return made;
  }
}
