package io.gds.database.testkit.fake;

import io.gds.database.ha.HaConfiguration;
import io.gds.database.ha.HaNode;
import io.gds.database.ha.HaRole;
import io.gds.database.ha.HaState;
import io.gds.database.ha.HaStatus;
import io.gds.database.ha.SyncMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A group of replicating nodes as the fake server keeps it. Immutable. */
record FakeTopology(
    String name,
    String self,
    Map<String, HaNode> nodes,
    SyncMode syncMode,
    boolean automaticFailover,
    Instant createdAt) {
  static final String KIND = "fake-group";

  FakeTopology {
    nodes = Collections.unmodifiableMap(new LinkedHashMap<>(nodes));
  }

  static HaNode primary(String name) {
    return HaNode.builder(name, HaRole.PRIMARY, HaState.HEALTHY)
        .healthy(true)
        .lag(Duration.ZERO)
        .build();
  }

  static HaNode secondary(String name, SyncMode mode) {
    return HaNode.builder(name, HaRole.SECONDARY, HaState.SYNCED)
        .healthy(true)
        .lag(Duration.ZERO)
        .syncMode(mode)
        .build();
  }

  Optional<HaNode> primary() {
    return nodes.values().stream().filter(node -> node.role() == HaRole.PRIMARY).findFirst();
  }

  Optional<HaNode> node(String node) {
    return Optional.ofNullable(nodes.get(node));
  }

  /** The nodes that could take over, the least lag first. */
  List<HaNode> candidates() {
    return nodes.values().stream()
        .filter(HaNode::isCandidate)
        .sorted(java.util.Comparator.comparing(node -> node.lag().orElse(Duration.ZERO)))
        .toList();
  }

  FakeTopology with(HaNode node) {
    Map<String, HaNode> copy = new LinkedHashMap<>(nodes);
    copy.put(node.name(), node);
    return new FakeTopology(name, self, copy, syncMode, automaticFailover, createdAt);
  }

  FakeTopology without(String node) {
    Map<String, HaNode> copy = new LinkedHashMap<>(nodes);
    copy.remove(node);
    return new FakeTopology(name, self, copy, syncMode, automaticFailover, createdAt);
  }

  FakeTopology with(SyncMode mode) {
    return new FakeTopology(name, self, nodes, mode, automaticFailover, createdAt);
  }

  FakeTopology each(UnaryOperator<HaNode> change) {
    FakeTopology result = this;
    for (HaNode node : nodes.values()) {
      result = result.with(change.apply(node));
    }
    return result;
  }

  /** All nodes, the primary first, the one that is asked marked. */
  List<HaNode> listed() {
    List<HaNode> listed = new ArrayList<>();
    primary().ifPresent(listed::add);
    nodes.values().stream().filter(node -> node.role() != HaRole.PRIMARY).forEach(listed::add);
    return listed.stream().map(node -> marked(node, node.name().equals(self))).toList();
  }

  private static HaNode marked(HaNode node, boolean self) {
    return rebuilt(node, node.role(), node.state(), node.lag()).self(self).build();
  }

  /** A builder that holds what a node is, with another role, state and lag. */
  static HaNode.Builder rebuilt(HaNode node, HaRole role, HaState state, Optional<Duration> lag) {
    HaNode.Builder builder =
        HaNode.builder(node.name(), role, state)
            .healthy(node.healthy())
            .self(node.self())
            .notCandidateBecause(node.notCandidateBecause())
            .databases(node.databases())
            .attributes(node.attributes());
    node.endpoint().ifPresent(builder::endpoint);
    node.syncMode().ifPresent(builder::syncMode);
    lag.ifPresent(builder::lag);
    node.lagBytes().ifPresent(builder::lagBytes);
    node.lastSyncAt().ifPresent(builder::lastSyncAt);
    node.position().ifPresent(builder::position);
    node.estimatedDataLoss().ifPresent(builder::estimatedDataLoss);
    return builder;
  }

  HaStatus status(Instant readAt) {
    List<String> problems = new ArrayList<>();
    if (primary().isEmpty()) {
      problems.add("No node is primary. Make one primary by a failover.");
    }
    nodes.values().stream()
        .filter(node -> !node.healthy())
        .forEach(
            node -> problems.add("Node " + node.name() + " is " + node.state() + ". Rejoin it."));
    HaState state = primary().isEmpty() ? HaState.NOT_SYNCHRONIZED : HaState.HEALTHY;
    return new HaStatus(name, KIND, state, listed(), problems.isEmpty(), problems, readAt);
  }

  HaConfiguration configuration() {
    return new HaConfiguration(
        name, KIND, listed(), syncMode, automaticFailover, Optional.of(createdAt), Map.of());
  }
}
