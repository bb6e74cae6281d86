package io.gds.database.postgres;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.connection.Secret;
import io.gds.database.connection.SecretRef;
import io.gds.database.core.Plan;
import io.gds.database.core.StepContext;
import io.gds.database.core.secret.Secrets;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.Options;
import io.gds.database.operation.StepKind;
import io.gds.database.settings.ResetConfigurationOptions;
import io.gds.database.settings.SetConfigurationOptions;
import io.gds.database.settings.Setting;
import io.gds.database.settings.SettingQuery;
import io.gds.database.settings.SupportsConfiguration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The settings of the cluster, the same on all nodes; those the vendor reserves for itself are
 * advanced. None of them waits for a restart of its own.
 *
 * @see <a href="https://www.cockroachlabs.com/docs/stable/set-cluster-setting">SET CLUSTER
 *     SETTING</a>
 */
final class CockroachSettings implements SupportsConfiguration {
  private final CockroachContext context;

  CockroachSettings(CockroachContext context) {
    this.context = context;
  }

  @Override
  public List<Setting> configuration(SettingQuery query) {
    requireCluster(query.database(), query.user());
    return read().stream().filter(query::matches).toList();
  }

  private List<Setting> read() {
    context.runner().requireOpen();
    return CockroachSettingReader.read(context);
  }

  @Override
  public Optional<Setting> setting(String name) {
    return CockroachSettingReader.find(read(), name);
  }

  private void requireCluster(Optional<String> database, Optional<String> user) {
    if (database.isPresent() || user.isPresent()) {
      throw CockroachCapabilities.refusal(
          context.runner().engine(),
          CapabilityStatus.absent(
              SupportsConfiguration.class,
              Availability.NOT_ON_PLATFORM,
              "cluster settings are the whole cluster's, not a database's or a user's",
              "For what sessions begin with: ALTER ROLE … IN DATABASE … SET … by any client."));
    }
  }

  @Override
  public Set<OptionKey<?>> configurationKeys() {
    return Set.of();
  }

  @Override
  public Operation<List<Setting>> prepareSetConfiguration(SetConfigurationOptions options) {
    requireCluster(options.database(), options.user());
    context.runner().requireOpen();
    options.requireKnown(
        configurationKeys(),
        options.secrets().keySet().stream()
            .filter(name -> !CockroachSettingReader.isSensitive(name))
            .map(name -> new OptionFault("setSecret", name + " is no secret: use set"))
            .toList());
    Map<String, Optional<String>> values = new LinkedHashMap<>();
    options.values().forEach((name, value) -> values.put(name, Optional.of(value)));
    options.secrets().keySet().forEach(name -> values.put(name, Optional.empty()));
    Plan.Builder<List<Setting>> plan =
        plan("setConfiguration", shown(options), values, options.values().keySet());
    options
        .values()
        .forEach(
            (name, value) -> {
              String sql =
                  CockroachSettingSql.set(
                      name, CockroachSettingReader.isSensitive(name) ? Setting.HIDDEN : value);
              plan.step(
                  StepKind.SQL,
                  Effect.IDEMPOTENT,
                  sql,
                  step -> context.sql().during(step).execute(sql));
            });
    options
        .secrets()
        .forEach(
            (name, secret) ->
                plan.step(
                    StepKind.SQL,
                    Effect.IDEMPOTENT,
                    CockroachSettingSql.set(name, Setting.HIDDEN),
                    step -> setSecret(name, secret, step)));
    return finished(plan, values.keySet());
  }

  /** As the audit tells them: what may hold a secret, given openly, is refused and not repeated. */
  private static SetConfigurationOptions shown(SetConfigurationOptions options) {
    SetConfigurationOptions.Builder shown = options.toBuilder();
    options.values().keySet().stream()
        .filter(CockroachSettingReader::isSensitive)
        .forEach(name -> shown.set(name, Setting.HIDDEN));
    return shown.build();
  }

  private void setSecret(String name, SecretRef reference, StepContext step) {
    try (Secret secret =
        Secrets.of(context.runner().environment().secretResolvers()).resolve(reference)) {
      char[] chars = secret.chars();
      try {
        // A statement is a string to the driver: this one lives as long as the call.
        String sql = CockroachSettingSql.set(name, new String(chars));
        context
            .sql()
            .during(step)
            .showing(CockroachSettingSql.set(name, Setting.HIDDEN))
            .execute(sql);
      } finally {
        Arrays.fill(chars, '\0');
      }
    }
  }

  @Override
  public Operation<List<Setting>> prepareResetConfiguration(ResetConfigurationOptions options) {
    requireCluster(options.database(), options.user());
    context.runner().requireOpen();
    options.requireKnown(configurationKeys(), List.of());
    Map<String, Optional<String>> values = new LinkedHashMap<>();
    options.settings().forEach(name -> values.put(name, Optional.empty()));
    Plan.Builder<List<Setting>> plan = plan("resetConfiguration", options, values, Set.of());
    options
        .settings()
        .forEach(
            name -> {
              String sql = CockroachSettingSql.reset(name);
              plan.step(
                  StepKind.SQL,
                  Effect.IDEMPOTENT,
                  sql,
                  step -> context.sql().during(step).execute(sql));
            });
    return finished(plan, values.keySet());
  }

  private Plan.Builder<List<Setting>> plan(
      String verb, Options options, Map<String, Optional<String>> values, Set<String> openly) {
    CockroachSettingChecks checks = new CockroachSettingChecks(context);
    return context
        .runner()
        .<List<Setting>>plan(verb, context.runner().engine())
        .options(options)
        .measure(() -> checks.measure(values, openly));
  }

  private Operation<List<Setting>> finished(
      Plan.Builder<List<Setting>> plan, Collection<String> names) {
    Set<String> wanted =
        names.stream().map(CockroachSettingReader::lower).collect(Collectors.toSet());
    return plan.yields(
        () -> read().stream().filter(setting -> wanted.contains(setting.name())).toList());
  }
}
