package io.gds.database.postgres;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.DeleteBackupsOptions;
import io.gds.database.backup.Location;
import io.gds.database.backup.RetentionPlan;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Checks;
import io.gds.database.core.Plan;
import io.gds.database.core.archive.ArchiveShelf;
import io.gds.database.core.archive.Manifest;
import io.gds.database.core.archive.Retention;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.StepKind;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Which backups a policy keeps, those of each server and of each database by themselves, and which
 * archived WAL is needed by none of them.
 */
final class PostgresServerRetention {
  private final PostgresContext context;
  private final PostgresCatalog databases;
  private final PostgresServerShelf shelf;

  PostgresServerRetention(
      PostgresContext context, PostgresCatalog databases, PostgresServerShelf shelf) {
    this.context = context;
    this.databases = databases;
    this.shelf = shelf;
  }

  private static Optional<Path> wal(DeleteBackupsOptions options) {
    return options.platformOptions().given(PostgresRetention.WAL_ARCHIVE);
  }

  /** What goes and what stays, WAL told by the path of its directory. */
  RetentionPlan plan(DeleteBackupsOptions options) {
    RetentionPlan plan = backups(options);
    Map<String, String> reasons = new LinkedHashMap<>(plan.reasons());
    wal(options)
        .map(archive -> PostgresWalRetention.of(archive, bases(plan.keep())))
        .ifPresent(gone -> reasons.put(gone.directory().toString(), gone.text()));
    return new RetentionPlan(plan.keep(), plan.delete(), reasons);
  }

  private RetentionPlan backups(DeleteBackupsOptions options) {
    RetentionPlan ofDatabases = databases.planRetention(options);
    Location directory = options.directory().orElseThrow();
    List<BackupInfo> all = shelf.all(directory);
    List<BackupInfo> concerned =
        options.database().map(name -> shelf.of(name, directory)).orElse(all);
    Map<String, String> reasons = new LinkedHashMap<>(ofDatabases.reasons());
    List<BackupInfo> whole = new ArrayList<>();
    List<BackupInfo> broken = new ArrayList<>();
    for (BackupInfo backup : concerned) {
      Optional<String> lack = PostgresServerShelf.candidate(backup, all).fault();
      (lack.isEmpty() ? whole : broken).add(backup);
      lack.ifPresent(
          fault -> reasons.put(backup.id(), "it cannot be restored, and is not counted: " + fault));
    }
    RetentionPlan ofServers =
        Retention.plan(
            whole, options.policy(), context.clock().instant(), PostgresServerShelf::origin);
    reasons.putAll(ofServers.reasons());
    return new RetentionPlan(
        joined(ofDatabases.keep(), joined(ofServers.keep(), broken)),
        joined(ofDatabases.delete(), ofServers.delete()),
        reasons);
  }

  private static List<BackupInfo> joined(List<BackupInfo> some, List<BackupInfo> others) {
    return Stream.concat(some.stream(), others.stream())
        .sorted(Comparator.comparing(BackupInfo::finishedAt).reversed())
        .toList();
  }

  private static List<BackupInfo> bases(List<BackupInfo> backups) {
    return backups.stream().filter(PostgresServerShelf::isBase).toList();
  }

  /** Plans the deletion. */
  Operation<RetentionPlan> prepare(DeleteBackupsOptions options) {
    RetentionPlan retention = backups(options);
    Location directory = options.directory().orElseThrow();
    String where = directory.toString();
    Plan.Builder<RetentionPlan> plan =
        context.runner().<RetentionPlan>plan("deleteBackups", where).options(options);
    Optional<PostgresWalRetention> wal =
        wal(options).map(archive -> PostgresWalRetention.of(archive, bases(retention.keep())));
    if (!retention.delete().isEmpty() || wal.isPresent()) {
      plan.measure(() -> whole(retention.keep())).check(() -> unneeded(directory, retention));
    }
    for (BackupInfo doomed : retention.delete()) {
      plan.check(() -> same(doomed));
    }
    wal.ifPresent(gone -> plan.check(() -> unneeded(directory, retention, gone)));
    plan.step(
        StepKind.FILE,
        Effect.READ,
        "keep "
            + retention.keep().size()
            + " backups of "
            + where
            + (wal.isPresent() ? "" : needed(retention)),
        step -> {});
    for (BackupInfo doomed : retention.delete()) {
      Path archive = doomed.location().path();
      plan.step(
          StepKind.FILE,
          Effect.IDEMPOTENT,
          "delete " + archive + " and its manifest: " + retention.reasons().get(doomed.id()),
          step -> delete(doomed));
    }
    wal.ifPresent(
        gone ->
            plan.step(
                StepKind.FILE,
                gone.files().isEmpty() ? Effect.READ : Effect.IDEMPOTENT,
                "clean the WAL in " + gone.directory() + ": " + gone.text(),
                gone::delete));
    Map<String, String> reasons = new LinkedHashMap<>(retention.reasons());
    wal.ifPresent(gone -> reasons.put(gone.directory().toString(), gone.text()));
    return plan.yields(() -> new RetentionPlan(retention.keep(), retention.delete(), reasons));
  }

  /** What stays is counted as what can be restored, so it has to be there. */
  private List<Check> whole(List<BackupInfo> kept) {
    return kept.stream()
        .map(
            backup ->
                ArchiveShelf.whole(
                    backup.location().path(), DatabaseType.POSTGRESQL, context.clock().instant()))
        .toList();
  }

  /** Under a path another archive may stand by now than was planned with. */
  private Check same(BackupInfo doomed) {
    Optional<String> other = other(doomed);
    return Checks.demand(
        context.clock(),
        other.isEmpty(),
        "what goes is the backup that was planned with",
        doomed.location().toString(),
        other.orElse("it is, or is gone"),
        "the backup " + doomed.id(),
        ErrorCode.PLAN_STALE,
        "Look what lies there, and plan it again.");
  }

  /**
   * Deletes a backup, if it is still the one that lies there.
   *
   * @throws DatabaseException PLAN_STALE if it is not
   */
  static void delete(BackupInfo doomed) {
    Optional<String> other = other(doomed);
    if (other.isPresent()) {
      throw ErrorDetails.of(
              ErrorCode.PLAN_STALE,
              doomed.location()
                  + " was not deleted, since it is not the backup "
                  + doomed.id()
                  + " any more: "
                  + other.get())
          .target(doomed.location().toString())
          .remedy("Look what lies there, and plan it again.")
          .toException();
    }
    Path archive = doomed.location().path();
    ArchiveShelf.delete(archive, PostgresGlobals.of(archive));
  }

  /** What lies there instead of a backup; nothing where it is that one, or there is none. */
  private static Optional<String> other(BackupInfo doomed) {
    Path archive = doomed.location().path();
    try {
      Optional<String> id = PostgresArchive.at(archive).manifest().map(Manifest::backupId);
      return id.isPresent()
          ? id.filter(found -> !found.equals(doomed.id())).map("the backup "::concat)
          : Optional.of("something without a manifest")
              .filter(what -> Files.exists(archive, LinkOption.NOFOLLOW_LINKS));
    } catch (DatabaseException e) {
      return Optional.of(e.details().message());
    }
  }

  /** Nothing that stays, or was made since, builds on what goes. */
  private Check unneeded(Location directory, RetentionPlan retention) {
    Set<String> doomed = new HashSet<>();
    retention.delete().forEach(backup -> doomed.add(backup.id()));
    Optional<BackupInfo> dependant =
        shelf.all(directory).stream()
            .filter(backup -> !doomed.contains(backup.id()))
            .filter(backup -> backup.basedOn().filter(doomed::contains).isPresent())
            .findFirst();
    return Checks.demand(
        context.clock(),
        dependant.isEmpty(),
        "nothing that stays builds on what goes",
        directory.toString(),
        dependant.map(backup -> backup.location() + " does").orElse("nothing"),
        "nothing",
        ErrorCode.PRECONDITION_FAILED,
        "Plan it again: a backup was made since.");
  }

  /** No WAL goes that a backup needs which was not there before. */
  private Check unneeded(Location directory, RetentionPlan retention, PostgresWalRetention gone) {
    Set<String> doomed = new HashSet<>();
    retention.delete().forEach(backup -> doomed.add(backup.id()));
    Optional<String> fault =
        gone.fault(
            shelf.all(directory).stream().filter(backup -> !doomed.contains(backup.id())).toList());
    return Checks.demand(
        context.clock(),
        fault.isEmpty(),
        "no WAL goes that a backup needs",
        gone.directory().toString(),
        fault.orElse("none"),
        "none",
        ErrorCode.PRECONDITION_FAILED,
        "Plan it again: the backups in " + directory + " are others by now.");
  }

  /** From which segment on the kept backups need each archive of WAL, which is not deleted here. */
  private static String needed(RetentionPlan retention) {
    Map<String, PostgresWalRetention.First> oldest = new TreeMap<>();
    for (BackupInfo kept : bases(retention.keep())) {
      String archive = kept.attributes().get(PostgresServerBackups.WAL_ARCHIVE);
      if (archive != null) {
        PostgresWalRetention.First.of(kept)
            .ifPresent(first -> oldest.merge(archive, first, PostgresWalRetention.First::older));
      }
    }
    StringBuilder text = new StringBuilder();
    oldest.forEach(
        (archive, first) ->
            text.append("; of the WAL in ")
                .append(archive)
                .append(", which stays, they need all from ")
                .append(first.segment())
                .append(" on"));
    return text.toString();
  }
}
