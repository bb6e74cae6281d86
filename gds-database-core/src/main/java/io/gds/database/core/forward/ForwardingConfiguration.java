package io.gds.database.core.forward;

import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.settings.ResetConfigurationOptions;
import io.gds.database.settings.SetConfigurationOptions;
import io.gds.database.settings.Setting;
import io.gds.database.settings.SettingQuery;
import io.gds.database.settings.SupportsConfiguration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A handle whose configuration another object has. */
public interface ForwardingConfiguration extends SupportsConfiguration {
  /** Who has them; asked for anew by every call. */
  SupportsConfiguration configurationDelegate();

  @Override
  default List<Setting> configuration(SettingQuery query) {
    return configurationDelegate().configuration(query);
  }

  @Override
  default Optional<Setting> setting(String name) {
    return configurationDelegate().setting(name);
  }

  @Override
  default Set<OptionKey<?>> configurationKeys() {
    return configurationDelegate().configurationKeys();
  }

  @Override
  default Operation<List<Setting>> prepareSetConfiguration(SetConfigurationOptions options) {
    return configurationDelegate().prepareSetConfiguration(options);
  }

  @Override
  default Operation<List<Setting>> prepareResetConfiguration(ResetConfigurationOptions options) {
    return configurationDelegate().prepareResetConfiguration(options);
  }
}
