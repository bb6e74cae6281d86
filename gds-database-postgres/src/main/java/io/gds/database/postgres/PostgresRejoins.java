package io.gds.database.postgres;

import io.gds.database.core.Plan;
import io.gds.database.core.tool.Cancellation;
import io.gds.database.ha.HaNode;
import io.gds.database.ha.HaState;
import io.gds.database.ha.RejoinInfo;
import io.gds.database.ha.RejoinMethod;
import io.gds.database.ha.RejoinOptions;
import io.gds.database.operation.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes a node follow the primary again, by the cheapest way that works: as it is, if all it has is
 * the primary's too; by undoing what only it has; or by a new copy.
 *
 * @see <a href="https://www.postgresql.org/docs/current/app-pgrewind.html">pg_rewind</a>
 */
final class PostgresRejoins {
  private final PostgresSwitchovers switchovers;
  private final PostgresContext context;
  private final RejoinOptions options;
  private final String name;

  PostgresRejoins(PostgresSwitchovers switchovers, RejoinOptions options) {
    this.switchovers = switchovers;
    this.context = switchovers.context();
    this.options = options;
    name = options.node();
  }

  /**
   * What was found while planning.
   *
   * @param view the topology
   * @param node the node's connections
   * @param primary the primary's
   * @param host the node's process and files
   * @param divergence what it has that the primary lacks
   * @param method how it is made to follow
   */
  record Found(
      PostgresTopologyView view,
      PostgresContext node,
      PostgresContext primary,
      PostgresHost host,
      PostgresDivergence divergence,
      RejoinMethod method) {
    String primaryNode() {
      return PostgresSwitchovers.node(view, view.primaryName().orElseThrow());
    }

    Optional<NodeView> own(String name) {
      return view.ownView(name);
    }
  }

  Operation<RejoinInfo> prepare() {
    Plan.Builder<RejoinInfo> plan =
        context.runner().<RejoinInfo>plan("rejoin", name).options(options);
    List<Found> planned = new ArrayList<>();
    PostgresSteps.add(plan, context, name, () -> find().ifPresent(planned::add));
    plan.measure(new PostgresRejoinChecks(switchovers, options)::all);
    PostgresRejoinSteps steps = new PostgresRejoinSteps(context, options);
    planned.forEach(found -> PostgresSteps.add(plan, context, name, () -> steps.add(plan, found)));
    return plan.yields(() -> info(planned.get(0)));
  }

  private RejoinInfo info(Found found) {
    HaState state =
        switchovers.availability().haStatus().node(name).map(HaNode::state).orElse(HaState.UNKNOWN);
    return new RejoinInfo(name, found.method(), state, context.clock().instant(), List.of());
  }

  /** Empty if there is no primary, no such node, or no way to reach it, as the checks say. */
  private Optional<Found> find() {
    Optional<PostgresTopologyView> seen = switchovers.look();
    if (seen.isEmpty()
        || seen.get().primary().isEmpty()
        || seen.get().primaryName().equals(Optional.of(name))
        || switchovers.of(seen.get(), name).isEmpty()) {
      return Optional.empty();
    }
    PostgresTopologyView view = seen.get();
    PostgresContext node = switchovers.of(view, name).orElseThrow();
    PostgresContext primary = switchovers.of(view, view.primaryName().orElseThrow()).orElseThrow();
    PostgresHost host = new PostgresHost(node, name, options.platformOptions());
    Optional<NodeView> own = view.ownView(name);
    if (own.isEmpty() && (host.data().isEmpty() || !host.isDown())) {
      return Optional.empty();
    }
    PostgresDivergence divergence = divergence(view, own, host, primary);
    RejoinMethod method =
        options
            .method()
            .orElse(
                !divergence.diverged()
                    ? RejoinMethod.RESUME
                    : divergence.rewindable() ? RejoinMethod.REWIND : RejoinMethod.RECLONE);
    return Optional.of(new Found(view, node, primary, host, divergence, method));
  }

  static PostgresDivergence divergence(
      PostgresTopologyView view,
      Optional<NodeView> own,
      PostgresHost host,
      PostgresContext primary) {
    NodeView leading = view.primary().orElseThrow();
    if (own.isEmpty()) {
      Optional<String> half =
          host.data().map(PostgresRewindMark::new).flatMap(PostgresRewindMark::why);
      if (half.isPresent()) {
        return new PostgresDivergence(true, half.get(), false);
      }
      return PostgresDivergence.of(host, leading, primary);
    }
    if (!own.get().systemIdentifier().equals(leading.systemIdentifier())) {
      return new PostgresDivergence(true, "it belongs to another cluster", false);
    }
    if (own.get().recovering()) {
      return new PostgresDivergence(false, "it is a running standby", false);
    }
    boolean rewindable = host.data().isPresent() && host.control(Cancellation.never()).rewindable();
    return new PostgresDivergence(true, "it runs as a primary of its own", rewindable);
  }
}
