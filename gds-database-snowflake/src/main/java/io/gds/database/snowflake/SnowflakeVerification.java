package io.gds.database.snowflake;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupVerification;
import io.gds.database.backup.SupportsBackupCatalog;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.backup.VerifyOptions;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Plan;
import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.StepKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Proving a backup. A snapshot is the server's: what can be proved of it is that it is there with
 * its mark, that each of its tables can be read to the end, and that it can be cloned. An unload is
 * proved by its manifest and files, and by being loaded into a database that goes again.
 */
final class SnowflakeVerification {
  private final SnowflakeContext context;
  private final SnowflakeCatalog catalog;
  private final VerifyOptions options;
  private final SnowflakeShelf shelf;
  private final SnowflakePlace place;
  private final List<String> checked = new ArrayList<>();

  SnowflakeVerification(SnowflakeContext context, SnowflakeCatalog catalog, VerifyOptions options) {
    this.context = context;
    this.catalog = catalog;
    this.options = options;
    this.shelf = new SnowflakeShelf(context);
    this.place = SnowflakePlace.of(options.location());
  }

  /** Whether backups are proved so far, or why not. */
  static CapabilityStatus status(VerifyLevel level) {
    return SnowflakeCatalog.LEVELS.contains(level)
        ? CapabilityStatus.available(SupportsBackupCatalog.class, level)
        : CapabilityStatus.absent(
            SupportsBackupCatalog.class,
            level,
            Availability.NOT_ON_PLATFORM,
            "the server has no check of a database's consistency that one could ask for",
            "Verify it at the level RESTORE.");
  }

  Operation<BackupVerification> prepare() {
    VerifyLevel level = options.level();
    CapabilityStatus status = status(level);
    if (!status.isAvailable()) {
      throw UnsupportedCapabilityException.of(
          DatabaseType.SNOWFLAKE.id(), context.runner().engine(), status);
    }
    BackupInfo[] backup = new BackupInfo[1];
    Plan.Builder<BackupVerification> plan =
        context
            .runner()
            .<BackupVerification>plan("verifyBackup", options.location().toString())
            .options(options)
            .step(
                StepKind.SQL,
                Effect.READ,
                manifestText(),
                step -> {
                  checked.clear();
                  backup[0] = catalog.inspectBackup(options.location());
                  checked.add("the backup is there, and what tells of it can be read");
                });
    if (level.compareTo(VerifyLevel.ARCHIVE) >= 0) {
      plan.step(StepKind.SQL, Effect.READ, archiveText(), this::archive);
    }
    if (level == VerifyLevel.RESTORE) {
      restore(plan);
    }
    return plan.yields(
        () -> new BackupVerification(backup[0], proved(level), checked, context.clock().instant()));
  }

  /** Of files in a stage and of backup sets nothing tells each byte, but for a restore of them. */
  private VerifyLevel proved(VerifyLevel level) {
    return level == VerifyLevel.ARCHIVE && place.kind() != SnowflakePlace.Kind.DATABASE
        ? VerifyLevel.MANIFEST
        : level;
  }

  private String manifestText() {
    return switch (place.kind()) {
      case DATABASE -> "SHOW DATABASES STARTS WITH " + SnowflakeSql.literal(place.name());
      case BACKUP_SET -> "SHOW BACKUPS IN BACKUP SET " + place.name();
      case STAGE -> SnowflakeManifestFiles.read(place.stage(), SnowflakeManifestFiles.LAST);
    };
  }

  private String archiveText() {
    return switch (place.kind()) {
      case DATABASE ->
          "SELECT HASH_AGG(*) AS H FROM "
              + SnowflakeSql.name(place.name())
              + ".\"<schema>\".\"<each table>\"";
      case BACKUP_SET -> "SHOW BACKUPS IN BACKUP SET " + place.name();
      case STAGE -> "LIST " + place.stage().sql();
    };
  }

  private void archive(StepContext step) {
    switch (place.kind()) {
      case DATABASE -> readAll(step);
      case BACKUP_SET ->
          checked.add("the server lists it in its set; more it tells only when it is restored");
      case STAGE -> {
        SnowflakeUnloads unloads = new SnowflakeUnloads(context);
        checked.addAll(unloads.compare(place.stage(), unloads.read(place.stage())));
      }
    }
  }

  private void readAll(StepContext step) {
    long tables = 0;
    for (SnowflakeInventory.Table table :
        SnowflakeInventory.read(context.sql(), place.name()).tables()) {
      if (table.kind().hasRows()) {
        step.throwIfCancelled();
        context
            .gateway()
            .run(
                step,
                "SELECT HASH_AGG(*) AS H FROM "
                    + SnowflakeSql.name(place.name(), table.schema(), table.name()));
        tables++;
      }
    }
    checked.add("each of its " + tables + " tables was read to the end");
  }

  private void restore(Plan.Builder<BackupVerification> plan) {
    Instant now = shelf.now();
    SnowflakeMark mark =
        new SnowflakeMark(
            SnowflakeStamp.Kind.RESTORE,
            UUID.randomUUID().toString(),
            SnowflakeStamp.of(SnowflakeStamp.Kind.RESTORE, "", now).name(),
            options.location().parts().get(0),
            now,
            Optional.empty(),
            Optional.empty(),
            "");
    try {
      SnowflakeRestoreSource source =
          SnowflakeRestores.archive(context, options.location(), OptionValues.none(), now);
      source.addTo(plan, mark);
    } catch (DatabaseException e) {
      // The steps before tell what lacks in the words of a verification. If they find nothing, it
      // is
      // not restored all the same, and must not count as proved.
      plan.step(
          StepKind.SQL,
          Effect.READ,
          "-- the restore cannot be planned",
          step -> {
            throw e;
          });
      return;
    }
    String brief =
        "ALTER DATABASE " + SnowflakeSql.name(mark.name()) + " SET DATA_RETENTION_TIME_IN_DAYS = 0";
    String drop = "DROP DATABASE IF EXISTS " + SnowflakeSql.name(mark.name());
    plan.step(StepKind.SQL, Effect.IDEMPOTENT, brief, step -> context.gateway().run(step, brief))
        .step(
            StepKind.SQL,
            Effect.IDEMPOTENT,
            drop,
            step -> {
              context.gateway().run(step, drop);
              checked.add("it was restored into a database of its own, which was dropped again");
            });
  }
}
