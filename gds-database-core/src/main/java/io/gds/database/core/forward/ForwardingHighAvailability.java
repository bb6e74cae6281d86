package io.gds.database.core.forward;

import io.gds.database.ha.HaConfiguration;
import io.gds.database.ha.HaStatus;
import io.gds.database.ha.ReplicationStatus;
import io.gds.database.ha.SupportsHighAvailability;
import java.util.List;
import java.util.Optional;

/** A handle whose the state of its nodes another object has. */
public interface ForwardingHighAvailability extends SupportsHighAvailability {
  /** Who has them; asked for anew by every call. */
  SupportsHighAvailability highAvailabilityDelegate();

  @Override
  default List<String> haGroups() {
    return highAvailabilityDelegate().haGroups();
  }

  @Override
  default HaStatus haStatus() {
    return highAvailabilityDelegate().haStatus();
  }

  @Override
  default HaStatus haStatus(String group) {
    return highAvailabilityDelegate().haStatus(group);
  }

  @Override
  default Optional<HaConfiguration> haConfiguration() {
    return highAvailabilityDelegate().haConfiguration();
  }

  @Override
  default Optional<HaConfiguration> haConfiguration(String group) {
    return highAvailabilityDelegate().haConfiguration(group);
  }

  @Override
  default ReplicationStatus replicationStatus() {
    return highAvailabilityDelegate().replicationStatus();
  }
}
