package io.gds.database.postgres;

import io.gds.database.jdbc.Sql;
import io.gds.database.settings.Setting;
import io.gds.database.settings.TakesEffect;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * For whom settings are set: for all, or for the sessions of a user or in a database.
 *
 * @param database the database
 * @param user the user
 */
record PostgresSettingScope(Optional<String> database, Optional<String> user) {
  boolean isServer() {
    return database.isEmpty() && user.isEmpty();
  }

  /** What an operation on it names as its target. */
  String target(String engine) {
    return user.or(() -> database).orElse(engine);
  }

  /** The statement without the last words: what is set. */
  private String alter() {
    if (user.isPresent()) {
      return "ALTER ROLE "
          + PostgresSql.name(user.get())
          + database.map(name -> " IN DATABASE " + PostgresSql.name(name)).orElse("");
    }
    return database.map(name -> "ALTER DATABASE " + PostgresSql.name(name)).orElse("ALTER SYSTEM");
  }

  String set(String name, String literal) {
    return alter() + " SET " + PostgresSettingValues.name(name) + " TO " + literal;
  }

  String reset(String name) {
    return alter() + " RESET " + PostgresSettingValues.name(name);
  }

  /** The settings as sessions of this scope begin with. */
  List<Setting> over(List<Setting> server, Sql sql) {
    if (isServer()) {
      return server;
    }
    Map<String, String[]> set = own(sql);
    return server.stream()
        .map(
            setting -> {
              String[] own = set.get(setting.name().toLowerCase(Locale.ROOT));
              return own == null ? setting : scoped(setting, own[1], own[2]);
            })
        .toList();
  }

  /** The names, as they are kept, that have a value of their own here. */
  Set<String> names(Sql sql) {
    return own(sql).values().stream().map(row -> row[0]).collect(Collectors.toSet());
  }

  private Map<String, String[]> own(Sql sql) {
    Map<String, String[]> set = new LinkedHashMap<>();
    sql.query(
            PostgresSql.text("scoped-settings"),
            row -> new String[] {row.text("name"), row.text("value"), row.text("source")},
            user.orElse(null),
            database.orElse(null))
        .forEach(row -> set.put(row[0].toLowerCase(Locale.ROOT), row));
    return set;
  }

  private static Setting scoped(Setting of, String value, String source) {
    String shown =
        PostgresSettingValues.canonical(of.attributes().getOrDefault("type", ""), of.unit(), value);
    return new Setting(
        of.name(),
        Optional.of(shown),
        Optional.of(shown),
        of.defaultValue(),
        of.unit(),
        of.kind(),
        of.min(),
        of.max(),
        of.choices(),
        Optional.of(source),
        TakesEffect.ON_RECONNECT,
        false,
        Optional.empty(),
        of.advanced(),
        of.sensitive(),
        of.description(),
        of.attributes());
  }
}
