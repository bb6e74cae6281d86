package io.gds.database.snowflake;

import io.gds.database.DatabaseQuery;
import io.gds.database.access.PrincipalQuery;
import io.gds.database.access.RoleInfo;
import io.gds.database.access.UserInfo;
import io.gds.database.connection.AuthType;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.jdbc.Row;
import io.gds.database.jdbc.SqlExecutor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Users and roles as SHOW tells them, which needs no warehouse: one statement for each 10,000 of a
 * list, and one or two for each user or role asked for that has roles or members.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-users">SHOW USERS</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-roles">SHOW ROLES</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-database-roles">SHOW DATABASE
 *     ROLES</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-grants">SHOW GRANTS</a>
 */
final class SnowflakePrincipals {
  static final String ADMINISTRATOR = "ACCOUNTADMIN";
  static final String PUBLIC = "PUBLIC";

  /**
   * The roles that each account has.
   *
   * @see <a href="https://docs.snowflake.com/en/user-guide/security-access-control-overview">System
   *     roles</a>
   */
  static final Set<String> SYSTEM_ROLES =
      Set.of(
          ADMINISTRATOR,
          "GLOBALORGADMIN",
          "ORGADMIN",
          "SECURITYADMIN",
          "USERADMIN",
          "SYSADMIN",
          PUBLIC);

  /** The vendor's own user, who is in each account. */
  static final String SYSTEM_USER = "SNOWFLAKE";

  private static final String ROLES = "roles";

  private static final List<String> TOLD =
      List.of(
          "login_name",
          "display_name",
          "email",
          "type",
          "default_role",
          "default_warehouse",
          "default_namespace",
          "default_secondary_roles",
          "must_change_password",
          "days_to_expiry",
          "mins_to_unlock",
          "has_password",
          "has_rsa_public_key",
          "has_mfa",
          "owner");

  private final SqlExecutor sql;
  private final SnowflakeContext context;

  SnowflakePrincipals(SnowflakeContext context) {
    this.context = context;
    this.sql = context.sql();
  }

  /** Somebody who has a role. */
  record Member(String kind, String name) {}

  String self() {
    return sql.first("SELECT CURRENT_USER() AS \"user\"", row -> row.text("user")).orElseThrow();
  }

  /**
   * Case counts and nothing is a wildcard; names come in order, so that the name itself is first.
   */
  private static String beginning(String name) {
    return " STARTS WITH " + SnowflakeSql.literal(name) + " LIMIT 100";
  }

  /** The user of exactly this name, without their roles; one statement. */
  Optional<UserInfo> user(String name) {
    return sql.query("SHOW USERS" + beginning(name), row -> of(row).build()).stream()
        .filter(user -> user.name().equals(name))
        .findFirst();
  }

  /** Whether there is a role of exactly this name; one statement. */
  boolean isRole(Optional<String> database, String name) {
    String list =
        database
            .map(home -> "SHOW DATABASE ROLES IN DATABASE " + SnowflakeSql.name(home))
            .orElseGet(() -> "SHOW ROLES" + beginning(name));
    try {
      return sql.query(list, row -> row.text("name")).contains(name);
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }

  /** Who has a role of the account directly. */
  List<Member> members(String role) {
    return sql.query("SHOW GRANTS OF ROLE " + SnowflakeSql.name(role), SnowflakePrincipals::member);
  }

  private static Member member(Row row) {
    return new Member(row.text("granted_to"), exact(row.text("grantee_name")));
  }

  /** A name is told as it is, or in quotes: then it is what stands between them. */
  static String exact(String name) {
    return name.length() > 2 && name.startsWith("\"") && name.endsWith("\"")
        ? SnowflakeIdentifiers.parts(name)
            .filter(parts -> parts.size() == 1)
            .map(parts -> parts.get(0))
            .orElse(name)
        : name;
  }

  List<UserInfo> users(PrincipalQuery query) {
    if (query.database().isPresent()) {
      return List.of();
    }
    List<UserInfo> found =
        SnowflakePages.all(
            sql, "SHOW USERS", row -> of(row).build(), UserInfo::name, UserInfo::name);
    return found.stream().filter(query::matches).map(this::withRoles).toList();
  }

  private static UserInfo.Builder of(Row row) {
    Map<String, String> attributes = new LinkedHashMap<>();
    TOLD.forEach(
        name -> SnowflakeRows.text(row, name).ifPresent(text -> attributes.put(name, text)));
    UserInfo.Builder user =
        UserInfo.builder(row.text("name"))
            .system(row.text("name").equals(SYSTEM_USER))
            .enabled(!SnowflakeRows.isTrue(row, "disabled"))
            .locked(
                SnowflakeRows.isTrue(row, "snowflake_lock")
                    || SnowflakeRows.instant(row, "locked_until_time").isPresent());
    if (SnowflakeRows.text(row, "disabled").isEmpty()) {
      attributes.put("disabled", "not told to this role");
    }
    if (SnowflakeRows.isTrue(row, "has_password")) {
      user.authType(AuthType.PASSWORD);
    } else if (SnowflakeRows.isTrue(row, "has_rsa_public_key")) {
      user.authType(AuthType.KEYPAIR);
    }
    SnowflakeRows.instant(row, "created_on").ifPresent(user::createdAt);
    SnowflakeRows.instant(row, "expires_at_time").ifPresent(user::expiresAt);
    SnowflakeRows.instant(row, "last_success_login").ifPresent(user::lastLoginAt);
    SnowflakeRows.text(row, "comment").ifPresent(user::comment);
    return user.attributes(attributes);
  }

  /** What may not be read is told as that, not as no roles. */
  private UserInfo withRoles(UserInfo user) {
    List<String> roles = List.of();
    Map<String, String> attributes = new LinkedHashMap<>(user.attributes());
    try {
      roles =
          sql.query(
              "SHOW GRANTS TO USER " + SnowflakeSql.name(user.name()),
              row -> SnowflakeRows.text(row, "role").map(SnowflakePrincipals::exact).orElse(""));
    } catch (DatabaseException e) {
      requireUntold(e);
      attributes.put(ROLES, "not told: " + e.getMessage());
    }
    roles = roles.stream().filter(role -> !role.isEmpty()).distinct().toList();
    return new UserInfo(
        user.name(),
        user.database(),
        user.authType(),
        user.enabled(),
        user.locked(),
        roles.contains(ADMINISTRATOR),
        user.system(),
        user.createdAt(),
        user.expiresAt(),
        user.passwordChangedAt(),
        user.lastLoginAt(),
        user.connectionLimit(),
        roles,
        user.comment(),
        attributes);
  }

  private static void requireUntold(DatabaseException e) {
    if (e.code() != ErrorCode.PERMISSION_DENIED && e.code() != ErrorCode.NOT_FOUND) {
      throw e;
    }
  }

  /** A role as a list shows it. */
  private record Listed(RoleInfo role, long members, long memberOf) {}

  List<RoleInfo> roles(PrincipalQuery query) {
    List<Listed> found = new ArrayList<>();
    if (query.database().isEmpty()) {
      found.addAll(ofAccount());
    }
    found.addAll(ofDatabases(query.database()));
    return found.stream()
        .filter(each -> query.matches(each.role()))
        .map(this::withMembers)
        .toList();
  }

  /** The account's roles and those of a database, or of all, without their members. */
  List<RoleInfo> listed(Optional<String> database) {
    return Stream.concat(ofAccount().stream(), ofDatabases(database).stream())
        .map(Listed::role)
        .toList();
  }

  List<String> userNames() {
    return SnowflakePages.all(
        sql, "SHOW USERS", row -> row.text("name"), name -> name, name -> name);
  }

  private List<Listed> ofAccount() {
    return SnowflakePages.all(
        sql,
        "SHOW ROLES",
        row -> listed(row, Optional.empty()),
        each -> each.role().name(),
        each -> each.role().name());
  }

  private List<Listed> ofDatabases(Optional<String> only) {
    List<Listed> found = new ArrayList<>();
    List<String> databases =
        only.map(List::of)
            .orElseGet(
                () ->
                    context.readings().databases(DatabaseQuery.userDatabases()).stream()
                        .map(SnowflakeDatabaseMetadata::name)
                        .toList());
    for (String database : databases) {
      found.addAll(ofDatabase(database));
    }
    return found;
  }

  private List<Listed> ofDatabase(String database) {
    try {
      return SnowflakePages.all(
          sql,
          "SHOW DATABASE ROLES IN DATABASE " + SnowflakeSql.name(database),
          row -> listed(row, Optional.of(database)),
          each -> each.role().name(),
          each -> each.role().name());
    } catch (DatabaseException e) {
      // It was dropped meanwhile, or its roles are not for this role to see.
      requireUntold(e);
      return List.of();
    }
  }

  private static Listed listed(Row row, Optional<String> database) {
    String name = row.text("name");
    Map<String, String> attributes = new LinkedHashMap<>();
    SnowflakeRows.text(row, "owner").ifPresent(owner -> attributes.put("owner", owner));
    RoleInfo role =
        new RoleInfo(
            name,
            database,
            database.isEmpty() && SYSTEM_ROLES.contains(name),
            List.of(),
            List.of(),
            SnowflakeRows.text(row, "comment"),
            attributes);
    String granted = database.isPresent() ? "granted_database_roles" : "granted_roles";
    return new Listed(
        role,
        SnowflakeRows.number(row, "assigned_to_users").orElse(database.isPresent() ? 0 : 1)
            + SnowflakeRows.number(row, "granted_to_roles").orElse(1),
        SnowflakeRows.number(row, granted).orElse(1));
  }

  private RoleInfo withMembers(Listed listed) {
    RoleInfo role = listed.role();
    String name =
        role.database()
            .map(home -> "DATABASE ROLE " + SnowflakeSql.name(home, role.name()))
            .orElseGet(() -> "ROLE " + SnowflakeSql.name(role.name()));
    List<String> members = List.of();
    List<String> memberOf = List.of();
    Map<String, String> attributes = new LinkedHashMap<>(role.attributes());
    try {
      if (listed.members() > 0) {
        members =
            sql.query("SHOW GRANTS OF " + name, SnowflakePrincipals::member).stream()
                .map(Member::name)
                .toList();
      }
      if (listed.memberOf() > 0) {
        memberOf =
            sql.query("SHOW GRANTS TO " + name, SnowflakeGrant::present).stream()
                .filter(SnowflakeGrant::isMembership)
                .map(grant -> exact(grant.name()))
                .toList();
      }
    } catch (DatabaseException e) {
      requireUntold(e);
      attributes.put("members", "not told: " + e.getMessage());
    }
    return new RoleInfo(
        role.name(), role.database(), role.system(), members, memberOf, role.comment(), attributes);
  }

  /** The fingerprints of a user's keys, by the property that holds each; two at most. */
  Map<String, String> keys(String user) {
    Map<String, String> keys = new LinkedHashMap<>();
    sql
        .query(
            "DESC USER " + SnowflakeSql.name(user),
            row -> Map.entry(row.text("property"), SnowflakeRows.text(row, "value").orElse("")))
        .stream()
        .filter(each -> each.getKey().matches("RSA_PUBLIC_KEY(_2)?_FP"))
        .filter(each -> !each.getValue().isEmpty() && !each.getValue().equals("null"))
        .forEach(each -> keys.put(each.getKey().replace("_FP", ""), each.getValue()));
    return keys;
  }
}
