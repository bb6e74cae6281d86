package io.gds.database.settings;

import io.gds.database.Capability;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The configuration of the server that was asked; on a cluster, of that node alone unless the
 * platform keeps it for all. Pending restarts are read from the server each time.
 */
public interface SupportsConfiguration extends Capability {
  /** All settings but those the platform hides. Reads. */
  default List<Setting> configuration() {
    return configuration(SettingQuery.all());
  }

  /** The settings asked for, in as few statements as possible. Reads. */
  List<Setting> configuration(SettingQuery query);

  /** The setting of exactly this name, hidden or not; empty if there is none. Reads. */
  Optional<Setting> setting(String name);

  /** The platform's own options of setting and resetting. */
  Set<OptionKey<?>> configurationKeys();

  /**
   * Plans new values. Unknown names, values out of range, and changes of others that would take
   * effect too, are checks; so is a sensitive setting whose value is given openly.
   *
   * @throws io.gds.database.error.InvalidOptionsException if options are faulty or unknown
   * @throws io.gds.database.UnsupportedCapabilityException if the platform cannot set them for a
   *     database or user
   */
  Operation<List<Setting>> prepareSetConfiguration(SetConfigurationOptions options);

  /**
   * Sets new values and yields the settings as they are then, with what waits for a restart.
   *
   * @throws io.gds.database.error.NotFoundException if a setting does not exist
   */
  default List<Setting> setConfiguration(SetConfigurationOptions options) {
    return prepareSetConfiguration(options).run();
  }

  /**
   * Plans the return to defaults.
   *
   * @throws io.gds.database.error.InvalidOptionsException if options are faulty or unknown
   * @throws io.gds.database.UnsupportedCapabilityException if the platform cannot reset them for a
   *     database or user
   */
  Operation<List<Setting>> prepareResetConfiguration(ResetConfigurationOptions options);

  /**
   * Puts settings back to their defaults and yields them as they are then.
   *
   * @throws io.gds.database.error.NotFoundException if a setting does not exist
   */
  default List<Setting> resetConfiguration(ResetConfigurationOptions options) {
    return prepareResetConfiguration(options).run();
  }
}
