package io.gds.database.postgres;

import io.gds.database.ha.HaNode;
import io.gds.database.ha.HaRole;
import io.gds.database.ha.SwitchoverOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Who could take over, best first, and why the others could not. */
final class PostgresCandidates {
  private final PostgresSwitchovers switchovers;
  private final PostgresTopologyView view;
  private final List<HaNode> nodes;

  PostgresCandidates(PostgresSwitchovers switchovers, PostgresTopologyView view) {
    this.switchovers = switchovers;
    this.view = view;
    nodes = new PostgresNodes(view).all();
  }

  Optional<HaNode> node(String name) {
    return nodes.stream().filter(node -> node.name().equals(name)).findFirst();
  }

  /** What speaks against a node in a switchover. */
  List<String> against(HaNode node, Duration maxLag) {
    List<String> against = new ArrayList<>(node.notCandidateBecause());
    if (!node.role().mayTakeOver()) {
      against.add("it is " + node.role());
    }
    if (switchovers.of(view, node.name()).isEmpty()) {
      against.add("no connection to it is configured");
    }
    Optional<Duration> lag = node.lag();
    if (lag.isEmpty()) {
      against.add("its lag is not known");
    } else if (lag.get().compareTo(maxLag) > 0) {
      against.add("it is " + lag.get() + " behind");
    }
    return against;
  }

  /** The node to switch over to: one that commits wait for, else the one that lacks least. */
  Optional<String> best(SwitchoverOptions options) {
    return nodes.stream()
        .filter(node -> node.role() == HaRole.STANDBY)
        .filter(node -> against(node, options.maxLag()).isEmpty())
        .min(
            Comparator.<HaNode, Boolean>comparing(
                    node -> !"sync".equals(node.attributes().get("syncState")))
                .thenComparing(node -> node.lagBytes().orElse(Long.MAX_VALUE)))
        .map(HaNode::name);
  }

  /** Each node's reasons, for when there is no best one. */
  String reasons(Duration maxLag) {
    List<String> reasons = new ArrayList<>();
    for (HaNode node : nodes) {
      if (node.role() != HaRole.PRIMARY) {
        reasons.add(node.name() + ": " + String.join(", ", against(node, maxLag)));
      }
    }
    return reasons.isEmpty() ? "no other node is known" : String.join("; ", reasons);
  }

  /** The standbys of this cluster that answer. */
  private Stream<Map.Entry<String, NodeView>> answering() {
    String system = view.witness().systemIdentifier();
    return view.members().keySet().stream()
        .flatMap(name -> view.ownView(name).map(own -> Map.entry(name, own)).stream())
        .filter(
            entry ->
                entry.getValue().recovering()
                    && entry.getValue().systemIdentifier().equals(system));
  }

  /** The one that answers and has most, on the latest timeline. */
  Optional<String> mostAdvanced() {
    return answering()
        .max(
            Comparator.<Map.Entry<String, NodeView>>comparingInt(
                    entry -> entry.getValue().timeline().orElse(0))
                .thenComparing(
                    entry -> has(entry.getValue()),
                    (one, other) ->
                        PostgresControl.isAfter(one, other)
                            ? 1
                            : PostgresControl.isAfter(other, one) ? -1 : 0))
        .map(Map.Entry::getKey);
  }

  /** How far a standby has received, or replayed from elsewhere. */
  static String has(NodeView node) {
    String received = node.received().orElse("0/0");
    String replayed = node.position().orElse("0/0");
    return PostgresControl.isAfter(replayed, received) ? replayed : received;
  }

  /** Those that have more than this one, by name. */
  List<String> ahead(String target) {
    Optional<NodeView> chosen = view.ownView(target);
    return chosen.isEmpty()
        ? List.of()
        : answering()
            .filter(entry -> PostgresControl.isAfter(has(entry.getValue()), has(chosen.get())))
            .map(Map.Entry::getKey)
            .toList();
  }

  /**
   * What is lost by promoting a node, as far as that can be told: as the primary sees it if it
   * answers; else no more than was committed since the last thing it heard, or replayed.
   */
  static Optional<Duration> loss(PostgresTopologyView view, String target) {
    if (view.ambiguous().contains(target)) {
      return Optional.empty();
    }
    if (view.primary().isPresent()) {
      return new PostgresNodes(view)
          .all().stream()
              .filter(node -> node.name().equals(target))
              .findFirst()
              .flatMap(HaNode::estimatedDataLoss);
    }
    return view.ownView(target)
        .flatMap(
            own ->
                Stream.concat(own.lastMessageAt().stream(), own.replayedAt().stream())
                    .max(Comparator.naturalOrder())
                    .map(at -> Duration.between(at, own.now())))
        .map(loss -> loss.isNegative() ? Duration.ZERO : loss);
  }
}
