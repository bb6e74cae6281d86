package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.wire.WireAnswer;
import java.util.Optional;

/**
 * ALTER AUTHORIZATION: another owner of a database, a server role or an endpoint, or of what is in
 * a database.
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
    statement.demand("ALTER", "AUTHORIZATION", "ON");
    Optional<String> owned = ModelOwned.kind(statement);
    String kind =
        owned.orElseGet(
            () -> statement.one("DATABASE", "SCHEMA", "ROLE", "OBJECT", "SERVER", "ENDPOINT"));
    statement.take("ROLE");
    String name = statement.demand(":", ":").name();
    String object = statement.take(".") ? statement.name() : name;
    String owner = statement.demand("TO").name();
    statement.end();
    switch (kind) {
      case "DATABASE" -> ofDatabase(name, owner, session);
      case "SERVER", "ENDPOINT" -> ofServer(kind, name, owner, session);
      default -> inDatabase(kind, name, object, owner, session);
    }
    return WireAnswer.done();
  }

  private static void ofDatabase(String name, String owner, ModelSession session) {
    ModelServer server = session.server();
    byte[] sid = server.logins().sid(owner);
    if (sid == null) {
      throw LoginVerb.missing("find", "principal", owner);
    }
    if (server.databases().number(name).isEmpty() || !session.may("ALTER ANY DATABASE")) {
      throw LoginVerb.missing("find", "database", name);
    }
    if (server.users().of(name).withSid(sid).filter(user -> !user.equals("dbo")).isPresent()) {
      throw new ModelError(
          15110,
          16,
          "The proposed new database owner is already a user or aliased in the database.");
    }
    server.databases().set(name, "owner_sid", sid);
    server.users().owned(name);
  }

  private static void ofServer(String kind, String name, String owner, ModelSession session) {
    ModelPrincipals principals = session.server().logins().principals();
    int number =
        principals.number(owner).orElseThrow(() -> LoginVerb.missing("find", "principal", owner));
    session.demand("CONTROL SERVER", 15151, "Cannot find the object '" + name + "'.");
    if (kind.equals("ENDPOINT")) {
      change(session, "sys.endpoints", "principal_id", number, name);
    } else {
      change(session, principals.changing("principals"), "owning_principal_id", number, name);
    }
  }

  private static void inDatabase(
      String kind, String name, String object, String owner, ModelSession session) {
    String database = session.database();
    ModelUsers users = session.server().users();
    ModelPrincipals principals = users.of(database);
    int number =
        principals.number(owner).orElseThrow(() -> LoginVerb.missing("find", "user", owner));
    if (!session.mayIn(database, "CONTROL")) {
      throw LoginVerb.missing("find", kind.toLowerCase(java.util.Locale.ROOT), name);
    }
    switch (kind) {
      case "SCHEMA" -> {
        session.server().undo().before(users.schemas(database));
        change(session, users.schemas(database), "principal_id", number, name);
      }
      case "ROLE" ->
          change(session, principals.changing("principals"), "owning_principal_id", number, name);
      default -> {
        String view =
            kind.equals("OBJECT")
                ? ModelTable.quoted(session.server().catalog().schemaOf(database)) + ".\"objects\""
                : ModelOwned.view(session.server(), database, kind);
        session.server().undo().before(view);
        change(session, view, "principal_id", number, object);
      }
    }
  }

  private static void change(
      ModelSession session, String view, String column, int owner, String name) {
    int changed =
        session
            .server()
            .catalog()
            .update("UPDATE " + view + " SET " + column + " = ? WHERE name = ?", owner, name);
    if (changed == 0) {
      throw LoginVerb.missing("find", "object", name);
    }
  }
}
