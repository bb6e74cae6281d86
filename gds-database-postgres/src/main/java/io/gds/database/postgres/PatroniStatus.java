package io.gds.database.postgres;

import io.gds.database.ha.HaConfiguration;
import io.gds.database.ha.HaNode;
import io.gds.database.ha.HaRole;
import io.gds.database.ha.HaState;
import io.gds.database.ha.HaStatus;
import io.gds.database.ha.ReplicationStatus;
import io.gds.database.ha.SyncMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The answers about a topology that Patroni runs: its word and the servers', in one. */
final class PatroniStatus {
  static final String KIND = "patroni";

  private final PostgresContext context;
  private final PatroniSeen seen;

  PatroniStatus(PostgresContext context, PatroniSeen seen) {
    this.context = context;
    this.seen = seen;
  }

  private String group() {
    return context.runner().engine();
  }

  HaStatus status() {
    List<HaNode> nodes = new PatroniNodes(seen).all();
    List<String> problems = problems(nodes);
    boolean healthy = problems.isEmpty();
    problems.addAll(remarks());
    return new HaStatus(
        group(), KIND, state(nodes), nodes, healthy, problems, context.clock().instant());
  }

  private HaState state(List<HaNode> nodes) {
    if (seen.leader().isEmpty() || !seen.contradictions().isEmpty()) {
      return HaState.RESOLVING;
    }
    List<HaNode> standbys = nodes.stream().filter(node -> node.role() == HaRole.STANDBY).toList();
    if (standbys.stream().noneMatch(HaNode::healthy)) {
      return HaState.NOT_SYNCHRONIZED;
    }
    return standbys.stream().anyMatch(node -> node.state() == HaState.SYNCED)
        ? HaState.SYNCED
        : HaState.SYNCHRONIZING;
  }

  private List<String> problems(List<HaNode> nodes) {
    List<String> problems = new ArrayList<>();
    if (seen.leader().isEmpty()) {
      problems.add(
          "Patroni knows no leader: a new one may be sought; look again, and then at Patroni's"
              + " log.");
    }
    problems.addAll(seen.contradictions());
    seen.silence()
        .ifPresent(
            why ->
                problems.add(
                    "no server answered, so that only Patroni's word is here: "
                        + why.getMessage()
                        + "."));
    seen.patroni()
        .silent()
        .forEach(
            (address, why) -> problems.add(why + " (" + PostgresPatroni.ADDRESSES.id() + ")."));
    if (nodes.stream().noneMatch(node -> node.role() == HaRole.STANDBY)) {
      problems.add("no standby follows the primary: let Patroni make one.");
    }
    for (HaNode node : nodes) {
      if (!node.healthy() && node.role() != HaRole.WITNESS) {
        problems.add(
            node.name()
                + " is "
                + node.state()
                + (node.notCandidateBecause().isEmpty()
                    ? ""
                    : ": " + String.join("; ", node.notCandidateBecause()))
                + "; look at its log, or let Patroni copy it anew by rejoin.");
      }
    }
    return problems;
  }

  /** What one should know although nothing is wrong. */
  private List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    if (seen.patroni().cluster().paused()) {
      remarks.add(
          "Patroni is in maintenance mode and does nothing by itself: patronictl resume ends it.");
    }
    seen.patroni()
        .cluster()
        .scheduled()
        .ifPresent(
            when ->
                remarks.add(
                    "a switchover is scheduled "
                        + when
                        + ": patronictl flush … switchover takes it back."));
    return remarks;
  }

  HaConfiguration configuration() {
    Map<String, String> attributes = new LinkedHashMap<>();
    PatroniCluster cluster = seen.patroni().cluster();
    cluster.scope().ifPresent(scope -> attributes.put("scope", scope));
    attributes.put("patroni", seen.patroni().answered().toString());
    seen.patroni().nodes().values().stream()
        .findFirst()
        .ifPresent(node -> attributes.put("patroniVersion", node.version()));
    seen.leader().ifPresent(leader -> attributes.put("leader", leader.name()));
    attributes.put("paused", Boolean.toString(cluster.paused()));
    cluster.scheduled().ifPresent(when -> attributes.put("scheduledSwitchover", when));
    seen.patroni()
        .rules()
        .ifPresent(
            rules -> {
              attributes.put("synchronousMode", rules.mode());
              attributes.put("maximumLagOnFailover", Long.toString(rules.maximumLag()));
            });
    Optional<NodeView> asked = seen.servers().map(PostgresTopologyView::witness);
    asked.ifPresent(
        server -> {
          attributes.put("systemIdentifier", server.systemIdentifier());
          attributes.put("synchronousStandbyNames", server.syncNames());
          attributes.put("synchronousCommit", server.syncCommit());
          server.timeline().ifPresent(line -> attributes.put("timeline", Integer.toString(line)));
        });
    return new HaConfiguration(
        group(),
        KIND,
        new PatroniNodes(seen).all(),
        asked.map(PostgresAvailability::mode).orElseGet(this::mode),
        !cluster.paused(),
        asked.map(
            server ->
                PostgresReadings.initializedAt(Long.parseUnsignedLong(server.systemIdentifier()))),
        attributes);
  }

  private SyncMode mode() {
    return seen.patroni().rules().filter(PatroniRules::synchronous).isPresent()
        ? SyncMode.SYNCHRONOUS
        : SyncMode.ASYNCHRONOUS;
  }

  /**
   * The short answer of a server, as far as Patroni does not contradict it: then its role is not
   * settled, whatever it says itself.
   */
  static ReplicationStatus brief(
      ReplicationStatus server, boolean recovering, Optional<PatroniMember> member) {
    boolean leads = member.filter(PatroniMember::isLeader).isPresent();
    boolean agreed = member.isPresent() && leads != recovering;
    return new ReplicationStatus(
        true,
        server.mode(),
        server.enabled() ? server.role() : leads ? HaRole.PRIMARY : HaRole.STANDBY,
        server.lag(),
        agreed
            ? server.enabled() ? server.syncState() : HaState.NOT_SYNCHRONIZED
            : HaState.RESOLVING,
        server.partners());
  }
}
