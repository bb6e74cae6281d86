package io.gds.database.testkit.snowflake;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Parameters, as far as the model has them, and what they are set to.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/parameters">Parameters</a>
 */
final class ModelParameters {
  private static final List<Known> KNOWN =
      List.of(
          new Known("ABORT_DETACHED_QUERY", "BOOLEAN", "false", true),
          new Known("AUTOCOMMIT", "BOOLEAN", "true", true),
          new Known("DATA_RETENTION_TIME_IN_DAYS", "NUMBER", "1", false),
          new Known("DEFAULT_DDL_COLLATION", "STRING", "", false),
          new Known("LOCK_TIMEOUT", "NUMBER", "43200", true),
          new Known("MIN_DATA_RETENTION_TIME_IN_DAYS", "NUMBER", "0", false),
          new Known("MULTI_STATEMENT_COUNT", "NUMBER", "1", true),
          new Known("PERIODIC_DATA_REKEYING", "BOOLEAN", "false", false),
          new Known("QUERY_TAG", "STRING", "", true),
          new Known("QUOTED_IDENTIFIERS_IGNORE_CASE", "BOOLEAN", "false", true),
          new Known("STATEMENT_QUEUED_TIMEOUT_IN_SECONDS", "NUMBER", "0", true),
          new Known("STATEMENT_TIMEOUT_IN_SECONDS", "NUMBER", "172800", true),
          new Known("TIMEZONE", "STRING", "America/Los_Angeles", true),
          new Known("USE_CACHED_RESULT", "BOOLEAN", "true", true));

  private final Map<String, Map<String, String>> users = new LinkedHashMap<>();

  /**
   * A parameter.
   *
   * @param type as SHOW PARAMETERS tells it
   * @param ofSessions whether users and sessions have it too
   */
  record Known(String key, String type, String standard, boolean ofSessions) {}

  static ModelParameters of(ModelAccount account) {
    return account.more(ModelParameters.class, ModelParameters::new);
  }

  static List<Known> known() {
    return KNOWN;
  }

  static Optional<Known> find(String key) {
    return KNOWN.stream().filter(each -> each.key().equals(key)).findFirst();
  }

  /** What is set for a user. */
  Map<String, String> ofUser(String user) {
    return users.computeIfAbsent(user, name -> new LinkedHashMap<>());
  }
}
