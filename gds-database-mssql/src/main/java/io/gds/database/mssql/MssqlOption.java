package io.gds.database.mssql;

import io.gds.database.jdbc.Row;
import io.gds.database.settings.Setting;
import io.gds.database.settings.SettingKind;
import io.gds.database.settings.TakesEffect;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An option of the server, as sys.configurations has it.
 *
 * @param value what is configured
 * @param inUse what the server works with
 * @param least the least value; some options take 0 below it, and settle the value themselves
 * @param dynamic whether RECONFIGURE is enough for a new value
 * @param advanced whether sp_configure takes it only while advanced options are shown
 */
record MssqlOption(
    int id,
    String name,
    long value,
    long inUse,
    long least,
    long most,
    boolean dynamic,
    boolean advanced,
    String description) {
  /** Whether sp_configure takes advanced options. */
  static final String SHOW_ADVANCED = "show advanced options";

  static final String MIN_MEMORY = "min server memory (MB)";
  static final String MAX_MEMORY = "max server memory (MB)";
  static final String RECOVERY_INTERVAL = "recovery interval (min)";
  static final String ALLOW_UPDATES = "allow updates";

  static final String SQL =
      "SELECT c.configuration_id, c.name, CAST(c.value AS bigint) AS set_value,"
          + " CAST(c.value_in_use AS bigint) AS used_value,"
          + " CAST(c.minimum AS bigint) AS least_value, CAST(c.maximum AS bigint) AS most_value,"
          + " c.description, c.is_dynamic, c.is_advanced,"
          + " HAS_PERMS_BY_NAME(NULL, NULL, 'ALTER SETTINGS') AS may_set"
          + " FROM sys.configurations c ORDER BY c.name";

  /** The unit is told at the end of some names. */
  private static final Pattern UNIT = Pattern.compile(".*\\((MB|KB|B|min|s|%)\\)");

  private static final Map<String, String> UNITS =
      Map.of("ph timeout", "s", "media retention", "days", "query governor cost limit", "s");

  /** The least memory that the server shows in use while none is configured. */
  private static final long LEAST_MEMORY = 16;

  static MssqlOption of(Row row) {
    return new MssqlOption(
        row.intValue("configuration_id"),
        row.text("name"),
        row.longValue("set_value"),
        row.longValue("used_value"),
        row.longValue("least_value"),
        row.longValue("most_value"),
        row.bool("is_dynamic"),
        row.bool("is_advanced"),
        row.optionalText("description").orElse(""));
  }

  boolean is(String other) {
    return name.equalsIgnoreCase(other);
  }

  /** The value it has unless set, as far as the vendor tells. */
  OptionalLong defaultValue() {
    return MssqlOptionDefaults.of(name);
  }

  /** Whether the server takes a value. */
  boolean takes(long wanted) {
    boolean byItself = wanted == 0 && defaultValue().isPresent() && defaultValue().getAsLong() == 0;
    return byItself || (wanted >= least && wanted <= most);
  }

  /** Whether a value waits for RECONFIGURE, whoever has set it. */
  boolean waitsForReconfigure() {
    boolean shownDifferently = is(MIN_MEMORY) && value == 0 && inUse == LEAST_MEMORY;
    return dynamic && value != inUse && !shownDifferently;
  }

  boolean waitsForRestart() {
    return !dynamic && value != inUse;
  }

  Optional<String> unit() {
    Matcher unit = UNIT.matcher(name);
    return unit.matches()
        ? Optional.of(unit.group(1))
        : Optional.ofNullable(UNITS.get(name.toLowerCase(Locale.ROOT)));
  }

  Setting setting() {
    boolean flag = least == 0 && most == 1;
    Setting.Builder setting =
        Setting.builder(name)
            .value(Long.toString(value))
            .runningValue(Long.toString(inUse))
            .kind(flag ? SettingKind.BOOLEAN : SettingKind.INTEGER)
            .min(Long.toString(least))
            .max(Long.toString(most))
            .choices(flag ? List.of("0", "1") : List.of())
            .takesEffect(dynamic ? TakesEffect.ON_RELOAD : TakesEffect.ON_RESTART)
            .pendingRestart(waitsForRestart())
            .advanced(advanced)
            .description(description)
            .attributes(attributes());
    unit().ifPresent(setting::unit);
    OptionalLong usual = defaultValue();
    if (usual.isPresent()) {
      setting
          .defaultValue(Long.toString(usual.getAsLong()))
          .source(value == usual.getAsLong() ? "default" : "sp_configure");
    }
    if (waitsForRestart()) {
      setting.pendingReason(
          "it runs with " + inUse + ", and takes " + value + " up when the server starts again");
    }
    return setting.build();
  }

  private Map<String, String> attributes() {
    String id = Integer.toString(this.id);
    return waitsForReconfigure()
        ? Map.of("configuration-id", id, "pending", "RECONFIGURE")
        : Map.of("configuration-id", id);
  }
}
