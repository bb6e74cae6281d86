package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireAnswer;
import java.util.Map;
import java.util.Optional;

/**
 * USE, and ALTER SESSION. The peer follows them; here it is said whether that may be.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/use">USE</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/alter-session">ALTER SESSION</a>
 */
final class SessionVerb implements SnowflakeVerb {
  private static final String DONE = "Statement executed successfully.";

  @Override
  public boolean begins(SnowflakeReader statement) {
    return statement.at("USE") || statement.at("ALTER", "SESSION");
  }

  @Override
  public WireAnswer run(SnowflakeReader statement, ModelSession session) {
    if (statement.take("USE")) {
      use(statement, session);
    } else if (statement.demand("ALTER", "SESSION").take("SET")) {
      set(statement, parameters(session));
    } else {
      statement.demand("UNSET");
      do {
        parameters(session).remove(statement.name());
      } while (statement.take(","));
    }
    statement.end();
    return SnowflakeVerb.done(DONE);
  }

  private static Map<String, String> parameters(ModelSession session) {
    return session.account().sessionParameters(session.request().session());
  }

  private static void set(SnowflakeReader statement, Map<String, String> parameters) {
    do {
      String name = statement.name();
      parameters.put(name, statement.demand("=").value());
      statement.take(",");
    } while (!statement.ended());
  }

  private static void use(SnowflakeReader statement, ModelSession session) {
    boolean found;
    if (statement.take("ROLE")) {
      found = mayTake(session, statement.name());
    } else if (statement.take("SECONDARY", "ROLES")) {
      statement.one("ALL", "NONE");
      found = true;
    } else if (statement.take("WAREHOUSE")) {
      found = session.account().warehouse(statement.name()).filter(session::sees).isPresent();
    } else if (statement.take("SCHEMA")) {
      ModelName name = statement.qualified();
      found = session.databaseOf(name, 1).schema(name.last()).filter(session::sees).isPresent();
    } else {
      statement.take("DATABASE");
      ModelName name = statement.qualified();
      Optional<ModelDatabase> database =
          session.account().databases().find(name.parts().get(0)).filter(session::sees);
      found =
          database.filter(each -> !name.has(1) || each.schema(name.last()).isPresent()).isPresent();
    }
    if (!found) {
      throw ModelError.impossible();
    }
  }

  /** Whether the session's user has been given a role, directly or not. */
  private static boolean mayTake(ModelSession session, String role) {
    if (session.account().role(role).isEmpty()) {
      return false;
    }
    boolean given =
        session
            .account()
            .user(session.user())
            .map(
                user ->
                    session
                        .account()
                        .grants()
                        .withInherited(
                            session.account().grants().to(user).stream()
                                .map(ModelGrant::on)
                                .toList())
                        .stream()
                        .anyMatch(each -> each.name().equals(role)))
            .orElse(true);
    if (!given) {
      throw new ModelError(
          "003013",
          "42501",
          "SQL access control error:\nRequested role '"
              + role
              + "' is not assigned to the executing user. Specify another role to activate.");
    }
    return true;
  }
}
