package io.gds.database.snowflake;

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
import io.gds.database.core.archive.Retention;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The backups of an account: snapshots and what restores set aside, the backups of the vendor's
 * backup sets, and unloads in a stage that is named.
 */
final class SnowflakeCatalog implements SupportsBackupCatalog {
  static final List<VerifyLevel> LEVELS =
      List.of(VerifyLevel.MANIFEST, VerifyLevel.ARCHIVE, VerifyLevel.RESTORE);

  private final SnowflakeContext context;
  private final SnowflakeShelf shelf;
  private final SnowflakeUnloads unloads;
  private final SnowflakeBackupSets sets;

  SnowflakeCatalog(SnowflakeContext context) {
    this.context = context;
    this.shelf = new SnowflakeShelf(context);
    this.unloads = new SnowflakeUnloads(context);
    this.sets = new SnowflakeBackupSets(context);
  }

  @Override
  public List<BackupInfo> backupHistory(BackupQuery query) {
    context.runner().requireOpen();
    query.directory().ifPresent(at -> require("in", at));
    return found(query.directory()).stream().filter(query::matches).limit(query.limit()).toList();
  }

  private static void require(String option, Location location) {
    SnowflakePlace.fault(option, location)
        .ifPresent(
            fault -> {
              throw InvalidOptionsException.of("backup query", List.of(fault));
            });
  }

  /** The backups of a database, the newest first. */
  List<BackupInfo> found(Optional<Location> directory, String database) {
    return found(directory).stream().filter(b -> b.database().equals(database)).toList();
  }

  /** All that lie at a place, the newest first; without one, all but those in stages. */
  private List<BackupInfo> found(Optional<Location> directory) {
    if (directory.isEmpty()) {
      List<BackupInfo> all = new ArrayList<>(shelf.backups(now()));
      all.addAll(sets.backups());
      all.sort(Comparator.comparing(BackupInfo::finishedAt).reversed());
      return all;
    }
    SnowflakePlace place = SnowflakePlace.of(directory.get());
    return switch (place.kind()) {
      case STAGE -> unloads.below(place.stage());
      case BACKUP_SET ->
          sets.backups().stream()
              .filter(b -> place.name().equals(b.attributes().get("backupSet")))
              .toList();
      case DATABASE ->
          place.isSnapshots()
              ? shelf.backups(now())
              : find(directory.get()).map(List::of).orElse(List.of());
    };
  }

  private Instant now() {
    return context.clock().instant();
  }

  private Optional<BackupInfo> find(Location location) {
    SnowflakePlace place = SnowflakePlace.of(location);
    return switch (place.kind()) {
      case STAGE -> unloads.find(location);
      case BACKUP_SET -> sets.find(place);
      case DATABASE ->
          shelf
              .find(place.name())
              .map(
                  entry ->
                      SnowflakeShelf.info(entry, now(), List.of())
                          .orElseThrow(() -> SnowflakeRestores.unrecognized(place.name())));
    };
  }

  @Override
  public BackupInfo inspectBackup(Location location) {
    context.runner().requireOpen();
    require("backup", location);
    return find(location).orElseThrow(() -> SnowflakeUnloads.absent(location.toString()));
  }

  @Override
  public ReachableWindow reachableWindow(String database, BackupQuery query) {
    context.runner().requireOpen();
    SnowflakeSql.NAMES.check(database);
    query.directory().ifPresent(at -> require("in", at));
    Instant now = shelf.now();
    List<ReachableWindow.Span> spans = new ArrayList<>();
    List<ReachableWindow.Gap> gaps = new ArrayList<>();
    boolean inStage = query.directory().filter(at -> at.kind() == Location.Kind.STAGE).isPresent();
    shelf
        .find(database)
        .filter(entry -> !inStage)
        .ifPresent(
            entry -> {
              ReachableWindow own =
                  SnowflakeInventory.read(context.sql(), database)
                      .reach(entry, now)
                      .window(database);
              spans.addAll(own.spans());
              gaps.addAll(own.gaps());
            });
    for (BackupInfo backup : found(query.directory(), database)) {
      Instant at = backup.consistentAt().orElse(backup.finishedAt());
      if (query.matches(backup) && spans.stream().noneMatch(span -> span.contains(at))) {
        spans.add(new ReachableWindow.Span(at, at));
      }
    }
    spans.sort(Comparator.comparing(ReachableWindow.Span::from));
    gaps.sort(Comparator.comparing(ReachableWindow.Gap::from));
    return new ReachableWindow(database, spans, gaps, now);
  }

  @Override
  public List<VerifyLevel> verifyLevels() {
    return LEVELS;
  }

  @Override
  public Set<OptionKey<?>> verifyBackupKeys() {
    return Set.of();
  }

  @Override
  public Set<OptionKey<?>> deleteBackupsKeys() {
    return SnowflakeBackupDeletion.KEYS;
  }

  @Override
  public Operation<BackupVerification> prepareVerifyBackup(VerifyOptions options) {
    context.runner().requireOpen();
    List<OptionFault> faults = new ArrayList<>();
    SnowflakePlace.fault("backup", options.location()).ifPresent(faults::add);
    options.requireKnown(Set.of(), faults);
    return new SnowflakeVerification(context, this, options).prepare();
  }

  @Override
  public RetentionPlan planRetention(DeleteBackupsOptions options) {
    context.runner().requireOpen();
    List<OptionFault> faults = new ArrayList<>();
    options.directory().flatMap(at -> SnowflakePlace.fault("in", at)).ifPresent(faults::add);
    options.requireKnown(SnowflakeBackupDeletion.KEYS, faults);
    boolean aside = options.platformOptions().valueOf(SnowflakeBackupDeletion.SET_ASIDE);
    List<BackupInfo> all =
        found(options.directory()).stream()
            .filter(backup -> options.database().map(backup.database()::equals).orElse(true))
            .map(backup -> aside ? released(backup) : backup)
            .toList();
    return Retention.plan(all, options.policy(), now(), SnowflakeCatalog::origin);
  }

  /** Snapshots, what was set aside, sets and unloads are each counted for themselves. */
  private static String origin(BackupInfo backup) {
    return backup.location().kind()
        + " "
        + backup.attributes().getOrDefault("kind", "")
        + " "
        + backup.database();
  }

  private static BackupInfo released(BackupInfo backup) {
    boolean kept = SnowflakeStamp.Kind.KEPT.name().equals(backup.attributes().get("kind"));
    return kept
        ? new BackupInfo(
            backup.id(),
            backup.database(),
            backup.platform(),
            backup.backupType(),
            backup.location(),
            backup.startedAt(),
            backup.finishedAt(),
            backup.consistentAt(),
            backup.bytes(),
            backup.sha256(),
            backup.serverVersion(),
            backup.toolVersion(),
            backup.basedOn(),
            false,
            backup.positions(),
            backup.checked(),
            backup.attributes())
        : backup;
  }

  @Override
  public Operation<RetentionPlan> prepareDeleteBackups(DeleteBackupsOptions options) {
    RetentionPlan plan = planRetention(options);
    return new SnowflakeBackupRemoval(context, this).prepare(options, plan);
  }

  /** Whether a backup is still there, and the same. */
  boolean isThere(BackupInfo backup) {
    try {
      return find(backup.location()).filter(now -> now.id().equals(backup.id())).isPresent();
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.ARCHIVE_UNRECOGNIZED) {
        return false;
      }
      throw e;
    }
  }
}
