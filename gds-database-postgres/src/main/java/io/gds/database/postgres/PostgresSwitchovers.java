package io.gds.database.postgres;

import io.gds.database.core.Plan;
import io.gds.database.core.StepContext;
import io.gds.database.core.tool.ToolCommand;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.ha.FailoverOptions;
import io.gds.database.ha.RejoinInfo;
import io.gds.database.ha.RejoinOptions;
import io.gds.database.ha.SupportsSwitchover;
import io.gds.database.ha.SwitchoverInfo;
import io.gds.database.ha.SwitchoverOptions;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Changes the primary without a cluster manager. In a switchover the old primary is stopped in
 * order, which sends everything to its standbys; the target is promoted only once it is seen to
 * have it. In a failover there is nobody to ask, and what did not arrive is lost.
 *
 * <p>What no library can do from outside stays with the caller, and is said in the result: to keep
 * clients and service managers away from the old primary, and to lead clients to the new one.
 *
 * @see <a href="https://www.postgresql.org/docs/current/warm-standby-failover.html">failover</a>
 */
final class PostgresSwitchovers implements SupportsSwitchover {
  private final PostgresContext context;
  private final PostgresPeers peers;
  private final PostgresAvailability availability;

  PostgresSwitchovers(
      PostgresContext context, PostgresPeers peers, PostgresAvailability availability) {
    this.context = context;
    this.peers = peers;
    this.availability = availability;
  }

  @Override
  public Set<OptionKey<?>> switchoverKeys() {
    return PostgresServer.FOLLOW_KEYS;
  }

  @Override
  public Set<OptionKey<?>> failoverKeys() {
    return PostgresServer.FAILOVER_KEYS;
  }

  @Override
  public Set<OptionKey<?>> rejoinKeys() {
    return PostgresServer.FOLLOW_KEYS;
  }

  /** What is there; empty if nobody answers, which the checks say. */
  Optional<PostgresTopologyView> look() {
    try {
      return Optional.of(availability.view());
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.ENGINE_CLOSED || e.code() == ErrorCode.CANCELLED) {
        throw e;
      }
      return Optional.empty();
    }
  }

  /** The connections of a node; empty if the caller gave none. */
  Optional<PostgresContext> of(PostgresTopologyView view, String name) {
    if (name.equals(view.selfName())) {
      return Optional.of(context);
    }
    return peers.has(name) ? Optional.of(peers.node(name)) : Optional.empty();
  }

  static String node(PostgresTopologyView view, String name) {
    return name.equals(view.selfName()) ? "" : name;
  }

  PostgresContext context() {
    return context;
  }

  PostgresAvailability availability() {
    return availability;
  }

  @Override
  public Operation<SwitchoverInfo> prepareSwitchover(SwitchoverOptions options) {
    options.requireKnown(switchoverKeys(), List.of());
    Plan.Builder<SwitchoverInfo> plan =
        context
            .runner()
            .<SwitchoverInfo>plan("switchover", context.runner().engine())
            .options(options);
    Optional<PostgresTopologyView> seen = look();
    Optional<String> target =
        options
            .target()
            .or(() -> seen.flatMap(view -> new PostgresCandidates(this, view).best(options)));
    plan.measure(
        () -> new PostgresSwitchoverChecks(this, options.group()).switchover(options, target));
    AtomicReference<PostgresPromotion> promotion = new AtomicReference<>();
    AtomicReference<Instant> began = new AtomicReference<>();
    if (seen.isPresent()
        && target.isPresent()
        && seen.get().primaryName().equals(Optional.of(options.leader()))
        && of(seen.get(), target.get()).isPresent()) {
      PostgresSteps.add(
          plan,
          context,
          target.get(),
          () -> promotion.set(addSwitchover(plan, seen.get(), options, target.get(), began)));
    }
    return plan.yields(
        () -> {
          PostgresPromotion done = Objects.requireNonNull(promotion.get());
          return new SwitchoverInfo(
              context.runner().engine(),
              Optional.of(options.leader()),
              target.orElseThrow(),
              false,
              Optional.of(Duration.ZERO),
              Objects.requireNonNull(began.get()),
              done.finishedAt(),
              done.toRejoin(),
              done.followUps());
        });
  }

  private PostgresPromotion addSwitchover(
      Plan.Builder<SwitchoverInfo> plan,
      PostgresTopologyView view,
      SwitchoverOptions options,
      String target,
      AtomicReference<Instant> began) {
    String leader = options.leader();
    NodeView leading = view.primary().orElseThrow();
    PostgresContext old = of(view, leader).orElseThrow();
    PostgresContext next = of(view, target).orElseThrow();
    PostgresHost host = new PostgresHost(old, leader, options.platformOptions());
    PostgresPromotion promotion =
        new PostgresPromotion(
            next, target, node(view, target), leading.timeline().orElse(0), options.waitAtMost());
    plan.step(
        new Step(StepKind.SQL, "CHECKPOINT", Effect.IDEMPOTENT, node(view, leader)),
        step -> {
          began.set(context.clock().instant());
          old.sql().during(step).execute("CHECKPOINT");
        });
    ToolCommand start = host.startCommand(options.waitAtMost());
    plan.onFailure(
        step -> {
          if (!promotion.isSent()) {
            PostgresLifecycle.start(host, start, options.waitAtMost(), step);
          }
        });
    PostgresLifecycle.stop(
        plan, host, PostgresStopMode.FAST, options.waitAtMost(), node(view, leader));
    ToolCommand control = host.controlCommand();
    plan.step(
        new Step(
            StepKind.TOOL,
            control
                + "\n# then waits until "
                + target
                + " has received more than its latest checkpoint location: SELECT"
                + " pg_last_wal_receive_lsn()",
            Effect.READ,
            node(view, leader)),
        step -> requireReceived(host, next, target, options.waitAtMost(), step));
    promotion.add(plan);
    Set<String> slots = slots(leading, target);
    String slot = PostgresUpstream.slotOf(leader);
    slots.add(slot);
    promotion.addSlots(plan, slots);
    addFollowers(plan, view, promotion, target, leader, names(leading));
    PostgresUpstream upstream = new PostgresUpstream(next.info(), host);
    Map<String, String> settings = PostgresNodeAdditions.settings(upstream, leader, slot);
    PostgresFiles files = new PostgresFiles(host.dataDirectory());
    plan.step(
        new Step(StepKind.FILE, files.followText(settings), Effect.IDEMPOTENT, node(view, leader)),
        step -> promotion.tolerated(leader, () -> files.follow(settings)));
    plan.step(
        new Step(StepKind.TOOL, start.toString(), Effect.ONCE, node(view, leader)),
        step ->
            promotion.tolerated(
                leader,
                () -> {
                  PostgresLifecycle.start(host, start, options.waitAtMost(), step);
                  promotion.requireStreaming(leader, step);
                }));
    promotion.followUps().add("Lead clients to " + target + ", unless they find it themselves.");
    return promotion;
  }

  /** The slots that others than the target read by. */
  private static Set<String> slots(NodeView leading, String target) {
    Set<String> slots = new LinkedHashSet<>();
    for (StandbyView standby : leading.standbys()) {
      if (!standby.name().equals(target) && standby.connected()) {
        standby.slot().ifPresent(slots::add);
      }
    }
    return slots;
  }

  private static List<String> names(NodeView leading) {
    return leading.standbys().stream()
        .filter(standby -> standby.connected() && !standby.isArchive())
        .map(StandbyView::name)
        .toList();
  }

  /** Those with a connection are told whom to follow; the others are left to the caller. */
  private void addFollowers(
      Plan.Builder<SwitchoverInfo> plan,
      PostgresTopologyView view,
      PostgresPromotion promotion,
      String target,
      String leader,
      List<String> standbys) {
    for (String name : standbys) {
      if (name.equals(target) || name.equals(leader)) {
        continue;
      }
      Optional<PostgresContext> standby = of(view, name);
      boolean able =
          standby.isPresent()
              && !new PostgresUpstream(
                      of(view, target).orElseThrow().info(),
                      new PostgresHost(standby.get(), name, OptionValues.none()))
                  .check(context.clock(), name)
                  .refused();
      if (able) {
        promotion.addFollower(plan, standby.get(), name, node(view, name));
      } else {
        promotion.left(name, "no connection and file for its password are configured here");
      }
    }
  }

  /** The target has all that the old primary wrote to its very end. */
  private static void requireReceived(
      PostgresHost host, PostgresContext target, String name, Duration wait, StepContext step) {
    PostgresControl control = host.control(step);
    if (!control.state().equals("shut down")) {
      throw ErrorDetails.of(
              ErrorCode.WRONG_STATE,
              "the old primary did not stop in order, its state is \"" + control.state() + "\"")
          .target(host.node())
          .remedy("Look into its log; it is started again as it was.")
          .toException();
    }
    boolean received =
        PostgresWait.until(
            wait,
            step,
            () ->
                target
                    .sql()
                    .first(
                        "SELECT pg_last_wal_receive_lsn()::text AS received",
                        row -> row.optionalText("received"))
                    .flatMap(at -> at)
                    .filter(at -> PostgresControl.isAfter(at, control.checkpoint()))
                    .isPresent());
    if (!received) {
      throw ErrorDetails.of(
              ErrorCode.WRONG_STATE,
              "it has not received the old primary's last checkpoint at " + control.checkpoint())
          .target(name)
          .remedy("The old primary is started again as it was; look why it sent not everything.")
          .toException();
    }
  }

  @Override
  public Operation<SwitchoverInfo> prepareFailover(FailoverOptions options) {
    options.requireKnown(failoverKeys(), List.of());
    Plan.Builder<SwitchoverInfo> plan =
        context
            .runner()
            .<SwitchoverInfo>plan("failover", context.runner().engine())
            .options(options);
    Optional<PostgresTopologyView> seen = look();
    Optional<String> target =
        options
            .target()
            .or(() -> seen.flatMap(view -> new PostgresCandidates(this, view).mostAdvanced()));
    plan.measure(
        () -> new PostgresSwitchoverChecks(this, options.group()).failover(options, target));
    AtomicReference<PostgresPromotion> promotion = new AtomicReference<>();
    AtomicReference<Instant> began = new AtomicReference<>();
    Optional<Duration> loss =
        seen.flatMap(view -> target.flatMap(name -> new PostgresCandidates(this, view).loss(name)));
    if (seen.isPresent()
        && target.isPresent()
        && seen.get().ownView(target.get()).filter(NodeView::recovering).isPresent()) {
      PostgresSteps.add(
          plan,
          context,
          target.get(),
          () -> promotion.set(addFailover(plan, seen.get(), options, target.get(), began)));
    }
    Optional<String> previous = seen.flatMap(view -> previous(view, target.orElse("")));
    return plan.yields(
        () -> {
          PostgresPromotion done = Objects.requireNonNull(promotion.get());
          return new SwitchoverInfo(
              context.runner().engine(),
              previous,
              target.orElseThrow(),
              true,
              loss,
              Objects.requireNonNull(began.get()),
              done.finishedAt(),
              done.toRejoin(),
              done.followUps());
        });
  }

  /** The primary that answers; else the only one of those that were asked that does not. */
  static Optional<String> previous(PostgresTopologyView view, String target) {
    List<String> silent =
        view.members().keySet().stream()
            .filter(name -> !name.equals(target) && view.ownView(name).isEmpty())
            .toList();
    return view.primaryName()
        .or(() -> silent.size() == 1 ? Optional.of(silent.get(0)) : Optional.empty());
  }

  private PostgresPromotion addFailover(
      Plan.Builder<SwitchoverInfo> plan,
      PostgresTopologyView view,
      FailoverOptions options,
      String target,
      AtomicReference<Instant> began) {
    NodeView chosen = view.ownView(target).orElseThrow();
    PostgresPromotion promotion =
        new PostgresPromotion(
            of(view, target).orElseThrow(),
            target,
            node(view, target),
            chosen.timeline().orElse(0),
            options.waitAtMost());
    Optional<String> previous = previous(view, target);
    view.primaryName()
        .ifPresent(
            leader -> {
              PostgresHost host =
                  new PostgresHost(
                      of(view, leader).orElseThrow(), leader, options.platformOptions());
              if (host.canStop()) {
                PostgresLifecycle.stop(
                    plan, host, PostgresStopMode.FAST, options.waitAtMost(), node(view, leader));
              }
            });
    String note = "SELECT pg_last_wal_receive_lsn(), pg_last_xact_replay_timestamp()";
    plan.step(
        new Step(StepKind.SQL, note, Effect.READ, node(view, target)),
        step -> {
          began.set(context.clock().instant());
          of(view, target).orElseThrow().sql().during(step).execute(note);
        });
    promotion.add(plan);
    Set<String> slots = new LinkedHashSet<>();
    List<String> others =
        view.members().keySet().stream()
            .filter(name -> !name.equals(target) && !previous.equals(Optional.of(name)))
            .filter(name -> view.ownView(name).filter(NodeView::recovering).isPresent())
            .toList();
    others.forEach(name -> view.ownView(name).flatMap(NodeView::slot).ifPresent(slots::add));
    promotion.addSlots(plan, slots);
    addFollowers(plan, view, promotion, target, previous.orElse(""), others);
    previous.ifPresent(
        name -> {
          promotion.left(
              name, "it was the primary, and may have changes that " + target + " lacks");
          promotion
              .followUps()
              .add(
                  "Keep clients and service managers away from "
                      + name
                      + " until it has rejoined: if it comes back, there are two primaries.");
        });
    promotion.followUps().add("Lead clients to " + target + ", unless they find it themselves.");
    return promotion;
  }

  @Override
  public Operation<RejoinInfo> prepareRejoin(RejoinOptions options) {
    options.requireKnown(rejoinKeys(), List.of());
    return new PostgresRejoins(this, options).prepare();
  }
}
