package io.gds.database.postgres;

import io.gds.database.core.Checks;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.settings.Setting;
import io.gds.database.settings.TakesEffect;
import java.util.ArrayList;
import java.util.List;
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
  private final boolean secretInLog;

  PostgresSettingChecks(
      PostgresContext context, PostgresSettingScope scope, boolean reload, boolean secretInLog) {
    this.context = context;
    this.scope = scope;
    this.reload = reload;
    this.secretInLog = secretInLog;
  }

  /**
   * All checks.
   *
   * @param values the new values by name; empty for one that is reset, or a secret
   * @param openly the names whose values are given openly
   * @param secrets the names whose values are given as secrets
   */
  List<Check> measure(
      Map<String, Optional<String>> values, Set<String> openly, Set<String> secrets) {
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
                      () -> {
                        boolean reset = value.isEmpty() && !secrets.contains(name);
                        checks.add(
                            reset && isLeftOver(name, reading)
                                ? mayResetLeftOver(name, rights)
                                : common()
                                    .unknown(
                                        name,
                                        reading.settings(),
                                        "An extension's settings are known once it is loaded, and"
                                            + " some to superusers and pg_read_all_settings"
                                            + " alone."));
                      }));
      if (!secrets.isEmpty()) {
        checks.addAll(
            new PostgresSecretChecks(context, scope.isServer(), reload, secretInLog)
                .measure(secrets, reading, rights.role()));
      }
      if (scope.isServer()) {
        ofServer(reading, rights, checks);
      }
    } catch (DatabaseException e) {
      checks.add(
          context
              .checks()
              .refused("the settings can be read", context.runner().engine(), "readable", e));
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
      checks.add(common().openly(setting.name()));
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

  /**
   * Whether it is set although nobody knows it: its extension is no longer loaded. Of such a name
   * the server compares the letters' case where it is a database's or a user's.
   */
  private boolean isLeftOver(String name, PostgresSettingReader.Reading reading) {
    return scope.isServer()
        ? reading.lines().stream().anyMatch(line -> name.equalsIgnoreCase(line.name()))
        : scope.names(context.sql()).contains(name);
  }

  private Check mayResetLeftOver(String name, PostgresSettingRights rights) {
    return demand(
        rights.superuser(),
        "this role may set it",
        name,
        "not allowed: no loaded library knows the setting",
        "allowed",
        ErrorCode.PERMISSION_DENIED,
        "Connect as a superuser, or load the library first.");
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

  private PostgresSettingFaults common() {
    return new PostgresSettingFaults(context.clock());
  }

  private Check demand(
      boolean holds,
      String rule,
      String subject,
      String no,
      String yes,
      ErrorCode code,
      String remedy) {
    return common().demand(holds, rule, subject, no, yes, code, remedy);
  }
}
