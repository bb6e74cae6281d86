package io.gds.database.postgres;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupQuery;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.BackupVerification;
import io.gds.database.backup.DeleteBackupsOptions;
import io.gds.database.backup.Location;
import io.gds.database.backup.ReachableWindow;
import io.gds.database.backup.RetentionPlan;
import io.gds.database.backup.SupportsBackupCatalog;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.backup.VerifyOptions;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Plan;
import io.gds.database.core.Reconciler;
import io.gds.database.core.StepContext;
import io.gds.database.core.archive.ArchiveShelf;
import io.gds.database.core.archive.ArchiveVerifier;
import io.gds.database.core.archive.Manifest;
import io.gds.database.core.archive.Retention;
import io.gds.database.error.DatabaseException;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.ProgressUnit;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * All backups as they lie in a directory: those of the whole server are looked at here, those of
 * single databases by {@link PostgresCatalog}.
 */
final class PostgresServerCatalog implements SupportsBackupCatalog {
  private final PostgresContext context;
  private final PostgresCatalog databases;

  PostgresServerCatalog(PostgresContext context, PostgresCatalog databases) {
    this.context = context;
    this.databases = databases;
  }

  @Override
  public List<BackupInfo> backupHistory(BackupQuery query) {
    return databases.backupHistory(query);
  }

  @Override
  public BackupInfo inspectBackup(Location location) {
    return databases.inspectBackup(location);
  }

  @Override
  public ReachableWindow reachableWindow(String database, BackupQuery query) {
    return database.equals(context.runner().engine())
        ? window(database, query)
        : databases.reachableWindow(database, query);
  }

  /** By each base backup the stretch that the WAL leads to, overlapping ones joined. */
  private ReachableWindow window(String server, BackupQuery query) {
    List<BackupInfo> bases =
        databases.backupHistory(query.database(server).type(BackupType.FULL)).stream()
            .filter(backup -> backup.consistentAt().isPresent())
            .sorted(Comparator.comparing(backup -> backup.consistentAt().orElseThrow()))
            .toList();
    Instant now = context.clock().instant();
    List<ReachableWindow.Span> spans = new ArrayList<>();
    List<ReachableWindow.Gap> gaps = new ArrayList<>();
    String why = "";
    for (BackupInfo backup : bases) {
      PostgresReach reach = reach(backup);
      ReachableWindow.Span span = new ReachableWindow.Span(reach.from(), reach.to());
      int last = spans.size() - 1;
      if (last >= 0 && !spans.get(last).to().isBefore(span.from())) {
        ReachableWindow.Span joined = spans.get(last);
        if (span.to().isAfter(joined.to())) {
          spans.set(last, new ReachableWindow.Span(joined.from(), span.to()));
          why = reach.why();
        }
      } else {
        if (last >= 0) {
          gaps.add(new ReachableWindow.Gap(spans.get(last).to(), span.from(), why));
        }
        spans.add(span);
        why = reach.why();
      }
    }
    if (!spans.isEmpty() && spans.get(spans.size() - 1).to().isBefore(now)) {
      gaps.add(new ReachableWindow.Gap(spans.get(spans.size() - 1).to(), now, why));
    }
    return new ReachableWindow(server, spans, gaps, now);
  }

  private PostgresReach reach(BackupInfo backup) {
    PostgresReach.Base base = PostgresReach.Base.of(backup);
    String wal = backup.attributes().get(PostgresServerBackups.WAL_ARCHIVE);
    if (wal == null) {
      return PostgresReach.alone(base);
    }
    try {
      return PostgresReach.of(
          base, Path.of(wal), Optional.empty(), context.toolbox(), Optional.empty());
    } catch (DatabaseException e) {
      return PostgresReach.alone(base, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public List<VerifyLevel> verifyLevels() {
    return databases.verifyLevels();
  }

  @Override
  public Set<OptionKey<?>> verifyBackupKeys() {
    return databases.verifyBackupKeys();
  }

  @Override
  public Set<OptionKey<?>> deleteBackupsKeys() {
    return databases.deleteBackupsKeys();
  }

  @Override
  public RetentionPlan planRetention(DeleteBackupsOptions options) {
    RetentionPlan ofDatabases = databases.planRetention(options);
    if (options.database().filter(name -> !name.equals(context.runner().engine())).isPresent()) {
      return ofDatabases;
    }
    BackupQuery query =
        BackupQuery.all()
            .in(options.directory().orElseThrow())
            .type(BackupType.FULL)
            .limit(Integer.MAX_VALUE);
    RetentionPlan ofServers =
        Retention.plan(
            databases.backupHistory(
                options.database().isPresent() ? query.database(options.database().get()) : query),
            options.policy(),
            context.clock().instant());
    Map<String, String> reasons = new LinkedHashMap<>(ofDatabases.reasons());
    reasons.putAll(ofServers.reasons());
    return new RetentionPlan(
        joined(ofDatabases.keep(), ofServers.keep()),
        joined(ofDatabases.delete(), ofServers.delete()),
        reasons);
  }

  private static List<BackupInfo> joined(List<BackupInfo> some, List<BackupInfo> others) {
    return Stream.concat(some.stream(), others.stream())
        .sorted(Comparator.comparing(BackupInfo::finishedAt).reversed())
        .toList();
  }

  @Override
  public Operation<RetentionPlan> prepareDeleteBackups(DeleteBackupsOptions options) {
    RetentionPlan retention = planRetention(options);
    String where = options.directory().map(Location::toString).orElse("");
    Plan.Builder<RetentionPlan> plan =
        context.runner().<RetentionPlan>plan("deleteBackups", where).options(options);
    plan.step(
        StepKind.FILE,
        Effect.READ,
        "keep " + retention.keep().size() + " backups of " + where + wal(retention),
        step -> {});
    for (BackupInfo doomed : retention.delete()) {
      Path archive = doomed.location().path();
      plan.step(
          StepKind.FILE,
          Effect.IDEMPOTENT,
          "delete " + archive + " and its manifest: " + retention.reasons().get(doomed.id()),
          step -> ArchiveShelf.delete(archive, PostgresGlobals.of(archive)));
    }
    return plan.yields(() -> retention);
  }

  /** From which segment on the kept backups need each archive of WAL, which is not deleted here. */
  private static String wal(RetentionPlan retention) {
    Map<String, BackupInfo> oldest = new TreeMap<>();
    for (BackupInfo kept : retention.keep()) {
      String archive = kept.attributes().get(PostgresServerBackups.WAL_ARCHIVE);
      if (kept.backupType() == BackupType.FULL && archive != null) {
        oldest.merge(archive, kept, (a, b) -> a.finishedAt().isBefore(b.finishedAt()) ? a : b);
      }
    }
    StringBuilder text = new StringBuilder();
    oldest.forEach(
        (archive, kept) -> {
          PostgresReach.Base base = PostgresReach.Base.of(kept);
          Optional<PostgresLsn> start =
              PostgresLsn.parse(kept.positions().getOrDefault(PostgresServerBackups.START, ""));
          start.ifPresent(
              lsn ->
                  text.append("; of the WAL in ")
                      .append(archive)
                      .append(" they need all from ")
                      .append(
                          PostgresLsn.fileName(
                              base.timeline(),
                              lsn.segment(base.segmentBytes()),
                              base.segmentBytes()))
                      .append(" on"));
        });
    return text.toString();
  }

  @Override
  public Operation<BackupVerification> prepareVerifyBackup(VerifyOptions options) {
    context.runner().requireOpen();
    Optional<BackupInfo> server = ofServer(options.location());
    return server.isPresent()
        ? verify(server.get(), options)
        : databases.prepareVerifyBackup(options);
  }

  /** The backup, if it is one of a whole server; what cannot be read is somebody else's to tell. */
  private static Optional<BackupInfo> ofServer(Location location) {
    if (location.kind() != Location.Kind.LOCAL || location.parts().size() != 1) {
      return Optional.empty();
    }
    try {
      return PostgresArchive.at(location)
          .manifest()
          .filter(manifest -> manifest.backupType() == BackupType.FULL)
          .map(manifest -> manifest.toBackupInfo(location.path(), List.of()));
    } catch (DatabaseException e) {
      return Optional.empty();
    }
  }

  private Operation<BackupVerification> verify(BackupInfo backup, VerifyOptions options) {
    options.requireKnown(Set.of(PostgresRestore.TOOLS), List.of());
    Path archive = backup.location().path().toAbsolutePath().normalize();
    AtomicReference<BackupVerification> proof = new AtomicReference<>();
    boolean tried = options.level().compareTo(VerifyLevel.RESTORE) >= 0;
    Plan.Builder<BackupVerification> plan =
        context
            .runner()
            .<BackupVerification>plan("verifyBackup", archive.toString())
            .options(options)
            .step(
                StepKind.FILE,
                Effect.READ,
                "prove " + archive + " at level " + (tried ? VerifyLevel.ARCHIVE : options.level()),
                step -> proof.set(prove(backup, archive, options.level(), step)));
    if (tried) {
      boolean check = options.level() == VerifyLevel.RESTORE_AND_CHECK;
      PostgresServerTrial trial =
          new PostgresServerTrial(
              context,
              backup,
              archive,
              options.platformOptions().given(PostgresRestore.TOOLS),
              check);
      trial.demand(plan);
      plan.step(
          new Step(
              StepKind.TOOL,
              "restore "
                  + archive
                  + " for trial into "
                  + trial.scratch()
                  + ", recover and open it there"
                  + (check ? ", check its pages" : "")
                  + ", and remove that again",
              Effect.ONCE,
              ""),
          step -> {
            BackupVerification before = Objects.requireNonNull(proof.get());
            List<String> checked = new ArrayList<>(before.checked());
            checked.addAll(trial.run(step));
            proof.set(verification(before.backup(), options.level(), checked));
          },
          () -> Reconciler.Finding.NOT_DONE);
    }
    return plan.yields(() -> Objects.requireNonNull(proof.get()));
  }

  private BackupVerification prove(
      BackupInfo backup, Path archive, VerifyLevel level, StepContext step) {
    Manifest manifest =
        ArchiveVerifier.verify(
            archive,
            DatabaseType.POSTGRESQL,
            level,
            bytes ->
                step.progress(
                    "verifying the archive",
                    bytes,
                    OptionalLong.of(Math.max(bytes, backup.bytes().orElse(0))),
                    ProgressUnit.BYTES),
            step::throwIfCancelled);
    List<String> checked = new ArrayList<>();
    checked.add("the manifest fits platform, form and size");
    if (level != VerifyLevel.MANIFEST) {
      checked.add(
          "every byte is the one that was written (SHA-256 " + manifest.content().sha256() + ")");
      PostgresBaseArchive base = PostgresBaseArchive.at(archive);
      checked.addAll(
          new PostgresBaseCheck(base, base.manifest(), step)
              .run(PostgresReach.Base.of(backup).segmentBytes()));
    }
    return verification(backup, level, checked);
  }

  private BackupVerification verification(
      BackupInfo backup, VerifyLevel level, List<String> checked) {
    return new BackupVerification(
        backup.withChecked(checked), level, checked, context.clock().instant());
  }
}
