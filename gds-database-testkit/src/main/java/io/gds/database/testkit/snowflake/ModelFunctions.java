package io.gds.database.testkit.snowflake;

import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Snowflake's functions, as far as queries use them; a room has its own in a class like this one,
 * which is listed here. A method SYSTEM_X is the function SYSTEM$X. Public because the evaluating
 * database calls them; of no use to anybody else.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/functions-all">the vendor's list</a>
 */
public final class ModelFunctions {
  private static final ThreadLocal<@Nullable ModelSession> CALLER = new ThreadLocal<>();
  private static final List<Class<?>> ROOMS =
      List.of(
          ModelFunctions.class,
          UnloadFunctions.class,
          ControlFunctions.class,
          UsageFunctions.class);
  private static final Map<String, String> NAMES = names();

  private ModelFunctions() {}

  private static Map<String, String> names() {
    Map<String, String> names = new LinkedHashMap<>();
    for (Class<?> room : ROOMS) {
      Arrays.stream(room.getMethods())
          .filter(method -> method.getDeclaringClass() == room)
          .map(Method::getName)
          .distinct()
          .forEach(
              name ->
                  names.put(
                      name.startsWith("SYSTEM_") ? name.replaceFirst("_", "\\$") : name,
                      room.getName() + "." + name));
    }
    return Map.copyOf(names);
  }

  /** Makes the functions known to the evaluating database. */
  static void addTo(Connection catalog) throws SQLException {
    try (Statement statement = catalog.createStatement()) {
      for (Map.Entry<String, String> each : NAMES.entrySet()) {
        statement.execute(
            "CREATE ALIAS "
                + evaluated(each.getKey())
                + " FOR "
                + ModelName.quoted(each.getValue()));
      }
      statement.execute(
          "CREATE AGGREGATE MODEL_HASH_AGG FOR " + ModelName.quoted(ModelHash.class.getName()));
    }
  }

  /** What the evaluating database calls a function, if it is one of these. */
  static Optional<String> find(String name) {
    return NAMES.containsKey(name) ? Optional.of(evaluated(name)) : Optional.empty();
  }

  private static String evaluated(String name) {
    return ModelName.quoted("MODEL " + name);
  }

  /** Runs something on behalf of this session. */
  static <T> T as(ModelSession session, Supplier<T> what) {
    ModelSession before = CALLER.get();
    CALLER.set(session);
    try {
      return what.get();
    } finally {
      CALLER.set(before);
    }
  }

  /** The session that asks. */
  static ModelSession caller() {
    ModelSession caller = CALLER.get();
    if (caller == null) {
      throw new IllegalStateException("called outside of a query");
    }
    return caller;
  }

  private static @Nullable String nullIfEmpty(String text) {
    return text.isEmpty() ? null : text;
  }

  /** The account's locator. */
  public static String CURRENT_ACCOUNT() {
    return caller().account().locator();
  }

  /** The account's name within its organization. */
  public static String CURRENT_ACCOUNT_NAME() {
    return caller().account().name();
  }

  /** The organization. */
  public static String CURRENT_ORGANIZATION_NAME() {
    return caller().account().organization();
  }

  /** The region, such as AWS_EU_CENTRAL_1. */
  public static String CURRENT_REGION() {
    return caller().account().region();
  }

  /** The release. */
  public static String CURRENT_VERSION() {
    return SnowflakeModel.VERSION;
  }

  /** The session's primary role. */
  public static @Nullable String CURRENT_ROLE() {
    return nullIfEmpty(caller().roleName());
  }

  /** The roles that the user may take, as JSON. */
  public static String CURRENT_AVAILABLE_ROLES() {
    ModelSession session = caller();
    List<ModelObject> own =
        session.account().user(session.user()).stream()
            .flatMap(user -> session.account().grants().to(user).stream())
            .map(ModelGrant::on)
            .toList();
    return session.account().grants().withInherited(own).stream()
        .map(role -> "\"" + role.name() + "\"")
        .sorted()
        .toList()
        .toString();
  }

  /** Whether the session has a role, by inheritance or not. */
  public static boolean IS_ROLE_IN_SESSION(String role) {
    return caller().has(role);
  }

  /** The session's warehouse. */
  public static @Nullable String CURRENT_WAREHOUSE() {
    return nullIfEmpty(caller().warehouseName());
  }

  /** The session's database. */
  public static @Nullable String CURRENT_DATABASE() {
    return nullIfEmpty(caller().databaseName());
  }

  /** The session's schema. */
  public static @Nullable String CURRENT_SCHEMA() {
    return nullIfEmpty(caller().schemaName());
  }

  /** The session's user. */
  public static String CURRENT_USER() {
    return caller().user();
  }

  /** The session's number, as text. */
  public static String CURRENT_SESSION() {
    return String.valueOf(caller().request().session());
  }

  /** The server's time. */
  public static OffsetDateTime CURRENT_TIMESTAMP() {
    return caller().account().moment().at().atOffset(ZoneOffset.UTC);
  }

  /** What lies under a key of a JSON object, as text; null if it is not there. */
  public static @Nullable String GET_PATH(@Nullable String json, String key) {
    return json == null ? null : ModelJson.member(json, key);
  }

  /** JSON as it is. */
  public static @Nullable String PARSE_JSON(@Nullable String json) {
    return json;
  }

  /** The text that makes an object again, or a container with all in it. */
  public static String GET_DDL(String kind, String name) {
    return GET_DDL(kind, name, false);
  }

  /** The same, with names as long as they may be. */
  public static String GET_DDL(String kind, String name, boolean full) {
    return ModelDdl.of(caller(), kind, name, full);
  }
}
