package io.gds.database.mssql;

import io.gds.database.Detail;
import io.gds.database.core.Fate;
import io.gds.database.core.Plan;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The changes of groups that only SQL Server has. */
final class MssqlGroupVerbs {
  /** Databases are copied by the group; how long that takes is their size. */
  private static final Duration SEEDING = Duration.ofHours(24);

  private static final String ITS_GROUPS =
      "Its databases are those of the group that is primary: change them there.";

  private final MssqlAvailability availability;
  private final MssqlContext context;

  MssqlGroupVerbs(MssqlAvailability availability) {
    this.availability = availability;
    this.context = availability.context();
  }

  private Plan.Builder<@Nullable Void> plan(String name, String target) {
    context.runner().requireOpen();
    return context.runner().plan(name, target);
  }

  /** A plan without steps has done nothing, whatever its checks say by now. */
  private static Operation<@Nullable Void> done(
      Plan.Builder<@Nullable Void> plan, boolean planned) {
    return plan.yields(
        () -> {
          if (!planned) {
            throw MssqlGroupLook.stale();
          }
          return null;
        });
  }

  Operation<@Nullable Void> prepareAddDatabase(String group, String database) {
    String sql = MssqlGroupSql.addDatabase(group, database);
    MssqlGroupChange change = new MssqlGroupChange(availability, Optional.of(group));
    Plan.Builder<@Nullable Void> plan = plan("addGroupDatabase", database);
    plan.measure(() -> change.checks((view, checks) -> addable(change, view, database, checks)));
    Optional<MssqlHaView> seen = change.view().filter(MssqlHaView::byPrimary);
    seen.ifPresent(
        view -> {
          change.onPrimary(plan, view, sql, now -> now.databases().contains(database));
          change.await(
              plan,
              view,
              SEEDING,
              "it has joined on each replica that copies databases by itself",
              now ->
                  now.replicas().stream()
                      .filter(each -> each.seedingMode().equals("AUTOMATIC"))
                      .filter(each -> each.connected().orElse(false) || each.isPrimary())
                      .allMatch(each -> hasJoined(each, database)));
        });
    return done(plan, seen.isPresent());
  }

  private static boolean hasJoined(MssqlReplica replica, String database) {
    return replica.database(database).flatMap(MssqlReplicaDatabase::joined).orElse(false);
  }

  private static void addable(
      MssqlGroupChange change, MssqlHaView view, String database, MssqlCheckList checks) {
    MssqlGroupChange.plain(view, checks, ITS_GROUPS);
    boolean free = !view.told().databases().contains(database);
    checks.demand(
        free,
        "it is no member of the group yet",
        database,
        free ? "no member" : "a member",
        "no member",
        ErrorCode.ALREADY_EXISTS,
        "Nothing is left to do.");
    change
        .members()
        .context(view, view.primaryName().orElseThrow())
        .ifPresent(primary -> addable(primary, database, checks));
    for (MssqlReplica replica : view.told().replicas()) {
      boolean copies = replica.isPrimary() || replica.seedingMode().equals("AUTOMATIC");
      checks.advise(
          copies || !replica.hasData(),
          "the group copies it there by itself",
          replica.name(),
          "seeding is " + replica.seedingMode(),
          "AUTOMATIC",
          "Restore a full backup and the logs there WITH NORECOVERY, then ALTER DATABASE … SET"
              + " HADR AVAILABILITY GROUP = … there.");
    }
  }

  private static void addable(MssqlContext primary, String database, MssqlCheckList checks) {
    Optional<MssqlDatabaseMetadata> found =
        primary.readings().find(database, Set.of(Detail.LAST_BACKUP));
    boolean there =
        checks.demand(
            found.isPresent(),
            "the database exists on the primary",
            database,
            found.isPresent() ? "there" : "not there",
            "there",
            ErrorCode.NOT_FOUND,
            "Create or restore it there first.");
    if (!there) {
      return;
    }
    MssqlDatabaseMetadata metadata = found.orElseThrow();
    checks.demand(
        metadata.recoveryModel() == MssqlRecoveryModel.FULL,
        "its log keeps everything",
        database,
        metadata.recoveryModel().name(),
        MssqlRecoveryModel.FULL.name(),
        ErrorCode.WRONG_STATE,
        "setRecoveryModel(FULL), then take a full backup.");
    checks.demand(
        metadata.lastFullBackupAt().isPresent(),
        "it has been backed up in full",
        database,
        metadata.lastFullBackupAt().map(Object::toString).orElse("never"),
        "once",
        ErrorCode.WRONG_STATE,
        "Take a full backup that is not copy-only.");
  }

  Operation<@Nullable Void> prepareRemoveDatabase(String group, String database) {
    String sql = MssqlGroupSql.removeDatabase(group, database);
    MssqlGroupChange change = new MssqlGroupChange(availability, Optional.of(group));
    Plan.Builder<@Nullable Void> plan = plan("removeGroupDatabase", database);
    plan.measure(
        () ->
            change.checks(
                (view, checks) -> {
                  MssqlGroupChange.plain(view, checks, ITS_GROUPS);
                  boolean member = view.told().databases().contains(database);
                  checks.demand(
                      member,
                      "it is a member of the group",
                      database,
                      member ? "a member" : "no member",
                      "a member",
                      ErrorCode.NOT_FOUND,
                      "See haConfiguration() for the databases of the group.");
                  checks.advise(
                      !member,
                      "its copies are of use",
                      database,
                      "they stay on the other replicas, in state RESTORING",
                      "removed too",
                      "Drop them there when they are not needed any more.");
                }));
    Optional<MssqlHaView> seen = change.view().filter(MssqlHaView::byPrimary);
    seen.ifPresent(
        view -> change.onPrimary(plan, view, sql, now -> !now.databases().contains(database)));
    return done(plan, seen.isPresent());
  }

  Operation<@Nullable Void> prepareSetFailoverMode(
      String group, String replica, MssqlFailoverMode mode) {
    String sql = MssqlGroupSql.modifyReplica(group, replica, MssqlGroupSql.failoverMode(mode));
    MssqlGroupChange change = new MssqlGroupChange(availability, Optional.of(group));
    Plan.Builder<@Nullable Void> plan = plan("setFailoverMode", replica);
    plan.measure(
        () ->
            change.checks(
                (view, checks) ->
                    MssqlGroupChange.known(view, replica, checks)
                        .ifPresent(known -> settable(view, known, mode, checks))));
    Optional<MssqlHaView> seen = change.view().filter(MssqlHaView::byPrimary);
    seen.ifPresent(
        view ->
            change.onPrimary(
                plan,
                view,
                sql,
                now ->
                    now.replica(replica).filter(each -> each.failoverMode() == mode).isPresent()));
    return done(plan, seen.isPresent());
  }

  private static void settable(
      MssqlHaView view, MssqlReplica replica, MssqlFailoverMode mode, MssqlCheckList checks) {
    MssqlGroupChange.plain(view, checks, "It is failed over by hand only: nothing is to be set.");
    boolean ours =
        mode == MssqlFailoverMode.MANUAL
            ? view.told().clusterType() != MssqlClusterType.EXTERNAL
            : mode == MssqlFailoverMode.AUTOMATIC
                && view.told().clusterType() == MssqlClusterType.WSFC;
    checks.demand(
        ours,
        "the cluster type allows the mode",
        replica.name(),
        view.told().clusterType() + ", " + mode,
        "AUTOMATIC in a Windows cluster, MANUAL unless another cluster manager decides",
        ErrorCode.UNSUPPORTED_CAPABILITY,
        "Choose the other mode.");
    boolean able =
        mode != MssqlFailoverMode.AUTOMATIC
            || replica.availabilityMode() == MssqlAvailabilityMode.SYNCHRONOUS_COMMIT;
    checks.demand(
        able,
        "commits wait for a replica that the cluster may choose",
        replica.name(),
        replica.availabilityMode().name(),
        MssqlAvailabilityMode.SYNCHRONOUS_COMMIT.name(),
        "Make it synchronous first.");
  }

  Operation<@Nullable Void> prepareSuspend(String group, String replica, String database) {
    return moved("suspendDatabase", group, replica, database, true);
  }

  Operation<@Nullable Void> prepareResume(String group, String replica, String database) {
    return moved("resumeDatabase", group, replica, database, false);
  }

  private Operation<@Nullable Void> moved(
      String verb, String group, String replica, String database, boolean suspend) {
    String sql = suspend ? MssqlGroupSql.suspend(database) : MssqlGroupSql.resume(database);
    MssqlGroupLook look = new MssqlGroupLook(availability, Optional.of(group));
    MssqlMembers members = new MssqlMembers(availability);
    Plan.Builder<@Nullable Void> plan = plan(verb, database);
    plan.measure(
        () -> {
          MssqlCheckList checks = new MssqlCheckList(context);
          look.view(checks)
              .filter(view -> MssqlGroupChange.known(view, replica, checks).isPresent())
              .flatMap(view -> members.ask(view, replica, "replica", checks))
              .ifPresent(member -> movable(member, database, suspend, checks));
          return checks.all();
        });
    Optional<Map.Entry<String, MssqlContext>> server =
        look.view()
            .flatMap(
                view ->
                    members
                        .context(view, replica)
                        .map(it -> Map.entry(MssqlMembers.node(view, replica), it)));
    server.ifPresent(
        at ->
            plan.step(
                new Step(StepKind.SQL, sql, Effect.ONCE, at.getKey()),
                step -> at.getValue().sql().during(step).execute(sql),
                Fate.of(
                    () ->
                        MssqlGroupState.suspended(at.getValue(), group).contains(database)
                            == suspend,
                    () -> MssqlAlone.isAtWork(at.getValue(), sql))));
    return done(plan, server.isPresent());
  }

  private static void movable(
      MssqlMembers.Member member, String database, boolean suspend, MssqlCheckList checks) {
    MssqlMembers.mayAlterDatabases(member, checks);
    Optional<MssqlReplicaDatabase> copy =
        member.replica().flatMap(replica -> replica.database(database));
    boolean joined = copy.flatMap(MssqlReplicaDatabase::joined).orElse(copy.isPresent());
    checks.demand(
        joined,
        "the database has joined the group there",
        database,
        joined ? "joined" : "not joined",
        "joined",
        ErrorCode.NOT_FOUND,
        "See haStatus() for the databases of each replica.");
    boolean leads = member.replica().filter(MssqlReplica::isPrimary).isPresent();
    if (suspend) {
      checks.advise(
          !leads,
          "the other replicas go on",
          database,
          leads ? "on the primary it is suspended for all of them" : "they do",
          "they do",
          "Its log grows until it is resumed.");
    } else {
      boolean own = copy.filter(MssqlReplicaDatabase::mayHaveOwnChanges).isPresent() && !leads;
      checks.demand(
          !own,
          "nothing is thrown away by it",
          database,
          own ? "it has, or may have, changes that the primary lacks" : "it has none of its own",
          "none of its own",
          "Save them, then rejoin the replica with discardChanges.");
    }
  }
}
