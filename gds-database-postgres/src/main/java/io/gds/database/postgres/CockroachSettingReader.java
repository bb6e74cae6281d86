package io.gds.database.postgres;

import io.gds.database.jdbc.Row;
import io.gds.database.settings.Setting;
import io.gds.database.settings.SettingKind;
import io.gds.database.settings.TakesEffect;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the settings of a cluster.
 *
 * @see <a href="https://www.cockroachlabs.com/docs/stable/show-cluster-setting">SHOW CLUSTER
 *     SETTING</a>
 */
final class CockroachSettingReader {
  /**
   * Hold a secret, or a document with one in it: rules for LDAP hold the password that the
   * directory is searched with.
   *
   * @see <a href="https://www.cockroachlabs.com/docs/stable/ldap-authentication">LDAP
   *     authentication</a>
   */
  private static final Set<String> SENSITIVE =
      Set.of(
          "cluster.secret",
          "enterprise.license",
          "server.host_based_authentication.configuration",
          "server.ldap_authentication.client.tls_key",
          "server.oidc_authentication.client_secret",
          "server.user_login.password_hashes.default_cost.crdb_bcrypt");

  private static final Pattern CHOICES = Pattern.compile("\\[([^\\[\\]]+)\\]\\s*$");
  private static final Pattern CHOICE = Pattern.compile("(.+?)\\s*=\\s*\\d+");

  private CockroachSettingReader() {}

  static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** Whether a setting's value is a secret, or holds one. */
  static boolean isSensitive(String name) {
    return SENSITIVE.contains(lower(name));
  }

  /** All settings, those that the vendor reserves for itself included. */
  static List<Setting> read(CockroachContext context) {
    return context.read(
        () -> context.sql().query("SHOW ALL CLUSTER SETTINGS", CockroachSettingReader::setting));
  }

  /** The setting of this name; the server ignores the case of letters in it. */
  static Optional<Setting> find(List<Setting> settings, String name) {
    return settings.stream().filter(one -> one.name().equalsIgnoreCase(name)).findFirst();
  }

  private static Setting setting(Row row) {
    String name = row.text("variable");
    String type = row.text("setting_type");
    String description = row.optionalText("description").orElse("");
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("type", type);
    Setting.Builder setting =
        Setting.builder(name)
            .kind(kind(type))
            .choices(type.equals("e") ? choices(description) : List.of())
            .takesEffect(TakesEffect.AT_ONCE)
            .advanced(!row.bool("public"))
            .sensitive(isSensitive(name))
            .description(description)
            .attributes(attributes);
    row.optionalText("value").ifPresent(value -> setting.value(value).runningValue(value));
    row.optionalText("default_value").ifPresent(setting::defaultValue);
    row.optionalText("origin").ifPresent(setting::source);
    return setting.build();
  }

  /** By the letter that the server gives: b, i, f, e and s, d for durations, z for sizes. */
  static SettingKind kind(String type) {
    return switch (type) {
      case "b" -> SettingKind.BOOLEAN;
      case "i" -> SettingKind.INTEGER;
      case "f" -> SettingKind.DECIMAL;
      case "e" -> SettingKind.CHOICE;
      case "s" -> SettingKind.TEXT;
      default -> SettingKind.OTHER;
    };
  }

  /** The description ends with them: {@code [off = 0, on = 1]}. */
  static List<String> choices(String description) {
    Matcher list = CHOICES.matcher(description);
    if (!list.find()) {
      return List.of();
    }
    return Arrays.stream(list.group(1).split(","))
        .map(String::strip)
        .map(CHOICE::matcher)
        .filter(Matcher::matches)
        .map(matcher -> matcher.group(1))
        .toList();
  }
}
