package io.gds.database.testkit.fake;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.connection.Secret;
import io.gds.database.connection.SecretRef;
import io.gds.database.core.secret.Secrets;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.settings.ResetConfigurationOptions;
import io.gds.database.settings.SetConfigurationOptions;
import io.gds.database.settings.Setting;
import io.gds.database.settings.SettingQuery;
import io.gds.database.settings.SupportsConfiguration;
import io.gds.database.settings.TakesEffect;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The settings of a fake server. */
final class FakeConfiguration extends FakePart implements SupportsConfiguration {
  FakeConfiguration(FakeWire wire) {
    super(wire, SupportsConfiguration.class);
  }

  @Override
  public List<Setting> configuration(SettingQuery query) {
    return read(
        "configuration",
        server().name(),
        () -> server().settings.values().stream().filter(query::matches).toList());
  }

  @Override
  public Optional<Setting> setting(String name) {
    return read("setting", name, () -> Optional.ofNullable(server().settings.get(name)));
  }

  @Override
  public Set<OptionKey<?>> configurationKeys() {
    return keys();
  }

  @Override
  public Operation<List<Setting>> prepareSetConfiguration(SetConfigurationOptions options) {
    FakePlan<List<Setting>> plan = plan("setConfiguration", server().name(), options);
    requireServerScope(options.database(), options.user());
    plan.measure(() -> setChecks(options));
    List<String> names = new ArrayList<>();
    options
        .values()
        .forEach(
            (name, value) -> {
              names.add(name);
              plan.step(
                  "setConfiguration",
                  Effect.IDEMPOTENT,
                  "set " + FakeNames.quoted(name) + " = " + shown(name, value),
                  () -> change(name, value, options.reload()));
            });
    options
        .secrets()
        .forEach(
            (name, ref) -> {
              names.add(name);
              plan.step(
                  "setConfiguration",
                  Effect.IDEMPOTENT,
                  "set " + FakeNames.quoted(name) + " = " + Setting.HIDDEN,
                  () -> changeSecret(name, ref, options.reload()));
            });
    return plan.yields(() -> now(names));
  }

  /** A value as it may be shown; a sensitive one given openly is refused, and not repeated. */
  private String shown(String name, String value) {
    Setting setting =
        server().alone(() -> Optional.ofNullable(server().settings.get(name))).orElse(null);
    return setting != null && setting.sensitive() ? Setting.HIDDEN : FakeNames.quoted(value);
  }

  private void requireServerScope(Optional<String> database, Optional<String> user) {
    if (database.isPresent() || user.isPresent()) {
      throw UnsupportedCapabilityException.of(
          shape().type().id(),
          server().name(),
          CapabilityStatus.absent(
              SupportsConfiguration.class,
              Availability.NOT_ON_PLATFORM,
              "a fake server keeps settings for itself only, not for a database or user",
              "Leave database and user out."));
    }
  }

  private List<Check> setChecks(SetConfigurationOptions options) {
    List<Check> checks = new ArrayList<>(known(options.values().keySet()));
    checks.addAll(known(options.secrets().keySet()));
    options
        .values()
        .forEach(
            (name, value) ->
                Optional.ofNullable(server().settings.get(name))
                    .ifPresent(setting -> checks.addAll(valueChecks(setting, value))));
    return checks;
  }

  private List<Check> known(Collection<String> names) {
    return names.stream()
        .map(
            name -> {
              Setting setting = server().settings.get(name);
              boolean changeable = setting != null && setting.takesEffect() != TakesEffect.NEVER;
              return demand(
                  changeable,
                  setting == null ? "the setting exists" : "the setting can be changed",
                  name,
                  setting == null ? "unknown" : "taking effect " + setting.takesEffect(),
                  "known and changeable",
                  setting == null ? ErrorCode.NOT_FOUND : ErrorCode.PRECONDITION_FAILED,
                  "Look at configuration() for the settings there are.");
            })
        .toList();
  }

  private List<Check> valueChecks(Setting setting, String value) {
    String fault = FakeValues.fault(setting, value);
    return List.of(
        demand(
            !setting.sensitive(),
            "a sensitive value is not given openly",
            setting.name(),
            setting.sensitive() ? "sensitive" : "not sensitive",
            "given by setSecret",
            ErrorCode.INVALID_OPTIONS,
            "Give it by setSecret(name, SecretRef)."),
        demand(
            fault.isEmpty(),
            "the value is one the setting takes",
            setting.name(),
            fault.isEmpty() ? "a fit value" : "a value that " + fault,
            FakeValues.range(setting),
            ErrorCode.INVALID_OPTIONS,
            "Choose a value in the range."));
  }

  private void changeSecret(String name, SecretRef ref, boolean reload) {
    Secrets secrets = Secrets.of(wire().runner().environment().secretResolvers());
    try (Secret secret = secrets.resolve(ref)) {
      change(name, Setting.HIDDEN, reload);
    }
  }

  private void change(String name, String value, boolean reload) {
    Setting old = server().settings.get(name);
    if (old == null) {
      throw notFound("setting", name);
    }
    server().settings.put(name, FakeValues.changed(old, value, reload));
  }

  private List<Setting> now(List<String> names) {
    return server()
        .alone(
            () ->
                names.stream()
                    .flatMap(name -> Optional.ofNullable(server().settings.get(name)).stream())
                    .toList());
  }

  @Override
  public Operation<List<Setting>> prepareResetConfiguration(ResetConfigurationOptions options) {
    FakePlan<List<Setting>> plan = plan("resetConfiguration", server().name(), options);
    requireServerScope(options.database(), options.user());
    plan.measure(() -> known(options.settings()));
    for (String name : options.settings()) {
      plan.step(
          "resetConfiguration",
          Effect.IDEMPOTENT,
          "reset " + FakeNames.quoted(name),
          () -> reset(name, options.reload()));
    }
    return plan.yields(() -> now(options.settings()));
  }

  private void reset(String name, boolean reload) {
    Setting old = server().settings.get(name);
    if (old == null) {
      throw notFound("setting", name);
    }
    old.defaultValue().ifPresent(value -> change(name, value, reload));
  }
}
