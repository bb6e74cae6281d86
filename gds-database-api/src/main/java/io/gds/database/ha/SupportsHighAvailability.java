package io.gds.database.ha;

import io.gds.database.Capability;
import java.util.List;
import java.util.Optional;

/**
 * Seeing a topology. Reads only. Where one engine takes part in several groups, the methods without
 * a name answer for the group of the database they are asked of.
 */
public interface SupportsHighAvailability extends Capability {
  /**
   * The names of the groups this engine, or database, takes part in; empty if there is none. Reads.
   */
  List<String> haGroups();

  /**
   * One consistent snapshot: nodes, roles, states, lag, and why a node could not take over. Without
   * replication its state is {@link HaState#NOT_CONFIGURED}. Reads.
   *
   * @throws io.gds.database.error.InvalidOptionsException if there are several groups; names them
   */
  HaStatus haStatus();

  /**
   * The same of one group. Reads.
   *
   * @throws io.gds.database.error.NotFoundException if there is no such group
   */
  HaStatus haStatus(String group);

  /**
   * How the topology is set up; empty if nothing is replicated. Reads.
   *
   * @throws io.gds.database.error.InvalidOptionsException if there are several groups; names them
   */
  Optional<HaConfiguration> haConfiguration();

  /**
   * The same of one group. Reads.
   *
   * @throws io.gds.database.error.NotFoundException if there is no such group
   */
  Optional<HaConfiguration> haConfiguration(String group);

  /** The short answer of the node that was asked. Reads. */
  ReplicationStatus replicationStatus();
}
