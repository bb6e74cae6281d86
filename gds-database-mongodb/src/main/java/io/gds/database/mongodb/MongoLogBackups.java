package io.gds.database.mongodb;

import com.mongodb.client.MongoClient;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.Location;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler;
import io.gds.database.core.StepContext;
import io.gds.database.core.archive.ArchiveShelf;
import io.gds.database.core.archive.Manifest;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.bson.BsonTimestamp;

/**
 * Backing up what was written since a backup of the server: the oplog, from the last entry of that
 * backup on, so that by this entry it is proved that nothing is missing.
 */
final class MongoLogBackups {
  private static final String FIRST =
      "Make a LOGICAL backup of the server into the same directory first, with its oplog; or name"
          + " one by "
          + MongoBackup.BASED_ON.id()
          + ".";

  private final MongoContext context;

  MongoLogBackups(MongoContext context) {
    this.context = context;
  }

  Operation<BackupInfo> prepareBackup(BackupOptions options) {
    options.requireKnown(MongoBackup.SERVER_KEYS, faults(options));
    Path archive =
        MongoBackupRun.archive(context, options, MongoServerDumps.name(context), BackupType.LOG);
    Optional<BackupInfo> base = base(options, archive);
    AtomicReference<BackupInfo> made = new AtomicReference<>();
    AtomicReference<String> id = new AtomicReference<>("");
    Plan.Builder<BackupInfo> plan =
        context.runner().<BackupInfo>plan("backup", context.runner().engine()).options(options);
    new MongoServerBackupChecks(context).addLog(plan, archive);
    plan.check(() -> there(base, archive));
    return plan.step(
            new Step(
                StepKind.COMMAND,
                "copy the oplog from the last entry of "
                    + base.map(it -> it.location() + ", " + from(it)).orElse("a backup")
                    + ", to what a majority has now,"
                    + MongoBackupRun.into(options.platformOptions(), archive)
                    + "; proved at level "
                    + options.verify()
                    + "; published with its manifest as "
                    + archive,
                Effect.ONCE,
                ""),
            step -> made.set(backup(run(options, archive, id, base.orElseThrow()), step)),
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
    if (options.verify().compareTo(VerifyLevel.RESTORE) >= 0) {
      faults.add(
          new OptionFault(
              "verify",
              "of a log goes as far as "
                  + VerifyLevel.ARCHIVE
                  + ": it is restored behind a backup only"));
    }
    if (!options.includeLogs().orElse(true)) {
      faults.add(new OptionFault("includeLogs", "cannot be left out of a backup of the log"));
    }
    faults.addAll(
        MongoBackup.foreign(
            options.platformOptions(), MongoBackup.SNAPSHOT_KEYS, "the type SNAPSHOT"));
    return faults;
  }

  /** What it goes on from: named, or found where it is going to lie. */
  private Optional<BackupInfo> base(BackupOptions options, Path archive) {
    Optional<Path> named = options.platformOptions().given(MongoBackup.BASED_ON);
    if (named.isPresent()) {
      return Optional.of(MongoStored.at(named.get()).inspect());
    }
    Path directory = archive.getParent();
    try {
      return directory == null
          ? Optional.empty()
          : MongoServerShelf.of(
                  Location.local(directory),
                  Optional.of(
                      context.product().setName().orElseGet(() -> context.runner().engine())))
              .latest();
    } catch (DatabaseException e) {
      // That the directory cannot be looked into is measured, and said, by a check.
      return Optional.empty();
    }
  }

  private static String from(BackupInfo base) {
    return base.positions().getOrDefault(MongoPositions.TO, "which has none");
  }

  private Check there(Optional<BackupInfo> base, Path archive) {
    boolean leads =
        base.filter(MongoStored::isOfServer)
            .filter(it -> MongoPositions.of(it.positions(), MongoPositions.TO).isPresent())
            .filter(it -> it.positions().containsKey(MongoPositions.LAST))
            .isPresent();
    return new MongoChecks(context)
        .demand(
            leads,
            "there is a backup to go on from",
            String.valueOf(archive.getParent()),
            base.map(it -> it.location() + (leads ? "" : ", which has no oplog")).orElse("none"),
            "a backup of the server with its oplog, or of its log",
            ErrorCode.PRECONDITION_FAILED,
            FIRST);
  }

  /** What can never be done again ends the chain: nothing behind it is reached from its dump. */
  private static BackupInfo backup(MongoBackupRun run, StepContext step) {
    try {
      return run.backup(step);
    } catch (DatabaseException e) {
      if (e.code() != ErrorCode.ARCHIVE_TOO_NEW && e.code() != ErrorCode.UNSUPPORTED_CAPABILITY) {
        throw e;
      }
      throw ErrorDetails.of(
              ErrorCode.WRONG_STATE,
              "the oplog cannot be done again whole: " + e.details().message())
          .platform(DatabaseType.MONGODB.id())
          .target("local.oplog.rs")
          .cause(e)
          .remedy("Make a new LOGICAL backup: all that comes later is reached from there only.")
          .toException();
    }
  }

  private MongoBackupRun run(
      BackupOptions options, Path archive, AtomicReference<String> id, BackupInfo base) {
    return new MongoBackupRun(
        context,
        options,
        archive,
        id,
        (stored, checking, step) -> List.of(),
        (target, step) -> copy(target, base, step),
        dumped -> manifest(base, dumped));
  }

  private MongoDump.Dumped copy(MongoDumpTarget target, BackupInfo planned, StepContext step)
      throws IOException {
    BackupInfo base = MongoStored.at(planned.location()).inspect();
    if (!base.id().equals(planned.id())) {
      throw ErrorDetails.of(
              ErrorCode.NOT_FOUND,
              planned.location() + " is another backup by now than was planned")
          .platform(DatabaseType.MONGODB.id())
          .target(planned.location().toString())
          .remedy("Plan it again.")
          .toException();
    }
    MongoClient client = context.connections().client();
    MongoOplogSlice slice =
        new MongoOplogSlice(
            client,
            MongoPositions.of(base.positions(), MongoPositions.TO).orElseThrow(),
            String.valueOf(base.positions().get(MongoPositions.LAST)));
    MongoDumpContents contents =
        new MongoDumpContents(
            context.product().version().toString(),
            MongoBackups.TOOL,
            List.of(),
            true,
            1,
            List.of());
    target.begin(contents);
    BsonTimestamp end = slice.end(step);
    MongoDumpTarget.Part part = target.oplog();
    MongoOplogSlice.Copied copied;
    try {
      copied = slice.copy(end, part, step);
      part.end();
    } finally {
      part.abandon();
    }
    target.finish();
    return new MongoDump.Dumped(
        contents, 0, 0, Optional.of(slice.start()), Optional.of(end), Optional.of(copied));
  }

  private static Manifest.Builder manifest(BackupInfo base, MongoDump.Dumped dumped) {
    MongoOplogSlice.Copied copied = dumped.oplog().orElseThrow();
    Manifest.Builder manifest =
        Manifest.builder()
            .database(base.database())
            .backupType(BackupType.LOG)
            .basedOn(base.id())
            .attributes(
                Map.of(
                    MongoStored.SCOPE,
                    MongoStored.SERVER,
                    MongoStored.REPLICA_SET,
                    MongoServerShelf.origin(base),
                    "oplogEntries",
                    Long.toString(copied.entries())));
    MongoPositions.tell(manifest, dumped, copied);
    return manifest;
  }
}
