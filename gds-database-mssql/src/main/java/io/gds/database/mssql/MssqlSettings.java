package io.gds.database.mssql;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.OptionValues;
import io.gds.database.settings.ResetConfigurationOptions;
import io.gds.database.settings.SetConfigurationOptions;
import io.gds.database.settings.Setting;
import io.gds.database.settings.SettingQuery;
import io.gds.database.settings.SupportsConfiguration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The server's options by sp_configure, and the scoped configuration of its databases. */
final class MssqlSettings implements SupportsConfiguration {
  private final MssqlContext context;

  MssqlSettings(MssqlContext context) {
    this.context = context;
  }

  @Override
  public List<Setting> configuration(SettingQuery query) {
    context.runner().requireOpen();
    requireNoUser(query.user());
    List<Setting> all =
        query
            .database()
            .map(name -> MssqlScopedOptions.read(context, name).settings())
            .orElseGet(
                () -> MssqlOptions.read(context).all().stream().map(MssqlOption::setting).toList());
    return all.stream().filter(query::matches).toList();
  }

  @Override
  public Optional<Setting> setting(String name) {
    context.runner().requireOpen();
    return MssqlOptions.read(context).find(name).map(MssqlOption::setting);
  }

  private void requireNoUser(Optional<String> user) {
    if (user.isPresent()) {
      throw MssqlCapabilities.refusal(
          context.runner().engine(),
          CapabilityStatus.absent(
              SupportsConfiguration.class,
              Availability.NOT_ON_PLATFORM,
              "SQL Server has settings of the server and of databases, none of users",
              "A login's database and language: ALTER LOGIN … by any client."));
    }
  }

  @Override
  public Set<OptionKey<?>> configurationKeys() {
    return MssqlConfiguration.KEYS;
  }

  @Override
  public Operation<List<Setting>> prepareSetConfiguration(SetConfigurationOptions options) {
    context.runner().requireOpen();
    requireNoUser(options.user());
    List<OptionFault> faults = faults(options.platformOptions(), options.database());
    options
        .secrets()
        .keySet()
        .forEach(name -> faults.add(new OptionFault("setSecret", name + " is no secret: use set")));
    options.requireKnown(configurationKeys(), faults);
    Map<String, Optional<String>> values = new LinkedHashMap<>();
    options.values().forEach((name, value) -> values.put(name, Optional.of(value)));
    OptionValues given = options.platformOptions();
    return options.database().isPresent()
        ? new MssqlScopedSettings(context, options.database().get(), isSecondary(given))
            .prepare("setConfiguration", options, values)
        : new MssqlServerSettings(context, options.reload(), isOverride(given))
            .prepare("setConfiguration", options, values);
  }

  @Override
  public Operation<List<Setting>> prepareResetConfiguration(ResetConfigurationOptions options) {
    context.runner().requireOpen();
    requireNoUser(options.user());
    options.requireKnown(
        configurationKeys(), faults(options.platformOptions(), options.database()));
    Map<String, Optional<String>> values = new LinkedHashMap<>();
    options.settings().forEach(name -> values.put(name, Optional.empty()));
    OptionValues given = options.platformOptions();
    return options.database().isPresent()
        ? new MssqlScopedSettings(context, options.database().get(), isSecondary(given))
            .prepare("resetConfiguration", options, values)
        : new MssqlServerSettings(context, options.reload(), isOverride(given))
            .prepare("resetConfiguration", options, values);
  }

  private static List<OptionFault> faults(OptionValues given, Optional<String> database) {
    List<OptionFault> faults = new ArrayList<>();
    if (database.isPresent() && isOverride(given)) {
      faults.add(new OptionFault(MssqlConfiguration.OVERRIDE.id(), "is for the server's settings"));
    }
    if (database.isEmpty() && isSecondary(given)) {
      faults.add(
          new OptionFault(MssqlConfiguration.FOR_SECONDARY.id(), "is for a database's settings"));
    }
    return faults;
  }

  private static boolean isOverride(OptionValues given) {
    return given.valueOf(MssqlConfiguration.OVERRIDE);
  }

  private static boolean isSecondary(OptionValues given) {
    return given.valueOf(MssqlConfiguration.FOR_SECONDARY);
  }
}
