package io.gds.database.mssql;

import io.gds.database.jdbc.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What this login may do to principals of a place, and what there is of one of them: all that
 * checks look at, in one statement.
 *
 * @param maySee whether it sees all logins
 * @param users whether it may create, change and drop logins or users
 * @param creates whether it may create them, if no more
 * @param roles whether it may change and drop roles
 * @param createsRoles whether it may create them, if no more
 * @param controls whether it may do everything there
 * @param seesSessions whether it sees the sessions of others
 * @param contained whether the database lets users in by passwords of their own
 * @param found the principal that the server takes by the name
 */
record MssqlPrincipalRow(
    boolean maySee,
    boolean users,
    boolean creates,
    boolean roles,
    boolean createsRoles,
    boolean controls,
    boolean seesSessions,
    boolean contained,
    Optional<Found> found) {
  /**
   * A principal.
   *
   * @param name as the server writes it
   * @param fixed whether it is one of the roles that come with it
   * @param own whether this engine is logged in as it
   * @param administrator whether it is a login that may do everything
   * @param policy whether its passwords are judged
   * @param expiration whether they expire
   * @param sessions how many sessions it has, as far as this login sees
   */
  record Found(
      String name,
      int number,
      String type,
      boolean fixed,
      boolean own,
      boolean administrator,
      boolean policy,
      boolean expiration,
      long sessions) {
    boolean isRole() {
      return type.equals("R") || type.equals("A");
    }

    /** Those that the server signs its own code with, and those that every database has. */
    boolean isServers(boolean ofServer) {
      return fixed
          || name.startsWith("##")
          || (ofServer
              ? isRole() && number < MssqlPrincipals.FIRST_LOGIN
              : number <= MssqlPrincipals.LAST_SYSTEM_USER);
    }
  }

  private static String may(String column, String securable, String kind, String... permissions) {
    List<String> any = new ArrayList<>();
    for (String permission : permissions) {
      any.add("HAS_PERMS_BY_NAME(" + securable + ", " + kind + ", '" + permission + "') = 1");
    }
    return ", CASE WHEN " + String.join(" OR ", any) + " THEN 1 ELSE 0 END AS " + column;
  }

  private static String rights(MssqlScope place) {
    if (place.isServer()) {
      return may("users", "NULL", "NULL", "ALTER ANY LOGIN")
          + may("creates", "NULL", "NULL", "CREATE LOGIN")
          + may("roles", "NULL", "NULL", "ALTER ANY SERVER ROLE")
          + may("creates_roles", "NULL", "NULL", "CREATE SERVER ROLE")
          + may("controls", "NULL", "NULL", "CONTROL SERVER")
          + ", 0 AS contained";
    }
    String database = MssqlSql.literal(MssqlSql.name(place.home()));
    return may("users", database, "'DATABASE'", "ALTER ANY USER")
        + may("creates", database, "'DATABASE'", "CREATE USER")
        + may("roles", database, "'DATABASE'", "ALTER ANY ROLE")
        + may("creates_roles", database, "'DATABASE'", "CREATE ROLE")
        + may("controls", database, "'DATABASE'", "CONTROL")
        + ", (SELECT COUNT(*) FROM sys.databases d WHERE d.name = "
        + MssqlSql.literal(place.home())
        + " AND d.containment = 1) AS contained";
  }

  private static String sql(MssqlScope place) {
    return "SELECT "
        + MssqlPrincipals.SEES_LOGINS
        + " AS may_see, "
        + MssqlDatabaseRow.SEES_SESSIONS
        + " AS sees_sessions"
        + rights(place)
        + ", p.name, p.principal_id, p.type, p.is_fixed_role, CASE WHEN p.sid = SUSER_SID() THEN 1"
        + " ELSE 0 END AS is_own"
        + (place.isServer()
            ? ", IS_SRVROLEMEMBER('sysadmin', p.name) AS is_administrator, l.is_policy_checked,"
                + " l.is_expiration_checked, (SELECT COUNT(*) FROM sys.dm_exec_sessions s WHERE"
                + " s.security_id = p.sid AND s.is_user_process = 1) AS session_count"
            : "")
        + " FROM (SELECT 1 AS one_row) AS o LEFT JOIN "
        + place.view("principals")
        + " p ON p.name = ?"
        + (place.isServer()
            ? " LEFT JOIN sys.sql_logins l ON l.principal_id = p.principal_id"
            : "");
  }

  /** Reads it. */
  static MssqlPrincipalRow read(MssqlContext context, MssqlScope place, String name) {
    return context.sql().first(sql(place), row -> of(row, place), name).orElseThrow();
  }

  private static MssqlPrincipalRow of(Row row, MssqlScope place) {
    return new MssqlPrincipalRow(
        row.intValue("may_see") == 1,
        row.intValue("users") == 1,
        row.intValue("users") == 1 || row.intValue("creates") == 1,
        row.intValue("roles") == 1,
        row.intValue("roles") == 1 || row.intValue("creates_roles") == 1,
        row.intValue("controls") == 1,
        row.intValue("sees_sessions") == 1,
        row.longValue("contained") > 0,
        row.optionalText("name").map(name -> found(row, name, place)));
  }

  private static Found found(Row row, String name, MssqlScope place) {
    boolean server = place.isServer();
    return new Found(
        name,
        row.intValue("principal_id"),
        row.text("type").strip(),
        row.optionalBool("is_fixed_role").orElse(false),
        row.intValue("is_own") == 1,
        server && row.optionalInt("is_administrator").orElse(0) == 1,
        server && row.optionalBool("is_policy_checked").orElse(false),
        server && row.optionalBool("is_expiration_checked").orElse(false),
        server ? row.longValue("session_count") : 0);
  }

  /** The principal of exactly this name. */
  Optional<Found> exactly(String name) {
    return found.filter(there -> there.name().equals(name));
  }

  /** The user or login of exactly this name. */
  Optional<Found> user(String name) {
    return exactly(name).filter(there -> !there.isRole());
  }

  /** The role of exactly this name. */
  Optional<Found> role(String name) {
    return exactly(name).filter(Found::isRole);
  }
}
