package io.gds.database.postgres;

import io.gds.database.core.Checks;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.Verdict;
import io.gds.database.settings.Setting;
import io.gds.database.settings.TakesEffect;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What is measured before settings are set or put back: once for all, in three statements. */
final class PostgresSettingChecks {
  /** ALTER SYSTEM refuses these although their context would allow it. */
  private static final Set<String> NEVER =
      Set.of(
          "allow_alter_system",
          "config_file",
          "data_directory",
          "transaction_deferrable",
          "transaction_isolation",
          "transaction_read_only");

  private static final Set<String> OF_SESSIONS =
      Set.of("user", "superuser", "backend", "superuser-backend");

  private final PostgresContext context;
  private final PostgresSettingScope scope;
  private final boolean reload;

  PostgresSettingChecks(PostgresContext context, PostgresSettingScope scope, boolean reload) {
    this.context = context;
    this.scope = scope;
    this.reload = reload;
  }

  /**
   * All checks.
   *
   * @param values the new values by name; empty for one that is reset, or a secret
   * @param openly the names whose values are given openly
   */
  List<Check> measure(Map<String, Optional<String>> values, Set<String> openly) {
    List<Check> checks = new ArrayList<>();
    try {
      PostgresSettingReader.Reading reading = PostgresSettingReader.read(context.sql());
      List<String> known =
          values.keySet().stream()
              .flatMap(name -> reading.find(name).stream())
              .map(Setting::name)
              .toList();
      PostgresSettingRights rights =
          PostgresSettingRights.read(context, scope.database(), scope.user(), known);
      ofScope(rights, checks);
      values.forEach(
          (name, value) ->
              reading
                  .find(name)
                  .ifPresentOrElse(
                      setting -> ofSetting(setting, value, openly.contains(name), rights, checks),
                      () -> checks.add(unknown(name, reading.settings()))));
      if (scope.isServer()) {
        ofServer(reading, rights, checks);
      }
    } catch (DatabaseException e) {
      checks.add(
          new Check(
              "the settings can be read",
              context.runner().engine(),
              String.valueOf(e.getMessage()),
              "readable",
              Verdict.REFUSED,
              e.code(),
              context.clock().instant(),
              e.remedy().orElse("See that the server answers, and that this role may ask.")));
    }
    return checks;
  }

  private void ofScope(PostgresSettingRights rights, List<Check> checks) {
    if (scope.isServer()) {
      checks.add(
          demand(
              rights.allowAlterSystem(),
              "the server takes ALTER SYSTEM",
              context.runner().engine(),
              "allow_alter_system is off",
              "on",
              ErrorCode.UNSUPPORTED_CAPABILITY,
              "Its configuration is kept by something else: change it there, or set"
                  + " allow_alter_system in postgresql.conf."));
      return;
    }
    checks.add(context.checks().primary());
    scope.database().ifPresent(name -> checks.add(there(name, rights.ownsDatabase().isPresent())));
    scope.user().ifPresent(name -> checks.add(there(name, rights.altersUser().isPresent())));
    boolean allowed =
        scope.user().isPresent()
            ? rights.altersUser().orElse(true)
            : rights.ownsDatabase().orElse(true);
    checks.add(
        demand(
            allowed || rights.superuser(),
            "this role may alter it",
            scope.target(""),
            "not allowed",
            "allowed",
            ErrorCode.PERMISSION_DENIED,
            scope.user().isPresent()
                ? "Have CREATEROLE and the admin option on the role granted, or be that role."
                : "Connect as the database's owner, or have the owner's role granted."));
  }

  private Check there(String name, boolean exists) {
    return demand(
        exists,
        scope.user().filter(name::equals).isPresent() ? "the user exists" : "the database exists",
        name,
        "not there",
        "there",
        ErrorCode.NOT_FOUND,
        "Upper and lower case are different names here.");
  }

  private void ofSetting(
      Setting setting,
      Optional<String> value,
      boolean openly,
      PostgresSettingRights rights,
      List<Check> checks) {
    checks.add(changeable(setting));
    checks.add(permitted(setting, rights));
    if (setting.sensitive() && openly) {
      checks.add(
          demand(
              false,
              "a value that may hold a secret is not given openly",
              setting.name(),
              "given by set",
              "given by setSecret",
              ErrorCode.INVALID_OPTIONS,
              "Give it by setSecret."));
      return;
    }
    value.ifPresent(text -> checks.add(takes(setting, text)));
    if (scope.isServer() && setting.source().filter("command line"::equals).isPresent()) {
      checks.add(
          Checks.advise(
              context.clock(),
              false,
              "nothing stronger sets it",
              setting.name(),
              "given on the command line that started the server",
              "not given there",
              "Take it out of the start command: until then the new value has no effect."));
    }
  }

  private Check changeable(Setting setting) {
    String context = setting.attributes().getOrDefault("context", "");
    if (!scope.isServer()) {
      return demand(
          OF_SESSIONS.contains(context),
          "sessions can have it of their own",
          setting.name(),
          "it is the server's",
          "a setting of sessions",
          ErrorCode.INVALID_OPTIONS,
          "Set it for the server.");
    }
    boolean settled = setting.takesEffect() == TakesEffect.NEVER;
    return demand(
        !settled && !NEVER.contains(setting.name()),
        "ALTER SYSTEM can set it",
        setting.name(),
        settled ? "settled when the server was built or made" : "refused by ALTER SYSTEM",
        "a setting it takes",
        ErrorCode.INVALID_OPTIONS,
        settled
            ? "It cannot be changed, or only by the programs that make a server."
            : "Set it in postgresql.conf or on the command line, or in each session.");
  }

  private Check permitted(Setting setting, PostgresSettingRights rights) {
    boolean parameters = context.version().atLeast(PostgresSettingRights.PARAMETER_PRIVILEGES);
    boolean needed =
        scope.isServer()
            || setting.attributes().getOrDefault("context", "").startsWith("superuser");
    String privilege = scope.isServer() ? "ALTER SYSTEM" : "SET";
    return demand(
        !needed || rights.maySet(setting.name()),
        "this role may set it",
        setting.name(),
        "not allowed",
        "allowed",
        ErrorCode.PERMISSION_DENIED,
        parameters
            ? "GRANT "
                + privilege
                + " ON PARAMETER "
                + PostgresSettingValues.name(setting.name())
                + " TO "
                + PostgresSql.name(rights.role())
                + "; by a superuser."
            : "Connect as a superuser: before PostgreSQL 15 it cannot be granted.");
  }

  private Check takes(Setting setting, String value) {
    if (PostgresSettingValues.isUnkeepable(setting.name(), value)) {
      return demand(
          false,
          "the setting takes the value",
          setting.name(),
          "an empty list, which ALTER SYSTEM keeps as a list of one empty name",
          "a list of names",
          ErrorCode.INVALID_OPTIONS,
          "Reset it instead, and take it out of postgresql.conf where it is set there.");
    }
    Optional<String> fault = PostgresSettingValues.fault(setting, value);
    return demand(
        fault.isEmpty(),
        "the setting takes the value",
        setting.name(),
        fault.orElse("it does"),
        PostgresSettingValues.range(setting),
        ErrorCode.INVALID_OPTIONS,
        "Give a value of that range.");
  }

  private Check unknown(String name, List<Setting> settings) {
    List<String> near = near(name, settings);
    return demand(
        false,
        "the setting exists",
        name,
        "not there",
        "a known setting",
        ErrorCode.NOT_FOUND,
        (near.isEmpty() ? "" : "Near it are " + String.join(", ", near) + ". ")
            + "An extension's settings are known once it is loaded, and some to superusers and"
            + " pg_read_all_settings alone.");
  }

  /** The three known names that look most like it, if any does. */
  static List<String> near(String name, List<Setting> settings) {
    String wanted = name.toLowerCase(Locale.ROOT);
    if (wanted.length() > 63) {
      return List.of();
    }
    return settings.stream()
        .map(Setting::name)
        .filter(
            known ->
                known.contains(wanted)
                    || distance(wanted, known.toLowerCase(Locale.ROOT))
                        <= Math.max(2, wanted.length() / 4))
        .sorted(
            Comparator.comparingInt(
                (String known) -> distance(wanted, known.toLowerCase(Locale.ROOT))))
        .limit(3)
        .toList();
  }

  /** How many letters must be changed, added or left out. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }

  private void ofServer(
      PostgresSettingReader.Reading reading, PostgresSettingRights rights, List<Check> checks) {
    if (reload) {
      checks.add(
          demand(
              rights.superuser() || rights.mayReload(),
              "this role may reload the configuration",
              context.runner().engine(),
              "not allowed",
              "allowed",
              ErrorCode.PERMISSION_DENIED,
              "GRANT EXECUTE ON FUNCTION pg_catalog.pg_reload_conf() TO "
                  + PostgresSql.name(rights.role())
                  + "; in database "
                  + context.connections().maintenance()
                  + ", or leave the reload out."));
    }
    checks.add(
        Checks.advise(
            context.clock(),
            !rights.standby() && rights.standbys() == 0,
            "no other node is left behind",
            context.runner().engine(),
            rights.standby()
                ? "a standby: it is set on this node alone"
                : rights.standbys() + " standbys: it is set on this node alone",
            "the only node",
            "Set it on the other nodes too: ALTER SYSTEM is not replicated."));
    List<PostgresSettingReader.FileLine> faults = reading.faults();
    checks.add(
        Checks.advise(
            context.clock(),
            faults.isEmpty(),
            "the configuration files can be read",
            context.runner().engine(),
            faults.stream().map(PostgresReload::text).collect(Collectors.joining("; ")),
            "without errors",
            "Correct them: a reload may take nothing up until then."));
  }

  private Check demand(
      boolean holds,
      String rule,
      String subject,
      String no,
      String yes,
      ErrorCode code,
      String remedy) {
    return Checks.demand(
        context.clock(), holds, rule, subject, holds ? yes : no, yes, code, remedy);
  }
}
