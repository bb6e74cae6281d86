package io.gds.database.snowflake;

import io.gds.database.core.Plan;
import io.gds.database.error.ErrorCode;
import io.gds.database.ha.FailoverOptions;
import io.gds.database.ha.HaNode;
import io.gds.database.ha.HaState;
import io.gds.database.ha.RejoinInfo;
import io.gds.database.ha.RejoinMethod;
import io.gds.database.ha.RejoinOptions;
import io.gds.database.ha.SupportsSwitchover;
import io.gds.database.ha.SwitchoverInfo;
import io.gds.database.ha.SwitchoverOptions;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Changes the primary of a failover group. The account that takes over is told so on its own
 * connection, and never during a refresh. Nothing keeps clients from writing on the old primary
 * between the last refresh and the promotion: a result says how much that can be.
 *
 * @see <a
 *     href="https://docs.snowflake.com/en/user-guide/account-replication-failover-failback">failing
 *     over account objects</a>
 */
final class SnowflakeSwitchovers implements SupportsSwitchover {
  private final SnowflakeAvailability availability;
  private final SnowflakeContext context;

  SnowflakeSwitchovers(SnowflakeAvailability availability) {
    this.availability = availability;
    this.context = availability.context();
  }

  @Override
  public Set<OptionKey<?>> switchoverKeys() {
    return Set.of();
  }

  @Override
  public Set<OptionKey<?>> failoverKeys() {
    return Set.of();
  }

  @Override
  public Set<OptionKey<?>> rejoinKeys() {
    return Set.of();
  }

  private Optional<SnowflakeHaView> seen(Optional<String> group) {
    return new SnowflakeHaChecks(availability).look(group);
  }

  @Override
  public Operation<SwitchoverInfo> prepareSwitchover(SwitchoverOptions options) {
    context.runner().requireOpen();
    options.requireKnown(Set.of(), List.of());
    Optional<SnowflakeHaView> seen = seen(options.group());
    Optional<String> target = options.target().or(() -> seen.flatMap(SnowflakeSwitchovers::best));
    Plan.Builder<SwitchoverInfo> plan =
        context
            .runner()
            .<SwitchoverInfo>plan("switchover", context.runner().engine())
            .options(options)
            .measure(
                () ->
                    SnowflakeHaChecks.of(
                        availability,
                        options.group(),
                        (view, checks) -> planned(view, checks, options, target)));
    Optional<SnowflakeTakeover> takeover =
        seen.filter(view -> view.primary().filter(options.leader()::equals).isPresent())
            .flatMap(view -> target.flatMap(node -> takeover(view, node, options.waitAtMost())));
    takeover.ifPresent(
        it -> {
          it.waitForRefresh(plan);
          it.refresh(plan, options.maxLag());
          it.promote(plan, Optional.empty());
          follow(plan, it, seen.orElseThrow(), target.orElseThrow(), Optional.empty());
        });
    return plan.yields(
        () -> info(takeover, seen, Optional.of(options.leader()), target.orElseThrow(), false));
  }

  private void planned(
      SnowflakeHaView view,
      SnowflakeHaChecks checks,
      SwitchoverOptions options,
      Optional<String> target) {
    if (!checks.leader(view, options.leader()) || !checks.failover(view)) {
      return;
    }
    if (target.isEmpty()) {
      checks
          .list()
          .demand(
              false,
              "an account could take over",
              view.name(),
              String.join(
                  "; ",
                  view.nodes().stream()
                      .filter(node -> !node.name().equals(options.leader()))
                      .map(
                          node ->
                              node.name() + ": " + String.join(", ", node.notCandidateBecause()))
                      .toList()),
              "one against which nothing speaks",
              "Remove the reasons of one of them, or name the target.");
      return;
    }
    if (checks.secondary(view, target.get())) {
      checks.answers(view, options.leader());
      checks.may(view, target.get(), "FAILOVER");
      checks.may(view, target.get(), "REPLICATE");
      checks.idle(view, target.get(), options.waitAtMost());
      checks
          .list()
          .unmeasured(
              "nobody writes on the primary",
              options.leader(),
              "an account does not tell whether somebody will write between the last refresh and the"
                  + " promotion",
              "end the writers first: what comes in between is lost");
      others(view, checks, target.get());
    }
  }

  private static void others(SnowflakeHaView view, SnowflakeHaChecks checks, String target) {
    List<String> away =
        view.group().members().stream()
            .map(SnowflakeHaGroup.Member::node)
            .filter(node -> !node.equals(target) && view.told(node).isEmpty())
            .toList();
    checks
        .list()
        .advise(
            away.isEmpty(),
            "the other accounts can be told to follow",
            view.name(),
            away.isEmpty() ? "all answer" : "these do not answer: " + String.join(", ", away),
            "all",
            "Their schedules stay suspended: rejoin them afterwards.");
  }

  /** The candidate that is least behind. */
  private static Optional<String> best(SnowflakeHaView view) {
    return view.nodes().stream()
        .filter(HaNode::isCandidate)
        .min(Comparator.comparing(node -> node.lag().orElse(Duration.ofDays(Integer.MAX_VALUE))))
        .map(HaNode::name);
  }

  private Optional<SnowflakeTakeover> takeover(SnowflakeHaView view, String node, Duration wait) {
    boolean possible =
        view.group().failover()
            && view.group().member(node).isPresent()
            && view.told(node).isPresent();
    return possible
        ? Optional.of(new SnowflakeTakeover(availability, view, node, wait))
        : Optional.empty();
  }

  /** Resumes the others; whoever is left out, or does not answer, is to be rejoined. */
  private static void follow(
      Plan.Builder<?> plan,
      SnowflakeTakeover takeover,
      SnowflakeHaView view,
      String target,
      Optional<String> but) {
    boolean scheduled = view.group().schedule().isPresent();
    for (SnowflakeHaGroup.Member member : view.group().members()) {
      String node = member.node();
      if (node.equals(target)) {
        continue;
      }
      if (but.filter(node::equals).isPresent()) {
        takeover.left(
            node,
            "the first refresh replaces what only it has, so that it is not resumed before somebody"
                + " has saved that");
      } else if (view.told(node).isEmpty()) {
        takeover.left(node, view.silence(node).orElse("it does not answer"));
      } else if (scheduled) {
        takeover.resume(plan, node);
      }
    }
  }

  private static SwitchoverInfo info(
      Optional<SnowflakeTakeover> takeover,
      Optional<SnowflakeHaView> seen,
      Optional<String> previous,
      String target,
      boolean forced) {
    SnowflakeTakeover done = takeover.orElseThrow(SnowflakeHaView::stale);
    return new SwitchoverInfo(
        seen.orElseThrow().name(),
        previous,
        target,
        forced,
        done.loss(),
        done.beganAt(),
        done.finishedAt(),
        done.toRejoin(),
        done.followUps());
  }

  @Override
  public Operation<SwitchoverInfo> prepareFailover(FailoverOptions options) {
    context.runner().requireOpen();
    options.requireKnown(Set.of(), List.of());
    Optional<SnowflakeHaView> seen = seen(options.group());
    Optional<String> target =
        options.target().or(() -> seen.flatMap(SnowflakeSwitchovers::mostAdvanced));
    Plan.Builder<SwitchoverInfo> plan =
        context
            .runner()
            .<SwitchoverInfo>plan("failover", context.runner().engine())
            .options(options)
            .measure(
                () ->
                    SnowflakeHaChecks.of(
                        availability,
                        options.group(),
                        (view, checks) -> forced(view, checks, options, target)));
    Optional<String> previous = seen.flatMap(SnowflakeHaView::primary);
    Optional<SnowflakeTakeover> takeover =
        seen.filter(view -> view.primary().isPresent())
            .flatMap(view -> target.flatMap(node -> takeover(view, node, options.waitAtMost())));
    takeover.ifPresent(
        it -> {
          SnowflakeHaView view = seen.orElseThrow();
          String node = target.orElseThrow();
          if (running(view, node).isPresent()) {
            it.cancelRefresh(plan);
            it.waitForRefresh(plan);
          }
          it.promote(plan, view.lag(node));
          follow(plan, it, view, node, previous);
          it.followUps().add("Keep clients away from the old primary, and save what only it has.");
        });
    return plan.yields(() -> info(takeover, seen, previous, target.orElseThrow(), true));
  }

  private static Optional<SnowflakeRefresh> running(SnowflakeHaView view, String node) {
    return view.told(node).flatMap(snapshot -> snapshot.running(view.group(node)));
  }

  /** The secondary that answers and lacks least. */
  private static Optional<String> mostAdvanced(SnowflakeHaView view) {
    return view.group().members().stream()
        .map(SnowflakeHaGroup.Member::node)
        .filter(node -> view.primary().filter(node::equals).isEmpty())
        .filter(node -> view.told(node).isPresent() && view.lag(node).isPresent())
        .min(Comparator.comparing(node -> view.lag(node).orElseThrow()));
  }

  private void forced(
      SnowflakeHaView view,
      SnowflakeHaChecks checks,
      FailoverOptions options,
      Optional<String> target) {
    if (!checks.failover(view)) {
      return;
    }
    if (target.isEmpty()) {
      checks
          .list()
          .demand(
              false,
              "a secondary that was refreshed answers",
              view.name(),
              "none",
              "one",
              ErrorCode.INVALID_CONNECTION,
              "Open the engine on a secondary, or give connections to them as peers; a secondary of"
                  + " which no refresh is known has to be named as the target.");
      return;
    }
    if (!checks.secondary(view, target.get())) {
      return;
    }
    checks.may(view, target.get(), "FAILOVER");
    Optional<Duration> lag = view.lag(target.get());
    options
        .maxDataLoss()
        .ifPresent(
            most ->
                checks
                    .list()
                    .demand(
                        lag.filter(each -> each.compareTo(most) <= 0).isPresent(),
                        "no more is lost than was allowed",
                        target.get(),
                        lag.map(each -> "what was written in the last " + each)
                            .orElse("not known: no completed refresh is told"),
                        "at most " + most,
                        "Allow more, or wait for the primary."));
    checks
        .list()
        .advise(
            false,
            "what may be lost is known",
            target.get(),
            lag.map(each -> "what was written on the primary in the last " + each)
                .orElse("not known"),
            "nothing",
            "While the primary answers, use switchover: it refreshes first.");
    Optional<SnowflakeRefresh> running = running(view, target.get());
    checks
        .list()
        .demand(
            running.filter(SnowflakeRefresh::isWriting).isEmpty(),
            "no refresh writes into the target",
            target.get(),
            running.map(SnowflakeRefresh::phase).orElse("none goes on"),
            "a phase that can be cancelled",
            ErrorCode.WRONG_STATE,
            "Wait until it is over: to cancel it now may leave the target inconsistent.");
  }

  @Override
  public Operation<RejoinInfo> prepareRejoin(RejoinOptions options) {
    context.runner().requireOpen();
    options.requireKnown(Set.of(), List.of());
    String node = options.node();
    Optional<SnowflakeHaView> seen = seen(options.group());
    Plan.Builder<RejoinInfo> plan =
        context
            .runner()
            .<RejoinInfo>plan("rejoin", node)
            .options(options)
            .measure(
                () ->
                    SnowflakeHaChecks.of(
                        availability,
                        options.group(),
                        (view, checks) -> {
                          if (checks.secondary(view, node)) {
                            rejoinable(view, checks, options);
                          }
                        }));
    Optional<SnowflakeHaView> able = seen.filter(view -> view.told(node).isPresent());
    able.filter(view -> view.group().member(node).isPresent())
        .ifPresent(view -> rejoin(plan, view, node));
    return plan.yields(
        () -> {
          if (able.isEmpty()) {
            throw SnowflakeHaView.stale();
          }
          HaState state =
              availability
                  .view(Optional.of(able.get().name()))
                  .flatMap(view -> view.status(context.clock().instant()).node(node))
                  .map(HaNode::state)
                  .orElse(HaState.UNKNOWN);
          return new RejoinInfo(
              node, RejoinMethod.RESUME, state, context.clock().instant(), List.of());
        });
  }

  private static void rejoinable(
      SnowflakeHaView view, SnowflakeHaChecks checks, RejoinOptions options) {
    String node = options.node();
    checks
        .list()
        .demand(
            options.method().filter(method -> method != RejoinMethod.RESUME).isEmpty(),
            "the method is one that there is",
            node,
            options.method().map(Enum::name).orElse("RESUME"),
            "RESUME",
            ErrorCode.UNSUPPORTED_CAPABILITY,
            "A secondary is made to follow by a refresh, which replaces what differs.");
    checks
        .list()
        .demand(
            options.discardChanges(),
            "what only it has may be thrown away",
            node,
            "the refresh replaces what the account has written as a primary and nobody fetched",
            "discardChanges",
            "Save what only it has, then say discardChanges.");
    checks.may(view, node, "REPLICATE");
  }

  private void rejoin(Plan.Builder<?> plan, SnowflakeHaView view, String node) {
    SnowflakeHaGroup group = view.group(node);
    String name = group.member(node).orElseThrow().name();
    SnowflakeContext member = availability.node(view, node);
    String shown = SnowflakeTakeover.shown(view, node);
    SnowflakeRun refresh = member.gateway().prepare(SnowflakeHaSql.refresh(group, name));
    plan.step(new Step(StepKind.SQL, refresh.text(), Effect.ONCE, shown), refresh, refresh);
    if (group.schedule().isPresent()) {
      SnowflakeRun resume = member.gateway().prepare(SnowflakeHaSql.resume(group, name));
      plan.step(new Step(StepKind.SQL, resume.text(), Effect.ONCE, shown), resume, resume);
    }
  }
}
