package io.gds.database.mssql;

import io.gds.database.ha.HaDatabase;
import io.gds.database.ha.HaNode;
import io.gds.database.ha.HaRole;
import io.gds.database.ha.HaState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;

/** Makes nodes of the replicas of a group. */
final class MssqlHaNodes {
  private final MssqlHaView view;

  MssqlHaNodes(MssqlHaView view) {
    this.view = view;
  }

  /** All nodes, the primary first. */
  List<HaNode> all() {
    return view.told().replicas().stream()
        .sorted(
            Comparator.comparing(
                    (MssqlReplica replica) ->
                        !Optional.of(replica.name()).equals(view.primaryName()))
                .thenComparing(MssqlReplica::name))
        .map(this::node)
        .toList();
  }

  private HaNode node(MssqlReplica replica) {
    HaRole role = role(replica);
    HaState state = state(replica);
    HaNode.Builder node =
        HaNode.builder(replica.name(), role, state)
            .healthy(isHealthy(replica, state))
            .self(Optional.of(replica.name()).equals(view.self()))
            .databases(replica.databases().stream().map(each -> database(replica, each)).toList())
            .notCandidateBecause(
                isRival(replica)
                    ? List.of("it holds itself for the primary too")
                    : role == HaRole.PRIMARY ? List.of() : against(replica))
            .attributes(attributes(replica));
    replica.endpointUrl().ifPresent(node::endpoint);
    replica.availabilityMode().syncMode().ifPresent(node::syncMode);
    if (role != HaRole.PRIMARY) {
      most(replica, MssqlReplicaDatabase::lag).ifPresent(node::lag);
      most(replica, MssqlReplicaDatabase::estimatedDataLoss).ifPresent(node::estimatedDataLoss);
      behind(replica).ifPresent(node::lagBytes);
      replica.databases().stream()
          .flatMap(each -> Stream.concat(each.lastReceived().stream(), each.lastRedone().stream()))
          .max(Comparator.naturalOrder())
          .ifPresent(node::lastSyncAt);
    }
    if (replica.databases().size() == 1) {
      replica.databases().get(0).hardened().map(MssqlLsn::toString).ifPresent(node::position);
    }
    return node.build();
  }

  /**
   * What holds no data votes at most; the cluster knows who leads though only it tells the rest.
   */
  private HaRole role(MssqlReplica replica) {
    if (!replica.hasData()) {
      return HaRole.ARBITER;
    }
    if (isRival(replica)) {
      return HaRole.PRIMARY;
    }
    boolean leads = Optional.of(replica.name()).equals(view.primaryName());
    return leads && replica.role() != MssqlReplicaRole.SECONDARY
        ? HaRole.PRIMARY
        : replica.role().role();
  }

  private boolean isRival(MssqlReplica replica) {
    return view.rivals().contains(replica.name());
  }

  private boolean isTold(MssqlReplica replica) {
    return view.byPrimary() || replica.local();
  }

  private HaState state(MssqlReplica replica) {
    if (isRival(replica)) {
      return HaState.RESOLVING;
    }
    if (!isTold(replica)) {
      return HaState.UNKNOWN;
    }
    String operational = replica.operationalState().orElse("");
    if (operational.equals("PENDING_FAILOVER")) {
      return HaState.FAILOVER_IN_PROGRESS;
    }
    if (replica.isPrimary()) {
      return isOnline(replica) ? HaState.HEALTHY : HaState.FAILOVER_IN_PROGRESS;
    }
    if (!replica.local() && !replica.connected().orElse(false)) {
      return HaState.DISCONNECTED;
    }
    if (replica.role() == MssqlReplicaRole.RESOLVING) {
      return HaState.RESOLVING;
    }
    if (!replica.connected().orElse(false)) {
      return HaState.DISCONNECTED;
    }
    return !replica.hasData() ? HaState.HEALTHY : worst(replica);
  }

  private boolean isOnline(MssqlReplica primary) {
    return view.told().databases().stream()
        .allMatch(
            name ->
                primary
                    .database(name)
                    .flatMap(MssqlReplicaDatabase::state)
                    .filter("ONLINE"::equals)
                    .isPresent());
  }

  /** What the group has and the replica has not is not synchronized either. */
  private HaState worst(MssqlReplica replica) {
    if (view.told().databases().stream().anyMatch(name -> replica.database(name).isEmpty())) {
      return HaState.NOT_SYNCHRONIZED;
    }
    List<HaState> order =
        List.of(
            HaState.SUSPENDED, HaState.NOT_SYNCHRONIZED, HaState.UNKNOWN, HaState.SYNCHRONIZING);
    return replica.databases().stream()
        .map(MssqlHaNodes::state)
        .filter(order::contains)
        .min(Comparator.comparing(order::indexOf))
        .orElse(HaState.SYNCED);
  }

  static HaState state(MssqlReplicaDatabase database) {
    if (database.suspendedBecause().isPresent()) {
      return HaState.SUSPENDED;
    }
    return !database.joined().orElse(true)
        ? HaState.NOT_SYNCHRONIZED
        : database.synchronization().state();
  }

  private boolean isHealthy(MssqlReplica replica, HaState state) {
    return switch (state) {
      case HEALTHY, SYNCED -> true;
      case SYNCHRONIZING ->
          replica.availabilityMode() == MssqlAvailabilityMode.ASYNCHRONOUS_COMMIT
              && replica.databases().stream().noneMatch(each -> each.synchronization().isUndoing());
      default -> false;
    };
  }

  private HaDatabase database(MssqlReplica replica, MssqlReplicaDatabase database) {
    boolean leads = replica.isPrimary();
    HaState state = state(database);
    return new HaDatabase(
        database.name(),
        leads && state == HaState.SYNCED ? HaState.HEALTHY : state,
        database.failoverReady(),
        database.lag(),
        database.sendQueueBytes(),
        database.redoQueueBytes(),
        database.estimatedDataLoss(),
        database.estimatedRecovery(),
        database.suspendedBecause());
  }

  /** The most of all databases; not known as soon as one of them is not. */
  private static Optional<Duration> most(
      MssqlReplica replica, Function<MssqlReplicaDatabase, Optional<Duration>> which) {
    List<Optional<Duration>> all = replica.databases().stream().map(which).toList();
    return all.isEmpty() || all.stream().anyMatch(Optional::isEmpty)
        ? Optional.empty()
        : all.stream().map(Optional::orElseThrow).max(Comparator.naturalOrder());
  }

  /** What waits to be sent and what waits to be redone, of all databases. */
  private static Optional<Long> behind(MssqlReplica replica) {
    long sum = 0;
    for (MssqlReplicaDatabase each : replica.databases()) {
      OptionalLong send = each.sendQueueBytes();
      OptionalLong redo = each.redoQueueBytes();
      if (send.isEmpty() || redo.isEmpty()) {
        return Optional.empty();
      }
      sum += send.getAsLong() + redo.getAsLong();
    }
    return replica.databases().isEmpty() ? Optional.empty() : Optional.of(sum);
  }

  /** Why it could not take over now without loss. */
  private List<String> against(MssqlReplica replica) {
    List<String> against = new ArrayList<>();
    if (!replica.hasData()) {
      against.add("it holds no data");
      return against;
    }
    if (!isTold(replica)) {
      against.add("only the primary tells how it is");
      return against;
    }
    replica
        .joinState()
        .filter("NOT_JOINED"::equals)
        .ifPresent(state -> against.add("it has not joined the group"));
    if (replica.role() == MssqlReplicaRole.RESOLVING) {
      against.add(
          "its role is RESOLVING"
              + replica.operationalState().map(word -> ", in state " + word).orElse(""));
    }
    if (!replica.connected().orElse(false)) {
      against.add(
          "it is not connected to the primary"
              + replica
                  .lastConnectError()
                  .map(error -> ": error " + error.number() + ", " + error.description())
                  .orElse(""));
    }
    if (replica.availabilityMode() != MssqlAvailabilityMode.SYNCHRONOUS_COMMIT) {
      against.add("commits do not wait for it: it has " + replica.availabilityMode());
    }
    view.primary()
        .filter(primary -> primary.availabilityMode() != MssqlAvailabilityMode.SYNCHRONOUS_COMMIT)
        .ifPresent(primary -> against.add("the primary has " + primary.availabilityMode()));
    view.told().databases().forEach(name -> against(replica, name).ifPresent(against::add));
    return against;
  }

  private Optional<String> against(MssqlReplica replica, String name) {
    Optional<MssqlReplicaDatabase> found = replica.database(name);
    if (found.isEmpty()) {
      return Optional.of("the database " + name + " is not there");
    }
    MssqlReplicaDatabase copy = found.get();
    if (!copy.joined().orElse(true)) {
      return Optional.of("the database " + name + " has not joined the group there");
    }
    if (copy.suspendedBecause().isPresent()) {
      return Optional.of(
          "the database " + name + " is suspended: " + copy.suspendedBecause().get());
    }
    boolean ready =
        view.told().distributed()
            ? copy.synchronization() == MssqlSynchronization.SYNCHRONIZED
            : copy.failoverReady();
    return ready
        ? Optional.empty()
        : Optional.of("the database " + name + " is not ready: " + copy.synchronization());
  }

  private static Map<String, String> attributes(MssqlReplica replica) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("availabilityMode", replica.availabilityMode().name());
    attributes.put("failoverMode", replica.failoverMode().name());
    attributes.put("seedingMode", replica.seedingMode());
    attributes.put("backupPriority", Integer.toString(replica.backupPriority()));
    replica.sessionTimeout().ifPresent(time -> attributes.put("sessionTimeout", time.toString()));
    attributes.put("secondaryConnections", replica.secondaryConnections());
    replica.operationalState().ifPresent(state -> attributes.put("operationalState", state));
    replica.synchronizationHealth().ifPresent(it -> attributes.put("synchronizationHealth", it));
    replica
        .lastConnectError()
        .ifPresent(
            error ->
                attributes.put("lastConnectError", error.number() + ": " + error.description()));
    most(replica, MssqlReplicaDatabase::estimatedRecovery)
        .filter(time -> !replica.isPrimary())
        .ifPresent(time -> attributes.put("estimatedRecovery", time.toString()));
    return attributes;
  }
}
