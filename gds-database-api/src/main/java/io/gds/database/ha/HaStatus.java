package io.gds.database.ha;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One consistent snapshot of a topology. Generic tools read it instead of asking node by node.
 *
 * @param name the name of the group; the engine's where the platform has no name for it
 * @param kind what it is, in the platform's word, such as {@code replica-set} or {@code
 *     availability-group}; {@code none} if nothing is replicated
 * @param state how the whole is
 * @param nodes all nodes, the primary first where it is known
 * @param healthy whether there is a primary, enough nodes answer, and none needs help
 * @param problems what is wrong, each as a sentence with its remedy
 * @param readAt when this was so
 */
public record HaStatus(
    String name,
    String kind,
    HaState state,
    List<HaNode> nodes,
    boolean healthy,
    List<String> problems,
    Instant readAt) {
  /** Checks that nothing is missing and no name comes twice, and takes copies. */
  public HaStatus {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(state, "state");
    nodes = List.copyOf(nodes);
    problems = List.copyOf(problems);
    Objects.requireNonNull(readAt, "readAt");
    if (nodes.stream().map(HaNode::name).distinct().count() != nodes.size()) {
      throw new IllegalArgumentException("two nodes of one name");
    }
  }

  /** Nothing is replicated. */
  public static HaStatus notConfigured(String name, Instant readAt) {
    return new HaStatus(name, "none", HaState.NOT_CONFIGURED, List.of(), false, List.of(), readAt);
  }

  /** The primary; empty if there is none or it is not known. */
  public Optional<HaNode> primary() {
    return nodes.stream().filter(node -> node.role() == HaRole.PRIMARY).findFirst();
  }

  /** The node that was asked; empty if it is none of them. */
  public Optional<HaNode> self() {
    return nodes.stream().filter(HaNode::self).findFirst();
  }

  /** Whether the node that was asked is the primary. */
  public boolean isPrimary() {
    return self().filter(node -> node.role() == HaRole.PRIMARY).isPresent();
  }

  /** The node of this name. */
  public Optional<HaNode> node(String name) {
    return nodes.stream().filter(node -> node.name().equals(name)).findFirst();
  }

  /** The nodes that could take over now. */
  public List<HaNode> candidates() {
    return nodes.stream().filter(HaNode::isCandidate).toList();
  }

  /** How far each node is behind, by name; nodes whose lag is not known are not in it. */
  public Map<String, Duration> lag() {
    Map<String, Duration> lags = new LinkedHashMap<>();
    nodes.forEach(node -> node.lag().ifPresent(lag -> lags.put(node.name(), lag)));
    return Collections.unmodifiableMap(lags);
  }
}
