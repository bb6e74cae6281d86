package io.gds.database.core.forward;

import io.gds.database.ha.AddNodeOptions;
import io.gds.database.ha.CreateHaOptions;
import io.gds.database.ha.HaConfiguration;
import io.gds.database.ha.RemoveNodeOptions;
import io.gds.database.ha.SupportsTopologyChange;
import io.gds.database.ha.SyncModeOptions;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import java.util.Set;

/** A handle whose changes of members another object has. */
public interface ForwardingTopologyChange extends SupportsTopologyChange {
  /** Who has them; asked for anew by every call. */
  SupportsTopologyChange topologyChangeDelegate();

  @Override
  default Set<OptionKey<?>> createHaKeys() {
    return topologyChangeDelegate().createHaKeys();
  }

  @Override
  default Set<OptionKey<?>> addNodeKeys() {
    return topologyChangeDelegate().addNodeKeys();
  }

  @Override
  default Set<OptionKey<?>> removeNodeKeys() {
    return topologyChangeDelegate().removeNodeKeys();
  }

  @Override
  default Set<OptionKey<?>> syncModeKeys() {
    return topologyChangeDelegate().syncModeKeys();
  }

  @Override
  default Operation<HaConfiguration> prepareCreateHa(CreateHaOptions options) {
    return topologyChangeDelegate().prepareCreateHa(options);
  }

  @Override
  default Operation<HaConfiguration> prepareAddNode(AddNodeOptions options) {
    return topologyChangeDelegate().prepareAddNode(options);
  }

  @Override
  default Operation<HaConfiguration> prepareRemoveNode(RemoveNodeOptions options) {
    return topologyChangeDelegate().prepareRemoveNode(options);
  }

  @Override
  default Operation<HaConfiguration> prepareSetSyncMode(SyncModeOptions options) {
    return topologyChangeDelegate().prepareSetSyncMode(options);
  }
}
