package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireAnswer;
import java.util.Locale;
import java.util.Map;

/**
 * ALTER ACCOUNT and ALTER USER, as far as they set and unset parameters.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/alter-account">ALTER ACCOUNT</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/alter-user">ALTER USER</a>
 */
final class AlterParameters implements SnowflakeVerb {
  @Override
  public boolean begins(SnowflakeReader statement) {
    boolean user = statement.take("ALTER", "USER");
    if (!user && !statement.take("ALTER", "ACCOUNT")) {
      return false;
    }
    if (user) {
      statement.name();
    }
    return (statement.take("SET") || statement.take("UNSET"))
        && statement
            .ahead()
            .filter(SnowflakeToken::isName)
            .filter(each -> !user || ModelParameters.find(each.name()).isPresent())
            .isPresent();
  }

  @Override
  public WireAnswer run(SnowflakeReader statement, ModelSession session) {
    Map<String, String> values;
    boolean user = statement.demand("ALTER").one("USER", "ACCOUNT").equals("USER");
    if (user) {
      values = ofUser(statement.name(), session);
    } else {
      if (!session.has("ACCOUNTADMIN")) {
        throw ModelError.denied("account", session.account().locator());
      }
      values = session.account().parameters();
    }
    boolean set = statement.one("SET", "UNSET").equals("SET");
    do {
      ModelParameters.Known known = parameter(statement.name(), user);
      if (set) {
        values.put(known.key(), value(known, statement.demand("=")));
      } else {
        values.remove(known.key());
      }
    } while (statement.take(","));
    statement.end();
    return SnowflakeVerb.done("Statement executed successfully.");
  }

  private static Map<String, String> ofUser(String name, ModelSession session) {
    ModelUser user =
        session.account().user(name).orElseThrow(() -> ModelError.missing("User", name));
    session.demand("OWNERSHIP", user);
    return ModelParameters.of(session.account()).ofUser(name);
  }

  private static ModelParameters.Known parameter(String name, boolean user) {
    return ModelParameters.find(name)
        .filter(each -> !user || each.ofSessions())
        .orElseThrow(
            () -> ModelError.invalid("001006", "42601", "invalid property '" + name + "'"));
  }

  private static String value(ModelParameters.Known known, SnowflakeReader statement) {
    boolean text = statement.atText();
    String value = statement.value();
    boolean fits =
        switch (known.type()) {
          case "BOOLEAN" -> !text && value.matches("(?i)true|false");
          case "NUMBER" -> !text && value.matches("\\d+");
          default -> text;
        };
    if (!fits) {
      throw ModelError.invalid(
          "001008", "22023", "invalid value [" + value + "] for parameter '" + known.key() + "'");
    }
    return known.type().equals("BOOLEAN") ? value.toLowerCase(Locale.ROOT) : value;
  }
}
