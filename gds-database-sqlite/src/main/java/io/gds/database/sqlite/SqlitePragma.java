package io.gds.database.sqlite;

import io.gds.database.settings.Setting;
import io.gds.database.settings.SettingKind;
import io.gds.database.settings.TakesEffect;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The pragmas that are settings. Some are kept in the file, the others are of each connection and
 * forgotten with it.
 */
enum SqlitePragma {
  JOURNAL_MODE(
      Kept.CHANGEABLE,
      SettingKind.CHOICE,
      "delete",
      "",
      "how transactions are kept whole",
      "delete",
      "wal"),
  USER_VERSION(
      Kept.CHANGEABLE, SettingKind.INTEGER, "0", "", "the application's own version number"),
  APPLICATION_ID(
      Kept.CHANGEABLE, SettingKind.INTEGER, "0", "", "by which an application knows its files"),
  PAGE_SIZE(
      Kept.SETTLED,
      SettingKind.INTEGER,
      "4096",
      "bytes",
      "bytes of a page; changed by VACUUM only"),
  ENCODING(
      Kept.SETTLED, SettingKind.CHOICE, "UTF-8", "", "of texts", "UTF-8", "UTF-16le", "UTF-16be"),
  AUTO_VACUUM(
      Kept.SETTLED,
      SettingKind.CHOICE,
      "0",
      "",
      "whether free pages are given back: 0 none, 1 full, 2 incremental; changed by VACUUM only",
      "0",
      "1",
      "2"),
  BUSY_TIMEOUT(Kept.NOT, SettingKind.INTEGER, "0", "ms", "how long a lock of others is waited for"),
  FOREIGN_KEYS(Kept.NOT, SettingKind.BOOLEAN, "0", "", "whether foreign keys are enforced"),
  SYNCHRONOUS(
      Kept.NOT,
      SettingKind.CHOICE,
      "2",
      "",
      "how often the disk is waited for: 0 off, 1 normal, 2 full, 3 extra",
      "0",
      "1",
      "2",
      "3"),
  CACHE_SIZE(
      Kept.NOT,
      SettingKind.INTEGER,
      "-2000",
      "pages, or KiB if negative",
      "how much is kept in memory"),
  MMAP_SIZE(
      Kept.NOT, SettingKind.INTEGER, "0", "bytes", "how much of the file is mapped into memory"),
  JOURNAL_SIZE_LIMIT(
      Kept.NOT,
      SettingKind.INTEGER,
      "-1",
      "bytes",
      "how large a journal or log is left behind; -1 for no limit"),
  WAL_AUTOCHECKPOINT(
      Kept.NOT,
      SettingKind.INTEGER,
      "1000",
      "pages",
      "how large the log may grow before it is emptied"),
  TEMP_STORE(
      Kept.NOT,
      SettingKind.CHOICE,
      "0",
      "",
      "where temporary tables are kept: 0 default, 1 file, 2 memory",
      "0",
      "1",
      "2"),
  SECURE_DELETE(
      Kept.NOT,
      SettingKind.CHOICE,
      "0",
      "",
      "whether deleted content is overwritten: 0 no, 1 yes, 2 where it costs nothing",
      "0",
      "1",
      "2"),
  RECURSIVE_TRIGGERS(Kept.NOT, SettingKind.BOOLEAN, "0", "", "whether a trigger may fire itself"),
  TRUSTED_SCHEMA(
      Kept.NOT,
      SettingKind.BOOLEAN,
      "1",
      "",
      "whether the schema may call functions that could do harm"),
  LOCKING_MODE(
      Kept.NOT,
      SettingKind.CHOICE,
      "normal",
      "",
      "whether locks are kept between transactions",
      "normal",
      "exclusive");

  /** Whether the file remembers it. */
  private enum Kept {
    CHANGEABLE,
    SETTLED,
    NOT
  }

  private final Kept kept;
  private final SettingKind kind;
  private final String defaultValue;
  private final String unit;
  private final String description;
  private final String choices;

  SqlitePragma(
      Kept kept,
      SettingKind kind,
      String defaultValue,
      String unit,
      String description,
      String... choices) {
    this.kept = kept;
    this.kind = kind;
    this.defaultValue = defaultValue;
    this.unit = unit;
    this.description = description;
    this.choices = String.join(",", choices);
  }

  /** The pragma of exactly this name. */
  static Optional<SqlitePragma> of(String name) {
    for (SqlitePragma pragma : values()) {
      if (pragma.pragma().equals(name)) {
        return Optional.of(pragma);
      }
    }
    return Optional.empty();
  }

  /** Its name in SQL. */
  String pragma() {
    return name().toLowerCase(Locale.ROOT);
  }

  String defaultValue() {
    return defaultValue;
  }

  /** Whether the file remembers it. */
  boolean isKept() {
    return kept != Kept.NOT;
  }

  /** Whether it can be changed and the file remembers that. */
  boolean isChangeable() {
    return kept == Kept.CHANGEABLE;
  }

  /** What it takes, for people. */
  String range() {
    return choices.isEmpty() ? "a whole number of 32 bits" : choices.replace(",", ", ");
  }

  /** Whether it takes this value; what it takes cannot be anything but a value in SQL. */
  boolean takes(String value) {
    if (!choices.isEmpty()) {
      return choices().contains(value);
    }
    try {
      return Integer.toString(Integer.parseInt(value)).equals(value);
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private List<String> choices() {
    return choices.isEmpty() ? List.of() : List.of(choices.split(",", -1));
  }

  /** As a setting of this value. */
  Setting setting(String value) {
    Setting.Builder setting =
        Setting.builder(pragma())
            .value(value)
            .runningValue(value)
            .defaultValue(defaultValue)
            .kind(kind)
            .choices(choices())
            .description(description)
            .attributes(Map.of("kept", isKept() ? "in the file" : "by each connection"));
    if (!unit.isEmpty()) {
      setting.unit(unit);
    }
    return setting
        .takesEffect(
            switch (kept) {
              case CHANGEABLE -> TakesEffect.AT_ONCE;
              case SETTLED -> TakesEffect.NEVER;
              case NOT -> TakesEffect.ON_RECONNECT;
            })
        .source(
            isKept()
                ? "the file"
                : value.equals(defaultValue) ? "SQLite's default" : "this library's default")
        .build();
  }
}
