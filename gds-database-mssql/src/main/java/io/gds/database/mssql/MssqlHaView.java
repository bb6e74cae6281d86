package io.gds.database.mssql;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

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
 * @param rivals who else says of itself that it is primary, of those that were asked
 */
record MssqlHaView(
    MssqlHaSnapshot own,
    Optional<String> self,
    MssqlAvailabilityGroup told,
    MssqlHaSnapshot teller,
    boolean byPrimary,
    Optional<String> silence,
    List<String> rivals) {
  MssqlHaView {
    rivals = List.copyOf(rivals);
  }

  /** A group by the word of one server only. */
  static MssqlHaView by(MssqlHaSnapshot own, MssqlAvailabilityGroup group) {
    return new MssqlHaView(
        own,
        group.local().map(MssqlReplica::name),
        group,
        own,
        group.local().filter(MssqlReplica::isPrimary).isPresent(),
        Optional.empty(),
        List.of());
  }

  /**
   * Looks at a group: one statement more, on the primary, if that is another server. Who is not
   * connected to the primary may hold itself for it too, so that each of those is asked for which
   * there is a connection.
   */
  static MssqlHaView of(MssqlHaSnapshot own, MssqlAvailabilityGroup group, MssqlPeers peers) {
    MssqlHaView view = brief(own, group, peers);
    List<String> rivals = view.byPrimary() ? MssqlHaRivals.of(view, peers) : List.of();
    return new MssqlHaView(
        own, view.self(), view.told(), view.teller(), view.byPrimary(), view.silence(), rivals);
  }

  /** The same for who looks again and again, and has looked for others before. */
  static MssqlHaView brief(MssqlHaSnapshot own, MssqlAvailabilityGroup group, MssqlPeers peers) {
    MssqlHaView mine = by(own, group);
    if (mine.byPrimary()) {
      return mine;
    }
    Optional<String> self = mine.self();
    Optional<String> primary = group.primary().filter(name -> !Optional.of(name).equals(self));
    MssqlHaView view =
        primary.isPresent() && peers.has(primary.get())
            ? asking(own, self, group, primary.get(), peers)
            : alone(own, self, group, primary);
    boolean follows = group.local().flatMap(MssqlReplica::connected).orElse(false);
    // Whoever is cut off may be the last to believe in a primary of yesterday.
    return view.byPrimary() || (primary.isPresent() && follows)
        ? view
        : anybody(view, primary, peers);
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
                    + MssqlPeers.remedy(name)),
        List.of());
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
          ? new MssqlHaView(own, self, seen.orElseThrow(), other, true, Optional.empty(), List.of())
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
                      + ", which says it is not the primary."),
              List.of());
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
                  + e.remedy().map(text -> " " + text).orElse("")),
          List.of());
    }
  }

  /** As many as there are connections for are asked, until one leads. */
  private static MssqlHaView anybody(MssqlHaView view, Optional<String> asked, MssqlPeers peers) {
    Set<String> names = peers.names();
    for (MssqlReplica replica : view.told().replicas()) {
      Optional<String> name = Optional.of(replica.name());
      if (names.contains(replica.name()) && !name.equals(view.self()) && !name.equals(asked)) {
        MssqlHaView other = asking(view.own(), view.self(), view.told(), replica.name(), peers);
        if (other.byPrimary()) {
          return other;
        }
      }
    }
    return view;
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

  /** All that say of themselves that they are primary; the one that told comes first. */
  List<String> leaders() {
    return Stream.concat(primaryName().stream(), rivals.stream()).toList();
  }
}
