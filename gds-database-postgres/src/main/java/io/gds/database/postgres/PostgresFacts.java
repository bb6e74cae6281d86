package io.gds.database.postgres;

import io.gds.database.core.archive.Manifest;
import io.gds.database.error.ErrorCode;
import io.gds.database.jdbc.Row;
import io.gds.database.jdbc.Sql;
import io.gds.database.settings.Setting;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What belongs to a database itself, not to what is in it, so that no copy of it has it: pg_dump
 * writes it down, but a restore under another name loses it. Kept in the manifest.
 *
 * @param values owner, encoding and so on, by the names they have in the manifest
 * @param settings what sessions begin with, by name
 * @param acl the granted rights as the catalogue writes them; empty if they are the default ones
 * @param roleSettings what the sessions of single roles begin with
 * @param hidden of a manifest, the names of the settings whose values are in the archive alone: by
 *     role, and by {@link #EVERYBODY} those of all sessions
 */
record PostgresFacts(
    Map<String, String> values,
    Map<String, String> settings,
    Optional<List<String>> acl,
    Map<String, List<String>> roleSettings,
    Map<String, List<String>> hidden) {
  /** In the place of a role, which cannot be called so: the settings of all sessions. */
  static final String EVERYBODY = "";

  static final String OWNER = "owner";
  static final String ENCODING = "encoding";
  static final String LC_COLLATE = "lcCollate";
  static final String LC_CTYPE = "lcCtype";
  static final String PROVIDER = "localeProvider";
  static final String LOCALE = "locale";
  static final String ICU_RULES = "icuRules";
  static final String TABLESPACE = "tablespace";
  static final String CONNECTION_LIMIT = "connectionLimit";
  static final String TEMPLATE = "template";
  static final String COMMENT = "comment";
  static final String ROLES = "roles";
  static final String EXTENSIONS = "extensions";

  /** Who owns what is in the archive. */
  static final String OWNERS = "owners";

  /** The extensions that are in the archive. */
  static final String HELD_EXTENSIONS = "heldExtensions";

  /** The tablespaces that what is in the archive lies in. */
  static final String TABLESPACES = "tablespaces";

  private static final String ORDER = "settingsOrder";
  private static final String OWN_ACL = "ownAcl";
  private static final String LABEL = "securityLabel ";
  private static final String ROLE = "roleSettings ";
  private static final String HIDDEN = "hiddenSettings ";

  /** Reads those of a database of the server, from whichever database of it, in one statement. */
  static Optional<PostgresFacts> find(Sql sql, String name) {
    return sql.first(PostgresSql.text("belongings"), PostgresFacts::of, name);
  }

  private static PostgresFacts of(Row row) {
    Map<String, String> values = new TreeMap<>();
    values.put(OWNER, row.text("owner"));
    values.put(ENCODING, row.text("encoding"));
    values.put(LC_COLLATE, row.text("lc_collate"));
    values.put(LC_CTYPE, row.text("lc_ctype"));
    values.put(PROVIDER, row.text("provider"));
    row.optionalText("locale").ifPresent(text -> values.put(LOCALE, text));
    row.optionalText("icu_rules").ifPresent(text -> values.put(ICU_RULES, text));
    row.optionalText("collation_version").ifPresent(v -> values.put("collationVersion", v));
    values.put(TABLESPACE, row.text("tablespace"));
    values.put(CONNECTION_LIMIT, Integer.toString(row.intValue("connection_limit")));
    values.put(TEMPLATE, Boolean.toString(row.bool("template")));
    row.optionalText("comment").ifPresent(text -> values.put(COMMENT, text));
    Iterator<String> labels = row.texts("labels").iterator();
    row.texts("label_providers").forEach(by -> values.put(LABEL + by, labels.next()));
    Map<String, String> settings = new LinkedHashMap<>();
    for (String setting : row.texts("settings")) {
      int equals = setting.indexOf('=');
      settings.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    Map<String, List<String>> roleSettings = new TreeMap<>();
    Iterator<String> lines = row.texts("role_settings").iterator();
    row.texts("setting_roles")
        .forEach(
            role -> roleSettings.computeIfAbsent(role, key -> new ArrayList<>()).add(lines.next()));
    return new PostgresFacts(
        values,
        settings,
        row.bool("has_acl") ? Optional.of(row.texts("acl")) : Optional.empty(),
        roleSettings,
        Map.of());
  }

  /** The same, and the roles and extensions that are in it, these with their versions. */
  PostgresFacts with(List<String> roles, List<String> extensions) {
    Map<String, String> more = new TreeMap<>(values);
    more.put(ROLES, PostgresTexts.join(roles));
    more.put(EXTENSIONS, PostgresTexts.join(extensions));
    return new PostgresFacts(more, settings, acl, roleSettings, hidden);
  }

  /** Reads what a manifest tells. */
  static PostgresFacts of(Manifest manifest) {
    Map<String, List<String>> roleSettings = new TreeMap<>();
    Map<String, List<String>> hidden = new TreeMap<>();
    manifest
        .attributes()
        .forEach(
            (name, value) -> {
              if (name.startsWith(ROLE)) {
                roleSettings.put(name.substring(ROLE.length()), PostgresTexts.split(value));
              } else if (name.startsWith(HIDDEN)) {
                hidden.put(name.substring(HIDDEN.length()), PostgresTexts.split(value));
              }
            });
    return new PostgresFacts(
        manifest.attributes(),
        ordered(manifest),
        manifest.attributes().getOrDefault(OWN_ACL, "false").equals("true")
            ? Optional.of(manifest.grants())
            : Optional.empty(),
        roleSettings,
        hidden);
  }

  /**
   * Refuses what no server can have told, as of a manifest that was edited.
   *
   * @throws io.gds.database.error.ArchiveException if there is such a thing
   */
  void requireSense(String archive) {
    try {
      acl.orElse(List.of()).forEach(PostgresAcl::parse);
    } catch (IllegalArgumentException e) {
      throw PostgresArchive.refused(
          ErrorCode.ARCHIVE_CORRUPT, archive, "has a manifest with " + e.getMessage());
    }
    for (List<String> lines : roleSettings.values()) {
      if (!lines.stream().allMatch(line -> line.indexOf('=') > 0)) {
        throw PostgresArchive.refused(
            ErrorCode.ARCHIVE_CORRUPT, archive, "has a manifest with a setting without a value");
      }
    }
  }

  /** The settings in the order they were made in, which a manifest does not keep by itself. */
  private static Map<String, String> ordered(Manifest manifest) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (String name : PostgresTexts.split(manifest.attributes().getOrDefault(ORDER, ""))) {
      String value = manifest.settings().get(name);
      if (value != null) {
        settings.put(name, value);
      }
    }
    manifest.settings().forEach(settings::putIfAbsent);
    return settings;
  }

  /**
   * Whether a setting may hold a secret: those with a dot in their name are applications' own, and
   * they keep keys and passwords there. The server itself knows nothing of them.
   */
  static boolean mayHoldSecret(String setting) {
    return setting.indexOf('.') >= 0;
  }

  /** Whether there are values that no manifest tells. */
  boolean mayHoldSecrets() {
    return attributes().keySet().stream().anyMatch(name -> name.startsWith(HIDDEN));
  }

  private static String nameOf(String line) {
    return line.substring(0, Math.max(0, line.indexOf('=')));
  }

  /** The settings of all sessions that a manifest may tell. */
  Map<String, String> openSettings() {
    Map<String, String> open = new LinkedHashMap<>(settings);
    open.keySet().removeIf(PostgresFacts::mayHoldSecret);
    return open;
  }

  /**
   * The manifest's attributes that hold all of this but settings and grants. Of settings that may
   * hold a secret, the names only: what they are is in the archive.
   */
  Map<String, String> attributes() {
    Map<String, String> attributes = new TreeMap<>(values);
    attributes.put(ORDER, PostgresTexts.join(List.copyOf(settings.keySet())));
    attributes.put(OWN_ACL, Boolean.toString(acl.isPresent()));
    put(attributes, ROLE, roleSettings, line -> !mayHoldSecret(nameOf(line)));
    Map<String, List<String>> secret = new TreeMap<>();
    secret.put(EVERYBODY, settings.keySet().stream().filter(PostgresFacts::mayHoldSecret).toList());
    roleSettings.forEach(
        (role, lines) ->
            secret.put(
                role,
                lines.stream()
                    .map(PostgresFacts::nameOf)
                    .filter(PostgresFacts::mayHoldSecret)
                    .toList()));
    put(attributes, HIDDEN, secret, name -> true);
    return attributes;
  }

  private static void put(
      Map<String, String> attributes,
      String prefix,
      Map<String, List<String>> texts,
      Predicate<String> which) {
    texts.forEach(
        (role, all) -> {
          List<String> chosen = all.stream().filter(which).toList();
          if (!chosen.isEmpty()) {
            attributes.put(prefix + role, PostgresTexts.join(chosen));
          }
        });
  }

  /** A manifest's attributes without the secrets that an older version may have put there. */
  static Map<String, String> shown(Map<String, String> attributes) {
    Map<String, String> shown = new TreeMap<>(attributes);
    shown.replaceAll(
        (name, value) ->
            name.startsWith(ROLE)
                ? PostgresTexts.join(
                    PostgresTexts.split(value).stream().map(PostgresFacts::shown).toList())
                : value);
    return shown;
  }

  private static String shown(String line) {
    return mayHoldSecret(nameOf(line)) ? nameOf(line) + "=" + Setting.HIDDEN : line;
  }

  Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name));
  }

  List<String> list(String name) {
    return PostgresTexts.split(values.getOrDefault(name, ""));
  }

  /** The security labels, by provider. */
  Map<String, String> labels() {
    Map<String, String> labels = new TreeMap<>();
    values.forEach(
        (name, value) -> {
          if (name.startsWith(LABEL)) {
            labels.put(name.substring(LABEL.length()), value);
          }
        });
    return labels;
  }

  String owner() {
    return value(OWNER).orElse("");
  }

  boolean template() {
    return value(TEMPLATE).orElse("false").equals("true");
  }

  /** The statement that makes an empty database like it. */
  String creation(String name, PostgresVersion version, boolean tablespaces) {
    String create =
        "CREATE DATABASE " + PostgresSql.name(name) + " TEMPLATE template0" + locales(version);
    // The default one needs no right unless it is named.
    return create
        + value(TABLESPACE)
            .filter(space -> tablespaces && !space.equals("pg_default"))
            .map(space -> " TABLESPACE " + PostgresSql.name(space))
            .orElse("");
  }

  /** The clauses of CREATE DATABASE that give a new database the same encoding and locale. */
  String locales(PostgresVersion version) {
    StringBuilder sql = new StringBuilder();
    literal(sql, "ENCODING", ENCODING);
    literal(sql, "LC_COLLATE", LC_COLLATE);
    literal(sql, "LC_CTYPE", LC_CTYPE);
    if (version.atLeast(15)) {
      switch (value(PROVIDER).orElse("c")) {
        case "i" -> {
          sql.append(" LOCALE_PROVIDER icu");
          literal(sql, "ICU_LOCALE", LOCALE);
          literal(sql, "ICU_RULES", ICU_RULES);
        }
        case "b" -> {
          sql.append(" LOCALE_PROVIDER builtin");
          literal(sql, "BUILTIN_LOCALE", LOCALE);
        }
        default -> sql.append(" LOCALE_PROVIDER libc");
      }
    }
    return sql.toString();
  }

  private void literal(StringBuilder sql, String clause, String name) {
    value(name)
        .ifPresent(
            text -> sql.append(' ').append(clause).append(' ').append(PostgresSql.literal(text)));
  }
}
