package io.gds.database.postgres;

import io.gds.database.core.Checks;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.settings.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is measured before settings are set or put back: once for all, in two statements. */
final class CockroachSettingChecks {
  /** Changed by nothing but an upgrade, or once and for all. */
  private static final Set<String> NEVER = Set.of("version", "cluster.secret");

  private final CockroachContext context;

  CockroachSettingChecks(CockroachContext context) {
    this.context = context;
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
      List<Setting> settings = CockroachSettingReader.read(context);
      CockroachRights rights = CockroachRights.read(context, context.connections().maintenance());
      values.forEach(
          (name, value) ->
              CockroachSettingReader.find(settings, name)
                  .ifPresentOrElse(
                      setting -> of(setting, value, openly.contains(name), rights, checks),
                      () ->
                          checks.add(
                              common()
                                  .unknown(
                                      name,
                                      settings,
                                      "Settings of sessions are no cluster settings."))));
    } catch (DatabaseException e) {
      checks.add(
          context
              .checks()
              .refused("the settings can be read", context.runner().engine(), "readable", e));
    }
    return checks;
  }

  private void of(
      Setting setting,
      Optional<String> value,
      boolean openly,
      CockroachRights rights,
      List<Check> checks) {
    checks.add(
        demand(
            !NEVER.contains(setting.name()),
            "the setting is changed by hand",
            setting.name(),
            "the cluster's own",
            "a setting of users",
            ErrorCode.INVALID_OPTIONS,
            "The version is changed by an upgrade of all nodes."));
    boolean sqlDefaults = setting.name().startsWith("sql.defaults.");
    checks.add(
        demand(
            sqlDefaults ? rights.modifySqlDefaults() : rights.modifySettings(),
            "this role may set it",
            setting.name(),
            "not allowed to " + rights.role(),
            "allowed",
            ErrorCode.PERMISSION_DENIED,
            "GRANT SYSTEM "
                + (sqlDefaults ? "MODIFYSQLCLUSTERSETTING" : "MODIFYCLUSTERSETTING")
                + " TO "
                + CockroachSql.name(rights.role())
                + ";"));
    if (setting.advanced()) {
      checks.add(
          Checks.advise(
              context.clock(),
              false,
              "the setting is meant for users",
              setting.name(),
              "reserved",
              "public",
              "Change it only where the vendor's support says so."));
    }
    if (setting.sensitive() && openly) {
      checks.add(common().openly(setting.name()));
      return;
    }
    value.ifPresent(text -> checks.add(takes(setting, text)));
  }

  private Check takes(Setting setting, String value) {
    Optional<String> wanted = missed(setting, value);
    return demand(
        wanted.isEmpty(),
        "the setting takes the value",
        setting.name(),
        value,
        wanted.orElse(value),
        ErrorCode.INVALID_OPTIONS,
        "Give a value of that kind; sizes are written 64MiB, and durations 1m30s.");
  }

  /** What it takes, if that is not the value, as far as that can be said here. */
  static Optional<String> missed(Setting setting, String value) {
    return switch (setting.kind()) {
      case BOOLEAN -> value.matches("true|false") ? Optional.empty() : Optional.of("true or false");
      case INTEGER ->
          value.matches("-?[0-9]{1,18}") ? Optional.empty() : Optional.of("a whole number");
      case DECIMAL ->
          value.matches("-?[0-9]{1,18}(\\.[0-9]{1,18})?")
              ? Optional.empty()
              : Optional.of("a number");
      case CHOICE ->
          setting.choices().isEmpty()
                  || value.matches("[0-9]+")
                  || setting.choices().stream().anyMatch(value::equalsIgnoreCase)
              ? Optional.empty()
              : Optional.of("one of " + String.join(", ", setting.choices()));
      default -> Optional.empty();
    };
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
