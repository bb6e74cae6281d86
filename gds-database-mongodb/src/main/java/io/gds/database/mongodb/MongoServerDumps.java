package io.gds.database.mongodb;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler;
import io.gds.database.core.archive.ArchiveShelf;
import io.gds.database.core.archive.Manifest;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Backing up the whole server as the vendor's tool does: all databases but {@code local}, and of a
 * replica set what was written meanwhile, so that it stands for one instant.
 */
final class MongoServerDumps {
  private final MongoContext context;

  MongoServerDumps(MongoContext context) {
    this.context = context;
  }

  /** What backups of this server are called where no name was given. */
  static String name(MongoContext context) {
    return context
        .product()
        .setName()
        .orElseGet(
            () -> {
              var host = context.info().hosts().get(0);
              return host.host() + "_" + host.port().orElse(MongoUrlGrammar.DEFAULT_PORT);
            });
  }

  Operation<BackupInfo> prepareBackup(BackupOptions options) {
    options.requireKnown(MongoBackup.SERVER_KEYS, faults(options));
    OptionValues values = options.platformOptions();
    boolean oplog = options.includeLogs().orElse(context.product().isReplicaSet());
    MongoDumpWish wish =
        MongoDumpWish.server()
            .parallel(values.valueOf(MongoBackup.PARALLEL))
            .consistency(oplog ? MongoDumpWish.Consistency.OPLOG : MongoDumpWish.Consistency.NONE);
    Path archive = MongoBackupRun.archive(context, options, name(context), BackupType.LOGICAL);
    AtomicReference<BackupInfo> made = new AtomicReference<>();
    AtomicReference<String> id = new AtomicReference<>("");
    MongoTrial trial = new MongoTrial(context, values);
    boolean tried = options.verify().compareTo(VerifyLevel.RESTORE) >= 0;
    MongoBackupRun run =
        new MongoBackupRun(
            context,
            options,
            archive,
            id,
            trial::restore,
            (target, step) ->
                new MongoDump(
                        context.connections().client(), context.product().version(), wish, step)
                    .run(target, MongoBackups.TOOL),
            dumped -> manifest(wish, dumped));
    Plan.Builder<BackupInfo> plan =
        context.runner().<BackupInfo>plan("backup", context.runner().engine()).options(options);
    new MongoServerBackupChecks(context).add(plan, archive, oplog);
    if (tried) {
      trial.check(plan, oplog);
      plan.always(step -> trial.drop());
    }
    return plan.step(
            new Step(
                StepKind.COMMAND,
                text(values, wish, archive)
                    + (tried ? "; restored for trial as " + trial.scratch() : "")
                    + "; proved at level "
                    + options.verify()
                    + "; published with its manifest as "
                    + archive,
                Effect.ONCE,
                ""),
            step -> made.set(run.backup(step)),
            () ->
                MongoBackupRun.isPublished(archive, String.valueOf(id.get()))
                    ? Reconciler.Finding.DONE
                    : Reconciler.Finding.NOT_DONE)
        .yields(
            () ->
                Optional.ofNullable(made.get()).orElseGet(() -> MongoStored.at(archive).inspect()));
  }

  private static List<OptionFault> faults(BackupOptions options) {
    List<OptionFault> faults =
        new ArrayList<>(
            ArchiveShelf.faults("to", options.location().or(options::directory).orElseThrow()));
    if (options.platformOptions().given(MongoBackup.BASED_ON).isPresent()) {
      faults.add(new OptionFault(MongoBackup.BASED_ON.id(), "is for backups of the type LOG only"));
    }
    faults.addAll(
        MongoBackup.foreign(
            options.platformOptions(), MongoBackup.SNAPSHOT_KEYS, "the type SNAPSHOT"));
    return faults;
  }

  private static String text(OptionValues values, MongoDumpWish wish, Path archive) {
    return "dump all databases but local, with users and roles"
        + (wish.consistency() == MongoDumpWish.Consistency.OPLOG
            ? ", and what is written to the oplog meanwhile"
            : ", each document as it is when it is read")
        + ", "
        + wish.parallel()
        + " collections at once,"
        + MongoBackupRun.into(values, archive);
  }

  private Manifest.Builder manifest(MongoDumpWish wish, MongoDump.Dumped dumped) {
    Map<String, String> attributes = new HashMap<>();
    attributes.put(MongoStored.SCOPE, MongoStored.SERVER);
    context.product().setName().ifPresent(set -> attributes.put(MongoStored.REPLICA_SET, set));
    attributes.put("consistency", wish.consistency().name());
    attributes.put("databases", String.join(",", dumped.contents().databases()));
    Manifest.Builder manifest =
        Manifest.builder()
            .database(context.runner().engine())
            .backupType(BackupType.LOGICAL)
            .attributes(attributes);
    dumped.oplog().ifPresent(copied -> MongoPositions.tell(manifest, dumped, copied));
    dumped
        .oplog()
        .ifPresent(copied -> attributes.put("oplogEntries", Long.toString(copied.entries())));
    return manifest.attributes(attributes);
  }
}
