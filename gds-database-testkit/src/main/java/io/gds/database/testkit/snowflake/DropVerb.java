package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireAnswer;
import java.util.Optional;

/**
 * DROP of databases, schemas, tables and views. What lies in something that is dropped goes with
 * it, and comes back with it.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/drop-database">DROP DATABASE</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/drop-schema">DROP SCHEMA</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/drop-table">DROP TABLE</a>
 */
final class DropVerb implements SnowflakeVerb {
  @Override
  public boolean begins(SnowflakeReader statement) {
    return statement.take("DROP")
        && !statement.at("DATABASE", "ROLE")
        && statement.atOne("DATABASE", "SCHEMA", "TABLE", "VIEW");
  }

  @Override
  public WireAnswer run(SnowflakeReader statement, ModelSession session) {
    statement.demand("DROP");
    String kind = statement.one("DATABASE", "SCHEMA", "TABLE", "VIEW");
    boolean ifExists = statement.take("IF", "EXISTS");
    ModelName name = statement.qualified();
    if (!statement.take("CASCADE")) {
      statement.take("RESTRICT");
    }
    statement.end();
    Optional<ModelObject> found;
    try {
      found = Optional.of(find(kind, name, session));
    } catch (ModelError e) {
      if (!ifExists) {
        throw e;
      }
      found = Optional.empty();
    }
    if (found.isEmpty()) {
      return SnowflakeVerb.done(
          "Drop statement executed successfully (" + name.last() + " already dropped).");
    }
    session.demand("OWNERSHIP", found.get());
    found.get().drop(session.account().moment());
    return SnowflakeVerb.done(name.last() + " successfully dropped.");
  }

  private static ModelObject find(String kind, ModelName name, ModelSession session) {
    return switch (kind) {
      case "DATABASE" -> session.database(name.last());
      case "SCHEMA" -> session.schema(name);
      default ->
          session
              .tableIfSeen(name)
              .filter(table -> table.kind().equals(kind))
              .orElseThrow(() -> ModelError.missing(kind.equals("TABLE") ? "Table" : "View", name));
    };
  }
}
