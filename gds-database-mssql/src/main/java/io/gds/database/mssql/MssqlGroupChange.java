package io.gds.database.mssql;

import io.gds.database.core.Fate;
import io.gds.database.core.Plan;
import io.gds.database.core.StepContext;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A change of a group that its primary is told, and of which a look at the group shows that it took
 * effect.
 */
final class MssqlGroupChange {
  private final MssqlAvailability availability;
  private final MssqlMembers members;
  private final MssqlGroupLook look;

  MssqlGroupChange(MssqlAvailability availability, Optional<String> group) {
    this.availability = availability;
    this.members = new MssqlMembers(availability);
    this.look = new MssqlGroupLook(availability, group);
  }

  MssqlMembers members() {
    return members;
  }

  /** The group as it is while the steps are written; empty if it cannot be seen. */
  Optional<MssqlHaView> view() {
    return look.view();
  }

  /** What is measured: the group can be seen, its primary reached, and the login may alter it. */
  List<Check> checks(Checking more) {
    return checks(Optional.empty(), more);
  }

  /**
   * The same.
   *
   * @param but who may hold itself for the primary too, since it is to be none any more
   */
  List<Check> checks(Optional<String> but, Checking more) {
    MssqlCheckList checks = new MssqlCheckList(availability.context());
    look.view(checks)
        .filter(view -> MssqlGroupLook.byPrimary(view, but, checks))
        .ifPresent(
            view -> {
              members
                  .ask(view, view.primaryName().orElseThrow(), "primary", checks)
                  .ifPresent(member -> MssqlMembers.mayAlter(member, checks));
              more.measure(view, checks);
            });
    return checks.all();
  }

  /** Measures more of a group that can be seen. */
  interface Checking {
    void measure(MssqlHaView view, MssqlCheckList checks);
  }

  /** The replica is one of the group, or a refused check says it is not. */
  static Optional<MssqlReplica> known(MssqlHaView view, String name, MssqlCheckList checks) {
    Optional<MssqlReplica> replica = view.told().replica(name);
    checks.demand(
        replica.isPresent(),
        "it is a replica of the group",
        name,
        replica.isPresent() ? "known" : "not known",
        "known",
        ErrorCode.NOT_FOUND,
        "See haStatus() for the replicas there are.");
    return replica;
  }

  /**
   * Its replicas are servers; of a distributed group they are groups, which has other statements.
   *
   * @param instead what to do with a distributed one
   */
  static void plain(MssqlHaView view, MssqlCheckList checks, String instead) {
    boolean plain = !view.told().distributed();
    checks.demand(
        plain,
        "the group is made of servers",
        view.told().name(),
        plain ? "servers" : "its replicas are groups",
        "servers",
        ErrorCode.UNSUPPORTED_CAPABILITY,
        instead);
  }

  /**
   * Adds a statement to the primary.
   *
   * @param done whether a group shows that it took effect
   */
  void onPrimary(Plan.Builder<?> plan, MssqlHaView view, String sql, Showing done) {
    String primary = view.primaryName().orElseThrow();
    members
        .context(view, primary)
        .ifPresent(
            server ->
                on(plan, server, MssqlMembers.node(view, primary), sql, () -> shows(view, done)));
  }

  /** What a group shows. */
  interface Showing {
    boolean shown(MssqlAvailabilityGroup group);
  }

  /** Whether the group shows something now. */
  boolean shows(MssqlHaView view, Showing what) {
    return availability
        .glance(view.told().name())
        .filter(now -> what.shown(now.told()))
        .isPresent();
  }

  /** Adds a statement to a server. */
  static void on(
      Plan.Builder<?> plan, MssqlContext server, String node, String sql, BooleanSupplier done) {
    plan.step(
        new Step(StepKind.SQL, sql, Effect.ONCE, node),
        step -> server.sql().during(step).execute(sql),
        Fate.of(done, () -> MssqlAlone.isAtWork(server, sql)));
  }

  /** Adds a wait until the group shows something. */
  void await(Plan.Builder<?> plan, MssqlHaView view, Duration most, String what, Showing wanted) {
    await(plan, view, most, what, wanted, step -> {});
  }

  /** The same, and tells what was seen when it was so. */
  void await(
      Plan.Builder<?> plan,
      MssqlHaView view,
      Duration most,
      String what,
      Showing wanted,
      Consumer<StepContext> then) {
    plan.step(
        new Step(
            StepKind.SQL,
            MssqlGroupSql.followers(view.told().name()).shown() + "\n-- until " + what,
            Effect.READ,
            MssqlMembers.node(view, view.primaryName().orElse(""))),
        step -> {
          if (!MssqlWait.until(most, step::throwIfCancelled, () -> shows(view, wanted))) {
            throw ErrorDetails.of(
                    ErrorCode.TIMEOUT, "it was told, and after " + most + " it is not so: " + what)
                .target(view.told().name())
                .remedy("Look at haStatus() and the error logs; what was told stays so.")
                .toException();
          }
          then.accept(step);
        });
  }
}
