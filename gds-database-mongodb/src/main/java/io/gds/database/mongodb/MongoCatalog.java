package io.gds.database.mongodb;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupQuery;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.BackupVerification;
import io.gds.database.backup.DeleteBackupsOptions;
import io.gds.database.backup.Location;
import io.gds.database.backup.ReachableWindow;
import io.gds.database.backup.RetentionPlan;
import io.gds.database.backup.RetentionPolicy;
import io.gds.database.backup.SupportsBackupCatalog;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.backup.VerifyOptions;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler;
import io.gds.database.core.StepContext;
import io.gds.database.core.archive.ArchiveShelf;
import io.gds.database.core.archive.Retention;
import io.gds.database.error.DatabaseException;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.bson.BsonTimestamp;

/**
 * Backups as they lie in a directory. MongoDB itself keeps no history, so a directory must be
 * named.
 */
final class MongoCatalog implements SupportsBackupCatalog {
  private final MongoContext context;

  MongoCatalog(MongoContext context) {
    this.context = context;
  }

  @Override
  public List<BackupInfo> backupHistory(BackupQuery query) {
    context.runner().requireOpen();
    return backups(query).stream().limit(query.limit()).toList();
  }

  private List<BackupInfo> backups(BackupQuery query) {
    Path directory = query.directory().orElseThrow(this::noHistory).path().toAbsolutePath();
    return ArchiveShelf.list(directory.normalize(), path -> MongoStored.at(path).inspect()).stream()
        .filter(backup -> query.matches(backup) || isMeant(backup, query))
        .toList();
  }

  /** Those of a whole server go by the name of its replica set as well. */
  private static boolean isMeant(BackupInfo backup, BackupQuery query) {
    return MongoStored.isOfServer(backup)
        && query.database().filter(MongoServerShelf.origin(backup)::equals).isPresent()
        && query.database(backup.database()).matches(backup);
  }

  /** Those that hold the whole database. */
  List<BackupInfo> whole(BackupQuery query) {
    return backups(query).stream()
        .filter(backup -> !MongoStored.isOfServer(backup))
        .filter(MongoStored::isWhole)
        .toList();
  }

  private RuntimeException noHistory() {
    return MongoCapabilities.refusal(
        context.runner().engine(),
        CapabilityStatus.absent(
            SupportsBackupCatalog.class,
            Availability.NOT_ON_PLATFORM,
            "MongoDB keeps no record of backups",
            "Name the directory in which they lie."));
  }

  @Override
  public BackupInfo inspectBackup(Location location) {
    context.runner().requireOpen();
    return MongoStored.at(location).inspect();
  }

  @Override
  public ReachableWindow reachableWindow(String database, BackupQuery query) {
    context.runner().requireOpen();
    if (query.directory().isPresent()) {
      MongoServerShelf shelf = MongoServerShelf.of(query.directory().get(), Optional.of(database));
      if (!shelf.isEmpty()) {
        return MongoServerWindow.of(
            database, shelf, query.since().orElse(Instant.MIN), context.clock().instant());
      }
    }
    return ArchiveShelf.instants(
        database,
        whole(query.database(database)),
        "a backup of one database reaches its own instant only",
        context.clock().instant());
  }

  @Override
  public List<VerifyLevel> verifyLevels() {
    return List.of(VerifyLevel.values());
  }

  @Override
  public Set<OptionKey<?>> verifyBackupKeys() {
    return MongoRestore.VERIFY_KEYS;
  }

  @Override
  public Set<OptionKey<?>> deleteBackupsKeys() {
    return Set.of();
  }

  @Override
  public Operation<BackupVerification> prepareVerifyBackup(VerifyOptions options) {
    context.runner().requireOpen();
    options.requireKnown(
        MongoRestore.VERIFY_KEYS, ArchiveShelf.faults("backup", options.location()));
    MongoStored stored = MongoStored.at(options.location());
    boolean tried = options.level().compareTo(VerifyLevel.RESTORE) >= 0;
    if (is(BackupType.SNAPSHOT, stored)) {
      throw MongoCapabilities.refusal(
          context.runner().engine(),
          CapabilityStatus.absent(
              SupportsBackupCatalog.class,
              options.level(),
              Availability.NOT_ON_PLATFORM,
              stored.path() + " " + MongoStored.NO_DUMP,
              MongoStored.BY_HAND));
    }
    if (tried && is(BackupType.LOG, stored)) {
      throw MongoCapabilities.refusal(
          context.runner().engine(),
          CapabilityStatus.absent(
              SupportsBackupCatalog.class,
              options.level(),
              Availability.NOT_ON_PLATFORM,
              "a log is restored behind a backup only",
              "Verify it at level " + VerifyLevel.ARCHIVE + "."));
    }
    AtomicReference<BackupVerification> proof = new AtomicReference<>();
    Plan.Builder<BackupVerification> plan =
        context
            .runner()
            .<BackupVerification>plan("verifyBackup", stored.path().toString())
            .options(options)
            .step(
                StepKind.FILE,
                Effect.READ,
                "prove " + stored.path() + " at level " + least(options.level()),
                step -> proof.set(prove(stored, options, step)));
    if (tried) {
      tryRestore(plan, stored, options, proof);
    }
    return plan.yields(() -> Objects.requireNonNull(proof.get()));
  }

  /** What cannot be read is told when it is proved. */
  private static boolean is(BackupType type, MongoStored stored) {
    try {
      return stored.inspect().backupType() == type;
    } catch (DatabaseException e) {
      return false;
    }
  }

  private static VerifyLevel least(VerifyLevel level) {
    return level.compareTo(VerifyLevel.ARCHIVE) > 0 ? VerifyLevel.ARCHIVE : level;
  }

  private BackupVerification prove(MongoStored stored, VerifyOptions options, StepContext step) {
    OptionValues values = options.platformOptions();
    boolean withoutManifest = values.valueOf(MongoRestore.WITHOUT_MANIFEST);
    BackupInfo backup = stored.prove(options.level(), withoutManifest, step);
    List<String> checked = new ArrayList<>(backup.checked());
    if (options.level() != VerifyLevel.MANIFEST) {
      checked.addAll(
          MongoStored.readThrough(stored.source(), values.valueOf(MongoRestore.PARALLEL), step));
    }
    return verification(backup, options.level(), checked);
  }

  private BackupVerification verification(
      BackupInfo backup, VerifyLevel level, List<String> checked) {
    return new BackupVerification(
        backup.withChecked(checked), level, checked, context.clock().instant());
  }

  /** Restored into a scratch database of this server, which is dropped again. */
  private void tryRestore(
      Plan.Builder<BackupVerification> plan,
      MongoStored stored,
      VerifyOptions options,
      AtomicReference<BackupVerification> proof) {
    MongoTrial trial = new MongoTrial(context, options.platformOptions());
    MongoRestoreSource source =
        MongoRestoreSource.read(
            stored, options.platformOptions().valueOf(MongoRestore.WITHOUT_MANIFEST));
    trial.check(plan, source.dump().filter(dump -> dump.contents().oplog()).isPresent());
    plan.check(() -> source.readable(context.clock()))
        .always(step -> trial.drop())
        .step(
            new Step(
                StepKind.COMMAND,
                "restore "
                    + stored.path()
                    + " for trial as "
                    + trial.scratch()
                    + (options.level() == VerifyLevel.RESTORE_AND_CHECK
                        ? ", validate its collections"
                        : "")
                    + ", and drop that again",
                Effect.ONCE,
                ""),
            step -> {
              BackupVerification before = Objects.requireNonNull(proof.get());
              List<String> checked = new ArrayList<>(before.checked());
              checked.addAll(
                  trial.restore(stored, options.level() == VerifyLevel.RESTORE_AND_CHECK, step));
              proof.set(verification(before.backup(), options.level(), checked));
            },
            () -> Reconciler.Finding.NOT_DONE);
  }

  @Override
  public RetentionPlan planRetention(DeleteBackupsOptions options) {
    context.runner().requireOpen();
    options.requireKnown(
        Set.<OptionKey<?>>of(),
        options.directory().map(place -> ArchiveShelf.faults("in", place)).orElse(List.of()));
    return divided(backups(ArchiveShelf.query(options)), options.policy());
  }

  /**
   * Backups of a part do not stand in for those of the whole, nor snapshots for dumps, so each kind
   * is counted by itself; logs are not counted, and go with what they follow on.
   */
  private RetentionPlan divided(List<BackupInfo> backups, RetentionPolicy policy) {
    Instant now = context.clock().instant();
    Map<Boolean, List<BackupInfo>> kinds =
        backups.stream()
            .filter(backup -> backup.backupType() != BackupType.LOG)
            .filter(backup -> !MongoStored.isSnapshot(backup))
            .collect(Collectors.partitioningBy(MongoStored::isWhole));
    RetentionPlan whole = Retention.plan(kinds.getOrDefault(true, List.of()), policy, now);
    RetentionPlan parts = Retention.plan(kinds.getOrDefault(false, List.of()), policy, now);
    Map<String, String> reasons = new LinkedHashMap<>(whole.reasons());
    parts.reasons().forEach((id, reason) -> reasons.put(id, reason + ", among backups of a part"));
    Set<String> needed = neededByPinned(backups);
    List<BackupInfo> doomed = new ArrayList<>(whole.delete());
    doomed.removeIf(backup -> needed.contains(backup.id()));
    needed.forEach(id -> reasons.put(id, "a pinned log goes back to it"));
    doomed.addAll(parts.delete());
    RetentionPlan snapshots =
        Retention.plan(backups.stream().filter(MongoStored::isSnapshot).toList(), policy, now);
    snapshots.reasons().forEach((id, reason) -> reasons.put(id, reason + ", among snapshots"));
    doomed.addAll(snapshots.delete());
    for (BackupInfo log : backups) {
      if (log.backupType() == BackupType.LOG) {
        boolean kept =
            log.pinned()
                || needed.contains(log.id())
                || whole.keep().stream().anyMatch(it -> follows(log, it));
        reasons.putIfAbsent(
            log.id(),
            log.pinned()
                ? "it is pinned"
                : kept ? "it follows on a backup that is kept" : "what it followed on goes");
        if (!kept) {
          doomed.add(log);
        }
      }
    }
    return new RetentionPlan(
        backups.stream().filter(backup -> !doomed.contains(backup)).toList(),
        backups.stream().filter(doomed::contains).toList(),
        reasons);
  }

  /**
   * What pinned logs were made to go on from, as far back as the dump: without it they are nothing.
   */
  private static Set<String> neededByPinned(List<BackupInfo> backups) {
    Map<String, String> basedOn = new HashMap<>();
    backups.forEach(backup -> basedOn.put(backup.id(), backup.basedOn().orElse("")));
    Set<String> needed = new HashSet<>();
    for (BackupInfo backup : backups) {
      boolean pinned = backup.pinned() && backup.backupType() == BackupType.LOG;
      Optional<String> before = pinned ? backup.basedOn() : Optional.empty();
      while (before.filter(basedOn::containsKey).filter(needed::add).isPresent()) {
        before = before.map(basedOn::get);
      }
    }
    return needed;
  }

  /** Whether a log tells what was written after a backup; where that is not known, it may. */
  private static boolean follows(BackupInfo log, BackupInfo dump) {
    Optional<BsonTimestamp> end = MongoPositions.of(dump.positions(), MongoPositions.TO);
    Optional<BsonTimestamp> to = MongoPositions.of(log.positions(), MongoPositions.TO);
    return MongoServerShelf.origin(log).equals(MongoServerShelf.origin(dump))
        && end.isPresent()
        && to.filter(it -> it.compareTo(end.get()) <= 0).isEmpty();
  }

  /**
   * Plans to delete what a policy does not keep. While a backup that would be kept is gone or has
   * not the size its manifest tells, nothing is deleted.
   */
  @Override
  public Operation<RetentionPlan> prepareDeleteBackups(DeleteBackupsOptions options) {
    RetentionPlan retention = planRetention(options);
    String where = options.directory().map(Location::toString).orElse("");
    Plan.Builder<RetentionPlan> plan =
        context.runner().<RetentionPlan>plan("deleteBackups", where).options(options);
    for (BackupInfo kept : retention.keep()) {
      plan.check(
          () ->
              ArchiveShelf.whole(
                  kept.location().path(), DatabaseType.MONGODB, context.clock().instant()));
    }
    plan.step(
        StepKind.FILE,
        Effect.READ,
        "keep " + retention.keep().size() + " backups of " + where,
        step -> {});
    for (BackupInfo doomed : retention.delete()) {
      Path archive = doomed.location().path();
      plan.step(
          StepKind.FILE,
          Effect.IDEMPOTENT,
          "delete "
              + archive
              + " and its manifest"
              + (MongoStored.isSnapshot(doomed)
                  ? ", but not what its command made elsewhere: "
                  : ": ")
              + retention.reasons().get(doomed.id()),
          step -> ArchiveShelf.delete(archive));
    }
    return plan.yields(() -> retention);
  }
}
