package io.gds.database.postgres;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.UnsupportedCapabilityException;
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
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/**
 * Backups of single databases as they lie in a directory; those of whole servers, and what both
 * have in common, are added by {@link PostgresServerCatalog}. PostgreSQL itself keeps no history,
 * so a directory must be named.
 */
final class PostgresCatalog {
  private final PostgresContext context;

  PostgresCatalog(PostgresContext context) {
    this.context = context;
  }

  List<BackupInfo> backupHistory(BackupQuery query) {
    context.runner().requireOpen();
    return backups(query).stream().limit(query.limit()).toList();
  }

  private List<BackupInfo> backups(BackupQuery query) {
    Path directory = query.directory().orElseThrow(this::noHistory).path().toAbsolutePath();
    return ArchiveShelf.list(
            directory.normalize(), archive -> PostgresArchive.at(archive).inspect())
        .stream()
        .filter(query::matches)
        .toList();
  }

  /** The logical ones, which a single database is restored from. */
  List<BackupInfo> logical(BackupQuery query) {
    return backups(query).stream()
        .filter(backup -> backup.backupType() == BackupType.LOGICAL)
        .toList();
  }

  /** The logical ones that hold the whole database. */
  List<BackupInfo> whole(BackupQuery query) {
    return logical(query).stream().filter(PostgresCatalog::isWhole).toList();
  }

  /** That nothing is known where no directory is named. */
  RuntimeException noHistory() {
    return UnsupportedCapabilityException.of(
        DatabaseType.POSTGRESQL.id(),
        context.runner().engine(),
        CapabilityStatus.absent(
            SupportsBackupCatalog.class,
            Availability.NOT_ON_PLATFORM,
            "PostgreSQL keeps no record of backups",
            "Name the directory in which they lie."));
  }

  BackupInfo inspectBackup(Location location) {
    context.runner().requireOpen();
    return PostgresArchive.at(location).inspect();
  }

  ReachableWindow reachableWindow(String database, BackupQuery query) {
    context.runner().requireOpen();
    return ArchiveShelf.instants(
        database,
        whole(query.database(database)),
        "a logical backup reaches its own instant only; what lies between is reached from a base"
            + " backup and its WAL",
        context.clock().instant());
  }

  List<VerifyLevel> verifyLevels() {
    return List.of(VerifyLevel.values());
  }

  Set<OptionKey<?>> verifyBackupKeys() {
    return PostgresRestore.VERIFY_KEYS;
  }

  Set<OptionKey<?>> deleteBackupsKeys() {
    return PostgresRetention.KEYS;
  }

  Operation<BackupVerification> prepareVerifyBackup(VerifyOptions options) {
    context.runner().requireOpen();
    options.requireKnown(
        PostgresRestore.VERIFY_KEYS, ArchiveShelf.faults("backup", options.location()));
    PostgresArchive archive = PostgresArchive.at(options.location());
    AtomicReference<BackupVerification> proof = new AtomicReference<>();
    AtomicReference<Map<String, PostgresArchive.Stamp>> asProved = new AtomicReference<>();
    Plan.Builder<BackupVerification> plan =
        context
            .runner()
            .<BackupVerification>plan("verifyBackup", archive.path().toString())
            .options(options)
            .step(
                StepKind.FILE,
                Effect.READ,
                "prove " + archive.path() + " at level " + least(options.level()),
                step -> {
                  asProved.set(archive.stamp());
                  proof.set(prove(archive, options, step));
                });
    if (options.level().compareTo(VerifyLevel.RESTORE) >= 0) {
      tryRestore(plan, archive, options, proof, asProved);
    }
    return plan.yields(() -> Objects.requireNonNull(proof.get()));
  }

  private static VerifyLevel least(VerifyLevel level) {
    return level.compareTo(VerifyLevel.ARCHIVE) > 0 ? VerifyLevel.ARCHIVE : level;
  }

  private BackupVerification prove(
      PostgresArchive archive, VerifyOptions options, StepContext step) {
    boolean withoutManifest = options.platformOptions().valueOf(PostgresRestore.WITHOUT_MANIFEST);
    BackupInfo backup = archive.prove(options.level(), withoutManifest, step);
    List<String> checked = new ArrayList<>(backup.checked());
    if (options.level() != VerifyLevel.MANIFEST) {
      checked.addAll(
          new PostgresCheckup(context, options.platformOptions().given(PostgresRestore.TOOLS))
              .read(archive, ErrorCode.ARCHIVE_CORRUPT, step));
    }
    return new BackupVerification(
        backup.withChecked(checked), options.level(), checked, context.clock().instant());
  }

  /** Restored into a scratch database of this server, which is dropped again. */
  private void tryRestore(
      Plan.Builder<BackupVerification> plan,
      PostgresArchive archive,
      VerifyOptions options,
      AtomicReference<BackupVerification> proof,
      AtomicReference<Map<String, PostgresArchive.Stamp>> asProved) {
    PostgresToolLogin.requireAddress(
        context, archive.path().toString(), SupportsBackupCatalog.class);
    PostgresRestoreSource source =
        PostgresRestoreSource.read(
            archive, options.platformOptions().valueOf(PostgresRestore.WITHOUT_MANIFEST));
    PostgresTrial trial = new PostgresTrial(context, options.platformOptions());
    String session = PostgresToolSessions.newName();
    if (source.isReadable()) {
      trial.demand(plan, source.format().orElseThrow(), source::needs);
    }
    plan.check(() -> source.readable(context.clock()))
        .measure(
            () -> new PostgresRestoreChecks(context, source, options.platformOptions()).ofTrial())
        .always(step -> trial.drop())
        .onFailure(step -> PostgresToolSessions.end(context, session))
        .step(
            new Step(
                StepKind.TOOL,
                "restore "
                    + archive.path()
                    + " for trial as "
                    + trial.scratch()
                    + (options.level() == VerifyLevel.RESTORE_AND_CHECK
                        ? ", count its rows and check its pages"
                        : "")
                    + ", and drop that again",
                Effect.ONCE,
                ""),
            step -> {
              try (PostgresToolLogin login = PostgresToolLogin.open(context, session)) {
                BackupVerification before = Objects.requireNonNull(proof.get());
                List<String> checked = new ArrayList<>(before.checked());
                checked.addAll(
                    trial.restore(
                        archive,
                        Objects.requireNonNull(asProved.get()),
                        source.facts(),
                        options.level() == VerifyLevel.RESTORE_AND_CHECK,
                        login,
                        step));
                proof.set(
                    new BackupVerification(
                        before.backup().withChecked(checked),
                        options.level(),
                        checked,
                        context.clock().instant()));
              }
            },
            () -> Reconciler.Finding.NOT_DONE);
  }

  RetentionPlan planRetention(DeleteBackupsOptions options) {
    context.runner().requireOpen();
    options.requireKnown(
        PostgresRetention.KEYS,
        options.directory().map(place -> ArchiveShelf.faults("in", place)).orElse(List.of()));
    return divided(logical(ArchiveShelf.query(options)), options.policy());
  }

  /**
   * Backups of a part do not stand in for those of the whole, so each kind is counted by itself.
   */
  private RetentionPlan divided(List<BackupInfo> backups, RetentionPolicy policy) {
    Instant now = context.clock().instant();
    Map<Boolean, List<BackupInfo>> kinds =
        backups.stream().collect(Collectors.partitioningBy(PostgresCatalog::isWhole));
    RetentionPlan whole = Retention.plan(kinds.getOrDefault(true, List.of()), policy, now);
    RetentionPlan parts = Retention.plan(kinds.getOrDefault(false, List.of()), policy, now);
    Map<String, String> reasons = new LinkedHashMap<>(whole.reasons());
    parts.reasons().forEach((id, reason) -> reasons.put(id, reason + ", among backups of a part"));
    return new RetentionPlan(
        backups.stream().filter(b -> !doomed(b, whole, parts)).toList(),
        backups.stream().filter(b -> doomed(b, whole, parts)).toList(),
        reasons);
  }

  private static boolean isWhole(BackupInfo backup) {
    return !backup.attributes().getOrDefault("filtered", "false").equals("true")
        && backup
            .attributes()
            .getOrDefault("content", PostgresBackupContent.ALL.name())
            .equals(PostgresBackupContent.ALL.name());
  }

  private static boolean doomed(BackupInfo backup, RetentionPlan whole, RetentionPlan parts) {
    return whole.delete().contains(backup) || parts.delete().contains(backup);
  }
}
