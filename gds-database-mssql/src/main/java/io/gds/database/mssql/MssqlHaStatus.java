package io.gds.database.mssql;

import io.gds.database.ha.HaConfiguration;
import io.gds.database.ha.HaNode;
import io.gds.database.ha.HaRole;
import io.gds.database.ha.HaState;
import io.gds.database.ha.HaStatus;
import io.gds.database.ha.SyncMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a group is doing, and how it is set up, in the words of all platforms. */
final class MssqlHaStatus {
  private static final String KIND = "availability-group";

  private final MssqlHaView view;
  private final MssqlAvailabilityGroup group;

  MssqlHaStatus(MssqlHaView view) {
    this.view = view;
    this.group = view.told();
  }

  static String kind(MssqlAvailabilityGroup group) {
    return group.distributed() ? "distributed-" + KIND : KIND;
  }

  HaStatus status(Instant now) {
    List<HaNode> nodes = new MssqlHaNodes(view).all();
    List<String> problems = problems(nodes);
    return new HaStatus(
        group.name(),
        kind(group),
        state(nodes, problems.isEmpty()),
        nodes,
        problems.isEmpty(),
        problems,
        now);
  }

  private HaState state(List<HaNode> nodes, boolean healthy) {
    if (nodes.stream().anyMatch(node -> node.state() == HaState.FAILOVER_IN_PROGRESS)) {
      return HaState.FAILOVER_IN_PROGRESS;
    }
    if (view.primaryName().isEmpty() || !view.rivals().isEmpty()) {
      return HaState.RESOLVING;
    }
    if (!view.byPrimary()) {
      return HaState.UNKNOWN;
    }
    if (healthy) {
      return HaState.HEALTHY;
    }
    List<HaState> order =
        List.of(
            HaState.RESOLVING,
            HaState.DISCONNECTED,
            HaState.SUSPENDED,
            HaState.NOT_SYNCHRONIZED,
            HaState.UNKNOWN,
            HaState.SYNCHRONIZING);
    return nodes.stream()
        .filter(node -> !node.healthy())
        .map(HaNode::state)
        .filter(order::contains)
        .min(Comparator.comparing(order::indexOf))
        .orElse(HaState.NOT_SYNCHRONIZED);
  }

  private List<String> problems(List<HaNode> nodes) {
    List<String> problems = new ArrayList<>();
    if (!view.rivals().isEmpty()) {
      problems.add(
          "the group is split: "
              + String.join(" and ", view.leaders())
              + " each hold themselves for the primary, and take writes that the other does not"
              + " get: "
              + MssqlGroupLook.endSplit(group));
    }
    if (!view.teller().hasQuorum(group)) {
      problems.add(
          "the Windows cluster has no quorum: bring its nodes back, or force the quorum and then the"
              + " failover.");
    }
    if (view.primaryName().isEmpty()) {
      problems.add(
          "nobody is primary, as far as "
              + view.own().server()
              + " knows: wait if a failover goes on, else see the error log; a failover by force is"
              + " the last way.");
    } else if (!view.byPrimary()) {
      problems.add(
          view.self().orElse(view.own().server())
              + ", which was asked, is not the primary and knows only how it is itself: "
              + view.silence()
                  .orElse(
                      "open the engine on the primary or the listener, or give a connection to"
                          + " each replica as a peer."));
    }
    int required = group.requiredSynchronizedSecondaries();
    long there =
        group.replicas().stream()
            .filter(replica -> !replica.isPrimary() && isSynchronized(replica))
            .count();
    if (view.byPrimary() && there < required) {
      problems.add(
          "the primary commits nothing: it requires "
              + required
              + " synchronized secondaries, and "
              + there
              + " are; bring one back, or SET (REQUIRED_SYNCHRONIZED_SECONDARIES_TO_COMMIT = "
              + there
              + ").");
    }
    for (HaNode node : nodes) {
      if (!node.healthy()
          && node.state() != HaState.UNKNOWN
          && !view.rivals().contains(node.name())) {
        problems.add(problem(node));
      }
    }
    return problems;
  }

  private static boolean isSynchronized(MssqlReplica replica) {
    return replica.availabilityMode() == MssqlAvailabilityMode.SYNCHRONOUS_COMMIT
        && replica.databases().stream()
            .allMatch(each -> each.synchronization() == MssqlSynchronization.SYNCHRONIZED);
  }

  private String problem(HaNode node) {
    if (node.role() == HaRole.PRIMARY) {
      List<String> waiting = new ArrayList<>();
      for (String database : group.databases()) {
        String state =
            group
                .replica(node.name())
                .flatMap(replica -> replica.database(database))
                .flatMap(MssqlReplicaDatabase::state)
                .orElse("not told");
        if (!state.equals("ONLINE")) {
          waiting.add(database + " (" + state + ")");
        }
      }
      return node.name()
          + ", the primary, does not serve all databases yet: "
          + String.join(", ", waiting)
          + "; wait for their recovery, or see its error log.";
    }
    List<String> reasons =
        node.notCandidateBecause().stream()
            .filter(reason -> !reason.startsWith("commits do not wait"))
            .toList();
    return node.name()
        + " is "
        + node.state()
        + (reasons.isEmpty() ? "" : ": " + String.join("; ", reasons))
        + remedy(node.state());
  }

  private static String remedy(HaState state) {
    return switch (state) {
      case DISCONNECTED -> "; start it, or see its endpoint and the network.";
      case SUSPENDED -> "; rejoin it: ALTER DATABASE … SET HADR RESUME there.";
      case SYNCHRONIZING -> "; wait until it has caught up.";
      default -> "; see its error log.";
    };
  }

  HaConfiguration configuration(List<MssqlListener> listeners) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("clusterType", group.clusterType().name());
    attributes.put("databases", String.join(", ", group.databases()));
    attributes.put("backupPreference", group.backupPreference());
    group
        .failureConditionLevel()
        .ifPresent(level -> attributes.put("failureConditionLevel", Integer.toString(level)));
    group.healthCheckTimeout().ifPresent(it -> attributes.put("healthCheckTimeout", it.toString()));
    attributes.put(
        "requiredSynchronizedSecondaries",
        Integer.toString(group.requiredSynchronizedSecondaries()));
    attributes.put("databaseFailover", Boolean.toString(group.databaseFailover()));
    attributes.put("contained", Boolean.toString(group.contained()));
    attributes.put("basic", Boolean.toString(group.basic()));
    listeners.forEach(
        listener ->
            attributes.put(
                "listener." + listener.dnsName(),
                String.join(
                        ", ", listener.addresses().stream().map(MssqlListener.Address::ip).toList())
                    + (listener.port().isPresent() ? ":" + listener.port().getAsInt() : "")));
    return new HaConfiguration(
        group.name(),
        kind(group),
        new MssqlHaNodes(view).all(),
        mode(group),
        group.replicas().stream()
                .filter(replica -> replica.failoverMode() == MssqlFailoverMode.AUTOMATIC)
                .count()
            > 1,
        Optional.empty(),
        attributes);
  }

  /** Commits wait if the primary and another replica are synchronous. */
  static SyncMode mode(MssqlAvailabilityGroup group) {
    long synchronous =
        group.replicas().stream()
            .filter(
                replica -> replica.availabilityMode() == MssqlAvailabilityMode.SYNCHRONOUS_COMMIT)
            .count();
    return synchronous > 1 ? SyncMode.SYNCHRONOUS : SyncMode.ASYNCHRONOUS;
  }
}
