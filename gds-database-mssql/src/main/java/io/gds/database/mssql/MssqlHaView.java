package io.gds.database.mssql;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import java.util.Optional;
import java.util.Set;

/**
 * One group as it was seen: by the server that was asked, and by its primary, which knows how all
 * replicas are doing.
 *
 * @param own what the server that was asked says
 * @param self that server's replica in the group; empty if it does not say
 * @param told the group, as whoever knows most tells it
 * @param teller whose snapshot that is
 * @param byPrimary whether the primary told it
 * @param silence why the primary did not tell; empty if it did, or if nobody knows who it is
 */
record MssqlHaView(
    MssqlHaSnapshot own,
    Optional<String> self,
    MssqlAvailabilityGroup told,
    MssqlHaSnapshot teller,
    boolean byPrimary,
    Optional<String> silence) {
  /** Looks at a group: one statement more, on the primary, if that is another server. */
  static MssqlHaView of(MssqlHaSnapshot own, MssqlAvailabilityGroup group, MssqlPeers peers) {
    Optional<String> self = group.local().map(MssqlReplica::name);
    if (group.local().filter(MssqlReplica::isPrimary).isPresent()) {
      return new MssqlHaView(own, self, group, own, true, Optional.empty());
    }
    Optional<String> primary = group.primary().filter(name -> !Optional.of(name).equals(self));
    if (primary.isPresent() && peers.has(primary.get())) {
      return asking(own, self, group, primary.get(), peers);
    }
    return primary.isPresent()
        ? alone(own, self, group, primary)
        : anybody(own, self, group, peers);
  }

  private static MssqlHaView alone(
      MssqlHaSnapshot own,
      Optional<String> self,
      MssqlAvailabilityGroup group,
      Optional<String> primary) {
    return new MssqlHaView(
        own,
        self,
        group,
        own,
        false,
        primary.map(
            name ->
                "no connection to the primary "
                    + name
                    + " is configured. "
                    + MssqlPeers.remedy(name)));
  }

  private static MssqlHaView asking(
      MssqlHaSnapshot own,
      Optional<String> self,
      MssqlAvailabilityGroup group,
      String primary,
      MssqlPeers peers) {
    try {
      MssqlHaSnapshot other = MssqlHaSnapshot.read(peers.node(primary));
      Optional<MssqlAvailabilityGroup> seen = other.group(group.name());
      boolean leads =
          seen.flatMap(MssqlAvailabilityGroup::local)
              .filter(MssqlReplica::isPrimary)
              .filter(replica -> replica.name().equals(primary))
              .isPresent();
      return leads
          ? new MssqlHaView(own, self, seen.orElseThrow(), other, true, Optional.empty())
          : new MssqlHaView(
              own,
              self,
              group,
              own,
              false,
              Optional.of(
                  "the connection given for "
                      + primary
                      + " leads to "
                      + other.server()
                      + ", which says it is not the primary."));
    } catch (DatabaseException e) {
      throwUnlessSilent(e);
      return new MssqlHaView(
          own,
          self,
          group,
          own,
          false,
          Optional.of(
              "the primary "
                  + primary
                  + " does not answer: "
                  + e.getMessage()
                  + e.remedy().map(text -> " " + text).orElse("")));
    }
  }

  /** Nobody says who leads: as many as there are connections for may be asked, until one does. */
  private static MssqlHaView anybody(
      MssqlHaSnapshot own, Optional<String> self, MssqlAvailabilityGroup group, MssqlPeers peers) {
    Set<String> names = peers.names();
    for (MssqlReplica replica : group.replicas()) {
      if (names.contains(replica.name()) && !Optional.of(replica.name()).equals(self)) {
        MssqlHaView view = asking(own, self, group, replica.name(), peers);
        if (view.byPrimary()) {
          return view;
        }
      }
    }
    return alone(own, self, group, Optional.empty());
  }

  /** What concerns the caller, and not the server that was asked, is thrown on. */
  static void throwUnlessSilent(DatabaseException e) {
    if (e.code() == ErrorCode.ENGINE_CLOSED || e.code() == ErrorCode.CANCELLED) {
      throw e;
    }
  }

  /** The primary, if one told. */
  Optional<MssqlReplica> primary() {
    return told.replicas().stream().filter(MssqlReplica::isPrimary).findFirst();
  }

  /** Who is said to be primary, by itself or by the cluster. */
  Optional<String> primaryName() {
    return primary().map(MssqlReplica::name).or(told::primary);
  }
}
