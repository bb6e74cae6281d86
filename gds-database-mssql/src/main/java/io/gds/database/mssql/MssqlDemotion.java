package io.gds.database.mssql;

import io.gds.database.core.Fate;
import io.gds.database.core.Plan;
import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A change of the primary where no cluster does it: once the target says that it is in step, the
 * primary is demoted, so that nothing more is committed; the target is compared with it, and forced
 * only if it has the same; the others are resumed, since a forced change suspends them. Until the
 * target is told, the way back is to force the old primary, which has everything.
 *
 * <p>The vendor compares the ends of the log after the demotion of a distributed group, and for a
 * group without a cluster the states and the numbers of the configuration before it; both are done
 * for both. What a demoted primary tells of its log is not described for the latter: if it is not
 * the same, or nothing, the change is taken back.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/database-engine/availability-groups/windows/perform-a-planned-manual-failover-of-an-availability-group-sql-server#ReadScaleOutOnly">groups
 *     without a cluster</a>
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/database-engine/availability-groups/windows/configure-distributed-availability-groups#failover">distributed
 *     groups</a>
 */
final class MssqlDemotion {
  private final MssqlMembers members;
  private final MssqlHaView view;
  private final MssqlAvailabilityGroup group;
  private final String leader;
  private final String target;
  private final MssqlContext old;
  private final MssqlContext next;
  private final MssqlTakeover takeover;
  private final Duration wait;
  private final AtomicBoolean required = new AtomicBoolean();
  private final AtomicBoolean demoted = new AtomicBoolean();
  private final AtomicBoolean back = new AtomicBoolean();

  MssqlDemotion(
      MssqlMembers members,
      MssqlHaView view,
      String leader,
      String target,
      MssqlTakeover takeover,
      Duration wait) {
    this.members = members;
    this.view = view;
    this.group = view.told();
    this.leader = leader;
    this.target = target;
    this.old = members.context(view, leader).orElseThrow();
    this.next = members.context(view, target).orElseThrow();
    this.takeover = takeover;
    this.wait = wait;
  }

  /**
   * Adds the steps.
   *
   * @param since from which version on a commit can be made to wait, by major version
   */
  void add(Plan.Builder<?> plan, int since) {
    int before = group.requiredSynchronizedSecondaries();
    int needed = needed();
    boolean waits = before < needed && old.product().version().major() >= since;
    String require = MssqlGroupSql.required(group.name(), needed);
    String release = MssqlGroupSql.required(group.name(), before);
    plan.leaves(() -> left(release));
    if (waits && !group.distributed()) {
      plan.onFailure(step -> releaseOld(release));
      addOnOld(plan, require);
    }
    addWait(plan);
    addDemotion(plan);
    if (waits && group.distributed()) {
      plan.onFailure(step -> release(old, release));
      addOnOld(plan, require);
    }
    addComparison(plan);
    takeover.add(plan, MssqlGroupSql.force(group.name()));
    for (MssqlReplica replica : group.replicas()) {
      if (!replica.name().equals(target) && replica.hasData()) {
        addResume(plan, replica.name());
      }
    }
    if (waits) {
      boolean onOld = group.distributed();
      String name = onOld ? leader : target;
      plan.step(
          new Step(StepKind.SQL, release, Effect.IDEMPOTENT, MssqlMembers.node(view, name)),
          step -> releaseAfter(onOld ? old : next, name, release, step));
    }
  }

  /**
   * All that are in step now, so that no commit is acknowledged by another than the target. The
   * vendor writes 1, which is the same where there is only one.
   */
  private int needed() {
    long inStep =
        group.replicas().stream()
            .filter(replica -> !replica.isPrimary())
            .filter(
                replica -> replica.availabilityMode() == MssqlAvailabilityMode.SYNCHRONOUS_COMMIT)
            .filter(replica -> MssqlModes.isSynchronized(group, replica.name()))
            .count();
    return Math.max(1, Math.toIntExact(inStep));
  }

  private void releaseAfter(MssqlContext server, String name, String release, StepContext step) {
    try {
      server.sql().during(step).execute(release);
      required.set(false);
    } catch (DatabaseException e) {
      MssqlHaView.throwUnlessSilent(e);
      takeover
          .followUps()
          .add("Send to " + name + ": " + release + ". It failed: " + e.getMessage());
    }
  }

  private void addOnOld(Plan.Builder<?> plan, String sql) {
    plan.step(
        new Step(StepKind.SQL, sql, Effect.IDEMPOTENT, MssqlMembers.node(view, leader)),
        step -> {
          takeover.begin();
          required.set(true);
          old.sql().during(step).execute(sql);
        });
  }

  private void release(MssqlContext server, String sql) {
    if (required.get()) {
      server.sql().execute(sql);
      required.set(false);
    }
  }

  /** Only a primary takes it; the way back has made it one again. */
  private void releaseOld(String release) {
    if (!takeover.isSent() && MssqlGroupState.isPrimary(old, group.name())) {
      release(old, release);
    }
  }

  /**
   * Before anything is taken from anybody: each side says that the target has what is committed.
   */
  private void addWait(Plan.Builder<?> plan) {
    plan.step(
        new Step(
            StepKind.SQL,
            MssqlGroupSql.standing(group.name(), isCounted()).shown()
                + "\n-- until each database is SYNCHRONIZED there"
                + (isCounted() ? ", in the configuration that " + leader + " has" : ""),
            Effect.READ,
            MssqlMembers.node(view, target)),
        step -> {
          if (!MssqlWait.until(wait, step::throwIfCancelled, this::isInStep)) {
            throw ErrorDetails.of(
                    ErrorCode.WRONG_STATE,
                    "it does not say that it has all that is committed after "
                        + wait
                        + ", and "
                        + leader
                        + " stays primary")
                .target(target)
                .remedy("See haStatus(), opened on " + target + ", and its error log.")
                .toException();
          }
        });
  }

  /** Each side of a distributed group has a configuration of its own. */
  private boolean isCounted() {
    return !group.distributed() && MssqlHaSql.hasClusterTypes(next.product().version());
  }

  private boolean isInStep() {
    MssqlGroupState.Standing there = MssqlGroupState.standing(next, group.name());
    return there.inStep() >= group.databases().size()
        && (!isCounted()
            || there
                .configuration()
                .equals(MssqlGroupState.standing(old, group.name()).configuration()));
  }

  private void addDemotion(Plan.Builder<?> plan) {
    String demote = MssqlGroupSql.demote(group.name());
    plan.onFailure(step -> wayBack());
    plan.step(
        new Step(StepKind.SQL, demote, Effect.ONCE, MssqlMembers.node(view, leader)),
        step -> {
          takeover.begin();
          demote(demote, step);
        },
        Fate.of(
            () -> !MssqlGroupState.isPrimary(old, group.name()),
            () -> MssqlAlone.isAtWork(old, demote)));
  }

  private void demote(String sql, StepContext step) {
    demoted.set(true);
    try {
      old.sql().during(step).execute(sql);
    } catch (DatabaseException e) {
      switch (e.code()) {
        case TIMEOUT, CANCELLED, ENGINE_CLOSED, CONNECTION_LOST, OUTCOME_UNKNOWN -> {}
        // Refused: if it does not lead, that was somebody else's doing, and is not taken back.
        default -> demoted.set(false);
      }
      throw e;
    }
  }

  /** The old primary has everything: forced, it loses nothing, unless another leads by now. */
  private void wayBack() {
    if (demoted.get()
        && !takeover.isSent()
        && !MssqlGroupState.isPrimary(old, group.name())
        && !anotherLeads()) {
      old.sql().execute(MssqlGroupSql.force(group.name()));
      back.set(true);
    }
  }

  /** Whether one of the others that answer says it is primary: nobody here told it to be. */
  private boolean anotherLeads() {
    for (MssqlReplica replica : group.replicas()) {
      Optional<MssqlContext> server = members.context(view, replica.name());
      if (!replica.name().equals(leader) && server.isPresent()) {
        try {
          if (MssqlGroupState.isPrimary(server.get(), group.name())) {
            return true;
          }
        } catch (DatabaseException e) {
          MssqlHaView.throwUnlessSilent(e);
        }
      }
    }
    return false;
  }

  /** Where it stopped, and how to go on from there. */
  private Optional<String> left(String release) {
    List<String> left = new ArrayList<>();
    if (back.get()) {
      left.add(
          leader
              + " is primary again, by force, which suspends the databases on all others: rejoin"
              + " each of them.");
    } else {
      stands().ifPresent(left::add);
    }
    if (required.get()) {
      left.add(
          "Commits wait for a synchronized secondary, until this is sent to who is primary: "
              + release
              + ".");
    }
    return left.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", left));
  }

  private Optional<String> stands() {
    Optional<String> next = takeover.stands();
    if (next.isPresent()) {
      return next;
    }
    String way =
        leader
            + " has everything: "
            + MssqlGroupSql.force(group.name())
            + " there brings it back; then resume the databases that are suspended.";
    try {
      if (MssqlGroupState.isPrimary(old, group.name()) || anotherLeads()) {
        return Optional.empty();
      }
      return Optional.of("The group " + group.name() + " has no primary now. " + way);
    } catch (DatabaseException e) {
      MssqlHaView.throwUnlessSilent(e);
      return demoted.get()
          ? Optional.of(
              leader
                  + " was told to give its role up and does not answer: see haStatus(). If nobody is"
                  + " primary, "
                  + way)
          : Optional.empty();
    }
  }

  private void addComparison(Plan.Builder<?> plan) {
    plan.step(
        new Step(
            StepKind.SQL,
            MssqlGroupSql.hardened(group.name()).shown()
                + "\n-- until it tells the same as on "
                + leader,
            Effect.READ,
            MssqlMembers.node(view, target)),
        step -> {
          if (!MssqlWait.until(wait, step::throwIfCancelled, this::isSame)) {
            throw ErrorDetails.of(
                    ErrorCode.WRONG_STATE,
                    "it has not all of the log of " + leader + " after " + wait)
                .target(target)
                .remedy("The old primary is made primary again: see why it is behind.")
                .toException();
          }
        });
  }

  /**
   * What a primary tells as its own is the least that a secondary has, and nothing while commits do
   * not wait: so only a demoted one is compared with, and only if it tells of all databases.
   */
  private boolean isSame() {
    boolean secondary =
        MssqlGroupState.read(old, group.name())
            .map(MssqlGroupState::role)
            .filter(
                role -> role == MssqlReplicaRole.SECONDARY || role == MssqlReplicaRole.RESOLVING)
            .isPresent();
    if (!secondary) {
      return false;
    }
    Map<String, MssqlLsn> has = MssqlGroupState.hardened(next, group.name());
    Map<String, MssqlLsn> wanted = MssqlGroupState.hardened(old, group.name());
    if (wanted.size() < group.databases().size()) {
      return false;
    }
    for (Map.Entry<String, MssqlLsn> each : wanted.entrySet()) {
      MssqlLsn there = has.get(each.getKey());
      if (there == null || there.compareTo(each.getValue()) != 0) {
        return false;
      }
    }
    return true;
  }

  /** A forced change suspends everybody else; what was suspended before stays so. */
  private void addResume(Plan.Builder<?> plan, String name) {
    Optional<MssqlContext> server = members.context(view, name);
    List<String> followed =
        group.databases().stream()
            .filter(
                database ->
                    group
                        .replica(name)
                        .flatMap(replica -> replica.database(database))
                        .flatMap(MssqlReplicaDatabase::suspendedBecause)
                        .isEmpty())
            .toList();
    if (server.isEmpty() || followed.isEmpty()) {
      return;
    }
    String text =
        String.join(";\n", followed.stream().map(MssqlGroupSql::resume).toList())
            + "\n-- those of them that are suspended";
    plan.step(
        new Step(StepKind.SQL, text, Effect.IDEMPOTENT, MssqlMembers.node(view, name)),
        step ->
            takeover.tolerated(
                name,
                () ->
                    MssqlGroupState.suspended(server.get(), group.name()).stream()
                        .filter(followed::contains)
                        .map(MssqlGroupSql::resume)
                        .forEach(sql -> server.get().sql().during(step).execute(sql))));
  }
}
