package io.gds.database.mssql;

import io.gds.database.core.Fate;
import io.gds.database.core.Plan;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.ha.HaNode;
import io.gds.database.ha.HaState;
import io.gds.database.ha.RejoinInfo;
import io.gds.database.ha.RejoinMethod;
import io.gds.database.ha.RejoinOptions;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Makes a replica follow again whose databases are suspended: after a forced failover, an error, or
 * by somebody's word. The server itself undoes what only the replica has, so that this has to be
 * accepted.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/database-engine/availability-groups/windows/resume-an-availability-database-sql-server">the
 *     vendor's page</a>
 */
final class MssqlRejoins {
  private final MssqlAvailability availability;
  private final MssqlContext context;
  private final MssqlMembers members;
  private final RejoinOptions options;

  MssqlRejoins(MssqlAvailability availability, RejoinOptions options) {
    this.availability = availability;
    this.context = availability.context();
    this.members = new MssqlMembers(availability);
    this.options = options;
  }

  Operation<RejoinInfo> prepare() {
    String node = options.node();
    Optional<MssqlHaView> seen = new MssqlGroupLook(availability, options.group()).view();
    Plan.Builder<RejoinInfo> plan =
        context.runner().<RejoinInfo>plan("rejoin", node).options(options).measure(this::checks);
    AtomicReference<HaState> state = new AtomicReference<>(HaState.UNKNOWN);
    AtomicReference<@Nullable Instant> finished = new AtomicReference<>();
    Optional<MssqlMembers.Member> member = seen.flatMap(view -> members.find(view, node));
    member.ifPresent(
        chosen -> {
          String at = MssqlMembers.node(seen.orElseThrow(), node);
          String group = chosen.group().name();
          for (String database : suspended(chosen)) {
            addResume(plan, chosen, group, database, at);
          }
          MssqlStatement role = MssqlGroupSql.suspended(group);
          plan.step(
              new Step(
                  StepKind.SQL,
                  role.shown() + "\n-- until there is none, and the primary says that it follows",
                  Effect.READ,
                  at),
              step -> {
                boolean follows =
                    MssqlWait.until(
                        options.waitAtMost(),
                        step::throwIfCancelled,
                        () -> {
                          Optional<MssqlHaView> now = availability.glance(group);
                          state.set(state(now, node));
                          return (state.get() == HaState.SYNCED
                                  || state.get() == HaState.SYNCHRONIZING)
                              && !isUndoing(now, node);
                        });
                if (!follows) {
                  boolean undoing = isUndoing(availability.glance(group), node);
                  throw ErrorDetails.of(
                          ErrorCode.TIMEOUT,
                          "it is "
                              + state.get()
                              + (undoing ? ", and still undoes what only it had," : "")
                              + " after "
                              + options.waitAtMost())
                      .target(node)
                      .remedy(
                          undoing
                              ? "Wait: haStatus() shows it as it follows; until then it cannot be"
                                  + " forced."
                              : "See its error log, and that of the primary.")
                      .toException();
                }
                finished.set(context.clock().instant());
              });
        });
    return plan.yields(
        () -> {
          Instant end = finished.get();
          if (end == null) {
            throw MssqlGroupLook.stale();
          }
          return new RejoinInfo(
              node, RejoinMethod.RESUME, Objects.requireNonNull(state.get()), end, List.of());
        });
  }

  private static List<String> suspended(MssqlMembers.Member member) {
    return member.replica().map(MssqlReplica::databases).orElse(List.of()).stream()
        .filter(each -> each.suspendedBecause().isPresent())
        .map(MssqlReplicaDatabase::name)
        .toList();
  }

  private static void addResume(
      Plan.Builder<?> plan,
      MssqlMembers.Member member,
      String group,
      String database,
      String node) {
    String sql = MssqlGroupSql.resume(database);
    plan.step(
        new Step(StepKind.SQL, sql, Effect.ONCE, node),
        step -> member.context().sql().during(step).execute(sql),
        Fate.of(
            () -> !MssqlGroupState.suspended(member.context(), group).contains(database),
            () -> MssqlAlone.isAtWork(member.context(), sql)));
  }

  /** What it had alone is undone first; until that is over it does not follow. */
  private static boolean isUndoing(Optional<MssqlHaView> now, String node) {
    return now.flatMap(view -> view.told().replica(node))
        .filter(
            replica ->
                replica.databases().stream().anyMatch(copy -> copy.synchronization().isUndoing()))
        .isPresent();
  }

  private static HaState state(Optional<MssqlHaView> now, String node) {
    return now.flatMap(
            view ->
                new MssqlHaNodes(view)
                    .all().stream().filter(each -> each.name().equals(node)).findFirst())
        .map(HaNode::state)
        .orElse(HaState.UNKNOWN);
  }

  private List<Check> checks() {
    MssqlCheckList checks = new MssqlCheckList(context);
    boolean resumes = options.method().filter(it -> it != RejoinMethod.RESUME).isEmpty();
    checks.demand(
        resumes,
        "the replica is made to follow by its server",
        options.node(),
        options.method().map(Enum::name).orElse("by the cheapest way"),
        RejoinMethod.RESUME.name(),
        ErrorCode.UNSUPPORTED_CAPABILITY,
        "Remove the replica and add it again, to copy its databases anew.");
    new MssqlGroupLook(availability, options.group())
        .view(checks)
        .ifPresent(view -> measure(view, checks));
    return checks.all();
  }

  private void measure(MssqlHaView view, MssqlCheckList checks) {
    String node = options.node();
    boolean known = view.told().replica(node).isPresent();
    if (!checks.demand(
        known,
        "it is a replica of the group",
        node,
        known ? "known" : "not known",
        "known",
        ErrorCode.NOT_FOUND,
        "See haStatus() for the replicas there are.")) {
      return;
    }
    if (!MssqlGroupLook.byPrimary(view, Optional.of(node), checks)) {
      return;
    }
    boolean leads = view.primaryName().equals(Optional.of(node));
    checks.demand(
        !leads,
        "it is not the primary",
        node,
        leads ? "the primary" : "a secondary",
        "a secondary",
        ErrorCode.WRONG_STATE,
        "The others follow it.");
    Optional<MssqlMembers.Member> member = members.ask(view, node, "replica", checks);
    member.ifPresent(chosen -> measure(chosen, checks));
  }

  private void measure(MssqlMembers.Member member, MssqlCheckList checks) {
    MssqlMembers.mayAlterDatabases(member, checks);
    MssqlReplica replica = member.replica().orElseThrow();
    if (!checks.demand(
        !replica.isPrimary(),
        "it does not hold itself for the primary",
        member.name(),
        replica.role().name(),
        MssqlReplicaRole.SECONDARY.name(),
        ErrorCode.WRONG_STATE,
        "Find out which of the two is to lead; " + MssqlGroupLook.endSplit(member.group()))) {
      return;
    }
    boolean connected = replica.connected().orElse(false);
    checks.demand(
        connected,
        "it is connected to the primary",
        member.name(),
        connected ? "connected" : "not connected",
        "connected",
        ErrorCode.WRONG_STATE,
        "See its endpoint and the network.");
    for (MssqlReplicaDatabase database : replica.databases()) {
      if (database.suspendedBecause().isPresent()) {
        discarded(database, checks);
      }
    }
  }

  /** By a forced failover it may have what the new primary has not; by other reasons it cannot. */
  private void discarded(MssqlReplicaDatabase database, MssqlCheckList checks) {
    boolean own = database.mayHaveOwnChanges();
    boolean accepted = options.discardChanges();
    checks.demand(
        !own || accepted,
        "nothing is thrown away that was not accepted",
        database.name(),
        !own
            ? "it has nothing that the primary lacks"
            : "its log goes to "
                + database.hardened().map(MssqlLsn::toString).orElse("an unknown place")
                + ", and it goes back to "
                + database.recoversTo().map(MssqlLsn::toString).orElse("an unknown place"),
        accepted ? "accepted" : "nothing of its own",
        "Save what only it has, then accept that it is thrown away: discardChanges.");
  }
}
