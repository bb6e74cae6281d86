package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.wire.WireAnswer;
import java.util.Optional;

/**
 * CREATE, ALTER and DROP USER, in the database that the session is in.
 *
 * @see <a href="https://learn.microsoft.com/sql/t-sql/statements/create-user-transact-sql">CREATE
 *     USER</a>
 * @see <a href="https://learn.microsoft.com/sql/t-sql/statements/alter-user-transact-sql">ALTER
 *     USER</a>
 * @see <a href="https://learn.microsoft.com/sql/t-sql/statements/drop-user-transact-sql">DROP
 *     USER</a>
 */
final class UserVerb implements ModelVerb {
  private static final int NONE = 0;
  private static final int INSTANCE = 1;
  private static final int DATABASE = 2;
  private static final int WINDOWS = 3;
  private static final int EXTERNAL = 4;

  @Override
  public boolean begins(TsqlReader statement) {
    return statement.at("CREATE", "USER")
        || statement.at("ALTER", "USER")
        || statement.at("DROP", "USER");
  }

  @Override
  public WireAnswer run(TsqlReader statement, ModelSession session) {
    String verb = statement.one("CREATE", "ALTER", "DROP");
    String name = statement.demand("USER").name();
    switch (verb) {
      case "CREATE" -> create(name, statement, session);
      case "ALTER" -> alter(name, statement, session);
      default -> drop(name, statement, session);
    }
    return WireAnswer.done();
  }

  private static void create(String name, TsqlReader statement, ModelSession session) {
    ModelUsers users = session.server().users();
    String database = session.database();
    if (!session.mayIn(database, "ALTER ANY USER")) {
      throw new ModelError(15247, 16, LoginOptions.DENIED);
    }
    if (statement.take("FOR", "LOGIN")) {
      ofLogin(name, statement.name(), session);
    } else if (statement.take("WITHOUT", "LOGIN")) {
      users.create(database, name, "S", null, NONE);
    } else if (statement.take("FROM", "EXTERNAL", "PROVIDER")) {
      users.create(database, name, "E", null, EXTERNAL);
    } else {
      statement.demand("WITH", "PASSWORD", "=");
      if (session
          .server()
          .databases()
          .text(database, "containment_desc")
          .filter("PARTIAL"::equals)
          .isEmpty()) {
        throw new ModelError(
            33233, 16, "You can only create a user with a password in a contained database.");
      }
      String password = statement.text();
      ModelPasswords.demandStrong(name, password);
      users.create(database, name, "S", sid(statement), DATABASE);
      users.withPassword(database, name, password);
      while (statement.take(",")) {
        change(name, statement, session);
      }
      statement.end();
      return;
    }
    if (statement.take("WITH")) {
      do {
        change(name, statement, session);
      } while (statement.take(","));
    }
    statement.end();
  }

  private static byte @org.jspecify.annotations.Nullable [] sid(TsqlReader statement) {
    return statement.take(",", "SID", "=") ? (byte[]) statement.value() : null;
  }

  private static void ofLogin(String name, String login, ModelSession session) {
    ModelLogins logins = session.server().logins();
    Optional<String> type = logins.principals().type(login).filter(each -> !each.equals("R"));
    if (type.isEmpty()) {
      throw new ModelError(
          15007, 16, "'" + login + "' is not a valid login or you do not have permission.");
    }
    int proof =
        switch (type.get()) {
          case "U", "G" -> WINDOWS;
          case "E", "X" -> EXTERNAL;
          case "S" -> INSTANCE;
          default -> NONE;
        };
    session.server().users().create(session.database(), name, type.get(), logins.sid(login), proof);
  }

  private static void alter(String name, TsqlReader statement, ModelSession session) {
    String database = session.database();
    Optional<String> type =
        session
            .server()
            .users()
            .of(database)
            .type(name)
            .filter(each -> !each.equals("R") && !each.equals("A"));
    if (type.isEmpty() || !session.mayIn(database, "ALTER ANY USER")) {
      throw LoginVerb.missing("alter", "user", name);
    }
    statement.demand("WITH");
    do {
      change(name, statement, session);
    } while (statement.take(","));
    statement.end();
  }

  private static void change(String name, TsqlReader statement, ModelSession session) {
    ModelUsers users = session.server().users();
    String database = session.database();
    ModelPrincipals principals = users.of(database);
    String option =
        statement.one("NAME", "DEFAULT_SCHEMA", "LOGIN", "PASSWORD", "DEFAULT_LANGUAGE");
    statement.demand("=");
    switch (option) {
      case "NAME" -> users.rename(database, name, statement.name());
      case "DEFAULT_SCHEMA" -> principals.set(name, "default_schema_name", statement.name());
      case "DEFAULT_LANGUAGE" -> principals.set(name, "default_language_name", statement.name());
      case "LOGIN" -> map(name, statement.name(), session);
      default -> {
        String password = statement.text();
        if (principals.value(Integer.class, name, "authentication_type").orElse(NONE) != DATABASE) {
          throw new ModelError(
              33234,
              16,
              "The parameter PASSWORD cannot be provided for users that cannot authenticate in a"
                  + " database.");
        }
        ModelPasswords.demandStrong(name, password);
        users.withPassword(database, name, password);
      }
    }
  }

  private static void map(String name, String login, ModelSession session) {
    ModelPrincipals principals = session.server().users().of(session.database());
    byte[] sid = session.server().logins().sid(login);
    if (sid == null) {
      throw new ModelError(
          15007, 16, "'" + login + "' is not a valid login or you do not have permission.");
    }
    int proof = principals.value(Integer.class, name, "authentication_type").orElse(NONE);
    if (proof != INSTANCE && proof != WINDOWS) {
      throw new ModelError(
          33016,
          16,
          "The user cannot be remapped to a login. Remapping can only be done for users that were"
              + " mapped to Windows or SQL logins.");
    }
    if (principals.withSid(sid).filter(other -> !other.equalsIgnoreCase(name)).isPresent()) {
      throw new ModelError(
          15063, 16, "The login already has an account under a different user name.");
    }
    principals.set(name, "sid", sid);
  }

  private static void drop(String name, TsqlReader statement, ModelSession session) {
    statement.end();
    ModelUsers users = session.server().users();
    String database = session.database();
    ModelPrincipals principals = users.of(database);
    Optional<String> type =
        principals.type(name).filter(each -> !each.equals("R") && !each.equals("A"));
    if (type.isEmpty() || !session.mayIn(database, "ALTER ANY USER")) {
      throw LoginVerb.missing("drop", "user", name);
    }
    if (principals.number(name).orElseThrow() < 5) {
      throw new ModelError(15150, 16, "Cannot drop the user '" + name + "'.");
    }
    demandNothingOwned(name, session);
    if (principals.isGrantor(name)) {
      throw new ModelError(
          15284,
          16,
          "The database principal has granted or denied permissions to objects in the database and"
              + " cannot be dropped.");
    }
    users.remove(database, name);
  }

  /** Schemas, roles and objects need an owner. */
  static void demandNothingOwned(String name, ModelSession session) {
    ModelUsers users = session.server().users();
    ModelPrincipals principals = users.of(session.database());
    int number = principals.number(name).orElseThrow();
    if (owns(session, users.schemas(session.database()), "principal_id", number)) {
      throw new ModelError(
          15138,
          16,
          "The database principal owns a schema in the database, and cannot be dropped.");
    }
    if (owns(session, principals.view("principals"), "owning_principal_id", number)) {
      throw new ModelError(
          15421, 16, "The database principal owns a database role and cannot be dropped.");
    }
    String objects =
        ModelTable.quoted(session.server().catalog().schemaOf(session.database())) + ".\"objects\"";
    if (owns(session, objects, "principal_id", number)) {
      throw new ModelError(
          15183, 16, "The database principal owns objects in the database and cannot be dropped.");
    }
    ModelOwned.demandNone(session.server(), session.database(), number);
  }

  private static boolean owns(ModelSession session, String view, String column, int number) {
    return session
        .server()
        .catalog()
        .first(Integer.class, "SELECT 1 FROM " + view + " WHERE " + column + " = ?", number)
        .isPresent();
  }
}
