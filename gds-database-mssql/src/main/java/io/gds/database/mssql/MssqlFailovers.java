package io.gds.database.mssql;

import io.gds.database.core.Plan;
import io.gds.database.error.ErrorCode;
import io.gds.database.ha.FailoverOptions;
import io.gds.database.ha.SwitchoverInfo;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Makes a replica primary whatever it lacks, when the primary is gone. All other replicas are
 * suspended by that, so that what only they have can still be saved; they are not resumed here,
 * because that throws it away.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/database-engine/availability-groups/windows/perform-a-forced-manual-failover-of-an-availability-group-sql-server">forced
 *     failover</a>
 */
final class MssqlFailovers {
  private final MssqlAvailability availability;
  private final MssqlContext context;
  private final MssqlMembers members;
  private final FailoverOptions options;

  /** What would be lost, as it was last measured: just before the target is told. */
  private final AtomicReference<Optional<Duration>> measured =
      new AtomicReference<>(Optional.empty());

  MssqlFailovers(MssqlAvailability availability, FailoverOptions options) {
    this.availability = availability;
    this.context = availability.context();
    this.members = new MssqlMembers(availability);
    this.options = options;
  }

  Operation<SwitchoverInfo> prepare() {
    Optional<MssqlHaView> seen = new MssqlGroupLook(availability, options.group()).view();
    Optional<String> target = options.target().or(() -> seen.flatMap(this::mostAdvanced));
    Plan.Builder<SwitchoverInfo> plan =
        context
            .runner()
            .<SwitchoverInfo>plan("failover", context.runner().engine())
            .options(options)
            .measure(() -> checks(target));
    AtomicReference<@Nullable MssqlTakeover> takeover = new AtomicReference<>();
    Optional<MssqlMembers.Member> member =
        seen.flatMap(view -> target.flatMap(name -> members.find(view, name)));
    member.ifPresent(chosen -> takeover.set(add(plan, seen.orElseThrow(), chosen)));
    return plan.yields(
        () -> {
          MssqlTakeover done = MssqlTakeover.planned(takeover.get());
          return new SwitchoverInfo(
              seen.orElseThrow().told().name(),
              seen.flatMap(MssqlHaView::primaryName),
              target.orElseThrow(),
              true,
              Objects.requireNonNull(measured.get()),
              done.beganAt(),
              done.finishedAt(),
              done.toRejoin(),
              done.followUps());
        });
  }

  private MssqlTakeover add(
      Plan.Builder<SwitchoverInfo> plan, MssqlHaView view, MssqlMembers.Member target) {
    String group = view.told().name();
    MssqlTakeover takeover =
        new MssqlTakeover(
            target.context(),
            target.name(),
            MssqlMembers.node(view, target.name()),
            group,
            target.replica().map(MssqlReplica::databases).orElse(List.of()).stream()
                .filter(copy -> copy.joined().orElse(true))
                .count(),
            options.waitAtMost());
    plan.noReturn(takeover::isSent);
    plan.leaves(takeover::stands);
    takeover.add(plan, MssqlGroupSql.force(group));
    for (MssqlReplica replica : view.told().replicas()) {
      if (!replica.name().equals(target.name()) && replica.hasData()) {
        takeover.left(
            replica.name(),
            "its databases are suspended, and what only they have is undone when they are resumed");
      }
    }
    takeover
        .followUps()
        .add(
            "Keep clients away from the old primary until it has rejoined, and save what only it"
                + " has before that.");
    if (!MssqlSwitchoverChecks.isWatched(view.told())) {
      takeover
          .followUps()
          .add(
              "No cluster tells the old primary: when it comes back it leads again. Then "
                  + MssqlGroupLook.endSplit(view.told()));
    }
    return takeover;
  }

  /**
   * Whether what is noted of a replica tells what a failover to it would lose. It does in a Windows
   * cluster whose quorum was kept: a forced one may go by an old state. Where no cluster notes it,
   * the replica has only its own word, of when it was last connected; the primary may have gone on
   * without it.
   *
   * @see <a
   *     href="https://learn.microsoft.com/en-us/sql/database-engine/availability-groups/windows/perform-a-forced-manual-failover-of-an-availability-group-sql-server#potential-ways-to-avoid-data-loss-after-quorum-is-forced">after
   *     a forced quorum</a>
   */
  private static boolean isNoted(MssqlMembers.Member member) {
    return MssqlSwitchoverChecks.isWatched(member.group())
        && member.snapshot().quorum().filter("NORMAL_QUORUM"::equals).isPresent();
  }

  /** Nothing only if the cluster noted every database as ready while the node was there. */
  private static Optional<Duration> loss(MssqlMembers.Member member) {
    if (!isNoted(member)) {
      return Optional.empty();
    }
    List<Optional<Duration>> all =
        member.replica().map(MssqlReplica::databases).orElse(List.of()).stream()
            .map(MssqlReplicaDatabase::estimatedDataLoss)
            .toList();
    return all.isEmpty() || all.stream().anyMatch(Optional::isEmpty)
        ? Optional.empty()
        : all.stream().map(Optional::orElseThrow).max(Comparator.naturalOrder());
  }

  /**
   * The replica that answers and lacks least: ready in all databases, else with the longest log.
   */
  private Optional<String> mostAdvanced(MssqlHaView view) {
    return answering(view).stream()
        .filter(member -> member.replica().filter(it -> !it.isPrimary()).isPresent())
        .max(
            Comparator.comparing((MssqlMembers.Member member) -> isReady(member))
                .thenComparing(MssqlFailovers::log))
        .map(MssqlMembers.Member::name);
  }

  private List<MssqlMembers.Member> answering(MssqlHaView view) {
    return view.told().replicas().stream()
        .filter(MssqlReplica::hasData)
        .flatMap(replica -> members.find(view, replica.name()).stream())
        .toList();
  }

  private static boolean isReady(MssqlMembers.Member member) {
    return member
        .replica()
        .filter(replica -> isNoted(member) && !replica.databases().isEmpty())
        .filter(
            replica -> replica.databases().stream().allMatch(MssqlReplicaDatabase::failoverReady))
        .isPresent();
  }

  /** The sum of the ends of all logs: more only if one of them is longer. */
  private static BigDecimal log(MssqlMembers.Member member) {
    return member.replica().map(MssqlReplica::databases).orElse(List.of()).stream()
        .flatMap(each -> each.endOfLog().stream())
        .map(MssqlLsn::value)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private List<Check> checks(Optional<String> target) {
    MssqlCheckList checks = new MssqlCheckList(context);
    new MssqlGroupLook(availability, options.group())
        .view(checks)
        .filter(view -> MssqlSwitchoverChecks.changeable(view.told(), checks))
        .ifPresent(view -> measure(view, target, checks));
    return checks.all();
  }

  private void measure(MssqlHaView view, Optional<String> target, MssqlCheckList checks) {
    if (target.isEmpty()) {
      checks.demand(
          false,
          "a secondary answers",
          view.told().name(),
          "none",
          "one",
          ErrorCode.INVALID_CONNECTION,
          "Open the engine on a secondary, or give connections to them as peers.");
      return;
    }
    boolean known = view.told().replica(target.get()).isPresent();
    if (checks.demand(
        known,
        "the target is a replica of the group",
        target.get(),
        known ? "known" : "not known",
        "known",
        ErrorCode.NOT_FOUND,
        "See haStatus() for the replicas there are.")) {
      members
          .ask(view, target.get(), "target", checks)
          .ifPresent(member -> measure(view, member, checks));
    }
  }

  private void measure(MssqlHaView view, MssqlMembers.Member target, MssqlCheckList checks) {
    MssqlMembers.mayAlter(target, checks);
    List<MssqlMembers.Member> others =
        answering(view).stream().filter(other -> !other.name().equals(target.name())).toList();
    gone(view, target, others, checks);
    MssqlReplicaRole role =
        target.replica().map(MssqlReplica::role).orElse(MssqlReplicaRole.UNKNOWN);
    boolean able = role == MssqlReplicaRole.SECONDARY || role == MssqlReplicaRole.RESOLVING;
    checks.demand(
        able,
        "the target is a secondary, or nobody is primary",
        target.name(),
        role.name(),
        "SECONDARY or RESOLVING",
        ErrorCode.WRONG_STATE,
        "It needs no failover, or is not settled.");
    if (view.told().clusterType() == MssqlClusterType.WSFC) {
      boolean quorum = target.snapshot().hasQuorum(target.group());
      checks.demand(
          quorum,
          "the Windows cluster has a quorum",
          target.name(),
          target.snapshot().quorum().orElse("not told"),
          "a quorum",
          ErrorCode.WRONG_STATE,
          "Bring its nodes back, or force the quorum; then fail over.");
    }
    for (MssqlReplicaDatabase database :
        target.replica().map(MssqlReplica::databases).orElse(List.of())) {
      boolean whole = !database.synchronization().isUndoing();
      checks.demand(
          whole,
          "the database can be started there",
          database.name(),
          database.synchronization().name(),
          "neither REVERTING nor INITIALIZING",
          ErrorCode.WRONG_STATE,
          "Choose another target, or wait until it has connected to the primary again.");
    }
    ahead(target, others, checks);
    lost(target, checks);
  }

  /**
   * One that nobody could ask may live all the same: who is connected to it knows, and so does a
   * Windows cluster, which leaves the others RESOLVING when there is none. A server that was forced
   * elsewhere says so itself.
   */
  private static void gone(
      MssqlHaView view,
      MssqlMembers.Member target,
      List<MssqlMembers.Member> others,
      MssqlCheckList checks) {
    Optional<String> lives = living(view, target, others);
    List<String> silent = silent(view, target, others);
    checks.advise(
        silent.isEmpty(),
        "every other replica was asked",
        view.told().name(),
        silent.isEmpty() ? "all answer" : "these do not answer: " + String.join(", ", silent),
        "asked",
        "See that none of them is primary, and that no client reaches one that is: what it commits"
            + " from now on is lost, or has to be saved by hand.");
    checks.demand(
        lives.isEmpty(),
        "the primary is gone",
        view.told().name(),
        lives.orElse("no primary answers, nor is " + target.name() + " connected to one"),
        "gone",
        ErrorCode.WRONG_STATE,
        "Use switchover while it works: make the target synchronous first, if it is not. If it is"
            + " out of reach and nobody can use it, take it out of the cluster first.");
  }

  private static List<String> silent(
      MssqlHaView view, MssqlMembers.Member target, List<MssqlMembers.Member> others) {
    Set<String> silent = new LinkedHashSet<>();
    view.told().replicas().stream()
        .filter(MssqlReplica::hasData)
        .forEach(replica -> silent.add(replica.name()));
    silent.remove(target.name());
    others.forEach(other -> silent.remove(other.name()));
    return List.copyOf(silent);
  }

  private static Optional<String> living(
      MssqlHaView view, MssqlMembers.Member target, List<MssqlMembers.Member> others) {
    if (view.byPrimary()) {
      return Optional.of(view.primaryName().orElse("") + " answers, and is primary");
    }
    for (MssqlMembers.Member other : others) {
      if (other.replica().filter(MssqlReplica::isPrimary).isPresent()) {
        return Optional.of(other.name() + " answers, and is primary");
      }
    }
    Optional<MssqlReplica> secondary =
        target.replica().filter(replica -> replica.role() == MssqlReplicaRole.SECONDARY);
    if (secondary.flatMap(MssqlReplica::connected).orElse(false)) {
      return Optional.of(target.name() + " is connected to a primary");
    }
    return secondary.isPresent()
            && MssqlSwitchoverChecks.isWatched(target.group())
            && target.snapshot().hasQuorum(target.group())
        ? target.group().primary().map(name -> "the cluster says that " + name + " is primary")
        : Optional.empty();
  }

  private static void ahead(
      MssqlMembers.Member target, List<MssqlMembers.Member> others, MssqlCheckList checks) {
    List<String> ahead = new ArrayList<>();
    for (MssqlMembers.Member other : others) {
      for (MssqlReplicaDatabase theirs :
          other.replica().map(MssqlReplica::databases).orElse(List.of())) {
        boolean more =
            target
                .replica()
                .flatMap(replica -> replica.database(theirs.name()))
                .flatMap(MssqlReplicaDatabase::endOfLog)
                .flatMap(own -> theirs.endOfLog().map(end -> end.isAfter(own)))
                .orElse(theirs.endOfLog().isPresent());
        if (more) {
          ahead.add(other.name() + " has more of " + theirs.name());
        }
      }
    }
    checks.advise(
        ahead.isEmpty(),
        "no other replica that answers has more",
        target.name(),
        ahead.isEmpty() ? "it has most" : String.join(", ", ahead),
        "it has most",
        "Choose the one that has most.");
  }

  private void lost(MssqlMembers.Member target, MssqlCheckList checks) {
    Optional<Duration> loss = loss(target);
    measured.set(loss);
    String told =
        loss.map(most -> "about " + most)
            .orElse(
                isNoted(target)
                    ? "not known"
                    : MssqlSwitchoverChecks.isWatched(target.group())
                        ? "not known: the quorum was not kept, so that what the cluster notes may"
                            + " be old"
                        : "not known: no cluster notes it");
    if (options.maxDataLoss().isPresent()) {
      Duration most = options.maxDataLoss().get();
      checks.demand(
          loss.filter(time -> time.compareTo(most) <= 0).isPresent(),
          "no more than accepted would be lost",
          target.name(),
          told,
          "at most " + most,
          "Accept more loss, or choose a replica that has more. Where it is not known, leave the"
              + " limit out: nothing is lost by the old primary itself, or by a synchronized"
              + " replica that was up when the primary was lost.");
    } else {
      checks.advise(
          loss.filter(Duration::isZero).isPresent(),
          "nothing is lost",
          target.name(),
          told,
          "nothing",
          "What was committed later and did not arrive is lost; what the cluster notes as ready is"
              + " so only if this server was up when the primary was lost.");
    }
  }
}
