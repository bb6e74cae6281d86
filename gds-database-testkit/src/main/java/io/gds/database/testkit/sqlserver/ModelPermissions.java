package io.gds.database.testkit.sqlserver;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The permissions there are, and which of them another one or a fixed role includes.
 *
 * @see <a
 *     href="https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-server-permissions-transact-sql">
 *     sys.server_permissions</a>
 * @see <a
 *     href="https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-database-permissions-transact-sql">
 *     sys.database_permissions</a>
 * @see <a
 *     href="https://learn.microsoft.com/sql/relational-databases/security/authentication-access/server-level-roles">
 *     Server-level roles</a>
 * @see <a
 *     href="https://learn.microsoft.com/sql/relational-databases/security/authentication-access/database-level-roles">
 *     Database-level roles</a>
 */
final class ModelPermissions {
  private static final String SERVER =
      """
      AAES ALTER ANY EVENT SESSION
      ADBO ADMINISTER BULK OPERATIONS
      ALAA ALTER ANY SERVER AUDIT
      ALAG ALTER ANY AVAILABILITY GROUP
      ALCD ALTER ANY CREDENTIAL
      ALCO ALTER ANY CONNECTION
      ALDB ALTER ANY DATABASE
      ALES ALTER ANY EVENT NOTIFICATION
      ALHE ALTER ANY ENDPOINT
      ALLG ALTER ANY LOGIN
      ALLS ALTER ANY LINKED SERVER
      ALRS ALTER RESOURCES
      ALSR ALTER ANY SERVER ROLE
      ALSS ALTER SERVER STATE
      ALST ALTER SETTINGS
      ALTR ALTER TRACE
      AUTH AUTHENTICATE SERVER
      CADB CONNECT ANY DATABASE
      CL CONTROL SERVER
      COSQ CONNECT SQL
      CRAC CREATE AVAILABILITY GROUP
      CRDB CREATE ANY DATABASE
      CRHE CREATE ENDPOINT
      CRSR CREATE SERVER ROLE
      IAL IMPERSONATE ANY LOGIN
      SHDN SHUTDOWN
      VWAD VIEW ANY DEFINITION
      VWDB VIEW ANY DATABASE
      VWSS VIEW SERVER STATE
      SUS SELECT ALL USER SECURABLES
      XA EXTERNAL ACCESS ASSEMBLY
      XU UNSAFE ASSEMBLY""";

  private static final String NEW_OF_2022 =
      """
      CRLG CREATE LOGIN
      VSPS VIEW SERVER PERFORMANCE STATE
      VSS VIEW SERVER SECURITY STATE
      VAEL VIEW ANY ERROR LOG
      VASD VIEW ANY SECURITY DEFINITION""";

  private static final String DATABASE =
      """
      AL ALTER
      ALAR ALTER ANY APPLICATION ROLE
      ALRL ALTER ANY ROLE
      ALSM ALTER ANY SCHEMA
      ALUS ALTER ANY USER
      AUTH AUTHENTICATE
      BADB BACKUP DATABASE
      BALO BACKUP LOG
      CL CONTROL
      CO CONNECT
      CP CHECKPOINT
      CRDB CREATE DATABASE
      CRFN CREATE FUNCTION
      CRPR CREATE PROCEDURE
      CRRL CREATE ROLE
      CRSM CREATE SCHEMA
      CRTB CREATE TABLE
      CRTY CREATE TYPE
      CRVW CREATE VIEW
      DL DELETE
      EX EXECUTE
      IM IMPERSONATE
      IN INSERT
      RF REFERENCES
      SL SELECT
      SPLN SHOWPLAN
      TO TAKE OWNERSHIP
      UP UPDATE
      VW VIEW DEFINITION
      VWDS VIEW DATABASE STATE""";

  private static final Map<String, String> CODES = new TreeMap<>();
  private static final Map<String, Integer> SINCE = new HashMap<>();

  static {
    SERVER.lines().forEach(line -> add(line, 0));
    NEW_OF_2022.lines().forEach(line -> add(line, SqlServerRelease.SQL_SERVER_2022.major()));
    DATABASE.lines().forEach(line -> add(line, 0));
  }

  /** By which others a permission on the server is included. */
  private static final Map<String, Set<String>> SERVER_COVERS =
      Map.ofEntries(
          Map.entry("CREATE ANY DATABASE", Set.of("ALTER ANY DATABASE")),
          Map.entry("VIEW ANY DATABASE", Set.of("ALTER ANY DATABASE", "VIEW ANY DEFINITION")),
          Map.entry("VIEW SERVER STATE", Set.of("ALTER SERVER STATE")),
          Map.entry("VIEW SERVER PERFORMANCE STATE", Set.of("VIEW SERVER STATE")),
          Map.entry("VIEW SERVER SECURITY STATE", Set.of("VIEW SERVER STATE")),
          Map.entry("VIEW ANY SECURITY DEFINITION", Set.of("VIEW ANY DEFINITION")),
          Map.entry("CREATE AVAILABILITY GROUP", Set.of("ALTER ANY AVAILABILITY GROUP")),
          Map.entry("CREATE LOGIN", Set.of("ALTER ANY LOGIN")),
          Map.entry("CREATE SERVER ROLE", Set.of("ALTER ANY SERVER ROLE")),
          Map.entry("CREATE ENDPOINT", Set.of("ALTER ANY ENDPOINT")));

  private static final Map<String, Set<String>> SERVER_ROLES =
      Map.of(
          "securityadmin", Set.of("ALTER ANY LOGIN"),
          "serveradmin",
              Set.of(
                  "ALTER ANY ENDPOINT",
                  "ALTER RESOURCES",
                  "ALTER SERVER STATE",
                  "ALTER SETTINGS",
                  "SHUTDOWN"),
          "setupadmin", Set.of("ALTER ANY LINKED SERVER"),
          "processadmin", Set.of("ALTER ANY CONNECTION", "ALTER SERVER STATE"),
          "diskadmin", Set.of("ALTER RESOURCES"),
          "dbcreator", Set.of("CREATE ANY DATABASE", "ALTER ANY DATABASE"),
          "bulkadmin", Set.of("ADMINISTER BULK OPERATIONS"),
          "public", Set.of("VIEW ANY DATABASE"));

  /** By which permission on the server one on a database is included. */
  private static final Map<String, Set<String>> DATABASE_BY_SERVER =
      Map.of(
          "ALTER", Set.of("ALTER ANY DATABASE"),
          "CREATE DATABASE", Set.of("CREATE ANY DATABASE"),
          "CONNECT", Set.of("CONNECT ANY DATABASE"),
          "VIEW DEFINITION", Set.of("VIEW ANY DEFINITION"),
          "VIEW DATABASE STATE", Set.of("VIEW SERVER STATE"));

  private static final Map<String, Set<String>> DATABASE_ROLES =
      Map.of(
          "db_owner", Set.of("CONTROL"),
          "db_accessadmin", Set.of("ALTER ANY USER", "CREATE SCHEMA", "CONNECT"),
          "db_securityadmin",
              Set.of(
                  "ALTER ANY APPLICATION ROLE",
                  "ALTER ANY ROLE",
                  "CREATE SCHEMA",
                  "VIEW DEFINITION"),
          "db_ddladmin",
              Set.of(
                  "ALTER ANY SCHEMA",
                  "CREATE FUNCTION",
                  "CREATE PROCEDURE",
                  "CREATE SCHEMA",
                  "CREATE TABLE",
                  "CREATE TYPE",
                  "CREATE VIEW",
                  "REFERENCES"),
          "db_backupoperator", Set.of("BACKUP DATABASE", "BACKUP LOG", "CHECKPOINT"),
          "db_datareader", Set.of("SELECT"),
          "db_datawriter", Set.of("DELETE", "INSERT", "UPDATE"));

  private ModelPermissions() {}

  private static void add(String line, int since) {
    int blank = line.indexOf(' ');
    String name = line.substring(blank + 1);
    CODES.put(name, line.substring(0, blank));
    SINCE.put(name, since);
  }

  private static String key(String permission) {
    return permission.toUpperCase(Locale.ROOT);
  }

  /** The code in catalogue views. */
  static String code(String permission) {
    return CODES.getOrDefault(key(permission), "");
  }

  /** Whether a release has it. */
  static boolean isKnown(String permission, int release) {
    return SINCE.getOrDefault(key(permission), Integer.MAX_VALUE) <= release;
  }

  /** Whether it is one on the server as a whole. */
  static boolean isOfServer(String permission) {
    return (SERVER + "\n" + NEW_OF_2022)
        .lines()
        .anyMatch(line -> line.substring(line.indexOf(' ') + 1).equals(key(permission)));
  }

  /** A permission on the server with those that include it. */
  static Set<String> coveringOnServer(String permission) {
    Set<String> all = new java.util.LinkedHashSet<>(List.of(key(permission), "CONTROL SERVER"));
    int before = 0;
    while (before < all.size()) {
      before = all.size();
      for (String each : Set.copyOf(all)) {
        all.addAll(SERVER_COVERS.getOrDefault(each, Set.of()));
      }
    }
    return all;
  }

  /** A permission on a database with those on it that include it. */
  static Set<String> coveringOnDatabase(String permission) {
    Set<String> all = new java.util.LinkedHashSet<>(List.of(key(permission), "CONTROL"));
    if (permission.equalsIgnoreCase("CREATE ROLE")) {
      all.add("ALTER ANY ROLE");
    }
    if (key(permission).startsWith("ALTER ANY ") || key(permission).startsWith("CREATE ")) {
      all.add("ALTER");
    }
    return all;
  }

  /** Permissions on the server that include one on every database. */
  static Set<String> onServerFor(String permission) {
    return DATABASE_BY_SERVER.getOrDefault(key(permission), Set.of("CONTROL SERVER"));
  }

  /** What a fixed server role gives. */
  static Set<String> ofServerRole(String role) {
    return SERVER_ROLES.getOrDefault(role.toLowerCase(Locale.ROOT), Set.of());
  }

  /** What a fixed database role gives. */
  static Set<String> ofDatabaseRole(String role) {
    return DATABASE_ROLES.getOrDefault(role.toLowerCase(Locale.ROOT), Set.of());
  }
}
