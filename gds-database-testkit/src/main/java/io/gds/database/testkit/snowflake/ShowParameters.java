package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * SHOW PARAMETERS of the session, the account, a user or a database: each with its value there, and
 * from where it has it.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-parameters">SHOW
 *     PARAMETERS</a>
 */
final class ShowParameters implements SnowflakeVerb {
  @Override
  public boolean begins(SnowflakeReader statement) {
    return statement.at("SHOW", "PARAMETERS");
  }

  @Override
  public WireAnswer run(SnowflakeReader statement, ModelSession session) {
    statement.demand("SHOW", "PARAMETERS");
    ShowFilter filter = new ShowFilter().like(statement);
    Map<String, Map<String, String>> levels = new LinkedHashMap<>();
    levels.put("ACCOUNT", session.account().parameters());
    boolean ofSessions = true;
    if (statement.take("IN")) {
      String kind = statement.one("ACCOUNT", "USER", "DATABASE", "SESSION");
      switch (kind) {
        case "USER" -> levels.put("USER", user(statement.name(), session));
        case "DATABASE" -> {
          levels.put("DATABASE", database(statement.name(), session));
          ofSessions = false;
        }
        case "SESSION" -> levels.putAll(session(session));
        default -> {}
      }
    } else {
      levels.putAll(session(session));
    }
    filter.rest(statement);
    List<WireRow> rows = new ArrayList<>();
    for (ModelParameters.Known each : ModelParameters.known()) {
      if (levels.size() == 1 || ofSessions == each.ofSessions()) {
        rows.add(row(each, levels));
      }
    }
    return filter.answer(
        List.of(
            "key text",
            "value text",
            "default text",
            "level text",
            "description text",
            "type text"),
        rows,
        "key");
  }

  private static Map<String, String> user(String name, ModelSession session) {
    if (session.account().user(name).isEmpty()) {
      throw ModelError.missing("User", name);
    }
    return ModelParameters.of(session.account()).ofUser(name);
  }

  private static Map<String, String> database(String name, ModelSession session) {
    ModelDatabase database = session.database(name);
    Map<String, String> values = new LinkedHashMap<>(database.parameters());
    if (database.retention() != session.account().retention()) {
      values.put("DATA_RETENTION_TIME_IN_DAYS", String.valueOf(database.retention()));
    }
    return values;
  }

  private static Map<String, Map<String, String>> session(ModelSession session) {
    Map<String, Map<String, String>> levels = new LinkedHashMap<>();
    levels.put("USER", ModelParameters.of(session.account()).ofUser(session.user()));
    levels.put("SESSION", session.account().sessionParameters(session.request().session()));
    return levels;
  }

  private static WireRow row(
      ModelParameters.Known parameter, Map<String, Map<String, String>> levels) {
    String value = parameter.standard();
    String level = "";
    for (Map.Entry<String, Map<String, String>> each : levels.entrySet()) {
      String set = each.getValue().get(parameter.key());
      if (set != null) {
        value = set;
        level = each.getKey();
      }
    }
    return WireRow.of(
        parameter.key(),
        value,
        parameter.standard(),
        level,
        "What " + parameter.key() + " does.",
        parameter.type());
  }
}
