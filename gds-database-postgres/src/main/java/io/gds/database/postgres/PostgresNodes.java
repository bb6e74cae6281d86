package io.gds.database.postgres;

import io.gds.database.ha.HaNode;
import io.gds.database.ha.HaRole;
import io.gds.database.ha.HaState;
import io.gds.database.ha.SyncMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes nodes of what the members of a topology say of themselves and of one another. */
final class PostgresNodes {
  private final PostgresTopologyView view;

  PostgresNodes(PostgresTopologyView view) {
    this.view = view;
  }

  /** All nodes, the primary first, then those that follow it, then the others that were asked. */
  List<HaNode> all() {
    List<HaNode> nodes = new ArrayList<>();
    Set<String> named = new LinkedHashSet<>();
    view.primary()
        .ifPresent(
            primary -> {
              nodes.add(primary(primary));
              named.add(view.primaryName().orElseThrow());
              for (StandbyView standby : primary.standbys()) {
                if (named.add(standby.name())) {
                  nodes.add(standby(standby, primary, Optional.empty()));
                }
              }
            });
    List<String> others = view.members().keySet().stream().filter(named::add).toList();
    others.forEach(name -> nodes.add(unsent(name)));
    // Those that follow a standby: the primary's own are all in already.
    for (String name : List.copyOf(named)) {
      view.ownView(name)
          .filter(NodeView::recovering)
          .ifPresent(
              sender ->
                  sender.standbys().stream()
                      .filter(standby -> named.add(standby.name()))
                      .forEach(standby -> nodes.add(standby(standby, sender, Optional.of(name)))));
    }
    return nodes;
  }

  private HaNode primary(NodeView primary) {
    String name = view.primaryName().orElseThrow();
    Map<String, String> attributes = new LinkedHashMap<>();
    primary.timeline().ifPresent(line -> attributes.put("timeline", Integer.toString(line)));
    attributes.put("systemIdentifier", primary.systemIdentifier());
    HaNode.Builder node =
        HaNode.builder(name, HaRole.PRIMARY, HaState.HEALTHY)
            .healthy(true)
            .self(name.equals(view.selfName()))
            .attributes(attributes)
            .lastSyncAt(primary.now());
    primary.position().ifPresent(node::position);
    return node.build();
  }

  private HaNode standby(StandbyView standby, NodeView sender, Optional<String> cascade) {
    Optional<NodeView> own = view.ownView(standby.name());
    List<String> against = against(standby, sender, own);
    cascade.ifPresent(name -> against.add("it follows " + name + ", which is a standby itself"));
    HaState state = state(standby, sender, own);
    Map<String, String> attributes = attributes(standby, own);
    cascade.ifPresent(name -> attributes.put("upstream", name));
    HaNode.Builder node =
        HaNode.builder(standby.name(), standby.isArchive() ? HaRole.WITNESS : HaRole.STANDBY, state)
            .healthy(state == HaState.SYNCED || state == HaState.SYNCHRONIZING)
            .self(standby.name().equals(view.selfName()))
            .syncMode(syncMode(standby, sender))
            .notCandidateBecause(against)
            .attributes(attributes);
    standby.address().ifPresent(node::endpoint);
    lag(standby, own).ifPresent(node::lag);
    standby.lagBytes().ifPresent(node::lagBytes);
    standby.repliedAt().ifPresent(node::lastSyncAt);
    standby.replayed().ifPresent(node::position);
    estimatedLoss(standby, sender).ifPresent(node::estimatedDataLoss);
    return node.build();
  }

  /** When commits wait for it: not at all if they wait for nobody. */
  private static SyncMode syncMode(StandbyView standby, NodeView sender) {
    return standby.isSynchronous() ? PostgresAvailability.mode(sender) : SyncMode.ASYNCHRONOUS;
  }

  /** The larger of what the sender and it say: the sender forgets the lag of one that is paused. */
  private static Optional<Duration> lag(StandbyView standby, Optional<NodeView> own) {
    Optional<Duration> sent = standby.lag();
    if (standby.lagBytes().orElse(1) == 0) {
      return sent;
    }
    Optional<Duration> said = own.flatMap(NodeView::standbyLag);
    return sent.isPresent() && said.isPresent()
        ? Optional.of(sent.get().compareTo(said.get()) < 0 ? said.get() : sent.get())
        : sent.or(() -> said);
  }

  /** What commits wait for is not lost with it; of the others, what it has not made durable. */
  private static Optional<Duration> estimatedLoss(StandbyView standby, NodeView sender) {
    boolean hasAll = syncMode(standby, sender) == SyncMode.SYNCHRONOUS && hasAll(standby, sender);
    return hasAll ? Optional.of(Duration.ZERO) : standby.loss(sender.now());
  }

  /** Of a quorum, any may have confirmed a commit: one of them has it, and not each of them. */
  private static boolean hasAll(StandbyView standby, NodeView sender) {
    if (standby.syncState().filter("quorum"::equals).isEmpty()) {
      return true;
    }
    long members =
        sender.standbys().stream()
            .filter(other -> other.syncState().filter("quorum"::equals).isPresent())
            .count();
    return PostgresSyncNames.parse(sender.syncNames())
        .filter(names -> names.count() >= members)
        .isPresent();
  }

  private static Map<String, String> attributes(StandbyView standby, Optional<NodeView> own) {
    Map<String, String> attributes = new LinkedHashMap<>();
    standby.state().ifPresent(state -> attributes.put("connection", state));
    standby.syncState().ifPresent(state -> attributes.put("syncState", state));
    attributes.put("syncPriority", Integer.toString(standby.syncPriority()));
    standby.writeLag().ifPresent(lag -> attributes.put("writeLag", lag.toString()));
    standby.flushLag().ifPresent(lag -> attributes.put("flushLag", lag.toString()));
    standby.replayLag().ifPresent(lag -> attributes.put("replayLag", lag.toString()));
    standby.slot().ifPresent(slot -> attributes.put("slot", slot));
    standby.walStatus().ifPresent(status -> attributes.put("slotStatus", status));
    standby
        .retained()
        .ifPresent(bytes -> attributes.put("slotRetainedBytes", Long.toString(bytes)));
    own.ifPresent(node -> attributes.putAll(attributes(node)));
    return attributes;
  }

  private static Map<String, String> attributes(NodeView node) {
    Map<String, String> attributes = new LinkedHashMap<>();
    node.timeline().ifPresent(line -> attributes.put("timeline", Integer.toString(line)));
    node.received().ifPresent(received -> attributes.put("received", received));
    if (node.recovering()) {
      attributes.put("applyDelay", node.applyDelay().toString());
      node.sender().ifPresent(sender -> attributes.put("sender", sender));
    }
    return attributes;
  }

  /** Every state of a walsender has its meaning; what is not told is not taken for an outage. */
  static HaState stateOf(String connection, boolean synchronous) {
    return switch (connection) {
      case "streaming" -> synchronous ? HaState.SYNCED : HaState.SYNCHRONIZING;
      case "startup", "catchup", "backup" -> HaState.SYNCHRONIZING;
      case "stopping" -> HaState.NOT_SYNCHRONIZED;
      default -> HaState.UNKNOWN;
    };
  }

  private static HaState state(StandbyView standby, NodeView sender, Optional<NodeView> own) {
    if (!standby.connected()) {
      return HaState.DISCONNECTED;
    }
    if (own.filter(NodeView::paused).isPresent()) {
      return HaState.SUSPENDED;
    }
    if (standby.state().isEmpty()) {
      return HaState.UNKNOWN;
    }
    return stateOf(standby.state().get(), syncMode(standby, sender) != SyncMode.ASYNCHRONOUS);
  }

  private List<String> against(StandbyView standby, NodeView sender, Optional<NodeView> own) {
    List<String> against = new ArrayList<>();
    if (standby.isArchive()) {
      against.add("it keeps the log for an archive and is no server");
    }
    if (!standby.connected()) {
      against.add("nobody is connected to its slot");
    } else if (standby.state().isEmpty()) {
      against.add("this role may not see its state: " + grant(sender));
    } else if (!standby.isStreaming()) {
      against.add("it is not streaming but in state " + standby.state().get());
    }
    standby
        .walStatus()
        .filter(status -> status.equals("lost") || status.equals("unreserved"))
        .ifPresent(
            status -> against.add("its slot is " + status + ": it may miss part of the log"));
    own.ifPresent(
        node -> {
          addOwn(against, node, sender);
          if (node.systemIdentifier().equals(sender.systemIdentifier())
              && node.recovering()
              && node.timeline().isPresent()
              && sender.timeline().isPresent()
              && !node.timeline().equals(sender.timeline())) {
            against.add(
                "it is on timeline "
                    + node.timeline().getAsInt()
                    + ", not "
                    + sender.timeline().getAsInt());
          }
        });
    view.silence(standby.name()).ifPresent(why -> against.add("it did not answer: " + why));
    return against;
  }

  /** What a node says of itself that keeps it from taking over. */
  private static void addOwn(List<String> against, NodeView node, NodeView sender) {
    if (node.paused()) {
      against.add("its replay is paused");
    }
    if (!node.applyDelay().isZero()) {
      against.add("it holds changes back for " + node.applyDelay());
    }
    if (!node.systemIdentifier().equals(sender.systemIdentifier())) {
      against.add("the connection given for it leads to another cluster");
    } else if (!node.recovering()) {
      against.add("it says it is a primary itself, and is not the one that was promoted last");
    }
  }

  /** The statement that lets the asking role see what it needs. */
  static String grant(NodeView node) {
    return "GRANT pg_read_all_stats TO " + PostgresSql.name(node.role());
  }

  /** A node that no sender knows of: what it says of itself is all there is. */
  private HaNode unsent(String name) {
    Optional<NodeView> own = view.ownView(name);
    boolean self = name.equals(view.selfName());
    if (own.isEmpty()) {
      String why = view.silence(name).orElse("no reason is known");
      return HaNode.builder(name, HaRole.UNKNOWN, HaState.DISCONNECTED)
          .self(self)
          .notCandidateBecause(List.of("it did not answer: " + why))
          .build();
    }
    NodeView node = own.get();
    boolean follows = node.recovering() && view.primary().isEmpty() && node.isStreaming();
    List<String> against = new ArrayList<>();
    addOwn(against, node, view.witness());
    if (node.recovering() && !node.isStreaming()) {
      against.add(
          node.mayTell()
              ? "it receives nothing"
              : "this role may not see what it receives: " + grant(node));
    } else if (node.recovering() && !follows) {
      against.add(
          view.ambiguous().contains(name)
              ? PostgresStandbyNames.ambiguous(name)
              : "the primary does not know it");
    }
    HaState state = unsentState(node, follows);
    HaNode.Builder built =
        HaNode.builder(name, node.recovering() ? HaRole.STANDBY : HaRole.UNKNOWN, state)
            .self(self)
            .healthy(state == HaState.SYNCHRONIZING)
            .notCandidateBecause(against)
            .attributes(attributes(node));
    node.address().ifPresent(built::endpoint);
    node.position().ifPresent(built::position);
    node.lastMessageAt().ifPresent(built::lastSyncAt);
    if (node.recovering()) {
      node.standbyLag().ifPresent(built::lag);
      node.toReplay().ifPresent(bytes -> built.lagBytes(Math.max(0, bytes)));
    }
    return built.build();
  }

  private static HaState unsentState(NodeView node, boolean follows) {
    if (node.paused()) {
      return HaState.SUSPENDED;
    }
    if (follows) {
      return HaState.SYNCHRONIZING;
    }
    return node.mayTell() || !node.recovering() ? HaState.NOT_SYNCHRONIZED : HaState.UNKNOWN;
  }
}
