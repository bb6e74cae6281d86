package io.gds.database.mssql;

import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Measurements;
import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler;
import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Restores a full backup under a name that nobody has, to prove that it can be, lets the server
 * check what was restored, and drops it again, however it ends.
 */
final class MssqlTrial {
  private final MssqlContext context;
  private final MssqlDestination place;
  private final int position;
  private final boolean checks;
  private final String stamp = MssqlFreshRestore.stamp();
  private final String name = MssqlFreshRestore.safeName(stamp);
  private final List<MssqlBackupFile> files;
  private final List<MssqlRestoreSpec.Move> moves;
  private final Optional<DatabaseException> unreadable;

  /**
   * A trial of a backup.
   *
   * @param checks whether what was restored is checked as well
   */
  MssqlTrial(MssqlContext context, MssqlDestination place, int position, boolean checks) {
    this.context = context;
    this.place = place;
    this.position = position;
    this.checks = checks;
    List<MssqlBackupFile> listed = List.of();
    List<MssqlRestoreSpec.Move> placed = List.of();
    DatabaseException failure = null;
    try {
      listed = new MssqlMediaReading(context).files(place, position);
      placed = MssqlFreshRestore.moves(context, name, stamp, listed);
    } catch (DatabaseException e) {
      failure = e;
    }
    this.files = listed;
    this.moves = placed;
    this.unreadable = Optional.ofNullable(failure);
  }

  /** What it needs. */
  List<Check> measured() {
    List<Check> all = new ArrayList<>();
    unreadable.ifPresent(
        why ->
            all.add(
                new Measurements(context.clock())
                    .refused("its files are listed", place.names().get(0), "readable", why)));
    MssqlChecks of = new MssqlChecks(context);
    all.addAll(of.of(name, now -> List.of(of.mayCreate(now), of.free(now, name))));
    if (!moves.isEmpty()) {
      all.add(new MssqlVolumes(context).room(name, MssqlVolumes.needs(moves, files)));
    }
    return all;
  }

  /**
   * Adds its steps, and what takes the database away again.
   *
   * @param checked gets what was found good, as sentences
   */
  <T extends @Nullable Object> void addTo(Plan.Builder<T> plan, List<String> checked) {
    String drop = "DROP DATABASE IF EXISTS " + MssqlSql.name(name);
    MssqlFreshRestore restore =
        new MssqlFreshRestore(
            context, name, List.of(MssqlRestoreSpec.of(name, false, place, position)), moves);
    // Asked after what undoes, and before what is done at any rate.
    plan.leaves(restore::left).always(step -> context.sql().execute(drop));
    restore.addTo(plan);
    if (checks) {
      MssqlCheckRun run = new MssqlCheckRun(context, name, MssqlCheckOptions.defaults());
      plan.step(
          new Step(StepKind.SQL, run.sql(), Effect.ONCE, ""),
          step -> check(run, checked, step),
          () -> Reconciler.Finding.NOT_DONE);
    }
    plan.step(
        StepKind.SQL,
        Effect.IDEMPOTENT,
        drop,
        step -> {
          context.sql().during(step).execute(drop);
          checked.add(
              "restored for trial under the name "
                  + name
                  + ", with "
                  + files.size()
                  + " files, and dropped again");
        });
  }

  private void check(MssqlCheckRun run, List<String> checked, StepContext step) {
    run.run(step);
    MssqlCheckInfo info = run.info();
    if (!info.isClean()) {
      boolean corrupt = info.isProven();
      throw ErrorDetails.of(
              corrupt ? ErrorCode.ARCHIVE_CORRUPT : ErrorCode.STATEMENT_FAILED,
              "the backup in " + place.names().get(0) + " was restored, but " + info.summary())
          .platform(DatabaseType.MSSQL.id())
          .target(place.names().get(0))
          .remedy(
              corrupt
                  ? "Use an older backup, and check the database that it was taken of."
                  : "Make room in tempdb, look at the server's error log, and prove it again.")
          .toException();
    }
    checked.add("DBCC CHECKDB found no error in what was restored");
  }
}
