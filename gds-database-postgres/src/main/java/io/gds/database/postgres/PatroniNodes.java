package io.gds.database.postgres;

import io.gds.database.ha.HaNode;
import io.gds.database.ha.HaRole;
import io.gds.database.ha.HaState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Makes nodes of what Patroni and the servers say together. Of a server that was asked its own word
 * counts, and Patroni's stands beside it; of the others there is only Patroni's. A node goes by the
 * name that Patroni has for it.
 */
final class PatroniNodes {
  private final PatroniSeen seen;
  private final Map<String, HaNode> servers = new LinkedHashMap<>();

  PatroniNodes(PatroniSeen seen) {
    this.seen = seen;
    seen.servers()
        .ifPresent(view -> new PostgresNodes(view).all().forEach(n -> servers.put(n.name(), n)));
  }

  /** All nodes, the primary first. */
  List<HaNode> all() {
    List<HaNode> nodes = new ArrayList<>();
    Set<String> taken = new LinkedHashSet<>();
    boolean serversTell = servers.values().stream().anyMatch(n -> n.role() == HaRole.PRIMARY);
    for (PatroniMember member : seen.patroni().cluster().members()) {
      Optional<HaNode> server = seen.serverOf(member.name()).map(servers::get);
      nodes.add(node(member, server, serversTell));
      seen.serverOf(member.name()).ifPresent(taken::add);
    }
    servers.forEach(
        (name, node) -> {
          if (!taken.contains(name)) {
            nodes.add(unmanaged(node));
          }
        });
    nodes.sort((one, other) -> Boolean.compare(isPrimary(other), isPrimary(one)));
    return nodes;
  }

  private static boolean isPrimary(HaNode node) {
    return node.role() == HaRole.PRIMARY;
  }

  /** A server that Patroni does not list, or a slot that nobody reads from. */
  private HaNode unmanaged(HaNode node) {
    List<String> against = new ArrayList<>(node.notCandidateBecause());
    against.add("Patroni does not know it");
    boolean taken = seen.patroni().cluster().member(node.name()).isPresent();
    return copy(node, taken ? node.name() + " (server)" : node.name(), node.role(), node.state())
        .notCandidateBecause(against)
        .healthy(node.healthy())
        .attributes(node.attributes())
        .build();
  }

  private static HaNode.Builder copy(HaNode node, String name, HaRole role, HaState state) {
    HaNode.Builder copy = HaNode.builder(name, role, state).self(node.self());
    node.endpoint().ifPresent(copy::endpoint);
    node.syncMode().ifPresent(copy::syncMode);
    node.lag().ifPresent(copy::lag);
    node.lagBytes().ifPresent(copy::lagBytes);
    node.lastSyncAt().ifPresent(copy::lastSyncAt);
    node.position().ifPresent(copy::position);
    node.estimatedDataLoss().ifPresent(copy::estimatedDataLoss);
    return copy;
  }

  private HaNode node(PatroniMember member, Optional<HaNode> server, boolean serversTell) {
    HaRole role = role(member, server, serversTell);
    HaState state = state(member, server, role);
    List<String> against = new ArrayList<>();
    server.ifPresent(node -> against.addAll(node.notCandidateBecause()));
    if (role != HaRole.PRIMARY) {
      against.addAll(PatroniReasons.against(seen, member));
    }
    boolean healthy =
        state == HaState.HEALTHY || state == HaState.SYNCED || state == HaState.SYNCHRONIZING;
    if (!healthy && role.mayTakeOver() && against.isEmpty()) {
      against.add("it is " + state);
    }
    HaNode.Builder node =
        server
            .map(known -> copy(known, member.name(), role, state))
            .orElseGet(() -> HaNode.builder(member.name(), role, state));
    member.address().ifPresent(node::endpoint);
    OptionalLong behind = server.map(HaNode::lagBytes).orElse(OptionalLong.empty());
    if (role != HaRole.PRIMARY && behind.isEmpty()) {
      member.lag().ifPresent(node::lagBytes);
      if (member.lag().orElse(1) == 0) {
        node.lag(Duration.ZERO);
      }
    }
    return node.healthy(healthy)
        .notCandidateBecause(against.stream().distinct().toList())
        .attributes(attributes(member, server))
        .build();
  }

  /** Nobody is called primary twice: who takes writes by its own word is. */
  private static HaRole role(PatroniMember member, Optional<HaNode> server, boolean serversTell) {
    HaRole own = server.map(HaNode::role).orElse(HaRole.UNKNOWN);
    if (own == HaRole.PRIMARY || own == HaRole.STANDBY) {
      return own;
    }
    if (member.isLeader()) {
      return serversTell ? HaRole.UNKNOWN : HaRole.PRIMARY;
    }
    return HaRole.STANDBY;
  }

  private static HaState state(PatroniMember member, Optional<HaNode> server, HaRole role) {
    HaState own = server.map(HaNode::state).orElse(HaState.UNKNOWN);
    boolean told = own != HaState.UNKNOWN && own != HaState.DISCONNECTED;
    // Patroni's word is as old as the member's last loop; what the servers show is of now.
    HaState state = told ? own : member.haState();
    return role == HaRole.PRIMARY && state == HaState.SYNCHRONIZING ? HaState.HEALTHY : state;
  }

  private Map<String, String> attributes(PatroniMember member, Optional<HaNode> server) {
    Map<String, String> attributes = new LinkedHashMap<>();
    server.ifPresent(node -> attributes.putAll(node.attributes()));
    attributes.put("patroniRole", member.role());
    attributes.put("patroniState", member.state());
    member.lag().ifPresent(lag -> attributes.put("patroniLagBytes", Long.toString(lag)));
    member.timeline().ifPresent(line -> attributes.putIfAbsent("timeline", Integer.toString(line)));
    member.tags().forEach((name, value) -> attributes.put("tag." + name, value));
    member.pendingRestart().ifPresent(why -> attributes.put("pendingRestart", why));
    seen.serverOf(member.name())
        .filter(name -> !name.equals(member.name()))
        .ifPresent(name -> attributes.put("server", name));
    return attributes;
  }
}
