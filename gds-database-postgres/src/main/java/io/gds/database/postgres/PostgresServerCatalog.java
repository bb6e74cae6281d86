package io.gds.database.postgres;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupQuery;
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
import io.gds.database.core.archive.ArchiveVerifier;
import io.gds.database.core.archive.Manifest;
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
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All backups as they lie in a directory: those of the whole server are looked at here, those of
 * single databases by {@link PostgresCatalog}.
 */
final class PostgresServerCatalog implements SupportsBackupCatalog {
  private final PostgresContext context;
  private final PostgresCatalog databases;
  private final PostgresServerShelf shelf;
  private final PostgresServerRetention retention;

  PostgresServerCatalog(PostgresContext context, PostgresCatalog databases) {
    this.context = context;
    this.databases = databases;
    this.shelf = new PostgresServerShelf(context, databases);
    this.retention = new PostgresServerRetention(context, databases, shelf);
  }

  @Override
  public List<BackupInfo> backupHistory(BackupQuery query) {
    if (query.database().isEmpty() || query.directory().isEmpty()) {
      return databases.backupHistory(query);
    }
    Stream<BackupInfo> ofServer =
        shelf.of(query.database().get(), query.directory().get()).stream()
            .filter(backup -> query.type().isEmpty() || query.type().get() == backup.backupType())
            .filter(backup -> !backup.finishedAt().isBefore(query.since().orElse(Instant.MIN)));
    return Stream.concat(
            ofServer,
            databases.backupHistory(query.limit(Integer.MAX_VALUE)).stream()
                .filter(backup -> !PostgresServerShelf.isBase(backup)))
        .sorted(Comparator.comparing(BackupInfo::finishedAt).reversed())
        .limit(query.limit())
        .toList();
  }

  @Override
  public BackupInfo inspectBackup(Location location) {
    return databases.inspectBackup(location);
  }

  @Override
  public ReachableWindow reachableWindow(String database, BackupQuery query) {
    return database.equals(context.runner().engine())
            || query
                .directory()
                .filter(directory -> !shelf.of(database, directory).isEmpty())
                .isPresent()
        ? new PostgresServerWindow(context, shelf)
            .of(database, query, query.directory().orElseThrow(databases::noHistory))
        : databases.reachableWindow(database, query);
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
    return retention.plan(options);
  }

  @Override
  public Operation<RetentionPlan> prepareDeleteBackups(DeleteBackupsOptions options) {
    return retention.prepare(options);
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
          .map(manifest -> manifest.toBackupInfo(location.path(), List.of()))
          .filter(PostgresServerShelf::isBase);
    } catch (DatabaseException e) {
      return Optional.empty();
    }
  }

  private Operation<BackupVerification> verify(BackupInfo backup, VerifyOptions options) {
    options.requireKnown(Set.of(PostgresRestore.TOOLS), List.of());
    PostgresBaseChain chain = shelf.chain(backup);
    Path archive = path(backup);
    List<String> checked = new ArrayList<>();
    boolean tried = options.level().compareTo(VerifyLevel.RESTORE) >= 0;
    Plan.Builder<BackupVerification> plan =
        context
            .runner()
            .<BackupVerification>plan("verifyBackup", archive.toString())
            .options(options);
    if (chain.isIncremental() && !tried) {
      plan.check(() -> shelf.chain(backup).check(context.clock()));
    }
    for (BackupInfo member : chain.members()) {
      plan.step(
          StepKind.FILE,
          Effect.READ,
          "prove " + path(member) + " at level " + (tried ? VerifyLevel.ARCHIVE : options.level()),
          step -> checked.addAll(prove(member, chain, options.level(), step)));
    }
    if (tried) {
      boolean check = options.level() == VerifyLevel.RESTORE_AND_CHECK;
      PostgresServerTrial trial =
          new PostgresServerTrial(
              context,
              chain,
              archive,
              options.platformOptions().given(PostgresRestore.TOOLS),
              check);
      trial.demand(plan);
      plan.step(
          new Step(
              StepKind.TOOL,
              "restore "
                  + archive
                  + (chain.isIncremental() ? ", combined with what it builds on," : "")
                  + " for trial into "
                  + trial.scratch()
                  + ", recover and open it there"
                  + (check ? ", check its pages" : "")
                  + ", and remove that again",
              Effect.ONCE,
              ""),
          step -> checked.addAll(trial.run(step)),
          () -> Reconciler.Finding.NOT_DONE);
    }
    return plan.yields(
        () ->
            new BackupVerification(
                backup.withChecked(checked), options.level(), checked, context.clock().instant()));
  }

  private static Path path(BackupInfo backup) {
    return backup.location().path().toAbsolutePath().normalize();
  }

  private static List<String> prove(
      BackupInfo backup, PostgresBaseChain chain, VerifyLevel level, StepContext step) {
    Path archive = path(backup);
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
          new PostgresBaseCheck(base, step).run(PostgresReach.Base.of(backup).segmentBytes()));
    }
    return chain.isIncremental()
        ? checked.stream().map(("of " + archive + ": ")::concat).toList()
        : checked;
  }
}
