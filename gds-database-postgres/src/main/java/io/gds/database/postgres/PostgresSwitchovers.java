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
 * Changes the primary: by Patroni where it runs the cluster, and else without a cluster manager. In
 * a switchover the old primary is stopped in order, which sends everything to its standbys; the
 * target is promoted only once it is seen to have it.
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
  private final Optional<PatroniMoves> patroni;

  PostgresSwitchovers(
      PostgresContext context,
      PostgresPeers peers,
      PostgresAvailability availability,
      Optional<PatroniMoves> patroni) {
    this.context = context;
    this.peers = peers;
    this.availability = availability;
    this.patroni = patroni;
  }

  @Override
  public Set<OptionKey<?>> switchoverKeys() {
    return ours(PostgresServer.FOLLOW_KEYS);
  }

  @Override
  public Set<OptionKey<?>> failoverKeys() {
    return ours(PostgresServer.FAILOVER_KEYS);
  }

  @Override
  public Set<OptionKey<?>> rejoinKeys() {
    return ours(PostgresServer.FOLLOW_KEYS);
  }

  /** What says how this library does it by itself; Patroni is told nothing of the kind. */
  private Set<OptionKey<?>> ours(Set<OptionKey<?>> keys) {
    return patroni.isPresent() ? Set.of() : keys;
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
    if (patroni.isPresent()) {
      return patroni.get().switchover(options);
    }
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
    plan.noReturn(promotion::isSent);
    new PostgresStopped(host, promotion, next, target, options.waitAtMost())
        .addStop(plan, node(view, leader));
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
    new PostgresFollowers(this).add(plan, view, promotion, target, leader, names(leading));
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
                  promotion.requireStreaming(leader, PostgresNodeAdditions.bySlot(slot), step);
                }));
    new PostgresLeftSlots(old, leader).add(plan, leading, target, promotion, node(view, leader));
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
    return patroni.isPresent()
        ? patroni.get().failover(options)
        : new PostgresFailovers(this).prepare(options);
  }

  @Override
  public Operation<RejoinInfo> prepareRejoin(RejoinOptions options) {
    options.requireKnown(rejoinKeys(), List.of());
    return patroni.isPresent()
        ? new PatroniRejoins(patroni.get(), options).prepare()
        : new PostgresRejoins(this, options).prepare();
  }
}
