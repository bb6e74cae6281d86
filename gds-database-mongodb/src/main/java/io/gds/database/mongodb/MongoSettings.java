package io.gds.database.mongodb;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.connection.HostAddress;
import io.gds.database.connection.SecretRef;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.settings.ResetConfigurationOptions;
import io.gds.database.settings.SetConfigurationOptions;
import io.gds.database.settings.Setting;
import io.gds.database.settings.SettingQuery;
import io.gds.database.settings.SupportsConfiguration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The parameters of the server that answers, what it was started with, and the parameters of the
 * cluster.
 */
final class MongoSettings implements SupportsConfiguration {
  private final MongoContext context;

  MongoSettings(MongoContext context) {
    this.context = context;
  }

  @Override
  public List<Setting> configuration(SettingQuery query) {
    return configuration(context.commands().anywhere(), query);
  }

  List<Setting> configurationOf(HostAddress node, SettingQuery query) {
    context.runner().requireOpen();
    return configuration(MongoMembers.require(context, node), query);
  }

  private List<Setting> configuration(MongoCommands commands, SettingQuery query) {
    context.runner().requireOpen();
    requireServer(query.database(), query.user());
    return MongoParameterReader.read(commands, context.product()).stream()
        .map(MongoParameter::setting)
        .filter(query::matches)
        .toList();
  }

  @Override
  public Optional<Setting> setting(String name) {
    return configuration(SettingQuery.all().advanced(true)).stream()
        .filter(setting -> setting.name().equals(name))
        .findFirst();
  }

  private void requireServer(Optional<String> database, Optional<String> user) {
    if (database.isPresent() || user.isPresent()) {
      throw MongoCapabilities.refusal(
          context.runner().engine(),
          CapabilityStatus.absent(
              SupportsConfiguration.class,
              Availability.NOT_ON_PLATFORM,
              "MongoDB has parameters of servers and clusters, none of databases or users",
              "Profiling is set by database: MongoDatabase.setProfiling(…)."));
    }
  }

  @Override
  public Set<OptionKey<?>> configurationKeys() {
    return MongoConfiguration.KEYS;
  }

  @Override
  public Operation<List<Setting>> prepareSetConfiguration(SetConfigurationOptions options) {
    context.runner().requireOpen();
    requireServer(options.database(), options.user());
    options.requireKnown(configurationKeys(), List.of());
    Map<String, MongoNewValue> values = new LinkedHashMap<>();
    options.values().forEach((name, value) -> values.put(name, MongoNewValue.open(value)));
    for (Map.Entry<String, SecretRef> secret : options.secrets().entrySet()) {
      values.put(secret.getKey(), MongoNewValue.secret(secret.getValue()));
    }
    return new MongoSettingChange(context, options.platformOptions(), values)
        .prepare("setConfiguration", options);
  }

  @Override
  public Operation<List<Setting>> prepareResetConfiguration(ResetConfigurationOptions options) {
    context.runner().requireOpen();
    requireServer(options.database(), options.user());
    options.requireKnown(configurationKeys(), List.of());
    Map<String, MongoNewValue> values = new LinkedHashMap<>();
    options.settings().forEach(name -> values.put(name, MongoNewValue.asStarted()));
    return new MongoSettingChange(context, options.platformOptions(), values)
        .prepare("resetConfiguration", options);
  }
}
