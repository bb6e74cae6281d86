package io.gds.database.mssql;

import io.gds.database.core.Plan;
import io.gds.database.ha.FailoverOptions;
import io.gds.database.ha.HaNode;
import io.gds.database.ha.RejoinInfo;
import io.gds.database.ha.RejoinOptions;
import io.gds.database.ha.SupportsSwitchover;
import io.gds.database.ha.SwitchoverInfo;
import io.gds.database.ha.SwitchoverOptions;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Changes the primary of a group, as its cluster type has it. In a Windows cluster the target is
 * told to take over, and does so only if nothing is lost. Without a cluster, and between the groups
 * of a distributed one, there is no such statement: the primary is demoted first, which ends all
 * writes, and the target is forced only once it is seen to have everything. A group that another
 * cluster manager looks after is left to its tools.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/database-engine/availability-groups/windows/perform-a-planned-manual-failover-of-an-availability-group-sql-server">planned
 *     failover</a>
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/database-engine/availability-groups/windows/configure-distributed-availability-groups#failover">failover
 *     of a distributed group</a>
 */
final class MssqlSwitchovers implements SupportsSwitchover {
  private static final int REQUIRED_IN_DISTRIBUTED = 16;

  private final MssqlAvailability availability;
  private final MssqlContext context;
  private final MssqlMembers members;

  MssqlSwitchovers(MssqlAvailability availability) {
    this.availability = availability;
    this.context = availability.context();
    this.members = new MssqlMembers(availability);
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

  @Override
  public Operation<SwitchoverInfo> prepareSwitchover(SwitchoverOptions options) {
    context.runner().requireOpen();
    options.requireKnown(Set.of(), List.of());
    Optional<MssqlHaView> seen = new MssqlGroupLook(availability, options.group()).view();
    Optional<String> target = options.target().or(() -> seen.flatMap(this::best));
    Plan.Builder<SwitchoverInfo> plan =
        context
            .runner()
            .<SwitchoverInfo>plan("switchover", context.runner().engine())
            .options(options)
            .measure(() -> new MssqlSwitchoverChecks(availability).of(options, target));
    AtomicReference<@Nullable MssqlTakeover> takeover = new AtomicReference<>();
    seen.filter(view -> view.byPrimary())
        .filter(view -> view.primaryName().equals(Optional.of(options.leader())))
        .filter(view -> target.filter(name -> isPlannable(view, name)).isPresent())
        .ifPresent(view -> takeover.set(add(plan, view, options, target.orElseThrow())));
    return plan.yields(
        () -> {
          MssqlTakeover done = MssqlTakeover.planned(takeover.get());
          return new SwitchoverInfo(
              seen.orElseThrow().told().name(),
              Optional.of(options.leader()),
              target.orElseThrow(),
              false,
              Optional.of(Duration.ZERO),
              done.beganAt(),
              done.finishedAt(),
              done.toRejoin(),
              done.followUps());
        });
  }

  private boolean isPlannable(MssqlHaView view, String target) {
    MssqlAvailabilityGroup group = view.told();
    boolean known =
        group.distributed()
            || group.clusterType() == MssqlClusterType.WSFC
            || group.clusterType() == MssqlClusterType.NONE;
    return known && group.replica(target).isPresent() && members.context(view, target).isPresent();
  }

  /** A candidate that can be reached: one that the cluster would choose, else the first. */
  private Optional<String> best(MssqlHaView view) {
    return new MssqlHaNodes(view)
        .all().stream()
            .filter(HaNode::isCandidate)
            .filter(node -> members.context(view, node.name()).isPresent())
            .map(HaNode::name)
            .reduce(
                (first, second) ->
                    isAutomatic(view, second) && !isAutomatic(view, first) ? second : first);
  }

  private static boolean isAutomatic(MssqlHaView view, String name) {
    return view.told()
        .replica(name)
        .filter(replica -> replica.failoverMode() == MssqlFailoverMode.AUTOMATIC)
        .isPresent();
  }

  private MssqlTakeover add(
      Plan.Builder<SwitchoverInfo> plan,
      MssqlHaView view,
      SwitchoverOptions options,
      String target) {
    MssqlAvailabilityGroup group = view.told();
    MssqlTakeover takeover =
        new MssqlTakeover(
            members.context(view, target).orElseThrow(),
            target,
            MssqlMembers.node(view, target),
            group.name(),
            group.databases().size(),
            options.waitAtMost());
    plan.noReturn(takeover::isSent);
    if (MssqlSwitchoverChecks.isWatched(group)) {
      plan.leaves(takeover::stands);
      takeover.add(plan, MssqlGroupSql.failover(group.name()));
    } else {
      new MssqlDemotion(members, view, options.leader(), target, takeover, options.waitAtMost())
          .add(plan, group.distributed() ? REQUIRED_IN_DISTRIBUTED : 0);
    }
    Set<String> following = new LinkedHashSet<>();
    for (MssqlReplica replica : group.replicas()) {
      if (!replica.name().equals(target)
          && replica.hasData()
          && (replica.isPrimary() || replica.connected().orElse(false))) {
        following.add(replica.name());
      }
    }
    takeover.addFollowers(plan, following);
    return takeover;
  }

  @Override
  public Operation<SwitchoverInfo> prepareFailover(FailoverOptions options) {
    context.runner().requireOpen();
    options.requireKnown(Set.of(), List.of());
    return new MssqlFailovers(availability, options).prepare();
  }

  @Override
  public Operation<RejoinInfo> prepareRejoin(RejoinOptions options) {
    context.runner().requireOpen();
    options.requireKnown(Set.of(), List.of());
    return new MssqlRejoins(availability, options).prepare();
  }
}
