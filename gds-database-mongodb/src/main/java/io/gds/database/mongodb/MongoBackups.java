package io.gds.database.mongodb;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler;
import io.gds.database.core.StepContext;
import io.gds.database.core.archive.ArchiveContent;
import io.gds.database.core.archive.ArchiveNames;
import io.gds.database.core.archive.ArchivePublisher;
import io.gds.database.core.archive.ArchiveShelf;
import io.gds.database.core.archive.Manifest;
import io.gds.database.core.archive.StorageFailures;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Backing up one database by the driver: a dump as the vendor's tool writes it, with a manifest.
 */
final class MongoBackups {
  /** What dumps say that wrote them. */
  static final String TOOL = "gds-database";

  private final MongoContext context;
  private final String name;

  MongoBackups(MongoContext context, String name) {
    this.context = context;
    this.name = name;
  }

  Operation<BackupInfo> prepareBackup(BackupOptions options) {
    context.runner().requireOpen();
    requireOffered(options);
    options.requireKnown(MongoBackup.KEYS, faults(options));
    OptionValues values = options.platformOptions();
    MongoDumpWish wish = wish(values, context.product());
    Path archive = archive(options);
    AtomicReference<BackupInfo> made = new AtomicReference<>();
    AtomicReference<String> id = new AtomicReference<>("");
    MongoTrial trial = new MongoTrial(context, values);
    boolean tried = options.verify().compareTo(VerifyLevel.RESTORE) >= 0;
    Plan.Builder<BackupInfo> plan =
        context.runner().<BackupInfo>plan("backup", name).options(options);
    new MongoBackupChecks(context, name).add(plan, archive, wish, values);
    if (tried) {
      trial.check(plan);
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
            step -> made.set(backup(options, wish, archive, trial, id, step)),
            () ->
                isPublished(archive, String.valueOf(id.get()))
                    ? Reconciler.Finding.DONE
                    : Reconciler.Finding.NOT_DONE)
        .yields(
            () ->
                Optional.ofNullable(made.get()).orElseGet(() -> MongoStored.at(archive).inspect()));
  }

  /** It is there, and it is this one: somebody else may have given the name away meanwhile. */
  private static boolean isPublished(Path archive, String id) {
    return Files.exists(archive, LinkOption.NOFOLLOW_LINKS)
        && MongoStored.at(archive).inspect().id().equals(id);
  }

  private void requireOffered(BackupOptions options) {
    if (options.type().filter(type -> type != BackupType.LOGICAL).isPresent()) {
      refuse(
          "a database of MongoDB is backed up by what is in it, not by its files",
          "Leave the type out, or take LOGICAL.",
          options.type().orElseThrow());
    }
    if (options.pointInTime().isPresent()) {
      refuse("a dump is of the present", "Leave the point in time out.", BackupType.LOGICAL);
    }
  }

  private void refuse(String reason, String remedy, BackupType type) {
    throw MongoCapabilities.refusal(
        name,
        CapabilityStatus.absent(
            SupportsBackup.class, type, Availability.NOT_ON_PLATFORM, reason, remedy));
  }

  private static List<OptionFault> faults(BackupOptions options) {
    List<OptionFault> faults =
        new ArrayList<>(
            ArchiveShelf.faults("to", options.location().or(options::directory).orElseThrow()));
    if (options.includeLogs().orElse(false)) {
      faults.add(
          new OptionFault("includeLogs", "is of a whole replica set, and not of one database"));
    }
    return faults;
  }

  private static MongoDumpWish.Consistency consistency(OptionValues values, MongoProduct product) {
    MongoConsistency wished =
        values.given(MongoBackup.CONSISTENCY).orElseGet(() -> MongoConsistency.usual(product));
    return wished == MongoConsistency.SNAPSHOT
        ? MongoDumpWish.Consistency.SNAPSHOT
        : MongoDumpWish.Consistency.NONE;
  }

  private MongoDumpWish wish(OptionValues values, MongoProduct product) {
    return MongoDumpWish.of(name)
        .lists(values.valueOf(MongoBackup.USERS))
        .parallel(values.valueOf(MongoBackup.PARALLEL))
        .consistency(consistency(values, product))
        .wanted(MongoChosen.of(values)::has);
  }

  private Path archive(BackupOptions options) {
    if (options.location().isPresent()) {
      return options.location().get().path().toAbsolutePath().normalize();
    }
    Path directory = options.directory().orElseThrow().path().toAbsolutePath().normalize();
    boolean file = options.platformOptions().valueOf(MongoBackup.FORM) == MongoBackupForm.ARCHIVE;
    return ArchiveNames.uniqueName(
        directory, name, BackupType.LOGICAL, context.clock().instant(), file ? "archive" : "dump");
  }

  private String text(OptionValues values, MongoDumpWish wish, Path archive) {
    boolean file = values.valueOf(MongoBackup.FORM) == MongoBackupForm.ARCHIVE;
    return "dump "
        + name
        + MongoChosen.of(values).text()
        + (wish.consistency() == MongoDumpWish.Consistency.SNAPSHOT
            ? ", all of one instant by snapshot reads"
            : ", each document as it is when it is read")
        + (wish.lists() ? ", with its users and roles" : "")
        + ", "
        + wish.parallel()
        + " collections at once, into an unfinished "
        + (file ? "file" : "directory")
        + (values.valueOf(MongoBackup.GZIP) ? " packed by gzip" : "")
        + " beside "
        + archive;
  }

  private BackupInfo backup(
      BackupOptions options,
      MongoDumpWish wish,
      Path archive,
      MongoTrial trial,
      AtomicReference<String> id,
      StepContext step) {
    return MongoSent.translated(
        context,
        "find",
        () -> {
          try {
            return backedUp(options, wish, archive, trial, id, step);
          } catch (IOException e) {
            throw StorageFailures.writing(archive, "writing the backup", e);
          }
        });
  }

  private BackupInfo backedUp(
      BackupOptions options,
      MongoDumpWish wish,
      Path archive,
      MongoTrial trial,
      AtomicReference<String> id,
      StepContext step)
      throws IOException {
    Instant startedAt = context.clock().instant();
    OptionValues values = options.platformOptions();
    boolean file = values.valueOf(MongoBackup.FORM) == MongoBackupForm.ARCHIVE;
    boolean gzip = values.valueOf(MongoBackup.GZIP);
    try (ArchivePublisher publisher =
        file ? ArchivePublisher.file(archive) : ArchivePublisher.directory(archive)) {
      MongoDumpTarget target =
          file
              ? new MongoArchiveTarget(archive, publisher.output(), gzip)
              : new MongoDirectoryTarget(publisher.partial(), gzip);
      MongoDump.Dumped dumped =
          new MongoDump(context.connections().client(), context.product().version(), wish, step)
              .run(target, TOOL);
      ArchiveContent content = publisher.seal(step::throwIfCancelled);
      List<String> checked = prove(options, publisher, dumped, trial, step);
      Manifest manifest =
          manifest(options, wish, dumped, startedAt, checked).content(content).build();
      step.throwIfCancelled();
      id.set(manifest.backupId());
      publisher.publish(manifest);
      return manifest.toBackupInfo(archive, checked);
    }
  }

  private List<String> prove(
      BackupOptions options,
      ArchivePublisher publisher,
      MongoDump.Dumped dumped,
      MongoTrial trial,
      StepContext step) {
    List<String> checked = new ArrayList<>();
    checked.add(
        dumped.documents()
            + " documents were read to the end of each cursor; every byte was hashed and brought to"
            + " the disk");
    if (options.verify() != VerifyLevel.MANIFEST) {
      checked.addAll(
          MongoStored.readThrough(
              MongoStored.at(publisher.partial()).source(),
              options.platformOptions().valueOf(MongoBackup.PARALLEL),
              step));
    }
    if (options.verify().compareTo(VerifyLevel.RESTORE) >= 0) {
      checked.addAll(
          trial.restore(
              MongoStored.at(publisher.partial()),
              options.verify() == VerifyLevel.RESTORE_AND_CHECK,
              step));
    }
    return checked;
  }

  private Manifest.Builder manifest(
      BackupOptions options,
      MongoDumpWish wish,
      MongoDump.Dumped dumped,
      Instant startedAt,
      List<String> checked) {
    OptionValues values = options.platformOptions();
    Map<String, String> attributes = new HashMap<>();
    attributes.put(MongoStored.FORM, values.valueOf(MongoBackup.FORM).name());
    attributes.put(MongoStored.FILTERED, Boolean.toString(MongoChosen.of(values).isPart()));
    attributes.put("gzip", Boolean.toString(values.valueOf(MongoBackup.GZIP)));
    attributes.put("users", Boolean.toString(wish.lists()));
    attributes.put("consistency", wish.consistency().name());
    if (wish.consistency() == MongoDumpWish.Consistency.SNAPSHOT) {
      List<String> apart =
          dumped.contents().items().stream()
              .filter(item -> !MongoDumpReading.isOfSnapshot(item))
              .map(item -> item.namespace().collection())
              .toList();
      if (!apart.isEmpty()) {
        attributes.put("not of the instant", MongoNameList.join(apart));
      }
    }
    attributes.put("documents", Long.toString(dumped.documents()));
    attributes.put("collections", Integer.toString(dumped.contents().items().size()));
    attributes.put("checked", String.join("; ", checked));
    Manifest.Builder manifest =
        Manifest.builder()
            .platform(DatabaseType.MONGODB)
            .database(name)
            .backupType(BackupType.LOGICAL)
            .serverVersion(context.product().versionText())
            .toolVersion("mongodb-driver-sync " + MongoDriverVersions.driver())
            .startedAt(startedAt)
            .finishedAt(context.clock().instant())
            .attributes(attributes);
    dumped
        .from()
        .ifPresent(
            at ->
                manifest
                    .consistentAt(MongoSnapshot.second(at))
                    .positions(Map.of("clusterTime", at.getTime() + "," + at.getInc())));
    return manifest;
  }
}
