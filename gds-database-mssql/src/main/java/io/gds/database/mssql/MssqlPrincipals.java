package io.gds.database.mssql;

import io.gds.database.access.PrincipalQuery;
import io.gds.database.access.RoleInfo;
import io.gds.database.access.UserInfo;
import io.gds.database.connection.AuthType;
import io.gds.database.jdbc.Row;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the principals of the server, or of one database, in one statement: a row for each role
 * that a principal has directly. Hashes of passwords are never read.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-catalog-views/sys-server-principals-transact-sql">
 *     sys.server_principals</a>
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-catalog-views/sys-database-principals-transact-sql">
 *     sys.database_principals</a>
 * @see <a href="https://learn.microsoft.com/en-us/sql/t-sql/functions/loginproperty-transact-sql">
 *     LOGINPROPERTY</a>
 */
final class MssqlPrincipals {
  /** Whether this login sees the logins of others, without which every user looks orphaned. */
  static final String SEES_LOGINS =
      "CASE WHEN HAS_PERMS_BY_NAME(NULL, NULL, 'ALTER ANY LOGIN') = 1"
          + " OR HAS_PERMS_BY_NAME(NULL, NULL, 'VIEW ANY DEFINITION') = 1"
          + " OR HAS_PERMS_BY_NAME(NULL, NULL, 'VIEW ANY SECURITY DEFINITION') = 1"
          + " THEN 1 ELSE 0 END";

  /** Below are dbo, guest, INFORMATION_SCHEMA and sys. */
  static final int LAST_SYSTEM_USER = 4;

  /** Those below come with the server; sa is the first. */
  static final int FIRST_LOGIN = 256;

  private static final String ADMINISTRATORS = "sysadmin";

  /** The fixed roles of a database that may do everything there. */
  private static final String OWNERS = "db_owner";

  private static final String OF_SERVER =
      ", p.is_disabled, p.default_database_name, l.is_policy_checked, l.is_expiration_checked"
          + number("IsLocked", "is_locked")
          + number("IsMustChange", "is_must_change")
          + number("IsExpired", "is_expired")
          + number("DaysUntilExpiration", "days_left")
          + ", CAST(LOGINPROPERTY(p.name, 'PasswordLastSetTime') AS datetime) AS password_set";

  private static final String OF_DATABASE =
      ", p.default_schema_name, p.authentication_type_desc, l.name AS login_name, "
          + SEES_LOGINS
          + " AS sees_logins";

  private final MssqlContext context;
  private final MssqlScope place;

  MssqlPrincipals(MssqlContext context, MssqlScope place) {
    this.context = context;
    this.place = place;
  }

  private static String number(String property, String column) {
    return ", CAST(LOGINPROPERTY(p.name, '" + property + "') AS int) AS " + column;
  }

  /** A principal as it was read, with the roles it has directly. */
  private record Reading(
      String name,
      String type,
      boolean system,
      Optional<String> owner,
      UserInfo.Builder user,
      Map<String, String> attributes,
      Set<String> roles) {
    boolean isRole() {
      return type.equals("R") || type.equals("A");
    }
  }

  private String sql() {
    String permission = place.isServer() ? "CONNECT SQL" : "CONNECT";
    return "SELECT p.name, p.principal_id, p.type, p.type_desc, p.is_fixed_role, p.create_date,"
        + " p.sid, p.default_language_name, o.name AS owner_name, r.name AS role_name,"
        + " SYSDATETIMEOFFSET() AS server_now, (SELECT MIN(c.state) FROM "
        + place.view("permissions")
        + " c WHERE c.grantee_principal_id = p.principal_id AND c.permission_name = '"
        + permission
        + "' AND c.class = "
        + (place.isServer() ? 100 : 0)
        + ") AS connect_state"
        + (place.isServer() ? OF_SERVER : OF_DATABASE)
        + " FROM "
        + place.view("principals")
        + " p LEFT JOIN "
        + place.view("role_members")
        + " m ON m.member_principal_id = p.principal_id LEFT JOIN "
        + place.view("principals")
        + " r ON r.principal_id = m.role_principal_id LEFT JOIN "
        + place.view("principals")
        + " o ON o.principal_id = p.owning_principal_id LEFT JOIN "
        + (place.isServer()
            ? "sys.sql_logins l ON l.principal_id = p.principal_id"
            : "sys.server_principals l ON l.sid = p.sid")
        + " ORDER BY p.name, r.name";
  }

  List<UserInfo> users(PrincipalQuery query) {
    Map<String, Reading> all = read();
    return all.values().stream()
        .filter(reading -> !reading.isRole())
        .map(reading -> user(reading, all))
        .filter(query::matches)
        .toList();
  }

  List<RoleInfo> roles(PrincipalQuery query) {
    Map<String, Reading> all = read();
    return all.values().stream()
        .filter(Reading::isRole)
        .map(reading -> role(reading, all))
        .filter(query::matches)
        .toList();
  }

  private Map<String, Reading> read() {
    Map<String, Reading> all = new LinkedHashMap<>();
    context
        .sql()
        .forEach(
            sql(),
            row -> {
              Reading reading = all.computeIfAbsent(row.text("name"), name -> reading(name, row));
              row.optionalText("role_name").ifPresent(reading.roles()::add);
            });
    return all;
  }

  private Reading reading(String name, Row row) {
    String type = row.text("type").strip();
    int number = row.intValue("principal_id");
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("id", Integer.toString(number));
    attributes.put("type", row.text("type_desc"));
    row.optionalBytes("sid")
        .ifPresent(
            sid -> attributes.put("sid", "0x" + HexFormat.of().withUpperCase().formatHex(sid)));
    row.optionalText("default_language_name")
        .ifPresent(language -> attributes.put("default-language", language));
    ZoneOffset offset = row.offsetTime("server_now").getOffset();
    UserInfo.Builder user = UserInfo.builder(name);
    row.optionalLocalTime("create_date")
        .map(local -> local.toInstant(offset))
        .ifPresent(user::createdAt);
    place.database().ifPresent(user::database);
    auth(type, row).ifPresent(user::authType);
    boolean system = isSystem(name, number, row);
    user.system(system);
    if (place.isServer()) {
      login(type, row, offset, user, attributes);
    } else {
      databaseUser(type, number, row, user, attributes);
    }
    return new Reading(
        name,
        type,
        system,
        row.optionalText("owner_name"),
        user,
        attributes,
        new LinkedHashSet<>());
  }

  private boolean isSystem(String name, int number, Row row) {
    boolean fixed = row.optionalBool("is_fixed_role").orElse(false);
    return fixed
        || name.startsWith("##")
        || (place.isServer()
            ? number < FIRST_LOGIN
                || name.startsWith("NT SERVICE\\")
                || name.startsWith("NT AUTHORITY\\")
            : number <= LAST_SYSTEM_USER);
  }

  /** How it proves who it is; code is signed by a certificate or key, and nobody logs in by one. */
  private Optional<AuthType> auth(String type, Row row) {
    boolean without =
        !place.isServer()
            && row.optionalText("authentication_type_desc").filter("NONE"::equals).isPresent();
    return switch (type) {
      case "S" -> Optional.of(without ? AuthType.NONE : AuthType.PASSWORD);
      case "U", "G" -> Optional.of(AuthType.INTEGRATED);
      case "E", "X" -> Optional.of(AuthType.OAUTH);
      case "C" -> Optional.of(AuthType.CERTIFICATE);
      case "K" -> Optional.of(AuthType.KEYPAIR);
      default -> Optional.empty();
    };
  }

  private static boolean connects(String type, Row row) {
    String state = row.optionalText("connect_state").map(String::strip).orElse("");
    boolean given = state.equals("G") || state.equals("W");
    return given && !type.equals("C") && !type.equals("K");
  }

  private static void login(
      String type,
      Row row,
      ZoneOffset offset,
      UserInfo.Builder user,
      Map<String, String> attributes) {
    boolean disabled = row.optionalBool("is_disabled").orElse(false);
    user.enabled(!disabled && connects(type, row));
    user.locked(row.optionalInt("is_locked").orElse(0) == 1);
    row.optionalLocalTime("password_set")
        .map(local -> local.toInstant(offset))
        .ifPresent(user::passwordChangedAt);
    row.optionalText("default_database_name")
        .ifPresent(database -> attributes.put("default-database", database));
    row.optionalBool("is_policy_checked")
        .ifPresent(on -> attributes.put("check-policy", on.toString()));
    row.optionalBool("is_expiration_checked")
        .ifPresent(on -> attributes.put("check-expiration", on.toString()));
    if (row.optionalInt("is_must_change").orElse(0) == 1) {
      attributes.put("must-change-password", "true");
    }
    if (row.optionalInt("is_expired").orElse(0) == 1) {
      attributes.put("password-expired", "true");
    }
    row.optionalInt("days_left")
        .ifPresent(days -> attributes.put("days-until-expiration", Integer.toString(days)));
    if (disabled) {
      attributes.put("disabled", "true");
    } else if (row.optionalText("connect_state")
        .map(String::strip)
        .filter("D"::equals)
        .isPresent()) {
      attributes.put("connect", "denied");
    }
  }

  private static void databaseUser(
      String type, int number, Row row, UserInfo.Builder user, Map<String, String> attributes) {
    String proof = row.optionalText("authentication_type_desc").orElse("");
    boolean none = proof.equals("NONE") && type.equals("S") && number > 2;
    user.enabled(number == 1 || (connects(type, row) && !none));
    if (!proof.isEmpty()) {
      attributes.put("authentication", proof);
    }
    row.optionalText("default_schema_name")
        .ifPresent(schema -> attributes.put("default-schema", schema));
    row.optionalText("login_name").ifPresent(login -> attributes.put("login", login));
    boolean ofLogin = proof.equals("INSTANCE") && type.equals("S") && number > LAST_SYSTEM_USER;
    if (ofLogin && row.intValue("sees_logins") == 1) {
      attributes.put("orphaned", Boolean.toString(row.optionalText("login_name").isEmpty()));
    }
  }

  private UserInfo user(Reading reading, Map<String, Reading> all) {
    Set<String> whole = new LinkedHashSet<>();
    addRoles(reading, all, whole);
    boolean administrator = whole.contains(place.isServer() ? ADMINISTRATORS : OWNERS);
    return reading
        .user()
        .administrator(administrator)
        .roles(List.copyOf(reading.roles()))
        .attributes(reading.attributes())
        .build();
  }

  /** Roles of the server, and of a database, can have one another. */
  private static void addRoles(Reading reading, Map<String, Reading> all, Set<String> into) {
    for (String role : reading.roles()) {
      if (into.add(role)) {
        Optional.ofNullable(all.get(role)).ifPresent(found -> addRoles(found, all, into));
      }
    }
  }

  private RoleInfo role(Reading reading, Map<String, Reading> all) {
    Map<String, String> attributes = new LinkedHashMap<>(reading.attributes());
    reading.owner().ifPresent(owner -> attributes.put("owner", owner));
    List<String> members = new ArrayList<>();
    all.values().stream()
        .filter(other -> other.roles().contains(reading.name()))
        .forEach(other -> members.add(other.name()));
    return new RoleInfo(
        reading.name(),
        place.database(),
        reading.system(),
        members,
        List.copyOf(reading.roles()),
        Optional.empty(),
        attributes);
  }
}
