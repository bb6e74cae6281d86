package io.gds.database.mssql;

import io.gds.database.error.ErrorCode;
import io.gds.database.ha.HaNode;
import io.gds.database.ha.SwitchoverOptions;
import io.gds.database.operation.Check;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What is measured before the primary is changed without loss. */
final class MssqlSwitchoverChecks {
  private final MssqlAvailability availability;
  private final MssqlMembers members;
  private final MssqlCheckList checks;

  MssqlSwitchoverChecks(MssqlAvailability availability) {
    this.availability = availability;
    members = new MssqlMembers(availability);
    checks = new MssqlCheckList(availability.context());
  }

  List<Check> of(SwitchoverOptions options, Optional<String> target) {
    new MssqlGroupLook(availability, options.group())
        .view(checks)
        .ifPresent(view -> measure(view, options, target));
    return checks.all();
  }

  private void measure(MssqlHaView view, SwitchoverOptions options, Optional<String> target) {
    String leader = options.leader();
    boolean leads = view.primaryName().equals(Optional.of(leader));
    checks.demand(
        leads,
        "the primary is the one that was named",
        leader,
        view.primaryName().orElse("nobody is primary, as far as is known"),
        leader,
        view.primaryName().isEmpty() && !isWatched(view.told())
            ? "Wait if a change goes on. If one has stopped after "
                + leader
                + " was demoted: failover() to "
                + leader
                + ", which has everything, makes it primary again; then begin anew."
            : "Look at haStatus() again before changing the primary.");
    if (!leads || !MssqlGroupLook.byPrimary(view, checks) || !changeable(view.told(), checks)) {
      return;
    }
    List<HaNode> nodes = new MssqlHaNodes(view).all();
    if (target.isEmpty()) {
      checks.demand(
          false,
          "a replica could take over",
          view.told().name(),
          reasons(view, nodes),
          "one against which nothing speaks",
          "Remove the reasons of one of them.");
      return;
    }
    Optional<MssqlReplica> replica = view.told().replica(target.get());
    boolean known =
        checks.demand(
            replica.isPresent(),
            "the target is a replica of the group",
            target.get(),
            replica.isPresent() ? "known" : "not known",
            "known",
            ErrorCode.NOT_FOUND,
            "See haStatus() for the replicas there are.");
    if (known) {
      quorum(view, checks);
      ready(view, replica.orElseThrow());
      near(nodes, target.get(), options.maxLag());
      members
          .ask(view, target.get(), "target", checks)
          .ifPresent(
              member -> {
                MssqlMembers.mayAlter(member, checks);
                agrees(view, member);
              });
      if (!isWatched(view.told())) {
        members
            .ask(view, leader, "primary", checks)
            .ifPresent(member -> MssqlMembers.mayAlter(member, checks));
      }
      others(view, target.get(), leader);
    }
  }

  /** A Windows cluster moves the primary by itself, once the target says so. */
  static boolean isWatched(MssqlAvailabilityGroup group) {
    return group.clusterType() == MssqlClusterType.WSFC && !group.distributed();
  }

  /**
   * The servers may be told to change the primary; another cluster manager would not know of it.
   */
  static boolean changeable(MssqlAvailabilityGroup group, MssqlCheckList checks) {
    boolean known =
        group.distributed()
            || group.clusterType() == MssqlClusterType.WSFC
            || group.clusterType() == MssqlClusterType.NONE;
    return checks.demand(
        known,
        "the servers change the primary themselves",
        group.name(),
        "the cluster type is " + group.clusterType(),
        "WSFC or NONE",
        ErrorCode.UNSUPPORTED_CAPABILITY,
        "Use the tools of the cluster manager: pcs resource move on Red Hat and Ubuntu, crm"
            + " resource migrate on SUSE; then take the constraint away that they leave.");
  }

  static void quorum(MssqlHaView view, MssqlCheckList checks) {
    if (view.told().clusterType() == MssqlClusterType.WSFC) {
      boolean there = view.teller().hasQuorum(view.told());
      checks.demand(
          there,
          "the Windows cluster has a quorum",
          view.told().name(),
          view.teller().quorum().orElse("not told"),
          "a quorum",
          ErrorCode.WRONG_STATE,
          "Bring its nodes back, or force the quorum.");
    }
  }

  private void ready(MssqlHaView view, MssqlReplica target) {
    MssqlReplica primary = view.primary().orElseThrow();
    boolean secondary = target.role() == MssqlReplicaRole.SECONDARY;
    checks.demand(
        secondary,
        "the target is a secondary",
        target.name(),
        target.role().name(),
        MssqlReplicaRole.SECONDARY.name(),
        ErrorCode.WRONG_STATE,
        "Wait until its role is settled, or choose another.");
    boolean connected = target.connected().orElse(false);
    checks.demand(
        connected,
        "the target is connected to the primary",
        target.name(),
        connected
            ? "connected"
            : target
                .lastConnectError()
                .map(error -> "error " + error.number() + ": " + error.description())
                .orElse("not connected"),
        "connected",
        ErrorCode.WRONG_STATE,
        "Start it, or see its endpoint and the network.");
    for (MssqlReplica each : List.of(primary, target)) {
      boolean waits = each.availabilityMode() == MssqlAvailabilityMode.SYNCHRONOUS_COMMIT;
      checks.demand(
          waits,
          "commits wait for the replica",
          each.name(),
          each.availabilityMode().name(),
          MssqlAvailabilityMode.SYNCHRONOUS_COMMIT.name(),
          "Set it to synchronous first, and wait until it is synchronized.");
    }
    view.told().databases().forEach(database -> ready(view.told(), target, database));
  }

  private void ready(MssqlAvailabilityGroup group, MssqlReplica target, String database) {
    Optional<MssqlReplicaDatabase> copy = target.database(database);
    List<String> against = new ArrayList<>();
    if (copy.isEmpty() || !copy.get().joined().orElse(group.distributed())) {
      against.add("it has not joined the group there");
    }
    copy.flatMap(MssqlReplicaDatabase::suspendedBecause)
        .ifPresent(why -> against.add("it is suspended: " + why));
    boolean synchronize =
        copy.filter(it -> it.synchronization() == MssqlSynchronization.SYNCHRONIZED).isPresent();
    if (!synchronize) {
      against.add(
          "it is "
              + copy.map(MssqlReplicaDatabase::synchronization)
                  .orElse(MssqlSynchronization.UNKNOWN));
    }
    if (!group.distributed() && !copy.filter(MssqlReplicaDatabase::failoverReady).isPresent()) {
      against.add("the cluster does not note it as ready for a failover");
    }
    checks.demand(
        against.isEmpty(),
        "the database is ready on the target",
        database,
        against.isEmpty() ? "synchronized" : String.join(", ", against),
        "synchronized",
        ErrorCode.WRONG_STATE,
        "Join or resume it on " + target.name() + ", and wait until it is synchronized.");
  }

  /**
   * What the target itself says, where no cluster keeps it: it knows the configuration that the
   * primary has; and in a distributed group, each side of which is set up by itself, that commits
   * wait for it.
   */
  private void agrees(MssqlHaView view, MssqlMembers.Member target) {
    MssqlAvailabilityGroup group = view.told();
    if (isWatched(group)) {
      return;
    }
    if (!group.distributed()) {
      OptionalLong wanted = group.sequenceNumber();
      OptionalLong known = target.group().sequenceNumber();
      checks.demand(
          known.isPresent() && known.equals(wanted),
          "the target knows the configuration of the primary",
          target.name(),
          number(known),
          number(wanted),
          ErrorCode.WRONG_STATE,
          "Wait until it has got it; if it does not, see that it is connected.");
      return;
    }
    for (MssqlReplica member : target.group().replicas()) {
      boolean waits = member.availabilityMode() == MssqlAvailabilityMode.SYNCHRONOUS_COMMIT;
      checks.demand(
          waits,
          "commits wait, as the target says too",
          member.name(),
          member.availabilityMode().name(),
          MssqlAvailabilityMode.SYNCHRONOUS_COMMIT.name(),
          "Set the mode on both sides: setSyncMode does.");
    }
  }

  private static String number(OptionalLong sequence) {
    return sequence.isPresent() ? "number " + sequence.getAsLong() : "not told";
  }

  /** What it has not redone yet has to be, before it can be used. */
  private void near(List<HaNode> nodes, String target, Duration most) {
    Optional<Duration> lag =
        nodes.stream().filter(node -> node.name().equals(target)).findFirst().flatMap(HaNode::lag);
    String rule = "the target is not far behind";
    if (lag.isEmpty()) {
      checks.unmeasured(rule, target, "the server does not tell its lag", "at most " + most);
      return;
    }
    checks.demand(
        lag.get().compareTo(most) <= 0,
        rule,
        target,
        lag.get().toString(),
        "at most " + most,
        "Wait until it has caught up, or allow more lag.");
  }

  private void others(MssqlHaView view, String target, String leader) {
    List<String> away = new ArrayList<>();
    for (MssqlReplica replica : view.told().replicas()) {
      if (!replica.name().equals(target)
          && !replica.name().equals(leader)
          && !replica.connected().orElse(false)) {
        away.add(replica.name());
      }
    }
    checks.advise(
        away.isEmpty(),
        "the other replicas can follow the target",
        view.told().name(),
        away.isEmpty() ? "all are connected" : "not connected: " + String.join(", ", away),
        "connected",
        "Bring them back, or rejoin them afterwards.");
  }

  private static String reasons(MssqlHaView view, List<HaNode> nodes) {
    List<String> reasons =
        nodes.stream()
            .filter(node -> !Optional.of(node.name()).equals(view.primaryName()))
            .map(node -> node.name() + ": " + String.join(", ", node.notCandidateBecause()))
            .toList();
    return reasons.isEmpty() ? "there is no other replica" : String.join("; ", reasons);
  }
}
