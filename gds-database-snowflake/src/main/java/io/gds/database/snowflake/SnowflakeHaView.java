package io.gds.database.snowflake;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.ha.HaNode;
import io.gds.database.ha.HaRole;
import io.gds.database.ha.HaState;
import io.gds.database.ha.HaStatus;
import io.gds.database.ha.SyncMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A group as its members see it: each account is asked for itself, the others through the peers.
 * What an account does not tell is unknown, never assumed.
 */
final class SnowflakeHaView {
  private final SnowflakeHaSnapshot own;
  private final SnowflakeHaGroup group;
  private final Map<String, SnowflakeHaSnapshot> told = new LinkedHashMap<>();
  private final Map<String, String> silent = new LinkedHashMap<>();

  private SnowflakeHaView(SnowflakeHaSnapshot own, SnowflakeHaGroup group) {
    this.own = own;
    this.group = group;
    told.put(own.node(), own);
  }

  /** Asks all members that can be asked. */
  static SnowflakeHaView of(SnowflakeHaSnapshot own, SnowflakeHaGroup group, SnowflakePeers peers) {
    SnowflakeHaView view = new SnowflakeHaView(own, group);
    for (SnowflakeHaGroup.Member member : group.members()) {
      String node = member.node();
      if (node.equals(own.node())) {
        continue;
      }
      if (!peers.has(node)) {
        view.silent.put(
            node, "no connection to it is configured as a peer called \"" + node + "\"");
        continue;
      }
      view.ask(node, peers);
    }
    return view;
  }

  private void ask(String node, SnowflakePeers peers) {
    try {
      SnowflakeHaSnapshot snapshot = SnowflakeHaSnapshot.read(peers.node(node));
      if (!snapshot.node().equals(node)) {
        silent.put(
            node, "the peer called \"" + node + "\" leads to the account " + snapshot.node());
      } else if (snapshot.same(group).isEmpty()) {
        silent.put(node, "it does not know the group, or this role may not see it there");
      } else {
        told.put(node, snapshot);
      }
    } catch (DatabaseException e) {
      SnowflakeHaSnapshot.throwUnlessSilent(e);
      silent.put(node, "it does not answer: " + e.getMessage());
    }
  }

  SnowflakeHaSnapshot own() {
    return own;
  }

  /** The group, as the engine's own account has it. */
  SnowflakeHaGroup group() {
    return group;
  }

  String name() {
    return group.member(own.node()).orElseThrow().name();
  }

  /** What an account told of itself; empty if it was not or could not be asked. */
  Optional<SnowflakeHaSnapshot> told(String node) {
    return Optional.ofNullable(told.get(node));
  }

  /** Why an account told nothing. */
  Optional<String> silence(String node) {
    return Optional.ofNullable(silent.get(node));
  }

  private boolean isReachable(String node) {
    return told.containsKey(node);
  }

  /** The group as an account sees it itself, else as the engine's own does. */
  SnowflakeHaGroup group(String node) {
    return told(node).flatMap(snapshot -> snapshot.same(group)).orElse(group);
  }

  /** Whom all that were asked take for the primary; empty if they do not agree. */
  Optional<String> primary() {
    List<String> all =
        told.values().stream()
            .flatMap(snapshot -> snapshot.same(group).stream())
            .map(SnowflakeHaGroup::primaryNode)
            .distinct()
            .toList();
    return all.size() == 1 ? Optional.of(all.get(0)) : Optional.empty();
  }

  /** How old a secondary's state is; empty if nobody knows. */
  Optional<Duration> lag(String node) {
    return told(node).flatMap(snapshot -> snapshot.lag(group(node)));
  }

  List<HaNode> nodes() {
    List<HaNode> nodes = new ArrayList<>();
    Optional<String> primary = primary();
    for (SnowflakeHaGroup.Member member : group.members()) {
      boolean leads = primary.filter(member.node()::equals).isPresent();
      nodes.add(leads ? 0 : nodes.size(), leads ? leader(member) : follower(member, primary));
    }
    return nodes;
  }

  private HaNode.Builder node(SnowflakeHaGroup.Member member, HaRole role, HaState state) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("region", member.region());
    attributes.put("group", member.name());
    group.schedule().ifPresent(text -> attributes.put("schedule", text));
    silence(member.node()).ifPresent(why -> attributes.put("not asked because", why));
    return HaNode.builder(member.node(), role, state)
        .syncMode(SyncMode.ASYNCHRONOUS)
        .self(member.node().equals(own.node()))
        .attributes(attributes);
  }

  private HaNode leader(SnowflakeHaGroup.Member member) {
    boolean reachable = isReachable(member.node());
    HaState state = reachable ? HaState.HEALTHY : answers(member.node());
    return node(member, HaRole.PRIMARY, state)
        .healthy(reachable)
        .notCandidateBecause(List.of("it is the primary"))
        .build();
  }

  /** Without a connection nothing is known; with one that fails, that much is. */
  private HaState answers(String node) {
    return silence(node).filter(why -> why.startsWith("it does not answer")).isPresent()
        ? HaState.DISCONNECTED
        : HaState.UNKNOWN;
  }

  private HaNode follower(SnowflakeHaGroup.Member member, Optional<String> primary) {
    String account = member.node();
    HaRole role =
        primary.isEmpty() ? HaRole.UNKNOWN : group.failover() ? HaRole.SECONDARY : HaRole.REPLICA;
    HaState state = state(account);
    List<String> reasons = new ArrayList<>();
    if (!group.failover()) {
      reasons.add(
          "a replication group can be refreshed, and not promoted: that takes a failover"
              + " group");
    }
    if (primary.isEmpty()) {
      reasons.add("the accounts do not agree on who is primary");
    }
    reasons.addAll(against(account, state));
    HaNode.Builder node =
        node(member, role, state)
            .healthy(state == HaState.SYNCHRONIZING)
            .notCandidateBecause(reasons);
    lag(account).ifPresent(lag -> node.lag(lag).estimatedDataLoss(lag));
    told(account)
        .flatMap(snapshot -> snapshot.snapshotAt(group(account)))
        .ifPresent(node::lastSyncAt);
    return node.build();
  }

  /**
   * By what its own account tells of its refreshes.
   *
   * @see <a
   *     href="https://docs.snowflake.com/en/sql-reference/functions/replication_group_refresh_history">
   *     phases</a>
   */
  private HaState state(String node) {
    Optional<SnowflakeHaSnapshot> snapshot = told(node);
    if (snapshot.isEmpty()) {
      return answers(node);
    }
    if (snapshot.get().silence().isPresent()) {
      return HaState.UNKNOWN;
    }
    SnowflakeHaGroup seen = group(node);
    if (seen.member(node).flatMap(SnowflakeHaGroup.Member::suspended).orElse(false)) {
      return HaState.SUSPENDED;
    }
    List<SnowflakeRefresh> all = snapshot.get().refreshes(seen);
    boolean brought = snapshot.get().snapshotAt(seen).isPresent();
    if (all.isEmpty() || !brought || all.get(0).isFailed() || seen.schedule().isEmpty()) {
      return HaState.NOT_SYNCHRONIZED;
    }
    return HaState.SYNCHRONIZING;
  }

  private List<String> against(String node, HaState state) {
    List<String> reasons = new ArrayList<>();
    silence(node).ifPresent(reasons::add);
    Optional<SnowflakeHaSnapshot> snapshot = told(node);
    snapshot.flatMap(SnowflakeHaSnapshot::silence).ifPresent(reasons::add);
    if (snapshot.isEmpty() || snapshot.get().silence().isPresent()) {
      return reasons;
    }
    SnowflakeHaGroup seen = group(node);
    if (state == HaState.SUSPENDED) {
      reasons.add("its refreshes are suspended");
    }
    if (seen.schedule().isEmpty()) {
      reasons.add("nothing refreshes it by itself: the group has no schedule");
    }
    List<SnowflakeRefresh> all = snapshot.get().refreshes(seen);
    if (snapshot.get().snapshotAt(seen).isEmpty()) {
      reasons.add("no refresh of it was completed in the last 13 days, as far as is told");
    }
    all.stream()
        .findFirst()
        .filter(SnowflakeRefresh::isFailed)
        .ifPresent(
            last ->
                reasons.add(
                    "its last refresh "
                        + (last.phase().equals("FAILED") ? "failed" : "was cancelled")
                        + last.error().map(text -> ": " + text).orElse("")));
    return reasons;
  }

  HaStatus status(Instant readAt) {
    List<HaNode> nodes = nodes();
    List<String> problems = new ArrayList<>();
    if (primary().isEmpty()) {
      problems.add("the accounts do not agree on who is primary");
    }
    for (HaNode node : nodes) {
      if (!node.healthy()) {
        List<String> why = new ArrayList<>(node.notCandidateBecause());
        why.remove("it is the primary");
        silence(node.name()).filter(text -> !why.contains(text)).ifPresent(why::add);
        problems.add(node.name() + ": " + (why.isEmpty() ? node.state() : String.join("; ", why)));
      }
    }
    boolean healthy = problems.isEmpty();
    return new HaStatus(
        name(),
        group.kind().toLowerCase(Locale.ROOT),
        healthy ? HaState.HEALTHY : worst(nodes),
        nodes,
        healthy,
        problems,
        readAt);
  }

  private HaState worst(List<HaNode> nodes) {
    if (primary().isEmpty()) {
      return HaState.RESOLVING;
    }
    return nodes.stream()
        .filter(node -> !node.healthy())
        .map(HaNode::state)
        .filter(state -> state != HaState.UNKNOWN)
        .findFirst()
        .orElse(HaState.UNKNOWN);
  }

  /** What a plan yields that has no steps because the group could not be seen. */
  static DatabaseException stale() {
    return ErrorDetails.of(
            ErrorCode.PLAN_STALE,
            "the group could not be seen when this was planned, and nothing was sent")
        .remedy("Plan it again.")
        .toException();
  }
}
