package io.gds.database.snowflake;

import io.gds.database.jdbc.Row;
import io.gds.database.settings.Setting;
import io.gds.database.settings.SettingKind;
import io.gds.database.settings.TakesEffect;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A parameter as SHOW PARAMETERS tells it.
 *
 * @param level where its value was set; empty for the default
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-parameters">SHOW
 *     PARAMETERS</a>
 */
record SnowflakeSetting(
    String key,
    String value,
    Optional<String> standard,
    Optional<String> level,
    String description,
    String type) {
  static SnowflakeSetting of(Row row) {
    return new SnowflakeSetting(
        row.text("key"),
        row.optionalText("value").orElse(""),
        row.has("default") ? row.optionalText("default") : Optional.empty(),
        SnowflakeRows.text(row, "level"),
        SnowflakeRows.text(row, "description").orElse(""),
        SnowflakeRows.text(row, "type").orElse("").toUpperCase(Locale.ROOT));
  }

  SettingKind kind() {
    return switch (type) {
      case "BOOLEAN" -> SettingKind.BOOLEAN;
      case "NUMBER" -> SettingKind.INTEGER;
      case "FLOAT" -> SettingKind.DECIMAL;
      case "STRING" -> SettingKind.TEXT;
      default -> SettingKind.OTHER;
    };
  }

  /** Whether a new value is of its type, as far as that can be told here. */
  boolean takes(String wanted) {
    return switch (kind()) {
      case BOOLEAN -> wanted.equalsIgnoreCase("true") || wanted.equalsIgnoreCase("false");
      case INTEGER -> wanted.matches("-?[0-9]{1,18}");
      case DECIMAL -> wanted.matches("-?[0-9]{1,18}(\\.[0-9]{1,18})?");
      default -> true;
    };
  }

  /** The new value as it is written in a statement. */
  String written(String wanted) {
    return switch (kind()) {
      case BOOLEAN -> wanted.toUpperCase(Locale.ROOT);
      case INTEGER, DECIMAL -> wanted;
      default -> SnowflakeSql.literal(wanted);
    };
  }

  /** As it is told. The server does not say when a new value is heeded. */
  Setting told() {
    Setting.Builder setting =
        Setting.builder(key)
            .value(value)
            .kind(kind())
            .takesEffect(TakesEffect.UNKNOWN)
            .source(level.map(each -> each.toLowerCase(Locale.ROOT)).orElse("default"))
            .description(description)
            .attributes(type.isEmpty() ? Map.of() : Map.of("type", type));
    standard.ifPresent(setting::defaultValue);
    return setting.build();
  }
}
