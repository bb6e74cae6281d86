package io.gds.database.mongodb;

import io.gds.database.ha.HaNode;
import io.gds.database.ha.HaRole;
import io.gds.database.ha.HaState;
import io.gds.database.ha.HaStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The health of a set, from all its members. Pure. */
final class MongoHaStatus {
  static final String REPLICA_SET = "replica-set";

  private static final List<HaState> WORST_FIRST =
      List.of(
          HaState.FAILOVER_IN_PROGRESS,
          HaState.RESOLVING,
          HaState.DISCONNECTED,
          HaState.NOT_SYNCHRONIZED,
          HaState.SUSPENDED,
          HaState.UNKNOWN,
          HaState.SYNCHRONIZING);

  private final MongoSetView view;

  MongoHaStatus(MongoSetView view) {
    this.view = view;
  }

  HaStatus status(Instant now) {
    List<HaNode> nodes = new MongoHaNodes(view).all();
    boolean led = nodes.stream().anyMatch(node -> node.role() == HaRole.PRIMARY);
    boolean healthy = led && view.hasMajority() && nodes.stream().allMatch(HaNode::healthy);
    return new HaStatus(
        view.config().name(),
        REPLICA_SET,
        state(nodes, led, healthy),
        nodes,
        healthy,
        problems(nodes, led),
        now);
  }

  private HaState state(List<HaNode> nodes, boolean led, boolean healthy) {
    if (healthy) {
      return HaState.HEALTHY;
    }
    if (!led) {
      return view.hasMajority() ? HaState.FAILOVER_IN_PROGRESS : HaState.RESOLVING;
    }
    List<HaState> bad = nodes.stream().filter(node -> !node.healthy()).map(HaNode::state).toList();
    return WORST_FIRST.stream().filter(bad::contains).findFirst().orElse(HaState.UNKNOWN);
  }

  private List<String> problems(List<HaNode> nodes, boolean led) {
    List<String> problems = new ArrayList<>();
    int alive = view.alive().size();
    int voters = view.config().voters().size();
    if (!view.hasMajority()) {
      problems.add(
          alive
              + " of "
              + voters
              + " voters are there, and "
              + view.config().majority()
              + " are needed: nobody can be elected, and nothing is written. Bring members back; if"
              + " they are lost for good, failover() goes on without them.");
    } else if (!led) {
      problems.add(
          "There is no primary. An election takes about "
              + view.config().electionTimeout()
              + "; if none comes, see why each node is no candidate.");
    }
    view.rivals()
        .forEach(
            (host, term) ->
                problems.add(
                    host
                        + " holds itself for the primary by the election "
                        + term
                        + ", and there was a newer one: what it takes now is rolled back. Keep"
                        + " clients away from it, and see why it does not hear of the others."));
    for (HaNode node : nodes) {
      if (!node.healthy() && !view.rivals().containsKey(node.name())) {
        problems.add(node.name() + ": " + problem(node));
      } else {
        view.disagreement(node.name())
            .ifPresent(
                who -> problems.add(node.name() + ": " + who + ". See the network between them."));
        if (view.isMute(node.name())) {
          problems.add(
              node.name()
                  + " does not answer here, and others hear of it, so it is not down: "
                  + view.silence(node.name()).orElse("")
                  + ". What is told of it is what they say.");
        }
      }
    }
    List<String> behind = view.behindInConfiguration();
    if (!behind.isEmpty()) {
      problems.add(
          "Another configuration than version "
              + view.config().version()
              + " have "
              + String.join(", ", behind)
              + ": one is on its way, or does not arrive.");
    }
    return problems;
  }

  private String problem(HaNode node) {
    MongoMemberState state = view.state(node.name());
    String how = new MongoHaNodes(view).told(node.name(), state);
    return how
        + ". "
        + switch (state) {
          case DOWN ->
              "Start it, or see the network"
                  + window(node.name())
                      .map(
                          window ->
                              "; it catches up by itself if it comes back while the others still"
                                  + " have what it needs next, which is "
                                  + window
                                  + " of changes now")
                      .orElse("")
                  + ".";
          case RECOVERING ->
              view.isStale(node.name())
                  ? "It stays so by itself: rejoin() has it copy all data anew."
                  : node.state() == HaState.SUSPENDED
                      ? "rejoin() ends the maintenance."
                      : "Wait, and see its log if it stays so.";
          case STARTUP, STARTUP2, ROLLBACK -> "Wait until it is over.";
          case REMOVED -> "See that all members have the same configuration.";
          case UNKNOWN, PRIMARY, SECONDARY, ARBITER -> "See its log, and the network.";
        };
  }

  /** The longest oplog of the others. */
  private Optional<Duration> window(String but) {
    return view.config().members().stream()
        .map(MongoSetMember::host)
        .filter(host -> !host.equals(but))
        .flatMap(host -> view.window(host).stream())
        .max(Comparator.naturalOrder());
  }
}
