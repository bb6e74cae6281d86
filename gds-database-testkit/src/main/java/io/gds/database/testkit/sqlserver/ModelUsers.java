package io.gds.database.testkit.sqlserver;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The users, roles and schemas of each database, and what they may do there. Numbers and types are
 * those of <a
 * href="https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-database-principals-transact-sql">
 * sys.database_principals</a>.
 */
final class ModelUsers {
  /** The numbers of fixed roles begin here, and those of users stay below. */
  static final int FIRST_FIXED_ROLE = 16_384;

  static final String OWNER = "dbo";
  static final String GUEST = "guest";

  /** The database itself, as permissions are about it. */
  static final ModelPrincipals.About DATABASE = new ModelPrincipals.About(0, "DATABASE", 0, 0);

  private static final int FIRST_USER = 5;
  private static final String PASSWORDS = "sys.model_user_passwords";
  private static final String CONNECT = "CONNECT";

  /** Those that every database begins with, each at its number. */
  private static final List<String> USERS =
      List.of("public", OWNER, GUEST, "INFORMATION_SCHEMA", "sys");

  private static final Map<String, Integer> ROLES =
      Map.of(
          "db_owner", FIRST_FIXED_ROLE,
          "db_accessadmin", 16_385,
          "db_securityadmin", 16_386,
          "db_ddladmin", 16_387,
          "db_backupoperator", 16_389,
          "db_datareader", 16_390,
          "db_datawriter", 16_391,
          "db_denydatareader", 16_392,
          "db_denydatawriter", 16_393);

  private static final Set<String> OPEN_TO_GUESTS = Set.of("master", "tempdb", "msdb");

  private static final Map<String, String> TYPES =
      Map.of(
          "S", "SQL_USER",
          "U", "WINDOWS_USER",
          "G", "WINDOWS_GROUP",
          "R", "DATABASE_ROLE",
          "A", "APPLICATION_ROLE",
          "C", "CERTIFICATE_MAPPED_USER",
          "K", "ASYMMETRIC_KEY_MAPPED_USER",
          "E", "EXTERNAL_USER",
          "X", "EXTERNAL_GROUPS");

  /** How users prove who they are, each at its number. */
  private static final List<String> PROOFS =
      List.of("NONE", "INSTANCE", "DATABASE", "WINDOWS", "EXTERNAL");

  private final ModelServer server;

  ModelUsers(ModelServer server) {
    this.server = server;
    server.catalog().fill(this::fill);
    server
        .catalog()
        .update(
            "CREATE TABLE "
                + PASSWORDS
                + " (database_name VARCHAR_IGNORECASE(128), principal_id INTEGER, password_hash"
                + " VARBINARY(256))");
  }

  /** The principals of a database. */
  ModelPrincipals of(String database) {
    return new ModelPrincipals(server, server.catalog().schemaOf(database), "database");
  }

  /** A database's view of schemas, in the evaluating database. */
  String schemas(String database) {
    return ModelTable.quoted(server.catalog().schemaOf(database)) + ".\"schemas\"";
  }

  /** What a database begins with. */
  private void fill(String database, String view) {
    switch (view) {
      case "database_principals" -> {
        for (int i = 0; i < USERS.size(); i++) {
          add(database, USERS.get(i), i, firstSid(database, i), i == 0 ? "R" : "S", i == 1 ? 1 : 0);
        }
        ROLES.forEach((name, number) -> add(database, name, number, null, "R", 0));
      }
      case "database_role_members" ->
          server
              .catalog()
              .insert(
                  of(database).view("role_members"),
                  Map.of("role_principal_id", FIRST_FIXED_ROLE, "member_principal_id", 1));
      case "database_permissions" -> {
        ModelPrincipals principals = of(database);
        principals.grant(CONNECT, DATABASE, OWNER, 1, false);
        if (OPEN_TO_GUESTS.contains(database)) {
          principals.grant(CONNECT, DATABASE, GUEST, 1, false);
        }
      }
      case "schemas" -> {
        for (int i = 1; i < USERS.size(); i++) {
          addSchema(database, USERS.get(i), i, i);
        }
        ROLES.forEach((name, number) -> addSchema(database, name, number, number));
      }
      default -> {
        // Begins empty.
      }
    }
  }

  private byte @Nullable [] firstSid(String database, int number) {
    if (number == 1) {
      return ownerSid(database).orElse(null);
    }
    return number == 2 ? new byte[] {0} : null;
  }

  private Optional<byte[]> ownerSid(String database) {
    return server
        .catalog()
        .first(byte[].class, "SELECT owner_sid FROM sys.databases WHERE name = ?", database);
  }

  /** Follows the database's owner. */
  void owned(String database) {
    if (server.catalog().isMade(database, "database_principals")) {
      of(database).set(OWNER, "sid", ownerSid(database).orElse(null));
    }
  }

  private void add(
      String database, String name, int number, byte @Nullable [] sid, String type, int proof) {
    boolean role = type.equals("R");
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("name", name);
    row.put("principal_id", number);
    row.put("type", type);
    row.put("type_desc", TYPES.get(type));
    row.put(
        "default_schema_name",
        role || (number > 2 && number < FIRST_USER) ? null : number == 2 ? GUEST : OWNER);
    row.put("create_date", server.now());
    row.put("modify_date", server.now());
    row.put("owning_principal_id", role ? 1 : null);
    row.put("sid", sid);
    row.put("is_fixed_role", role && number >= FIRST_FIXED_ROLE);
    row.put("authentication_type", proof);
    row.put("authentication_type_desc", PROOFS.get(proof));
    row.put("allow_encrypted_value_modifications", false);
    of(database).add(row);
  }

  /** A new user, who is let into the database. */
  void create(String database, String name, String type, byte @Nullable [] sid, int proof) {
    demandFree(database, name);
    if (sid != null && of(database).withSid(sid).isPresent()) {
      throw new ModelError(
          15063, 16, "The login already has an account under a different user name.");
    }
    byte[] own = sid == null ? ModelLogins.sidOf(database + "/" + name) : sid;
    add(database, name, of(database).next(FIRST_USER), own, type, proof);
    of(database).grant(CONNECT, DATABASE, name, 1, false);
  }

  /** A new role. */
  void createRole(String database, String name, String owner) {
    demandFree(database, name);
    int number = of(database).next(FIRST_USER);
    add(database, name, number, null, "R", 0);
    of(database).set(name, "owning_principal_id", of(database).number(owner).orElseThrow());
  }

  private void demandFree(String database, String name) {
    if (of(database).number(name).isPresent()) {
      throw new ModelError(
          15023, 16, "User, group, or role '" + name + "' already exists in the current database.");
    }
  }

  void rename(String database, String name, String to) {
    if (!name.equalsIgnoreCase(to)) {
      demandFree(database, to);
    }
    of(database).set(name, "name", to);
  }

  void addSchema(String database, String name, int number, int owner) {
    server.undo().before(schemas(database));
    server
        .catalog()
        .insert(
            schemas(database), Map.of("name", name, "schema_id", number, "principal_id", owner));
  }

  /** Keeps the password of a user that logs in at the database. */
  void withPassword(String database, String name, String password) {
    int number = of(database).number(name).orElseThrow();
    server.undo().before(PASSWORDS);
    forget(database, number);
    server
        .catalog()
        .update(
            "INSERT INTO " + PASSWORDS + " VALUES (?, ?, ?)",
            database,
            number,
            ModelPasswords.hash(password));
  }

  private void forget(String database, int number) {
    server
        .catalog()
        .update(
            "DELETE FROM " + PASSWORDS + " WHERE database_name = ? AND principal_id = ?",
            database,
            number);
  }

  void remove(String database, String name) {
    server.undo().before(PASSWORDS);
    forget(database, of(database).number(name).orElseThrow());
    of(database).remove(name);
  }

  /** Whether this is a user with this password at a contained database. */
  boolean isContained(String user, String password, String database) {
    return server.databases().isOpen(database)
        && server
            .catalog()
            .first(
                byte[].class,
                "SELECT password_hash FROM "
                    + PASSWORDS
                    + " w JOIN "
                    + of(database).view("principals")
                    + " p ON p.principal_id = w.principal_id WHERE w.database_name = ? AND p.name ="
                    + " ?",
                database,
                user)
            .filter(hash -> ModelPasswords.matches(hash, password))
            .isPresent();
  }

  /** As whom somebody is in a database; empty if they are not let in. */
  Optional<String> user(String login, String database) {
    byte[] sid = server.logins().sid(login);
    ModelPrincipals principals = of(database);
    Optional<String> user =
        server.logins().hasRole(login, "sysadmin")
            ? Optional.of(OWNER)
            : sid == null
                ? principals
                    .value(Integer.class, login, "authentication_type")
                    .filter(proof -> proof == PROOFS.indexOf("DATABASE"))
                    .map(proof -> login)
                : principals.withSid(sid);
    return user.or(() -> Optional.of(GUEST))
        .filter(
            name ->
                name.equals(OWNER)
                    || (principals.isGranted(principals.whole(name), CONNECT, DATABASE)
                        && !principals.isDenied(principals.whole(name), CONNECT, DATABASE)));
  }

  boolean mayUse(String login, String database) {
    return server.logins().may(login, "CONNECT ANY DATABASE") || user(login, database).isPresent();
  }

  /** Whether somebody has a permission on a database. */
  boolean may(String login, String database, String permission) {
    if (ModelPermissions.onServerFor(permission).stream()
        .anyMatch(each -> server.logins().may(login, each))) {
      return true;
    }
    Optional<String> user = user(login, database);
    if (user.isEmpty()) {
      return false;
    }
    ModelPrincipals principals = of(database);
    Set<String> all = principals.whole(user.get());
    return all.contains(OWNER)
        || (!principals.isDenied(all, permission, DATABASE)
            && ModelPermissions.coveringOnDatabase(permission).stream()
                .anyMatch(
                    each ->
                        principals.isGranted(all, each, DATABASE)
                            || all.stream()
                                .anyMatch(
                                    role -> ModelPermissions.ofDatabaseRole(role).contains(each))));
  }

  /** Forgets a database that is gone, and finds it by its new name. */
  void renamed(String database, @Nullable String to) {
    if (to == null) {
      server.catalog().update("DELETE FROM " + PASSWORDS + " WHERE database_name = ?", database);
    } else {
      server
          .catalog()
          .update(
              "UPDATE " + PASSWORDS + " SET database_name = ? WHERE database_name = ?",
              to,
              database);
    }
  }

  /** What a database has beyond what it began with, as text. */
  String beyond(String database) {
    StringBuilder text = new StringBuilder();
    if (server.catalog().isMade(database, "database_principals")) {
      text.append(
          listed(
              "SELECT name, type, principal_id, sid, default_schema_name FROM "
                  + of(database).view("principals")
                  + " WHERE principal_id BETWEEN 5 AND 16383 ORDER BY principal_id"));
    }
    if (server.catalog().isMade(database, "database_role_members")) {
      text.append(
          listed(
              "SELECT role_principal_id, member_principal_id FROM "
                  + of(database).view("role_members")
                  + " WHERE member_principal_id <> 1 ORDER BY 1, 2"));
    }
    if (server.catalog().isMade(database, "database_permissions")) {
      text.append(
          listed(
              "SELECT class, major_id, minor_id, grantee_principal_id, permission_name, state FROM "
                  + of(database).view("permissions")
                  + " WHERE grantee_principal_id <> 1 AND NOT (grantee_principal_id = 2 AND state ="
                  + " 'G' AND permission_name = 'CONNECT') ORDER BY 1, 2, 3, 4, 5"));
    }
    return text.toString();
  }

  private String listed(String sql) {
    StringBuilder text = new StringBuilder();
    for (@Nullable Object[] row : server.catalog().query(sql)) {
      for (Object value : row) {
        text.append(
                value instanceof byte[] bytes ? java.util.HexFormat.of().formatHex(bytes) : value)
            .append('|');
      }
    }
    return text.toString();
  }
}
