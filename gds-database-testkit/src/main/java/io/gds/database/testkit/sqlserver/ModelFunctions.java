package io.gds.database.testkit.sqlserver;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * SQL Server's functions, as far as catalogue queries use them. Public because the evaluating
 * database calls them; of no use to anybody else.
 *
 * @see <a href="https://learn.microsoft.com/sql/t-sql/functions/functions">the vendor's pages</a>
 */
public final class ModelFunctions {
  private static final ThreadLocal<@Nullable ModelCaller> CALLER = new ThreadLocal<>();

  private static final Map<String, String> WINDOWS_ZONES =
      Map.of(
          "Asia/Kolkata", "India Standard Time",
          "Europe/Berlin", "W. Europe Standard Time",
          "America/New_York", "Eastern Standard Time");

  private ModelFunctions() {}

  /** Makes the functions known; the overloads of a name are one function. */
  static void addTo(ModelCatalog catalog) {
    List<String> names =
        Arrays.stream(ModelFunctions.class.getMethods())
            .filter(method -> method.getDeclaringClass() == ModelFunctions.class)
            .map(java.lang.reflect.Method::getName)
            .distinct()
            .toList();
    for (String name : names) {
      catalog.update(
          "CREATE ALIAS "
              + name
              + " FOR "
              + ModelTable.quoted(ModelFunctions.class.getName() + "." + name));
    }
    catalog.update("CREATE AGGREGATE MODEL_SUM FOR " + ModelTable.quoted(ModelSum.class.getName()));
  }

  /** Runs something on behalf of this caller. */
  static <T> T as(ModelCaller caller, Supplier<T> what) {
    CALLER.set(caller);
    try {
      return what.get();
    } finally {
      CALLER.remove();
    }
  }

  private static ModelCaller caller() {
    ModelCaller caller = CALLER.get();
    if (caller == null) {
      throw new IllegalStateException("called outside of a query");
    }
    return caller;
  }

  /** A property of the server, as text. */
  public static @Nullable String SERVERPROPERTY(String name) {
    return caller().property(name);
  }

  /** A property of a database, as text; null if there is no such database, or it is not open. */
  public static @Nullable String DATABASEPROPERTYEX(@Nullable String name, String property) {
    return name == null ? null : caller().databaseProperty(name, property);
  }

  /** The number of the database that the session is in. */
  public static @Nullable Integer DB_ID() {
    return DB_ID(caller().database());
  }

  /** The number of a database. */
  public static @Nullable Integer DB_ID(String name) {
    return caller()
        .catalog()
        .first(Integer.class, "SELECT database_id FROM sys.databases WHERE name = ?", name)
        .orElse(null);
  }

  /** The database that the session is in. */
  public static String DB_NAME() {
    return caller().database();
  }

  /** The name of a database. */
  public static @Nullable String DB_NAME(@Nullable Integer id) {
    return caller()
        .catalog()
        .first(String.class, "SELECT name FROM sys.databases WHERE database_id = ?", id)
        .orElse(null);
  }

  /** The login of the session. */
  public static String SUSER_SNAME() {
    return caller().login();
  }

  /** The login with this identifier. */
  public static @Nullable String SUSER_SNAME(byte @Nullable [] sid) {
    return caller()
        .catalog()
        .first(String.class, "SELECT name FROM sys.server_principals WHERE sid = ?", sid)
        .orElse(null);
  }

  /** The login of the session. */
  public static String ORIGINAL_LOGIN() {
    return caller().login();
  }

  /** The identifier of the session's login. */
  public static byte @Nullable [] SUSER_SID() {
    return caller()
        .catalog()
        .first(
            byte[].class, "SELECT sid FROM sys.server_principals WHERE name = ?", caller().login())
        .orElse(null);
  }

  /** A name in brackets. */
  public static @Nullable String QUOTENAME(@Nullable String name) {
    return name == null ? null : "[" + name.replace("]", "]]") + "]";
  }

  /** Whether the session's login may use a database: 1 or 0, null if there is none. */
  public static @Nullable Integer HAS_DBACCESS(@Nullable String name) {
    return name == null || DB_ID(name) == null ? null : caller().mayUse(name) ? 1 : 0;
  }

  /** Whether the session's login has a server role: 1 or 0. */
  public static Integer IS_SRVROLEMEMBER(String role) {
    return caller().hasRole(role) ? 1 : 0;
  }

  /** Whether a login has a server role: 1 or 0, null if there is no such login. */
  public static @Nullable Integer IS_SRVROLEMEMBER(String role, @Nullable String login) {
    return login == null ? null : caller().loginHasRole(login, role) ? 1 : 0;
  }

  /**
   * Whether the session's login has a permission on the server, or on a database: 1 or 0, null for
   * a permission that this release does not have.
   */
  public static @Nullable Integer HAS_PERMS_BY_NAME(
      @Nullable String securable, @Nullable String kind, String permission) {
    if (kind == null) {
      return caller().may(permission) ? 1 : 0;
    } else if (kind.equalsIgnoreCase("DATABASE")) {
      return caller().mayIn(unquoted(securable), permission) ? 1 : 0;
    }
    throw new AssertionError("the model knows no rights on a " + kind);
  }

  private static String unquoted(@Nullable String name) {
    return name == null
        ? caller().database()
        : name.startsWith("[") ? name.substring(1, name.length() - 1).replace("]]", "]") : name;
  }

  /** What a SQL login's password is like, as text; null for any other. */
  public static @Nullable String LOGINPROPERTY(String login, String property) {
    return caller().loginProperty(login, property).orElse(null);
  }

  /** The server's time in its own zone. */
  public static LocalDateTime SYSDATETIME() {
    return LocalDateTime.ofInstant(now(), zone());
  }

  /** The server's time in its own zone, as far as a datetime tells it. */
  public static LocalDateTime MODEL_GETDATE() {
    return datetime(SYSDATETIME());
  }

  /** To the nearest of the 300 parts of a second that a datetime knows, told in milliseconds. */
  private static LocalDateTime datetime(LocalDateTime time) {
    long parts = Math.round(time.get(ChronoField.NANO_OF_SECOND) * 300 / 1e9);
    return time.withNano(0).plus(Duration.ofMillis(Math.round(parts * 1000 / 300.0)));
  }

  /** The server's time in UTC. */
  public static LocalDateTime SYSUTCDATETIME() {
    return LocalDateTime.ofInstant(now(), ZoneOffset.UTC);
  }

  /** The server's time in UTC, as far as a datetime tells it. */
  public static LocalDateTime MODEL_GETUTCDATE() {
    return datetime(SYSUTCDATETIME());
  }

  /** The server's time with the offset of its zone. */
  public static OffsetDateTime SYSDATETIMEOFFSET() {
    return OffsetDateTime.ofInstant(now(), zone());
  }

  /** The server's zone, by what Windows calls it, as far as that is known here. */
  public static String CURRENT_TIMEZONE_ID() {
    return WINDOWS_ZONES.getOrDefault(zone().getId(), zone().getId());
  }

  private static Instant now() {
    return caller().now();
  }

  private static ZoneId zone() {
    return caller().zone();
  }
}
