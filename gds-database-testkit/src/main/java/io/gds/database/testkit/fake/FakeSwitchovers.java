package io.gds.database.testkit.fake;

import io.gds.database.error.ErrorCode;
import io.gds.database.ha.FailoverOptions;
import io.gds.database.ha.HaNode;
import io.gds.database.ha.HaRole;
import io.gds.database.ha.HaState;
import io.gds.database.ha.RejoinInfo;
import io.gds.database.ha.RejoinMethod;
import io.gds.database.ha.RejoinOptions;
import io.gds.database.ha.SupportsSwitchover;
import io.gds.database.ha.SwitchoverInfo;
import io.gds.database.ha.SwitchoverOptions;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Changing the primary of a fake topology. */
final class FakeSwitchovers extends FakePart implements SupportsSwitchover {
  private static final String DIVERGED = "diverged";

  private final FakeGroups groups = new FakeGroups(this);

  FakeSwitchovers(FakeWire wire) {
    super(wire, SupportsSwitchover.class);
  }

  @Override
  public Set<OptionKey<?>> switchoverKeys() {
    return keys();
  }

  @Override
  public Set<OptionKey<?>> failoverKeys() {
    return keys();
  }

  @Override
  public Set<OptionKey<?>> rejoinKeys() {
    return keys();
  }

  @Override
  public Operation<SwitchoverInfo> prepareSwitchover(SwitchoverOptions options) {
    FakePlan<SwitchoverInfo> plan =
        plan("switchover", options.group().orElse(server().name()), options);
    String target = target(options.group(), options.target());
    Made<SwitchoverInfo> made = new Made<>();
    return plan.measure(() -> switchoverChecks(options, target))
        .step(
            "switchover",
            Effect.ONCE,
            "switch over from "
                + FakeNames.quoted(options.leader())
                + " to "
                + FakeNames.quoted(target),
            () -> made.set(promote(groups.get(options.group()), target, false)))
        .yields(made::get);
  }

  /** The node that was named, or the best candidate; empty text if there is none. */
  private String target(Optional<String> group, Optional<String> named) {
    return named.orElseGet(
        () ->
            server()
                .alone(
                    () ->
                        groups.find(group).stream()
                            .flatMap(topology -> topology.candidates().stream())
                            .map(HaNode::name)
                            .findFirst()
                            .orElse("")));
  }

  private List<Check> switchoverChecks(SwitchoverOptions options, String target) {
    List<Check> checks = candidateChecks(options.group(), target);
    groups
        .find(options.group())
        .ifPresent(
            topology -> {
              String primary = topology.primary().map(HaNode::name).orElse("none");
              checks.add(
                  demand(
                      primary.equals(options.leader()),
                      "the primary is the one that was named",
                      topology.name(),
                      primary,
                      options.leader(),
                      ErrorCode.PRECONDITION_FAILED,
                      "Look at haStatus() again before changing the primary."));
              Optional<Duration> lag = topology.node(target).flatMap(HaNode::lag);
              checks.add(
                  demand(
                      lag.filter(behind -> behind.compareTo(options.maxLag()) <= 0).isPresent(),
                      "the target is not far behind",
                      target,
                      lag.map(Duration::toString).orElse("behind by an unknown time"),
                      "at most " + options.maxLag(),
                      ErrorCode.PRECONDITION_FAILED,
                      "Wait until it has caught up, or allow more lag."));
            });
    return checks;
  }

  private List<Check> candidateChecks(Optional<String> group, String target) {
    List<Check> checks = new ArrayList<>(List.of(groups.exists(group)));
    if (groups.find(group).isEmpty()) {
      return checks;
    }
    if (target.isEmpty()) {
      checks.add(
          demand(
              false,
              "a node could take over",
              group.orElse(server().name()),
              "without a candidate",
              "at least one candidate",
              ErrorCode.PRECONDITION_FAILED,
              "Look at haStatus() for each node's reasons."));
      return checks;
    }
    checks.add(groups.hasNode(group, target));
    groups
        .find(group)
        .flatMap(topology -> topology.node(target))
        .ifPresent(
            node ->
                checks.add(
                    demand(
                        node.isCandidate(),
                        "the target could take over",
                        target,
                        node.isCandidate()
                            ? "a candidate"
                            : node.role() + " " + node.notCandidateBecause(),
                        "a candidate",
                        ErrorCode.PRECONDITION_FAILED,
                        "Choose another node.")));
    return checks;
  }

  @Override
  public Operation<SwitchoverInfo> prepareFailover(FailoverOptions options) {
    FakePlan<SwitchoverInfo> plan =
        plan("failover", options.group().orElse(server().name()), options);
    String target = target(options.group(), options.target());
    Made<SwitchoverInfo> made = new Made<>();
    return plan.measure(() -> failoverChecks(options, target))
        .step(
            "failover",
            Effect.ONCE,
            "force " + FakeNames.quoted(target) + " to be primary",
            () -> made.set(promote(groups.get(options.group()), target, true)))
        .yields(made::get);
  }

  private List<Check> failoverChecks(FailoverOptions options, String target) {
    List<Check> checks = candidateChecks(options.group(), target);
    Optional<Duration> loss =
        groups
            .find(options.group())
            .flatMap(topology -> topology.node(target))
            .flatMap(HaNode::lag);
    options
        .maxDataLoss()
        .ifPresent(
            most ->
                checks.add(
                    demand(
                        loss.filter(lost -> lost.compareTo(most) <= 0).isPresent(),
                        "no more than accepted would be lost",
                        target,
                        loss.map(Duration::toString).orElse("behind by an unknown time"),
                        "at most " + most,
                        ErrorCode.PRECONDITION_FAILED,
                        "Accept more loss, or choose a node with less lag.")));
    return checks;
  }

  /** Swaps the roles; a primary that was forced out has to rejoin before it follows. */
  private SwitchoverInfo promote(FakeTopology group, String target, boolean forced) {
    Instant now = server().now();
    HaNode chosen = group.node(target).orElseThrow(() -> notFound("node", target));
    Optional<String> previous = group.primary().map(HaNode::name);
    FakeTopology changed =
        group.each(
            node ->
                node.role() != HaRole.PRIMARY
                    ? node
                    : forced
                        ? FakeTopology.rebuilt(
                                node, HaRole.SECONDARY, HaState.DISCONNECTED, Optional.empty())
                            .healthy(false)
                            .notCandidateBecause(List.of("It has to rejoin first."))
                            .attributes(Map.of(DIVERGED, "true"))
                            .build()
                        : FakeTopology.rebuilt(
                                node, HaRole.SECONDARY, HaState.SYNCED, Optional.of(Duration.ZERO))
                            .syncMode(group.syncMode())
                            .build());
    HaNode promoted =
        FakeTopology.rebuilt(chosen, HaRole.PRIMARY, HaState.HEALTHY, Optional.of(Duration.ZERO))
            .healthy(true)
            .build();
    server().topologies.put(group.name(), changed.with(promoted));
    return new SwitchoverInfo(
        group.name(),
        previous,
        target,
        forced,
        forced ? chosen.lag() : Optional.of(Duration.ZERO),
        now,
        server().now(),
        forced ? previous.stream().toList() : List.of(),
        List.of());
  }

  @Override
  public Operation<RejoinInfo> prepareRejoin(RejoinOptions options) {
    String name = options.node();
    FakePlan<RejoinInfo> plan = plan("rejoin", name, options);
    boolean diverged = server().alone(() -> diverged(options));
    RejoinMethod method =
        options.method().orElse(diverged ? RejoinMethod.REWIND : RejoinMethod.RESUME);
    return plan.measure(() -> rejoinChecks(options, method))
        .step(
            "rejoin",
            Effect.IDEMPOTENT,
            "rejoin " + FakeNames.quoted(name) + " by " + method,
            () -> follow(groups.get(options.group()), name))
        .yields(() -> new RejoinInfo(name, method, HaState.SYNCED, server().now(), List.of()));
  }

  private boolean diverged(RejoinOptions options) {
    return groups
        .find(options.group())
        .flatMap(topology -> topology.node(options.node()))
        .filter(node -> node.attributes().containsKey(DIVERGED))
        .isPresent();
  }

  private List<Check> rejoinChecks(RejoinOptions options, RejoinMethod method) {
    List<Check> checks = new ArrayList<>(List.of(groups.exists(options.group())));
    if (groups.find(options.group()).isEmpty()) {
      return checks;
    }
    checks.add(groups.hasNode(options.group(), options.node()));
    boolean primary =
        groups
            .get(options.group())
            .primary()
            .filter(node -> node.name().equals(options.node()))
            .isPresent();
    checks.add(
        demand(
            !primary,
            "the node is not the primary",
            options.node(),
            primary ? "the primary" : "a follower",
            "a follower",
            ErrorCode.PRECONDITION_FAILED,
            "Switch over to another node first."));
    boolean diverged = diverged(options);
    checks.add(
        demand(
            !diverged || (options.discardChanges() && method != RejoinMethod.RESUME),
            "the node has no changes of its own",
            options.node(),
            diverged ? "a former primary with changes of its own" : "without own changes",
            "without own changes",
            ErrorCode.PRECONDITION_FAILED,
            "Allow its changes to be discarded, by REWIND or RECLONE."));
    return checks;
  }

  private void follow(FakeTopology group, String name) {
    HaNode node = group.node(name).orElseThrow(() -> notFound("node", name));
    HaNode following =
        FakeTopology.rebuilt(node, HaRole.SECONDARY, HaState.SYNCED, Optional.of(Duration.ZERO))
            .healthy(true)
            .syncMode(group.syncMode())
            .notCandidateBecause(List.of())
            .attributes(Map.of())
            .build();
    server().topologies.put(group.name(), group.with(following));
  }
}
