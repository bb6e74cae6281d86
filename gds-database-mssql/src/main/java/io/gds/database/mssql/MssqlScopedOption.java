package io.gds.database.mssql;

import io.gds.database.jdbc.Row;
import io.gds.database.settings.Setting;
import io.gds.database.settings.SettingKind;
import io.gds.database.settings.TakesEffect;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A setting of a database, as sys.database_scoped_configurations has it: a number, a word, or on
 * and off, which the view writes as 1 and 0.
 *
 * @param value as the view has it
 * @param secondary that of the secondary replicas; empty if it is the primary's
 * @param usual whether it has its default, if the version tells
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-database-scoped-configuration-transact-sql">ALTER
 *     DATABASE SCOPED CONFIGURATION</a>
 */
record MssqlScopedOption(
    String name, String value, Optional<String> secondary, Optional<Boolean> usual) {
  /** On a secondary replica: the same as on the primary. */
  static final String PRIMARY = "PRIMARY";

  private static final String ON = "ON";
  private static final String OFF = "OFF";

  private static final Set<String> NUMBERS =
      Set.of("MAXDOP", "PAUSED_RESUMABLE_INDEX_ABORT_DURATION_MINUTES", "FULLTEXT_INDEX_VERSION");

  private static final List<String> ELEVATIONS = List.of(OFF, "WHEN_SUPPORTED", "FAIL_UNSUPPORTED");

  private static final Map<String, List<String>> WORDS =
      Map.of("ELEVATE_ONLINE", ELEVATIONS, "ELEVATE_RESUMABLE", ELEVATIONS);

  private static final Map<String, String> DEFAULTS =
      Map.of(
          "MAXDOP", "0",
          "LEGACY_CARDINALITY_ESTIMATION", OFF,
          "PARAMETER_SNIFFING", ON,
          "QUERY_OPTIMIZER_HOTFIXES", OFF,
          "IDENTITY_CACHE", ON,
          "OPTIMIZE_FOR_AD_HOC_WORKLOADS", OFF,
          "XTP_PROCEDURE_EXECUTION_STATISTICS", OFF,
          "XTP_QUERY_EXECUTION_STATISTICS", OFF,
          "ELEVATE_ONLINE", OFF,
          "ELEVATE_RESUMABLE", OFF);

  /** These can be set for secondary replicas apart. */
  private static final Set<String> APART =
      Set.of(
          "MAXDOP",
          "LEGACY_CARDINALITY_ESTIMATION",
          "PARAMETER_SNIFFING",
          "QUERY_OPTIMIZER_HOTFIXES");

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

  /** Names are not quoted in the statement. */
  private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9_]{0,59}");

  static MssqlScopedOption of(Row row) {
    return new MssqlScopedOption(
        row.text("name"),
        row.optionalText("set_value").orElse(""),
        row.optionalText("secondary_value"),
        row.has("is_value_default") ? row.optionalBool("is_value_default") : Optional.empty());
  }

  SettingKind kind() {
    if (!NAME.matcher(name).matches()) {
      return SettingKind.OTHER;
    }
    if (NUMBERS.contains(name)) {
      return SettingKind.INTEGER;
    }
    if (WORDS.containsKey(name)) {
      return SettingKind.CHOICE;
    }
    return value.equals("0") || value.equals("1") ? SettingKind.BOOLEAN : SettingKind.OTHER;
  }

  private String written(String shown) {
    return kind() == SettingKind.BOOLEAN ? (shown.equals("1") ? ON : OFF) : shown;
  }

  /** As the statement writes it. */
  String current() {
    return written(value);
  }

  /** The value it has unless set, as far as the server or the vendor tells. */
  Optional<String> defaultValue() {
    return usual.orElse(false) ? Optional.of(current()) : Optional.ofNullable(DEFAULTS.get(name));
  }

  /** The values it takes, if it takes only these. */
  List<String> choices() {
    return switch (kind()) {
      case BOOLEAN -> List.of(ON, OFF);
      case CHOICE -> WORDS.getOrDefault(name, List.of());
      default -> List.of();
    };
  }

  /** A value as the statement writes it; empty if the setting does not take it. */
  Optional<String> takes(String wanted, boolean forSecondary) {
    String word = wanted.toUpperCase(Locale.ROOT);
    if (forSecondary && !APART.contains(name)) {
      return Optional.empty();
    }
    if (forSecondary && word.equals(PRIMARY)) {
      return Optional.of(PRIMARY);
    }
    boolean fits =
        kind() == SettingKind.INTEGER ? NUMBER.matcher(wanted).matches() : choices().contains(word);
    return fits ? Optional.of(word) : Optional.empty();
  }

  /** What it takes, in words. */
  String range(boolean forSecondary) {
    if (forSecondary && !APART.contains(name)) {
      return "no value of its own for secondary replicas";
    }
    String range =
        switch (kind()) {
          case INTEGER -> "a whole number from 0";
          case BOOLEAN, CHOICE -> String.join(", ", choices());
          default -> "nothing that this version of the library knows";
        };
    return forSecondary ? range + ", or " + PRIMARY : range;
  }

  Setting setting() {
    Setting.Builder setting =
        Setting.builder(name)
            .value(current())
            .runningValue(current())
            .kind(kind())
            .choices(choices())
            .takesEffect(TakesEffect.AT_ONCE)
            .attributes(Map.of("for-secondary", secondary.map(this::written).orElse(PRIMARY)));
    if (name.endsWith("_MINUTES")) {
      setting.unit("min");
    }
    defaultValue()
        .ifPresent(
            normal -> {
              setting.defaultValue(normal);
              setting.source(normal.equals(current()) ? "default" : "database");
            });
    return setting.build();
  }
}
