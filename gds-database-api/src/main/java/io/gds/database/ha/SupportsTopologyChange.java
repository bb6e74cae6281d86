package io.gds.database.ha;

import io.gds.database.Capability;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import java.util.Set;

/**
 * Setting up and changing a topology. Other nodes are reached by the peers of the connection; a
 * peer that is missing is a refused check that names its key.
 */
public interface SupportsTopologyChange extends Capability {
  /** The platform's own group options. */
  Set<OptionKey<?>> createHaKeys();

  /** The platform's own node options. */
  Set<OptionKey<?>> addNodeKeys();

  /** The platform's own node removal options. */
  Set<OptionKey<?>> removeNodeKeys();

  /** The platform's own synchronization options. */
  Set<OptionKey<?>> syncModeKeys();

  /**
   * Plans a new group.
   *
   * @throws io.gds.database.error.InvalidOptionsException if options are faulty or unknown
   */
  Operation<HaConfiguration> prepareCreateHa(CreateHaOptions options);

  /**
   * Sets up a group.
   *
   * @throws io.gds.database.error.AlreadyExistsException if a node is in a group already
   */
  default HaConfiguration createHa(CreateHaOptions options) {
    return prepareCreateHa(options).run();
  }

  /**
   * Plans a new node.
   *
   * @throws io.gds.database.error.InvalidOptionsException if options are faulty or unknown
   */
  Operation<HaConfiguration> prepareAddNode(AddNodeOptions options);

  /**
   * Adds a node to a group.
   *
   * @throws io.gds.database.error.AlreadyExistsException if it is in it already
   */
  default HaConfiguration addNode(AddNodeOptions options) {
    return prepareAddNode(options).run();
  }

  /**
   * Plans the removal of a node.
   *
   * @throws io.gds.database.error.InvalidOptionsException if options are faulty or unknown
   */
  Operation<HaConfiguration> prepareRemoveNode(RemoveNodeOptions options);

  /**
   * Removes a node from a group; its data stay.
   *
   * @throws io.gds.database.error.NotFoundException if it is no node of the group
   */
  default HaConfiguration removeNode(RemoveNodeOptions options) {
    return prepareRemoveNode(options).run();
  }

  /**
   * Plans another way of acknowledging commits.
   *
   * @throws io.gds.database.error.InvalidOptionsException if options are faulty or unknown
   * @throws io.gds.database.UnsupportedCapabilityException if the platform has no such mode
   */
  Operation<HaConfiguration> prepareSetSyncMode(SyncModeOptions options);

  /**
   * Changes when commits are acknowledged.
   *
   * @throws io.gds.database.error.NotFoundException if it is no node of the group
   */
  default HaConfiguration setSyncMode(SyncModeOptions options) {
    return prepareSetSyncMode(options).run();
  }
}
