package io.gds.database.testkit.snowflake;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Options of databases, schemas and tables, as CREATE and ALTER … SET give them. */
final class ModelOptions {
  private static final Set<String> PARAMETERS =
      Set.of("DEFAULT_DDL_COLLATION", "MAX_DATA_EXTENSION_TIME_IN_DAYS", "LOG_LEVEL");

  private Optional<Integer> retention = Optional.empty();
  private Optional<String> comment = Optional.empty();
  private final Map<String, String> parameters = new LinkedHashMap<>();
  private final Map<String, String> tags = new LinkedHashMap<>();

  /** Reads them as far as there are any. */
  static ModelOptions read(SnowflakeReader statement, ModelSession session) {
    ModelOptions options = new ModelOptions();
    boolean more = true;
    while (more && !statement.ended()) {
      if (statement.option("DATA_RETENTION_TIME_IN_DAYS")) {
        options.retention = Optional.of(statement.number());
      } else if (statement.option("COMMENT")) {
        options.comment = Optional.of(statement.text());
      } else if (statement.take("WITH", "TAG") || statement.take("TAG")) {
        options.tags(statement, session);
      } else {
        more = options.parameter(statement);
      }
      statement.take(",");
    }
    return options;
  }

  private boolean parameter(SnowflakeReader statement) {
    for (String each : PARAMETERS) {
      if (statement.option(each)) {
        parameters.put(each, statement.value());
        return true;
      }
    }
    return false;
  }

  private void tags(SnowflakeReader statement, ModelSession session) {
    boolean brackets = statement.take("(");
    do {
      String tag = tag(statement, session);
      tags.put(tag, statement.demand("=").text());
    } while (statement.take(","));
    if (brackets) {
      statement.demand(")");
    }
  }

  /** The name of a tag that is there. */
  static String tag(SnowflakeReader statement, ModelSession session) {
    ModelName name = statement.qualified();
    ModelTags known = session.account().more(ModelTags.class, ModelTags::new);
    return known.find(name).orElseThrow(() -> ModelError.missing("Tag", name));
  }

  Map<String, String> parameters() {
    return parameters;
  }

  /**
   * Looks whether the retention is one that the account can give.
   *
   * @throws ModelError 001008 if it is not
   */
  void demandRetention(ModelObject object) {
    retention.ifPresent(days -> demandRetention(object, days));
  }

  private static void demandRetention(ModelObject object, int days) {
    int most = object.isTransient() ? 1 : object.account().edition().days();
    if (days < 0 || days > most) {
      throw ModelError.invalid(
          "001008",
          "22023",
          "invalid value ["
              + days
              + "] for parameter 'DATA_RETENTION_TIME_IN_DAYS'"
              + " for "
              + object.kind().toLowerCase(Locale.ROOT)
              + " "
              + object.name());
    }
  }

  /** Gives them to something. */
  void set(ModelObject object) {
    demandRetention(object);
    retention.ifPresent(object::retention);
    comment.ifPresent(object::comment);
    tags.forEach(object.tags()::put);
    if (object instanceof ModelDatabase database) {
      database.parameters().putAll(parameters);
    } else if (!parameters.isEmpty()) {
      throw new AssertionError("the model knows no " + parameters.keySet() + " of a " + object);
    }
  }
}
