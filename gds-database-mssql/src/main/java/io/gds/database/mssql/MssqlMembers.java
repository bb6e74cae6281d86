package io.gds.database.mssql;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import java.util.Optional;

/**
 * The servers of a group, as far as they can be reached: the engine's own, and those that the
 * caller gave connections to.
 */
final class MssqlMembers {
  /**
   * A member that answers.
   *
   * @param name its name in the group
   * @param context its connections
   * @param snapshot what it says
   * @param group the group as it says
   */
  record Member(
      String name, MssqlContext context, MssqlHaSnapshot snapshot, MssqlAvailabilityGroup group) {
    /** Its own replica. */
    Optional<MssqlReplica> replica() {
      return group.local();
    }
  }

  private final MssqlAvailability availability;

  MssqlMembers(MssqlAvailability availability) {
    this.availability = availability;
  }

  /** The connections of a member; empty if the caller gave none. */
  Optional<MssqlContext> context(MssqlHaView view, String name) {
    if (Optional.of(name).equals(view.self())) {
      return Optional.of(availability.context());
    }
    return availability.peers().has(name)
        ? Optional.of(availability.peers().node(name))
        : Optional.empty();
  }

  /** How steps name a member: not at all if it is the engine's own server. */
  static String node(MssqlHaView view, String name) {
    return Optional.of(name).equals(view.self()) ? "" : name;
  }

  /**
   * Asks a member; refuses by checks if it cannot be reached, does not answer, or is another.
   *
   * @param role what it is called in the checks, such as target
   */
  Optional<Member> ask(MssqlHaView view, String name, String role, MssqlCheckList checks) {
    Optional<MssqlContext> context = context(view, name);
    boolean given =
        checks.demand(
            context.isPresent(),
            "a connection to the " + role + " is configured",
            name,
            context.isPresent() ? "configured" : "none",
            "a peer of this name",
            ErrorCode.INVALID_CONNECTION,
            MssqlPeers.remedy(name));
    if (!given) {
      return Optional.empty();
    }
    String rule = "the " + role + " answers";
    try {
      boolean own = Optional.of(name).equals(view.self());
      MssqlHaSnapshot snapshot = own ? view.own() : MssqlHaSnapshot.read(context.orElseThrow());
      Optional<MssqlAvailabilityGroup> group = snapshot.group(view.told().name());
      boolean same =
          group
              .flatMap(MssqlAvailabilityGroup::local)
              .filter(replica -> replica.name().equals(name))
              .isPresent();
      checks.demand(
          same,
          "the connection leads to the " + role,
          name,
          same ? "it does" : "it leads to " + snapshot.server() + ", which is another or not in it",
          "the replica of this name",
          ErrorCode.INVALID_CONNECTION,
          "Correct the connection that was given as this peer.");
      return same
          ? Optional.of(new Member(name, context.orElseThrow(), snapshot, group.orElseThrow()))
          : Optional.empty();
    } catch (DatabaseException e) {
      MssqlHaView.throwUnlessSilent(e);
      checks.refused(rule, name, "an answer", e);
      return Optional.empty();
    }
  }

  /** The same without a word, for members that are of use and not needed. */
  Optional<Member> find(MssqlHaView view, String name) {
    return ask(view, name, "replica", new MssqlCheckList(availability.context()));
  }

  /** The login may alter the group there. */
  static void mayAlter(Member member, MssqlCheckList checks) {
    boolean may = member.snapshot().altersGroups();
    checks.demand(
        may,
        "the login may alter availability groups",
        member.name(),
        may ? "allowed" : "not allowed",
        "allowed",
        ErrorCode.PERMISSION_DENIED,
        "GRANT ALTER ANY AVAILABILITY GROUP TO this login there.");
  }

  /** The login may alter databases there. */
  static void mayAlterDatabases(Member member, MssqlCheckList checks) {
    boolean may = member.snapshot().altersDatabases();
    checks.demand(
        may,
        "the login may alter databases",
        member.name(),
        may ? "allowed" : "not allowed",
        "allowed",
        ErrorCode.PERMISSION_DENIED,
        "GRANT ALTER ANY DATABASE TO this login there.");
  }
}
