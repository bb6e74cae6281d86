package io.gds.database.postgres;

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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The server's settings by ALTER SYSTEM, and what databases and users have of their own. A server's
 * configuration is each node's: nothing of ALTER SYSTEM is replicated, and standbys take it too.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-altersystem.html">ALTER SYSTEM</a>
 */
final class PostgresSettings implements SupportsConfiguration {
  private final PostgresContext context;

  PostgresSettings(PostgresContext context) {
    this.context = context;
  }

  @Override
  public List<Setting> configuration(SettingQuery query) {
    context.runner().requireOpen();
    return read(new PostgresSettingScope(query.database(), query.user())).stream()
        .filter(query::matches)
        .toList();
  }

  private List<Setting> read(PostgresSettingScope scope) {
    return scope.over(PostgresSettingReader.read(context.sql()).settings(), context.sql());
  }

  @Override
  public Optional<Setting> setting(String name) {
    context.runner().requireOpen();
    return PostgresSettingReader.read(context.sql()).find(name);
  }

  @Override
  public Set<OptionKey<?>> configurationKeys() {
    return PostgresConfiguration.KEYS;
  }

  @Override
  public Operation<List<Setting>> prepareSetConfiguration(SetConfigurationOptions options) {
    context.runner().requireOpen();
    options.requireKnown(
        configurationKeys(),
        options.secrets().keySet().stream()
            .filter(name -> !PostgresSettingReader.isSensitive(name))
            .map(name -> new OptionFault("setSecret", name + " is no secret: use set"))
            .toList());
    PostgresSettingScope scope = new PostgresSettingScope(options.database(), options.user());
    Map<String, Optional<String>> values = new LinkedHashMap<>();
    options.values().forEach((name, value) -> values.put(name, Optional.of(value)));
    options.secrets().keySet().forEach(name -> values.put(name, Optional.empty()));
    boolean allowed = options.platformOptions().valueOf(PostgresConfiguration.SECRET_IN_SERVER_LOG);
    Plan.Builder<List<Setting>> plan =
        plan(
            "setConfiguration",
            shown(options),
            scope,
            new PostgresSettingChecks(context, scope, options.reload(), allowed),
            values,
            options.values().keySet(),
            options.secrets().keySet());
    options
        .values()
        .forEach(
            (name, value) -> {
              boolean hidden = PostgresSettingReader.isSensitive(name);
              String sql =
                  scope.set(name, hidden ? hidden() : PostgresSettingValues.sql(name, value));
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
                    "-- in a session whose statements are kept nowhere, as far as it may say so:\n"
                        + scope.set(name, hidden()),
                    step -> setSecret(scope, name, secret, allowed, step)));
    return finished(plan, scope, options.reload(), values.keySet());
  }

  /** As the audit tells them: what may hold a secret, given openly, is refused and not repeated. */
  private static SetConfigurationOptions shown(SetConfigurationOptions options) {
    SetConfigurationOptions.Builder shown = options.toBuilder();
    options.values().keySet().stream()
        .filter(name -> PostgresSettingReader.isSensitive(name))
        .forEach(name -> shown.set(name, Setting.HIDDEN));
    return shown.build();
  }

  private static String hidden() {
    return "'" + Setting.HIDDEN + "'";
  }

  private void setSecret(
      PostgresSettingScope scope,
      String name,
      SecretRef reference,
      boolean allowed,
      StepContext step) {
    try (Secret secret =
        Secrets.of(context.runner().environment().secretResolvers()).resolve(reference)) {
      char[] chars = secret.chars();
      try {
        // A statement is a string to the driver: this one lives as long as the call.
        String sql = scope.set(name, PostgresSettingValues.sql(name, new String(chars)));
        new PostgresTraces(context).execute(sql, scope.set(name, hidden()), allowed, step);
      } finally {
        Arrays.fill(chars, '\0');
      }
    }
  }

  @Override
  public Operation<List<Setting>> prepareResetConfiguration(ResetConfigurationOptions options) {
    context.runner().requireOpen();
    options.requireKnown(configurationKeys(), List.of());
    PostgresSettingScope scope = new PostgresSettingScope(options.database(), options.user());
    Map<String, Optional<String>> values = new LinkedHashMap<>();
    options.settings().forEach(name -> values.put(name, Optional.empty()));
    Plan.Builder<List<Setting>> plan =
        plan(
            "resetConfiguration",
            options,
            scope,
            new PostgresSettingChecks(context, scope, options.reload(), false),
            values,
            Set.of(),
            Set.of());
    options
        .settings()
        .forEach(
            name -> {
              String sql = scope.reset(name);
              plan.step(
                  StepKind.SQL,
                  Effect.IDEMPOTENT,
                  sql,
                  step -> context.sql().during(step).execute(sql));
            });
    return finished(plan, scope, options.reload(), values.keySet());
  }

  private Plan.Builder<List<Setting>> plan(
      String verb,
      Options options,
      PostgresSettingScope scope,
      PostgresSettingChecks checks,
      Map<String, Optional<String>> values,
      Set<String> openly,
      Set<String> secrets) {
    return context
        .runner()
        .<List<Setting>>plan(verb, scope.target(context.runner().engine()))
        .options(options)
        .measure(() -> checks.measure(values, openly, secrets));
  }

  private Operation<List<Setting>> finished(
      Plan.Builder<List<Setting>> plan,
      PostgresSettingScope scope,
      boolean reload,
      Collection<String> names) {
    if (scope.isServer() && reload) {
      plan.step(
          StepKind.SQL,
          Effect.IDEMPOTENT,
          PostgresReload.TEXT,
          step -> new PostgresReload(context).run(names, step));
    }
    Set<String> wanted = names.stream().map(PostgresSettings::lower).collect(Collectors.toSet());
    return plan.yields(
        () ->
            read(scope).stream()
                .filter(setting -> wanted.contains(lower(setting.name())))
                .toList());
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
