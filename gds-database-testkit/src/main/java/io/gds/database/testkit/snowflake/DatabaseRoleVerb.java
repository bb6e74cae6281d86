package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireRow;
import java.util.List;

/**
 * The roles of a database.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/create-database-role">CREATE
 *     DATABASE ROLE</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-database-roles">SHOW DATABASE
 *     ROLES</a>
 */
final class DatabaseRoleVerb implements SnowflakeVerb {
  @Override
  public boolean begins(SnowflakeReader statement) {
    return statement.at("CREATE", "DATABASE", "ROLE")
        || statement.at("SHOW", "DATABASE", "ROLES", "IN", "DATABASE");
  }

  @Override
  public WireAnswer run(SnowflakeReader statement, ModelSession session) {
    if (statement.take("CREATE", "DATABASE", "ROLE")) {
      ModelName name = statement.qualified();
      statement.end();
      ModelDatabase database = session.database(name.part(1));
      session.demand("CREATE DATABASE ROLE", database);
      session
          .account()
          .roles()
          .add(new ModelRole(session.account(), database, name.last(), session.role()));
      return SnowflakeVerb.done("Database role " + name.last() + " successfully created.");
    }
    ModelDatabase database =
        session.database(statement.demand("SHOW", "DATABASE", "ROLES", "IN", "DATABASE").name());
    statement.end();
    return WireAnswer.rows("created_on timestamp_ltz(3)", "name text", "owner text", "comment text")
        .all(
            of(database).stream()
                .map(role -> WireRow.of(role.created().at(), role.name(), role.ownerName(), ""))
                .toList());
  }

  private static List<ModelRole> of(ModelDatabase database) {
    return database.account().roles().stream()
        .filter(role -> role.database().filter(database::equals).isPresent())
        .toList();
  }

  /** Those of a clone are others, which nobody has been given. */
  static void copy(ModelDatabase from, ModelDatabase to, ModelObject owner) {
    of(from)
        .forEach(
            role -> to.account().roles().add(new ModelRole(to.account(), to, role.name(), owner)));
  }
}
