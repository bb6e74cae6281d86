package io.gds.database.snowflake;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.DeleteBackupsOptions;
import io.gds.database.backup.RetentionPlan;
import io.gds.database.core.Plan;
import io.gds.database.core.StepContext;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.Quoting;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;

/**
 * Deleting backups: each by a step of its own, which looks once more that it is the one that was
 * meant.
 */
final class SnowflakeBackupRemoval {
  private final SnowflakeContext context;
  private final SnowflakeCatalog catalog;

  SnowflakeBackupRemoval(SnowflakeContext context, SnowflakeCatalog catalog) {
    this.context = context;
    this.catalog = catalog;
  }

  Operation<RetentionPlan> prepare(DeleteBackupsOptions options, RetentionPlan retention) {
    Plan.Builder<RetentionPlan> plan =
        context
            .runner()
            .<RetentionPlan>plan("deleteBackups", context.runner().engine())
            .options(options);
    for (BackupInfo backup : retention.delete()) {
      SnowflakePlace place = SnowflakePlace.of(backup.location());
      String sql = statement(place, backup);
      SnowflakeRun run = context.gateway().prepare(sql).seen(() -> !catalog.isThere(backup));
      plan.step(
          new Step(
              StepKind.SQL,
              sql + "\n-- the backup " + backup.id() + " at " + shown(backup),
              Effect.ONCE,
              ""),
          step -> remove(step, run, backup, place),
          run);
    }
    return plan.yields(() -> retention);
  }

  private static String shown(BackupInfo backup) {
    return Quoting.comment(backup.location().parts().get(0)).substring(3);
  }

  private static String statement(SnowflakePlace place, BackupInfo backup) {
    return switch (place.kind()) {
      case DATABASE -> "DROP DATABASE " + SnowflakeSql.name(place.name());
      case BACKUP_SET ->
          "ALTER BACKUP SET "
              + place.name()
              + " DELETE BACKUP IDENTIFIER "
              + SnowflakeSql.literal(backup.id());
      case STAGE -> "REMOVE " + place.stage().sql();
    };
  }

  private void remove(StepContext step, SnowflakeRun run, BackupInfo backup, SnowflakePlace place) {
    if (!catalog.isThere(backup)) {
      throw ErrorDetails.of(
              ErrorCode.PLAN_STALE,
              "the backup " + backup.id() + " is not at " + backup.location() + " any more")
          .target(backup.database())
          .remedy("Plan the deletion again.")
          .toException();
    }
    run.execute(step);
    if (place.kind() == SnowflakePlace.Kind.STAGE
        && !new SnowflakeUnloads(context).files(place.stage()).isEmpty()) {
      throw ErrorDetails.of(
              ErrorCode.STORAGE_FAILED, "files are still there after REMOVE: " + place.stage())
          .target(backup.database())
          .remedy("LIST and REMOVE them by hand.")
          .toException();
    }
  }
}
