package io.gds.database.postgres;

import io.gds.database.core.Checks;
import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler;
import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.ha.RemoveNodeOptions;
import io.gds.database.jdbc.Sql;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes a standby out: commits no longer wait for it, and its slot keeps no more of the log. Its
 * data stay.
 */
final class PostgresNodeRemovals {
  /** A sender that was told to end does so at once; it is given this long. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final PostgresContext primary;
  private final String primaryName;
  private final String node;

  PostgresNodeRemovals(PostgresContext primary, String primaryName, String node) {
    this.primary = primary;
    this.primaryName = primaryName;
    this.node = node;
  }

  List<Check> checks(PostgresTopologyView view, RemoveNodeOptions options) {
    NodeView now = view.primary().orElseThrow();
    String name = options.node();
    List<Check> checks = new ArrayList<>();
    boolean isPrimary = name.equals(primaryName);
    checks.add(
        Checks.demand(
            primary.clock(),
            !isPrimary,
            "the node is not the primary",
            name,
            isPrimary ? "the primary" : "another",
            "a standby",
            ErrorCode.PRECONDITION_FAILED,
            "Switch over to another node first."));
    if (isPrimary) {
      return checks;
    }
    Optional<StandbyView> found = standby(now, name);
    checks.add(
        Checks.demand(
            primary.clock(),
            found.isPresent(),
            "the primary knows the node",
            name,
            found.isPresent() ? "known" : "neither connected nor with a slot",
            "connected, or with a slot",
            ErrorCode.NOT_FOUND,
            view.members().containsKey(name)
                ? "There is nothing to remove: take its connection out of the peers."
                : "See haStatus() for the nodes there are."));
    found.ifPresent(standby -> checks.addAll(checks(now, standby, options.force())));
    return checks;
  }

  static Optional<StandbyView> standby(NodeView primary, String name) {
    return primary.standbys().stream().filter(standby -> standby.name().equals(name)).findFirst();
  }

  private List<Check> checks(NodeView now, StandbyView standby, boolean force) {
    List<Check> checks = new ArrayList<>();
    checks.add(
        Checks.demand(
            primary.clock(),
            !standby.connected() || (force && standby.slot().isPresent()),
            "the node is not connected",
            standby.name(),
            standby.connected()
                ? "connected" + (standby.slot().isEmpty() ? ", and without a slot" : "")
                : "not connected",
            "not connected",
            ErrorCode.DATABASE_IN_USE,
            standby.slot().isEmpty()
                ? "Stop it first: without a slot to take away it would only connect again."
                : "Stop it first, or remove it by force: it then asks in vain for its slot."));
    Optional<PostgresSyncNames> after = namesAfter(now, standby);
    boolean last = after.isPresent() && after.get().names().isEmpty() && !now.syncNames().isBlank();
    checks.add(
        Checks.demand(
            primary.clock(),
            !last || force,
            "commits wait for another one too",
            standby.name(),
            last ? "the only one of synchronous_standby_names" : "not the only one",
            "not the only one",
            ErrorCode.PRECONDITION_FAILED,
            "Have them wait for another one first, or remove it by force: then they wait for none."));
    if (after.isPresent()) {
      checks.add(PostgresSyncModes.mayAlter(primary, primaryName));
    }
    if (standby.slot().isPresent()) {
      checks.add(
          new PostgresChecks(primary)
              .allowed(
                  "the role may drop slots",
                  primaryName,
                  "SELECT rolsuper OR rolreplication FROM pg_roles WHERE rolname = current_user",
                  "ALTER ROLE … REPLICATION"));
    }
    return checks;
  }

  /** What synchronous_standby_names becomes; empty if it stays. */
  private static Optional<PostgresSyncNames> namesAfter(NodeView now, StandbyView standby) {
    return PostgresSyncNames.parse(now.syncNames())
        .flatMap(
            names -> {
              String called = standby.application().orElse(standby.name());
              PostgresSyncNames left = names.without(called);
              return left.equals(names) ? Optional.empty() : Optional.of(left);
            });
  }

  void add(Plan.Builder<?> plan, NodeView now, StandbyView standby) {
    namesAfter(now, standby)
        .ifPresent(
            names ->
                new PostgresSyncModes(primary, primaryName, node)
                    .add(
                        plan,
                        now,
                        new PostgresSyncModes.Wanted(names, Optional.empty(), List.of()),
                        PATIENCE));
    standby
        .slot()
        .ifPresent(
            slot -> {
              String drop = "SELECT pg_drop_replication_slot(" + PostgresSql.literal(slot) + ")";
              String end =
                  "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE"
                      + " slot_name = "
                      + PostgresSql.literal(slot);
              boolean connected = standby.connected();
              plan.step(
                  new Step(StepKind.SQL, connected ? end + ";\n" + drop : drop, Effect.ONCE, node),
                  step -> {
                    if (connected) {
                      endAndDrop(end, drop, step);
                    } else {
                      primary.sql().during(step).execute(drop);
                    }
                  },
                  () -> exists(slot) ? Reconciler.Finding.NOT_DONE : Reconciler.Finding.DONE);
            });
  }

  /** The standby connects again within seconds, so the slot is dropped as soon as it is free. */
  private void endAndDrop(String end, String drop, StepContext step) {
    Sql sql = primary.sql().during(step);
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      sql.execute(end);
      try {
        sql.execute(drop);
        return;
      } catch (DatabaseException e) {
        if (e.code() != ErrorCode.DATABASE_IN_USE || System.nanoTime() - until > 0) {
          throw e;
        }
        step.throwIfCancelled();
        PostgresPause.millis(20);
      }
    }
  }

  private boolean exists(String slot) {
    return primary
        .sql()
        .first("SELECT 1 AS n FROM pg_replication_slots WHERE slot_name = ?", row -> true, slot)
        .isPresent();
  }
}
