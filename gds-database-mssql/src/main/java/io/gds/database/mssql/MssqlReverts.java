package io.gds.database.mssql;

import io.gds.database.core.Checks;
import io.gds.database.core.Plan;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.StepKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Taking a database back to one of its snapshots. */
final class MssqlReverts {
  private static final String LAST =
      "SELECT MAX(h.restore_history_id) AS last_restore FROM msdb.dbo.restorehistory h";

  /** {@code R}: a revert. */
  private static final String SINCE =
      "SELECT COUNT(*) AS reverts FROM msdb.dbo.restorehistory h"
          + " WHERE h.destination_database_name = ? AND h.restore_type = 'R'"
          + " AND h.restore_history_id > ?";

  private final MssqlContext context;
  private final String name;
  private final MssqlChecks checks;

  MssqlReverts(MssqlContext context, String name) {
    this.context = context;
    this.name = name;
    this.checks = new MssqlChecks(context);
  }

  Operation<MssqlDatabaseMetadata> prepareRevert(MssqlRevertOptions options) {
    context.runner().requireOpen();
    options.requireKnown(Set.of(), List.of());
    String snapshot = MssqlSql.NAMES.check(options.snapshot());
    AtomicLong last = new AtomicLong();
    Plan.Builder<MssqlDatabaseMetadata> plan =
        context
            .runner()
            .<MssqlDatabaseMetadata>plan("revert", name)
            .options(options)
            .measure(() -> checks.ofAlone(name, now -> measured(now, options.force())))
            .measure(() -> checks.ofAlone(snapshot, now -> ofSnapshot(now, snapshot)))
            .step(
                StepKind.SQL,
                Effect.READ,
                LAST,
                step ->
                    last.set(
                        context
                            .sql()
                            .during(step)
                            .first(LAST, row -> row.optionalLong("last_restore").orElse(0))
                            .orElse(0L)));
    new MssqlAlone(context, name, options.force())
        .step(plan, sql(name, snapshot), name, () -> isReverted(last.get()));
    return plan.yields(() -> context.readings().require(name, Set.of()));
  }

  static String sql(String name, String snapshot) {
    return "RESTORE DATABASE "
        + MssqlSql.name(name)
        + " FROM DATABASE_SNAPSHOT = "
        + MssqlSql.literal(snapshot);
  }

  private boolean isReverted(long last) {
    return context.sql().first(SINCE, row -> row.longValue("reverts") > 0, name, last).orElse(false)
        && isOnline();
  }

  private boolean isOnline() {
    return context.readings().require(name, Set.of()).nativeState().equals("ONLINE");
  }

  private List<Check> measured(MssqlRights now, boolean force) {
    List<Check> all = new ArrayList<>();
    all.add(checks.exists(now, name));
    all.add(checks.notSystem(now, name));
    all.add(checks.mayOwn(now, name));
    all.add(checks.online(now, name));
    all.add(checks.notInGroup(now, name));
    all.add(checks.notOwn(now, name));
    if (!force) {
      all.add(checks.unused(now, name));
    }
    long snapshots = now.exactly(name).map(MssqlRights.Existing::snapshots).orElse(1L);
    all.add(
        Checks.demand(
            context.clock(),
            snapshots <= 1,
            "it has no other snapshots",
            name,
            snapshots + " snapshots",
            "one",
            ErrorCode.WRONG_STATE,
            "Drop its other snapshots first."));
    Optional<MssqlRecoveryModel> model =
        now.exactly(name).flatMap(MssqlRights.Existing::recoveryModel);
    boolean simple = model.filter(MssqlRecoveryModel.SIMPLE::equals).isPresent();
    all.add(
        Checks.advise(
            context.clock(),
            simple,
            "the chain of log backups goes on",
            name,
            simple ? "there is none" : "it ends: the log is made anew",
            "goes on",
            "Back the log up before, and the whole database afterwards."));
    return all;
  }

  private List<Check> ofSnapshot(MssqlRights now, String snapshot) {
    List<Check> all = new ArrayList<>();
    all.add(checks.exists(now, snapshot));
    all.add(checks.unused(now, snapshot));
    Optional<MssqlDatabaseMetadata> found = context.readings().find(snapshot, Set.of());
    boolean its =
        found
            .flatMap(
                shot ->
                    context
                        .readings()
                        .find(name, Set.of())
                        .filter(
                            source -> shot.sourceDatabaseId().orElse(-1) == source.databaseId()))
            .isPresent();
    if (now.exactly(snapshot).isPresent()) {
      all.add(
          Checks.demand(
              context.clock(),
              its,
              "it is a snapshot of the database",
              snapshot,
              its ? "yes" : "no",
              "yes",
              ErrorCode.WRONG_STATE,
              "Name a snapshot of this database: one whose source it is."));
    }
    if (its) {
      all.add(
          Checks.advise(
              context.clock(),
              false,
              "no change is lost",
              name,
              "lost is all that was changed since "
                  + found
                      .flatMap(MssqlDatabaseMetadata::createdAt)
                      .map(Instant::toString)
                      .orElse("the snapshot was made"),
              "nothing lost",
              "Back the database up before, if any of that is to be had again."));
    }
    return all;
  }
}
