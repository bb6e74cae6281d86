package io.gds.database.testkit.sqlserver;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a permission is about, and among whose principals it is given.
 *
 * @param database the one it belongs to; empty for the server
 * @param about one, or one for each column
 */
record GrantPlace(ModelPrincipals principals, String database, List<ModelPrincipals.About> about) {
  private static final Map<String, ModelPrincipals.About> OF_VIEWS =
      Map.of(
          "certificates", new ModelPrincipals.About(25, "CERTIFICATE", 0, 0),
          "symmetric_keys", new ModelPrincipals.About(24, "SYMMETRIC_KEYS", 0, 0),
          "asymmetric_keys", new ModelPrincipals.About(26, "ASYMMETRIC_KEY", 0, 0));

  /** What stands behind ON, or nothing. */
  static GrantPlace read(TsqlReader statement, String permission, ModelSession session) {
    if (!statement.take("ON")) {
      return ModelPermissions.isOfServer(permission)
          ? ofServer(session, ModelLogins.SERVER)
          : ofDatabase(session, List.of(ModelUsers.DATABASE));
    }
    String kind =
        statement.one(
            "OBJECT",
            "SCHEMA",
            "LOGIN",
            "SERVER",
            "USER",
            "ROLE",
            "ENDPOINT",
            "TYPE",
            "CERTIFICATE",
            "SYMMETRIC",
            "ASYMMETRIC");
    statement.take(kind.equals("SERVER") ? "ROLE" : "KEY");
    String name = statement.demand(":", ":").name();
    ModelServer server = session.server();
    return switch (kind) {
      case "LOGIN", "SERVER" ->
          ofServer(
              session,
              new ModelPrincipals.About(
                  101,
                  "SERVER_PRINCIPAL",
                  server.logins().principals().number(name).orElseThrow(() -> missing(kind, name)),
                  0));
      case "ENDPOINT" ->
          ofServer(
              session,
              new ModelPrincipals.About(
                  105, "ENDPOINT", number(session, "sys.endpoints", "endpoint_id", name, kind), 0));
      case "USER", "ROLE" ->
          one(
              session,
              new ModelPrincipals.About(
                  4,
                  "DATABASE_PRINCIPAL",
                  server
                      .users()
                      .of(session.database())
                      .number(name)
                      .orElseThrow(() -> missing(kind, name)),
                  0));
      case "SCHEMA" ->
          one(session, new ModelPrincipals.About(3, "SCHEMA", schema(session, name), 0));
      case "OBJECT" -> object(statement, session, name);
      case "TYPE" -> {
        String type = statement.demand(".").name();
        yield one(
            session,
            new ModelPrincipals.About(
                6, "TYPE", inSchema(session, "types", "user_type_id", name, type), 0));
      }
      default -> {
        String view =
            (kind + (kind.equals("CERTIFICATE") ? "s" : "_keys"))
                .toLowerCase(java.util.Locale.ROOT);
        ModelPrincipals.About like = Objects.requireNonNull(OF_VIEWS.get(view), view);
        String column =
            kind.equals("CERTIFICATE") ? "certificate_id" : view.replace("keys", "key_id");
        yield one(
            session,
            new ModelPrincipals.About(
                like.kind(),
                like.title(),
                number(session, own(session, view), column, name, kind),
                0));
      }
    };
  }

  private static ModelError missing(String kind, String name) {
    return LoginVerb.missing("find", kind.toLowerCase(java.util.Locale.ROOT), name);
  }

  private static GrantPlace ofServer(ModelSession session, ModelPrincipals.About about) {
    if (!session.database().equalsIgnoreCase("master")) {
      throw new ModelError(
          4621,
          16,
          "Permissions at the server scope can only be granted when the current database is master");
    }
    return new GrantPlace(session.server().logins().principals(), "", List.of(about));
  }

  private static GrantPlace one(ModelSession session, ModelPrincipals.About about) {
    return ofDatabase(session, List.of(about));
  }

  private static GrantPlace ofDatabase(ModelSession session, List<ModelPrincipals.About> about) {
    String database = session.database();
    return new GrantPlace(session.server().users().of(database), database, about);
  }

  private static String own(ModelSession session, String view) {
    return ModelTable.quoted(session.server().catalog().schemaOf(session.database()))
        + "."
        + ModelTable.quoted(view);
  }

  private static int number(
      ModelSession session, String view, String column, String name, String kind) {
    return session
        .server()
        .catalog()
        .first(Integer.class, "SELECT " + column + " FROM " + view + " WHERE name = ?", name)
        .orElseThrow(() -> missing(kind, name));
  }

  private static int schema(ModelSession session, String name) {
    return number(session, own(session, "schemas"), "schema_id", name, "schema");
  }

  private static int inSchema(
      ModelSession session, String view, String column, String schema, String name) {
    return session
        .server()
        .catalog()
        .first(
            Integer.class,
            "SELECT "
                + column
                + " FROM "
                + own(session, view)
                + " WHERE name = ? AND schema_id = ?",
            name,
            schema(session, schema))
        .orElseThrow(() -> missing("object", name));
  }

  private static GrantPlace object(TsqlReader statement, ModelSession session, String schema) {
    String name = statement.demand(".").name();
    int object = inSchema(session, "objects", "object_id", schema, name);
    List<ModelPrincipals.About> about = new ArrayList<>();
    if (statement.take("(")) {
      do {
        about.add(about(object, column(session, object, statement.name())));
      } while (statement.take(","));
      statement.demand(")");
    } else {
      about.add(about(object, 0));
    }
    return ofDatabase(session, about);
  }

  private static ModelPrincipals.About about(int object, int column) {
    return new ModelPrincipals.About(1, "OBJECT_OR_COLUMN", object, column);
  }

  private static int column(ModelSession session, int object, String name) {
    return session
        .server()
        .catalog()
        .first(
            Integer.class,
            "SELECT column_id FROM "
                + own(session, "columns")
                + " WHERE object_id = ? AND name = ?",
            object,
            name)
        .orElseThrow(
            () ->
                new ModelError(
                    1911,
                    16,
                    "Column name '" + name + "' does not exist in the target table or view."));
  }

  /** The number of a principal that must be there. */
  int demand(String name) {
    return principals
        .number(name)
        .orElseThrow(() -> LoginVerb.missing("find", database.isEmpty() ? "login" : "user", name));
  }

  /** Who gives, unless it is said: whoever may do everything does it as the owner. */
  int giver(ModelSession session) {
    if (database.isEmpty()) {
      return session.hasRole("sysadmin") ? 1 : principals.number(session.login()).orElse(1);
    }
    return session
        .server()
        .users()
        .user(session.login(), database)
        .flatMap(principals::number)
        .orElse(1);
  }

  /** Refuses who has not the right to pass it on. */
  void demandGiver(String permission, ModelSession session) {
    boolean may =
        database.isEmpty()
            ? session.may("CONTROL SERVER") || session.hasRole("securityadmin")
            : session.mayIn(database, "CONTROL")
                || session
                    .server()
                    .users()
                    .user(session.login(), database)
                    .filter(user -> principals.whole(user).contains("db_securityadmin"))
                    .isPresent();
    String self =
        database.isEmpty()
            ? session.login()
            : session.server().users().user(session.login(), database).orElse("");
    boolean passes =
        about.stream()
            .allMatch(
                each ->
                    principals
                        .states(principals.whole(self), permission, each)
                        .contains("GRANT_WITH_GRANT_OPTION"));
    if (!may && !passes) {
      throw about.get(0).kind() == 0 || about.get(0).kind() == 100
          ? new ModelError(4613, 16, "Grantor does not have GRANT permission.")
          : LoginVerb.missing("find", "object", permission);
    }
  }
}
