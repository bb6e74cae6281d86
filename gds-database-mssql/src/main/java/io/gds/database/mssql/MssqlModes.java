package io.gds.database.mssql;

import io.gds.database.core.Plan;
import io.gds.database.ha.SyncModeOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * When commits wait for which replicas of a group. They wait only if the primary is synchronous
 * too; a replica that the cluster may choose by itself has to be.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/database-engine/availability-groups/windows/change-the-availability-mode-of-an-availability-replica-sql-server">the
 *     vendor's page</a>
 */
final class MssqlModes {
  private final MssqlGroupChange change;
  private final MssqlHaView view;
  private final SyncModeOptions options;
  private final MssqlAvailabilityMode mode;
  private final List<MssqlReplica> replicas;

  MssqlModes(
      MssqlGroupChange change,
      MssqlHaView view,
      SyncModeOptions options,
      MssqlAvailabilityMode mode) {
    this.change = change;
    this.view = view;
    this.options = options;
    this.mode = mode;
    replicas =
        view.told().replicas().stream()
            .filter(MssqlReplica::hasData)
            .filter(
                each ->
                    options.node().map(each.name()::equals).orElse(!each.isPrimary() || waits())
                        || (each.isPrimary() && waits()))
            .filter(each -> each.availabilityMode() != mode)
            .toList();
  }

  private boolean waits() {
    return mode == MssqlAvailabilityMode.SYNCHRONOUS_COMMIT;
  }

  /** What stands against it. */
  void measure(MssqlCheckList checks) {
    MssqlAvailabilityGroup group = view.told();
    long left =
        group.replicas().stream()
            .filter(each -> !each.isPrimary() && each.hasData())
            .filter(
                each ->
                    replicas.contains(each)
                        ? waits()
                        : each.availabilityMode() == MssqlAvailabilityMode.SYNCHRONOUS_COMMIT)
            .count();
    int required = group.requiredSynchronizedSecondaries();
    checks.demand(
        left >= required,
        "the primary can commit afterwards",
        group.name(),
        left + " synchronous secondaries, and " + required + " are required",
        "as many as are required",
        "Lower REQUIRED_SYNCHRONIZED_SECONDARIES_TO_COMMIT first.");
    if (group.distributed()) {
      other()
          .ifPresent(
              name ->
                  change
                      .members()
                      .ask(view, name, "other group", checks)
                      .ifPresent(member -> MssqlMembers.mayAlter(member, checks)));
    }
  }

  /** The member of a distributed group that is not its primary. */
  private Optional<String> other() {
    return view.told().replicas().stream()
        .filter(each -> !each.isPrimary())
        .map(MssqlReplica::name)
        .findFirst();
  }

  /** Adds the steps. */
  void add(Plan.Builder<?> plan) {
    if (view.told().distributed()) {
      addMembers(plan);
    } else {
      replicas.forEach(each -> addReplica(plan, each));
    }
    List<String> followers = new ArrayList<>();
    replicas.stream()
        .filter(each -> !each.isPrimary() && each.connected().orElse(false))
        .forEach(each -> followers.add(each.name()));
    if (waits() && !followers.isEmpty()) {
      change.await(
          plan,
          view,
          options.waitAtMost(),
          "these are synchronized: " + String.join(", ", followers),
          group -> followers.stream().allMatch(name -> isSynchronized(group, name)));
    }
  }

  static boolean isSynchronized(MssqlAvailabilityGroup group, String name) {
    return group
        .replica(name)
        .filter(
            replica ->
                group.databases().stream()
                    .allMatch(
                        database ->
                            replica
                                .database(database)
                                .filter(
                                    copy ->
                                        copy.synchronization() == MssqlSynchronization.SYNCHRONIZED)
                                .isPresent()))
        .isPresent();
  }

  private void addReplica(Plan.Builder<?> plan, MssqlReplica replica) {
    String group = view.told().name();
    if (!waits() && replica.failoverMode() == MssqlFailoverMode.AUTOMATIC) {
      change.onPrimary(
          plan,
          view,
          MssqlGroupSql.modifyReplica(
              group, replica.name(), MssqlGroupSql.failoverMode(MssqlFailoverMode.MANUAL)),
          now ->
              now.replica(replica.name())
                  .filter(each -> each.failoverMode() == MssqlFailoverMode.MANUAL)
                  .isPresent());
    }
    change.onPrimary(
        plan,
        view,
        MssqlGroupSql.modifyReplica(group, replica.name(), MssqlGroupSql.mode(mode)),
        now -> has(now, replica.name()));
  }

  private boolean has(MssqlAvailabilityGroup group, String name) {
    return group.replica(name).filter(each -> each.availabilityMode() == mode).isPresent();
  }

  /** Each side of a distributed group has a configuration of its own. */
  private void addMembers(Plan.Builder<?> plan) {
    List<String> names = view.told().replicas().stream().map(MssqlReplica::name).toList();
    String sql = MssqlGroupSql.modifyMembers(view.told().name(), names, mode);
    for (String name : names) {
      change
          .members()
          .context(view, name)
          .ifPresent(
              server ->
                  MssqlGroupChange.on(
                      plan,
                      server,
                      MssqlMembers.node(view, name),
                      sql,
                      () ->
                          MssqlHaSnapshot.read(server)
                              .group(view.told().name())
                              .filter(now -> names.stream().allMatch(each -> has(now, each)))
                              .isPresent()));
    }
  }
}
