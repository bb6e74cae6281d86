package io.gds.database.mssql;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
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
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Finding and proving backups: in the history that the server keeps in {@code msdb}, and by what
 * they say of themselves. A place narrows the history down, since the server lists no directory by
 * any documented means.
 */
final class MssqlCatalog implements SupportsBackupCatalog {
  /** So many backups are judged together where no database is named. */
  private static final int MOST_AT_ONCE = 100_000;

  private final MssqlContext context;

  MssqlCatalog(MssqlContext context) {
    this.context = context;
  }

  @Override
  public List<VerifyLevel> verifyLevels() {
    return MssqlVerification.levels(context.known());
  }

  @Override
  public Set<OptionKey<?>> verifyBackupKeys() {
    return MssqlVerify.KEYS;
  }

  @Override
  public Set<OptionKey<?>> deleteBackupsKeys() {
    return Set.of();
  }

  @Override
  public List<BackupInfo> backupHistory(BackupQuery query) {
    context.runner().requireOpen();
    query.database().ifPresent(MssqlSql.NAMES::check);
    requirePlace("in", query.directory());
    BackupQuery whole = whole(query);
    return new MssqlHistory(context)
        .of(whole).infos(context.clock().instant()).stream()
            .filter(whole::matches)
            .filter(backup -> isIn(backup, whole))
            .sorted(Comparator.comparing(BackupInfo::finishedAt).reversed())
            .limit(query.limit())
            .toList();
  }

  private BackupQuery whole(BackupQuery query) {
    return query.directory().map(place -> query.in(MssqlPlace.whole(context, place))).orElse(query);
  }

  private static boolean isIn(BackupInfo backup, BackupQuery query) {
    return query.directory().isEmpty()
        || MssqlPlace.isIn(backup.location(), query.directory().get());
  }

  private static void requirePlace(String option, Optional<Location> place) {
    Optional<OptionFault> fault = place.flatMap(where -> MssqlPlace.fault(option, where));
    if (fault.isPresent()) {
      throw InvalidOptionsException.of("backup query", List.of(fault.get()));
    }
  }

  /** The newest of the sets that lie at a place. */
  @Override
  public BackupInfo inspectBackup(Location location) {
    List<MssqlListedSet> sets = listed(location);
    Location whole = MssqlPlace.whole(context, location);
    MssqlListedSet last = sets.get(sets.size() - 1);
    MssqlBackupEntry header =
        last.whole().orElseThrow(() -> MssqlMediaReading.notWhole(whole, last));
    return new MssqlHeaderInfos(context, whole, List.of(header)).of(header);
  }

  /** All sets that lie at a place, in the order in which they came there, with what is none. */
  List<BackupInfo> backupSets(Location location) {
    Location whole = MssqlPlace.whole(context, location);
    List<MssqlListedSet> sets = listed(location);
    MssqlHeaderInfos infos =
        new MssqlHeaderInfos(
            context, whole, sets.stream().flatMap(set -> set.whole().stream()).toList());
    return sets.stream()
        .map(set -> set.whole().map(infos::of).orElseGet(() -> set.remains(whole)))
        .toList();
  }

  private List<MssqlListedSet> listed(Location location) {
    context.runner().requireOpen();
    requirePlace("location", Optional.of(location));
    Location whole = MssqlPlace.whole(context, location);
    List<MssqlListedSet> sets = new MssqlMediaReading(context).listed(MssqlPlace.of(whole));
    if (sets.isEmpty()) {
      throw MssqlMediaReading.empty(whole);
    }
    return sets;
  }

  List<MssqlBackupFile> backupFiles(Location location, int position) {
    context.runner().requireOpen();
    requirePlace("location", Optional.of(location));
    return new MssqlMediaReading(context)
        .files(MssqlPlace.of(MssqlPlace.whole(context, location)), position);
  }

  @Override
  public ReachableWindow reachableWindow(String database, BackupQuery query) {
    context.runner().requireOpen();
    MssqlSql.NAMES.check(database);
    requirePlace("in", query.directory());
    BackupQuery whole = whole(query);
    Instant now = context.clock().instant();
    MssqlHistory.Read read = new MssqlHistory(context).ofDatabase(database);
    List<MssqlBackupSet> sets =
        read.entries().stream()
            .filter(
                entry -> {
                  BackupInfo info = read.info(entry, now);
                  return isIn(info, whole)
                      && query.type().filter(type -> type != info.backupType()).isEmpty()
                      && query.since().filter(info.finishedAt()::isBefore).isEmpty();
                })
            .map(MssqlBackupEntry::set)
            .toList();
    MssqlWindow window =
        new MssqlChainPlanner(
                new MssqlBackupHistory(sets), MssqlChainQuery.of(database, read.zone()))
            .window();
    return new ReachableWindow(
        database,
        window.spans(),
        window.gaps().stream()
            .map(
                gap ->
                    new ReachableWindow.Gap(
                        gap.from().orElse(Instant.EPOCH),
                        gap.to().orElse(now),
                        gap.problem().text() + ". " + gap.problem().remedy()))
            .toList(),
        now);
  }

  @Override
  public Operation<BackupVerification> prepareVerifyBackup(VerifyOptions options) {
    context.runner().requireOpen();
    CapabilityStatus status =
        MssqlVerification.status(options.level(), Optional.of(context.product()));
    if (!status.isAvailable()) {
      throw MssqlCapabilities.refusal(context.runner().engine(), status);
    }
    List<OptionFault> faults = new ArrayList<>();
    MssqlPlace.fault("backup", options.location()).ifPresent(faults::add);
    if (options.platformOptions().given(MssqlVerify.CREDENTIAL).isPresent()
        && !options.location().parts().stream().allMatch(MssqlDestination::takesKey)) {
      faults.add(
          new OptionFault(
              MssqlVerify.CREDENTIAL.id(), "belongs to a backup at an address of Azure"));
    }
    options.requireKnown(MssqlVerify.KEYS, faults);
    return MssqlVerification.of(context, options).plan();
  }

  @Override
  public RetentionPlan planRetention(DeleteBackupsOptions options) {
    context.runner().requireOpen();
    options.requireKnown(
        Set.of(),
        options.directory().flatMap(place -> MssqlPlace.fault("in", place)).stream().toList());
    options.database().ifPresent(MssqlSql.NAMES::check);
    Optional<Location> directory =
        options.directory().map(place -> MssqlPlace.whole(context, place));
    Instant now = context.clock().instant();
    MssqlHistory history = new MssqlHistory(context);
    MssqlHistory.Read read =
        options.database().isPresent()
            ? history.besides(options.database().get())
            : history.atMost(MOST_AT_ONCE);
    Predicate<BackupInfo> concerned =
        backup ->
            options.database().filter(name -> !name.equals(backup.database())).isEmpty()
                && (directory.isEmpty() || MssqlPlace.isIn(backup.location(), directory.get()));
    Map<Boolean, List<BackupInfo>> backups =
        read.infos(now).stream()
            .sorted(Comparator.comparing(BackupInfo::finishedAt).reversed())
            .collect(Collectors.partitioningBy(concerned));
    return new MssqlRetention(
            backups.getOrDefault(true, List.of()),
            backups.getOrDefault(false, List.of()),
            options.policy(),
            now)
        .plan();
  }

  /** Backups are the server's files, which no documented statement of it deletes. */
  @Override
  public Operation<RetentionPlan> prepareDeleteBackups(DeleteBackupsOptions options) {
    context.runner().requireOpen();
    options.requireKnown(
        Set.of(),
        options.directory().flatMap(place -> MssqlPlace.fault("in", place)).stream().toList());
    throw MssqlCapabilities.refusal(
        context.runner().engine(),
        CapabilityStatus.absent(
            SupportsBackupCatalog.class,
            Availability.NOT_ON_PLATFORM,
            "backups are not deleted: SQL Server has no documented statement that deletes their"
                + " files",
            "See by planRetention what would go, and delete these files on the server's machine, or"
                + " by the rules of the store; msdb.dbo.sp_delete_backuphistory takes them out of"
                + " the history."));
  }
}
