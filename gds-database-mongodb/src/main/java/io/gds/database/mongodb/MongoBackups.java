package io.gds.database.mongodb;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler;
import io.gds.database.core.archive.ArchiveShelf;
import io.gds.database.core.archive.Manifest;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Backing up one database by the driver: a dump as the vendor's tool writes it, with a manifest.
 */
final class MongoBackups implements SupportsBackup {
  /** What dumps say that wrote them. */
  static final String TOOL = "gds-database";

  private final MongoContext context;
  private final String name;

  MongoBackups(MongoContext context, String name) {
    this.context = context;
    this.name = name;
  }

  @Override
  public List<BackupType> backupTypes() {
    return List.of(BackupType.LOGICAL);
  }

  @Override
  public Set<OptionKey<?>> backupKeys() {
    return MongoBackup.KEYS;
  }

  @Override
  public Operation<BackupInfo> prepareBackup(BackupOptions options) {
    context.runner().requireOpen();
    requireOffered(options);
    options.requireKnown(MongoBackup.KEYS, faults(options));
    OptionValues values = options.platformOptions();
    MongoDumpWish wish = wish(values, context.product());
    Path archive = MongoBackupRun.archive(context, options, name, BackupType.LOGICAL);
    AtomicReference<BackupInfo> made = new AtomicReference<>();
    AtomicReference<String> id = new AtomicReference<>("");
    MongoTrial trial = new MongoTrial(context, values);
    boolean tried = options.verify().compareTo(VerifyLevel.RESTORE) >= 0;
    Plan.Builder<BackupInfo> plan =
        context.runner().<BackupInfo>plan("backup", name).options(options);
    new MongoBackupChecks(context, name).add(plan, archive, wish, values);
    if (tried) {
      trial.check(plan, false);
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
            step -> made.set(run(options, wish, archive, trial, id).backup(step)),
            () ->
                MongoBackupRun.isPublished(archive, String.valueOf(id.get()))
                    ? Reconciler.Finding.DONE
                    : Reconciler.Finding.NOT_DONE)
        .yields(
            () ->
                Optional.ofNullable(made.get()).orElseGet(() -> MongoStored.at(archive).inspect()));
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

  private String text(OptionValues values, MongoDumpWish wish, Path archive) {
    return "dump "
        + name
        + MongoChosen.of(values).text()
        + (wish.consistency() == MongoDumpWish.Consistency.SNAPSHOT
            ? ", all of one instant by snapshot reads"
            : ", each document as it is when it is read")
        + (wish.lists() ? ", with its users and roles" : "")
        + ", "
        + wish.parallel()
        + " collections at once,"
        + MongoBackupRun.into(values, archive);
  }

  private MongoBackupRun run(
      BackupOptions options,
      MongoDumpWish wish,
      Path archive,
      MongoTrial trial,
      AtomicReference<String> id) {
    return new MongoBackupRun(
        context,
        options,
        archive,
        id,
        trial::restore,
        (target, step) ->
            new MongoDump(context.connections().client(), context.product().version(), wish, step)
                .run(target, TOOL),
        dumped -> manifest(options, wish, dumped));
  }

  private Manifest.Builder manifest(
      BackupOptions options, MongoDumpWish wish, MongoDump.Dumped dumped) {
    OptionValues values = options.platformOptions();
    Map<String, String> attributes = new HashMap<>();
    attributes.put(MongoStored.FILTERED, Boolean.toString(MongoChosen.of(values).isPart()));
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
    Manifest.Builder manifest =
        Manifest.builder().database(name).backupType(BackupType.LOGICAL).attributes(attributes);
    dumped
        .from()
        .ifPresent(
            at ->
                manifest
                    .consistentAt(MongoSnapshot.second(at))
                    .positions(Map.of("clusterTime", MongoPositions.text(at))));
    return manifest;
  }
}
