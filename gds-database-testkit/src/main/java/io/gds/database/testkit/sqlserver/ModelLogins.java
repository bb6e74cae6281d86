package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.wire.WireAnswer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who may log in, and what they may do on the server. Numbers and types are those of <a
 * href="https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-server-principals-transact-sql">
 * sys.server_principals</a>.
 */
final class ModelLogins {
  /** The server itself, as permissions are about it. */
  static final ModelPrincipals.About SERVER = new ModelPrincipals.About(100, "SERVER", 0, 0);

  static final String ADMINISTRATOR = "sa";
  static final String CONNECT = "CONNECT SQL";

  private static final String ADMINISTRATORS = "sysadmin";

  private static final List<String> FIXED_ROLES =
      List.of(
          ADMINISTRATORS,
          "securityadmin",
          "serveradmin",
          "setupadmin",
          "processadmin",
          "diskadmin",
          "dbcreator",
          "bulkadmin");

  private static final Map<String, String> TYPES =
      Map.of(
          "S", "SQL_LOGIN",
          "U", "WINDOWS_LOGIN",
          "G", "WINDOWS_GROUP",
          "R", "SERVER_ROLE",
          "C", "CERTIFICATE_MAPPED_LOGIN",
          "K", "ASYMMETRIC_KEY_MAPPED_LOGIN",
          "E", "EXTERNAL_LOGIN",
          "X", "EXTERNAL_GROUP");

  /** Of the server roles, {@code public} has the number 2, the fixed ones follow. */
  private static final int FIRST_ROLE = 3;

  private static final int FIRST_LOGIN = 256;

  /** What no view shows of log-ins by password, and LOGINPROPERTY tells. */
  private static final String STATES = "sys.model_login_states";

  private final ModelServer server;
  private final ModelPrincipals principals;

  ModelLogins(ModelServer server) {
    this.server = server;
    principals = new ModelPrincipals(server, "sys", "server");
    server
        .catalog()
        .update(
            "CREATE TABLE "
                + STATES
                + " (principal_id INTEGER, must_change BOOLEAN, is_locked BOOLEAN,"
                + " last_set TIMESTAMP(3))");
    add(ADMINISTRATOR, 1, new byte[] {1}, "S");
    withPassword(ADMINISTRATOR, ModelPasswords.hash(""), true, false, false);
    add(ModelPrincipals.PUBLIC, 2, new byte[] {2}, "R");
    principals.grant("VIEW ANY DATABASE", SERVER, ModelPrincipals.PUBLIC, 1, false);
    int role = FIRST_ROLE;
    for (String name : FIXED_ROLES) {
      add(name, role, new byte[] {(byte) role}, "R");
      role++;
    }
    principals.join(ADMINISTRATOR, ADMINISTRATORS);
  }

  ModelPrincipals principals() {
    return principals;
  }

  /** A new login with a password, as whoever set the server up made it. */
  void create(String name, String password) {
    create(name, "S", null);
    withPassword(name, ModelPasswords.hash(password), false, false, false);
  }

  /** A new principal. */
  void create(String name, String type, byte @Nullable [] sid) {
    if (principals.number(name).isPresent()) {
      throw new ModelError(15025, 16, "The server principal '" + name + "' already exists.");
    }
    if (sid != null && principals.withSid(sid).isPresent()) {
      throw new ModelError(15433, 16, "Supplied parameter sid is in use.");
    }
    add(name, principals.next(FIRST_LOGIN), sid == null ? sidOf(name) : sid, type);
  }

  /** An identifier that the same name always gets. */
  static byte[] sidOf(String name) {
    UUID sid = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    return ByteBuffer.allocate(2 * Long.BYTES)
        .putLong(sid.getMostSignificantBits())
        .putLong(sid.getLeastSignificantBits())
        .array();
  }

  private void add(String name, int number, byte[] sid, String type) {
    boolean role = type.equals("R");
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("name", name);
    row.put("principal_id", number);
    row.put("sid", sid);
    row.put("type", type);
    row.put("type_desc", TYPES.get(type));
    row.put("is_disabled", false);
    row.put("create_date", server.now());
    row.put("modify_date", server.now());
    row.put("default_database_name", role ? null : "master");
    row.put("default_language_name", role ? null : "us_english");
    row.put("owning_principal_id", role ? 1 : null);
    row.put("is_fixed_role", role && number != 2 && number < FIRST_LOGIN);
    principals.add(row);
    if (!role) {
      principals.grant(CONNECT, SERVER, name, 1, false);
    }
  }

  /** Keeps the hash of a login's password, and what is asked of the next one. */
  void withPassword(
      String name, byte[] hash, boolean policy, boolean expiration, boolean mustChange) {
    int number = principals.number(name).orElseThrow();
    String logins = "sys.sql_logins";
    server.undo().before(logins);
    server.undo().before(STATES);
    server.catalog().update("DELETE FROM sys.sql_logins WHERE principal_id = ?", number);
    server
        .catalog()
        .update(
            "INSERT INTO sys.sql_logins (name, principal_id, sid, type, type_desc, is_disabled,"
                + " create_date, modify_date, default_database_name, default_language_name,"
                + " is_policy_checked, is_expiration_checked, password_hash) SELECT name, principal_id,"
                + " sid, type, type_desc, is_disabled, create_date, modify_date,"
                + " default_database_name, default_language_name, ?, ?, ?"
                + " FROM sys.server_principals WHERE principal_id = ?",
            policy,
            expiration,
            hash,
            number);
    state(number, mustChange, false, server.now());
  }

  private void state(int number, boolean mustChange, boolean locked, LocalDateTime lastSet) {
    server.undo().before(STATES);
    server.catalog().update("DELETE FROM " + STATES + " WHERE principal_id = ?", number);
    server
        .catalog()
        .update(
            "INSERT INTO " + STATES + " VALUES (?, ?, ?, ?)", number, mustChange, locked, lastSet);
  }

  /** Too many wrong passwords, or enough of it. */
  void lock(String name, boolean locked) {
    int number = demanded(name);
    state(
        number,
        property(name, "IsMustChange").filter("1"::equals).isPresent(),
        locked,
        lastSet(number));
  }

  private LocalDateTime lastSet(int number) {
    return server
        .catalog()
        .first(
            LocalDateTime.class,
            "SELECT last_set FROM " + STATES + " WHERE principal_id = ?",
            number)
        .orElseGet(server::now);
  }

  /** A column of sys.sql_logins. */
  <T> Optional<T> ofPassword(Class<T> type, String name, String column) {
    return server
        .catalog()
        .first(type, "SELECT " + column + " FROM sys.sql_logins WHERE name = ?", name);
  }

  /** Sets a column that both views have. */
  void set(String name, String column, @Nullable Object value) {
    setOfPassword(name, column, value);
    principals.set(name, column, value);
  }

  void setOfPassword(String name, String column, @Nullable Object value) {
    server.undo().before("sys.sql_logins");
    server
        .catalog()
        .update("UPDATE sys.sql_logins SET " + column + " = ? WHERE name = ?", value, name);
  }

  /** See LOGINPROPERTY; empty for what there is not, and for what is no SQL login. */
  Optional<String> property(String name, String property) {
    int number = principals.number(name).orElse(-1);
    String column =
        switch (property.toLowerCase(java.util.Locale.ROOT)) {
          case "islocked" -> "CASE WHEN is_locked THEN '1' ELSE '0' END";
          case "ismustchange" -> "CASE WHEN must_change THEN '1' ELSE '0' END";
          case "isexpired" -> "'0'";
          case "daysuntilexpiration" -> "CAST(NULL AS VARCHAR)";
          case "passwordlastsettime" -> "CAST(last_set AS VARCHAR)";
          default -> throw new AssertionError("the model knows no property " + property);
        };
    return server
        .catalog()
        .first(
            String.class,
            "SELECT " + column + " FROM " + STATES + " WHERE principal_id = ?",
            number);
  }

  void rename(String name, String to) {
    if (principals.number(to).isPresent() && !name.equalsIgnoreCase(to)) {
      throw new ModelError(15025, 16, "The server principal '" + to + "' already exists.");
    }
    set(name, "name", to);
  }

  void remove(String name) {
    int number = demanded(name);
    server.undo().before("sys.sql_logins");
    server.undo().before(STATES);
    server.catalog().update("DELETE FROM sys.sql_logins WHERE principal_id = ?", number);
    server.catalog().update("DELETE FROM " + STATES + " WHERE principal_id = ?", number);
    principals.remove(name);
  }

  private int demanded(String name) {
    return principals
        .number(name)
        .orElseThrow(() -> new ModelError(15151, 16, "Cannot find the principal '" + name + "'."));
  }

  byte @Nullable [] sid(String login) {
    return principals.value(byte[].class, login, "sid").orElse(null);
  }

  /** Whether it has a server role, directly or by another. */
  boolean hasRole(String login, String role) {
    return principals.whole(login).stream().anyMatch(role::equalsIgnoreCase);
  }

  /** Whether it has a permission on the server, of its own or by a role, and none withholds it. */
  boolean may(String login, String permission) {
    Set<String> all = principals.whole(login);
    if (all.contains(ADMINISTRATORS)) {
      return true;
    }
    Set<String> enough = ModelPermissions.coveringOnServer(permission);
    return !principals.isDenied(all, permission, SERVER)
        && enough.stream()
            .anyMatch(
                each ->
                    principals.isGranted(all, each, SERVER)
                        || all.stream()
                            .anyMatch(role -> ModelPermissions.ofServerRole(role).contains(each)));
  }

  /** Why somebody is not let in. */
  List<WireAnswer.Failure> refusal(String user, String password, String database) {
    Optional<byte[]> hash = ofPassword(byte[].class, user, "password_hash");
    if (hash.isEmpty()) {
      return server.users().isContained(user, password, database)
          ? List.of()
          : List.of(failed("18456", user, ""));
    }
    boolean connects =
        !principals.isDenied(principals.whole(user), CONNECT, SERVER)
            || hasRole(user, ADMINISTRATORS);
    if (!ModelPasswords.matches(hash.get(), password) || !connects) {
      return List.of(failed("18456", user, ""));
    } else if (principals.value(Boolean.class, user, "is_disabled").orElse(false)) {
      return List.of(failed("18470", user, " Reason: The account is disabled."));
    } else if (property(user, "IsLocked").filter("1"::equals).isPresent()) {
      return List.of(
          failed(
              "18486",
              user,
              " because the account is currently locked out. The system administrator can unlock"
                  + " it."));
    } else if (property(user, "IsMustChange").filter("1"::equals).isPresent()) {
      return List.of(
          failed("18488", user, ".  Reason: The password of the account must be changed."));
    }
    return server.databases().isOpen(database) && !server.users().mayUse(user, database)
        ? List.of(
            WireAnswer.error(
                    "4060",
                    "Cannot open database \""
                        + database
                        + "\" requested by the login. The login failed.")
                .field("severity", "11"),
            failed("18456", user, ""))
        : List.of();
  }

  private static WireAnswer.Failure failed(String number, String user, String why) {
    return WireAnswer.error(number, "Login failed for user '" + user + "'." + why)
        .field("severity", "14");
  }
}
