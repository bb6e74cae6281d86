package io.gds.database.mssql;

import io.gds.database.error.DatabaseException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Who else holds itself for the primary of a group. Without a Windows cluster an old primary comes
 * back as one after a forced failover, and so may one whose cluster was split; each then tells of
 * itself as if it were alone.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/database-engine/availability-groups/windows/perform-a-planned-manual-failover-of-an-availability-group-sql-server#fail-over-the-primary-replica-on-a-read-scale-availability-group">forced
 *     failover without a cluster</a>
 */
final class MssqlHaRivals {
  private MssqlHaRivals() {}

  /**
   * Asks those that do not follow: one statement each, none if all do. Who does not answer, or may
   * not be asked, is not among them; that it does not follow is told all the same.
   */
  static List<String> of(MssqlHaView view, MssqlPeers peers) {
    String leader = view.primaryName().orElse("");
    Set<String> rivals = new LinkedHashSet<>();
    for (String name : suspects(view, peers, leader)) {
      try {
        MssqlHaSnapshot.read(peers.node(name))
            .group(view.told().name())
            .filter(other -> isSame(view.told(), other))
            .flatMap(MssqlAvailabilityGroup::local)
            .filter(MssqlReplica::isPrimary)
            .map(MssqlReplica::name)
            .filter(other -> !other.equals(leader))
            .ifPresent(rivals::add);
      } catch (DatabaseException e) {
        MssqlHaView.throwUnlessSilent(e);
      }
    }
    return List.copyOf(rivals);
  }

  /**
   * The members that are not connected to the primary; and where no cluster keeps order, those that
   * it has removed, as one does with an old primary after a forced failover.
   */
  private static Set<String> suspects(MssqlHaView view, MssqlPeers peers, String leader) {
    Set<String> suspects = new LinkedHashSet<>();
    if (!MssqlSwitchoverChecks.isWatched(view.told())) {
      suspects.addAll(peers.names());
    }
    for (MssqlReplica replica : view.told().replicas()) {
      if (replica.connected().orElse(false)) {
        suspects.remove(replica.name());
      } else if (replica.hasData() && peers.has(replica.name())) {
        suspects.add(replica.name());
      }
    }
    suspects.remove(leader);
    view.self().ifPresent(suspects::remove);
    return suspects;
  }

  /** The sides of a distributed group are each told of it by a statement of their own. */
  private static boolean isSame(MssqlAvailabilityGroup told, MssqlAvailabilityGroup other) {
    return told.id().equals(other.id()) || (told.distributed() && other.distributed());
  }
}
