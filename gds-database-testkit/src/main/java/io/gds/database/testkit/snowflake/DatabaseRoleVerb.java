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
        || statement.at("DROP", "DATABASE", "ROLE")
        || statement.at("SHOW", "DATABASE", "ROLES", "IN", "DATABASE");
  }

  @Override
  public WireAnswer run(SnowflakeReader statement, ModelSession session) {
    if (statement.take("DROP", "DATABASE", "ROLE")) {
      ModelName name = statement.qualified();
      statement.end();
      ModelRole role =
          of(session.database(name.part(1))).stream()
              .filter(each -> each.name().equals(name.last()))
              .findFirst()
              .orElseThrow(() -> ModelError.missing("Database role", name));
      RoleVerb.drop(role, session);
      return SnowflakeVerb.done(name.last() + " successfully dropped.");
    }
    if (statement.take("CREATE", "DATABASE", "ROLE")) {
      ModelName name = statement.qualified();
      ModelDatabase database = session.database(name.part(1));
      session.demand("CREATE DATABASE ROLE", database);
      if (of(database).stream().anyMatch(each -> each.name().equals(name.last()))) {
        throw ModelError.exists(name);
      }
      ModelRole role = new ModelRole(session.account(), database, name.last(), session.role());
      if (statement.option("COMMENT")) {
        role.comment(statement.text());
      }
      statement.end();
      session.account().roles().add(role);
      return SnowflakeVerb.done("Database role " + name.last() + " successfully created.");
    }
    ModelDatabase database =
        session.database(statement.demand("SHOW", "DATABASE", "ROLES", "IN", "DATABASE").name());
    return new ShowFilter()
        .rest(statement)
        .answer(
            List.of(
                "created_on timestamp_ltz(3)",
                "name text",
                "granted_to_roles fixed",
                "granted_database_roles fixed",
                "owner text",
                "comment text"),
            of(database).stream()
                .map(
                    role ->
                        WireRow.of(
                            role.created().at(),
                            role.name(),
                            database.account().grants().on(role).size(),
                            database.account().grants().to(role).stream()
                                .filter(grant -> grant.on() instanceof ModelRole)
                                .count(),
                            role.ownerName(),
                            role.comment()))
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
