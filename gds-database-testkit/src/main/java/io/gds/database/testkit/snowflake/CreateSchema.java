package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireAnswer;
import java.util.Optional;

/**
 * CREATE SCHEMA.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/create-schema">CREATE SCHEMA</a>
 */
final class CreateSchema implements SnowflakeVerb {
  @Override
  public boolean begins(SnowflakeReader statement) {
    return statement.take("CREATE")
        && (statement.take("OR", "REPLACE") || !statement.at("OR"))
        && (statement.at("TRANSIENT", "SCHEMA") || statement.at("SCHEMA"))
        && !statement.has("FROM", "BACKUP", "SET");
  }

  @Override
  public WireAnswer run(SnowflakeReader statement, ModelSession session) {
    statement.demand("CREATE");
    boolean replace = statement.take("OR", "REPLACE");
    boolean brief = statement.take("TRANSIENT");
    statement.demand("SCHEMA");
    boolean ifNotExists = statement.take("IF", "NOT", "EXISTS");
    ModelName name = statement.qualified();
    ModelDatabase database = session.databaseOf(name, 1);
    session.demand("CREATE SCHEMA", database);
    ModelWriting.demandWritable(database);
    Optional<ModelSchema> old = database.schema(name.last());
    if (old.isPresent() && ifNotExists) {
      statement.rest();
      return SnowflakeVerb.done(name.last() + " already exists, statement succeeded.");
    }
    if (old.isPresent() && !replace) {
      throw ModelError.exists(name);
    }
    ModelSchema made;
    if (statement.take("CLONE")) {
      ModelSchema source = session.schema(statement.qualified());
      session.demand("USAGE", source);
      made = ModelCloning.read(statement, session).of(source, database, name.last(), brief);
    } else {
      made = new ModelSchema(database, name.last(), brief, session.role());
    }
    statement.take("WITH", "MANAGED", "ACCESS");
    ModelOptions options = ModelOptions.read(statement, session);
    statement.end();
    options.set(made);
    old.ifPresent(schema -> schema.drop(session.account().moment()));
    database.add(made);
    return SnowflakeVerb.done("Schema " + name.last() + " successfully created.");
  }
}
