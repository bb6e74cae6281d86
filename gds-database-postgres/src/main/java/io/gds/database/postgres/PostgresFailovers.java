package io.gds.database.postgres;

import io.gds.database.core.Plan;
import io.gds.database.ha.FailoverOptions;
import io.gds.database.ha.SwitchoverInfo;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Promotes a standby without the old primary's consent: there is nobody to ask, and what did not
 * arrive is lost. An old primary that still answers is stopped first.
 */
final class PostgresFailovers {
  private final PostgresSwitchovers switchovers;
  private final PostgresContext context;

  PostgresFailovers(PostgresSwitchovers switchovers) {
    this.switchovers = switchovers;
    this.context = switchovers.context();
  }

  Operation<SwitchoverInfo> prepare(FailoverOptions options) {
    Plan.Builder<SwitchoverInfo> plan =
        context
            .runner()
            .<SwitchoverInfo>plan("failover", context.runner().engine())
            .options(options);
    Optional<PostgresTopologyView> seen = switchovers.look();
    Optional<String> target =
        options
            .target()
            .or(
                () ->
                    seen.flatMap(view -> new PostgresCandidates(switchovers, view).mostAdvanced()));
    Optional<String> leading = seen.flatMap(PostgresTopologyView::primaryName);
    plan.measure(
        () ->
            new PostgresFailoverChecks(switchovers, options.group(), leading)
                .failover(options, target));
    AtomicReference<PostgresPromotion> promotion = new AtomicReference<>();
    AtomicReference<Instant> began = new AtomicReference<>();
    Optional<Duration> loss =
        seen.flatMap(view -> target.flatMap(name -> PostgresCandidates.loss(view, name)));
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

  /** A peer may have been given that belongs to another cluster: it is left alone. */
  private static boolean isStandbyOf(String system, Optional<NodeView> node) {
    return node.filter(own -> own.recovering() && own.systemIdentifier().equals(system))
        .isPresent();
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
            switchovers.of(view, target).orElseThrow(),
            target,
            PostgresSwitchovers.node(view, target),
            chosen.timeline().orElse(0),
            options.waitAtMost());
    plan.noReturn(promotion::isSent);
    Optional<String> previous = previous(view, target);
    view.primaryName()
        .ifPresent(
            leader -> {
              PostgresHost host =
                  new PostgresHost(
                      switchovers.of(view, leader).orElseThrow(),
                      leader,
                      options.platformOptions());
              if (host.canStop()) {
                new PostgresStopped(
                        host,
                        promotion,
                        switchovers.of(view, target).orElseThrow(),
                        target,
                        options.waitAtMost())
                    .addStop(plan, PostgresSwitchovers.node(view, leader));
              }
            });
    String note = "SELECT pg_last_wal_receive_lsn(), pg_last_xact_replay_timestamp()";
    plan.step(
        new Step(StepKind.SQL, note, Effect.READ, PostgresSwitchovers.node(view, target)),
        step -> {
          began.set(context.clock().instant());
          switchovers.of(view, target).orElseThrow().sql().during(step).execute(note);
        });
    promotion.add(plan);
    Set<String> slots = new LinkedHashSet<>();
    List<String> others =
        view.members().keySet().stream()
            .filter(name -> !name.equals(target) && !previous.equals(Optional.of(name)))
            .filter(name -> isStandbyOf(chosen.systemIdentifier(), view.ownView(name)))
            .toList();
    others.forEach(name -> view.ownView(name).flatMap(NodeView::slot).ifPresent(slots::add));
    promotion.addSlots(plan, slots);
    new PostgresFollowers(switchovers)
        .add(plan, view, promotion, target, previous.orElse(""), others);
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
}
