package io.gds.database.testkit.sqlserver;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who may log in, and what they may do. Numbers and types are those of <a
 * href="https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-server-principals-transact-sql">
 * sys.server_principals</a>.
 */
final class ModelLogins {
  private static final List<String> FIXED_ROLES =
      List.of(
          "sysadmin",
          "securityadmin",
          "serveradmin",
          "setupadmin",
          "processadmin",
          "diskadmin",
          "dbcreator",
          "bulkadmin");

  /** Of the server roles, {@code public} has the number 2, the fixed ones follow. */
  private static final int FIRST_ROLE = 3;

  private static final int FIRST_LOGIN = 256;

  private final ModelServer server;
  private final Map<String, Set<String>> permissions = new HashMap<>();
  private int next = FIRST_LOGIN;

  ModelLogins(ModelServer server) {
    this.server = server;
    add("sa", 1, new byte[] {1}, "S", "SQL_LOGIN");
    add("public", 2, new byte[] {2}, "R", "SERVER_ROLE");
    int role = FIRST_ROLE;
    for (String name : FIXED_ROLES) {
      add(name, role, new byte[] {(byte) role}, "R", "SERVER_ROLE");
      role++;
    }
    join("sa", "sysadmin");
  }

  /** A new login. */
  void create(String name) {
    if (number(name) != null) {
      throw new ModelError(15025, 16, "The server principal '" + name + "' already exists.");
    }
    UUID sid = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    byte[] bytes =
        java.nio.ByteBuffer.allocate(2 * Long.BYTES)
            .putLong(sid.getMostSignificantBits())
            .putLong(sid.getLeastSignificantBits())
            .array();
    add(name, next++, bytes, "S", "SQL_LOGIN");
  }

  private void add(String name, int number, byte[] sid, String type, String description) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("name", name);
    row.put("principal_id", number);
    row.put("sid", sid);
    row.put("type", type);
    row.put("type_desc", description);
    row.put("is_disabled", false);
    row.put("create_date", server.now());
    row.put("modify_date", server.now());
    row.put("default_database_name", type.equals("S") ? "master" : null);
    row.put("is_fixed_role", type.equals("R") && number != 2);
    server.catalog().insert("sys.server_principals", row);
  }

  void join(String login, String role) {
    server
        .catalog()
        .insert(
            "sys.server_role_members",
            Map.of("role_principal_id", demanded(role), "member_principal_id", demanded(login)));
  }

  void grant(String login, String permission) {
    permissions.computeIfAbsent(key(login), name -> new HashSet<>()).add(key(permission));
  }

  private int demanded(String name) {
    Integer number = number(name);
    if (number == null) {
      throw new ModelError(15151, 16, "Cannot find the principal '" + name + "'.");
    }
    return number;
  }

  private @Nullable Integer number(String name) {
    return server
        .catalog()
        .first(Integer.class, "SELECT principal_id FROM sys.server_principals WHERE name = ?", name)
        .orElse(null);
  }

  byte @Nullable [] sid(String login) {
    return server
        .catalog()
        .first(byte[].class, "SELECT sid FROM sys.server_principals WHERE name = ?", login)
        .orElse(null);
  }

  boolean hasRole(String login, String role) {
    return server
        .catalog()
        .first(
            Integer.class,
            "SELECT 1 FROM sys.server_role_members m"
                + " JOIN sys.server_principals r ON r.principal_id = m.role_principal_id"
                + " JOIN sys.server_principals l ON l.principal_id = m.member_principal_id"
                + " WHERE l.name = ? AND r.name = ?",
            login,
            role)
        .isPresent();
  }

  /** Whether it has a permission on the server, of its own or as sysadmin. */
  boolean may(String login, String permission) {
    return hasRole(login, "sysadmin")
        || permissions.getOrDefault(key(login), Set.of()).contains(key(permission));
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
