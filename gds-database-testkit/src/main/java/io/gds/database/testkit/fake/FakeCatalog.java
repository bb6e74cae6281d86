package io.gds.database.testkit.fake;

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
import io.gds.database.error.DatabaseException;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finding, proving and deleting the backups of a fake server. */
final class FakeCatalog extends FakePart implements SupportsBackupCatalog {
  FakeCatalog(FakeWire wire) {
    super(wire, SupportsBackupCatalog.class);
  }

  @Override
  public List<BackupInfo> backupHistory(BackupQuery query) {
    return read("backupHistory", server().name(), () -> server().vault.list(query));
  }

  @Override
  public BackupInfo inspectBackup(Location location) {
    return read("inspectBackup", location.toString(), () -> server().vault.inspect(location));
  }

  @Override
  public ReachableWindow reachableWindow(String database, BackupQuery query) {
    return read(
        "reachableWindow",
        database,
        () -> window(database, server().vault.list(query.database(database))));
  }

  private ReachableWindow window(String database, List<BackupInfo> backups) {
    List<ReachableWindow.Span> spans = new ArrayList<>();
    List<ReachableWindow.Gap> gaps = new ArrayList<>();
    for (BackupInfo backup : backups) {
      Optional<ReachableWindow.Span> span = span(server().vault, backup);
      span.ifPresent(spans::add);
      if (span.isEmpty()) {
        gaps.add(
            new ReachableWindow.Gap(
                backup.finishedAt(),
                backup.finishedAt(),
                "Backup " + backup.id() + " lacks one that it is based on."));
      }
    }
    List<ReachableWindow.Span> joined = joined(spans);
    for (int i = 1; i < joined.size(); i++) {
      gaps.add(
          new ReachableWindow.Gap(
              joined.get(i - 1).to(), joined.get(i).from(), "No LOG backup covers this time."));
    }
    return new ReachableWindow(database, joined, gaps, server().now());
  }

  private static List<ReachableWindow.Span> joined(List<ReachableWindow.Span> spans) {
    List<ReachableWindow.Span> joined = new ArrayList<>();
    spans.stream()
        .sorted(Comparator.comparing(ReachableWindow.Span::from))
        .forEach(
            span -> {
              int last = joined.size() - 1;
              if (last >= 0 && !span.from().isAfter(joined.get(last).to())) {
                Instant to = joined.get(last).to();
                joined.set(
                    last,
                    new ReachableWindow.Span(
                        joined.get(last).from(), span.to().isAfter(to) ? span.to() : to));
              } else {
                joined.add(span);
              }
            });
    return joined;
  }

  /** The instants a backup leads to: one, or for LOG all since its base; none if that is lost. */
  static Optional<ReachableWindow.Span> span(FakeVault vault, BackupInfo backup) {
    try {
      List<BackupInfo> chain = vault.chain(backup);
      Instant to = instant(backup);
      boolean log = backup.backupType() == BackupType.LOG && chain.size() > 1;
      Instant from = log ? instant(chain.get(chain.size() - 2)) : to;
      return Optional.of(new ReachableWindow.Span(from, to));
    } catch (DatabaseException e) {
      return Optional.empty();
    }
  }

  private static Instant instant(BackupInfo backup) {
    return backup.consistentAt().orElse(backup.finishedAt());
  }

  @Override
  public List<VerifyLevel> verifyLevels() {
    return shape().verifyLevels();
  }

  @Override
  public Set<OptionKey<?>> verifyBackupKeys() {
    return keys();
  }

  @Override
  public Set<OptionKey<?>> deleteBackupsKeys() {
    return keys();
  }

  @Override
  public Operation<BackupVerification> prepareVerifyBackup(VerifyOptions options) {
    String target = options.location().toString();
    FakePlan<BackupVerification> plan = plan("verifyBackup", target, options);
    if (!verifyLevels().contains(options.level())) {
      throw unsupported(SupportsBackupCatalog.class, options.level(), target);
    }
    Made<BackupInfo> proved = new Made<>();
    List<String> checked = new ArrayList<>(List.of("its manifest fits its size and platform"));
    plan.longStep(
        "verify",
        Effect.READ,
        "verify " + target + " level " + options.level(),
        context ->
            proved.set(
                options.level() == VerifyLevel.MANIFEST
                    ? server().vault.inspect(options.location())
                    : server().vault.load(options.location(), context::throwIfCancelled).info()));
    if (options.level().compareTo(VerifyLevel.ARCHIVE) >= 0) {
      checked.add("every byte is the one that was written");
    }
    if (options.level().compareTo(VerifyLevel.RESTORE) >= 0) {
      plan.longStep(
          "restore",
          Effect.READ,
          "restore " + target + " as temporary, and drop that",
          context -> server().vault.loadChain(proved.get(), context::throwIfCancelled));
      checked.add("it was restored with all it is based on");
    }
    if (options.level() == VerifyLevel.RESTORE_AND_CHECK) {
      checked.add("no row lacks a cell");
    }
    return plan.yields(
        () -> new BackupVerification(proved.get(), options.level(), checked, server().now()));
  }

  @Override
  public RetentionPlan planRetention(DeleteBackupsOptions options) {
    options.requireKnown(keys(), List.of());
    return read("planRetention", target(options), () -> retention(options));
  }

  private RetentionPlan retention(DeleteBackupsOptions options) {
    BackupQuery query = BackupQuery.all().limit(Integer.MAX_VALUE);
    BackupQuery ofDatabase = options.database().map(query::database).orElse(query);
    return FakeRetention.plan(
        server().vault.list(options.directory().map(ofDatabase::in).orElse(ofDatabase)),
        options.policy(),
        server().now());
  }

  private String target(DeleteBackupsOptions options) {
    return options.database().orElse(server().name());
  }

  @Override
  public Operation<RetentionPlan> prepareDeleteBackups(DeleteBackupsOptions options) {
    FakePlan<RetentionPlan> plan = plan("deleteBackups", target(options), options);
    RetentionPlan decided = retention(options);
    for (BackupInfo backup : decided.delete()) {
      plan.longStep(
          "delete",
          Effect.IDEMPOTENT,
          "delete backup " + backup.id() + " at " + backup.location(),
          context -> server().vault.delete(backup));
    }
    return plan.yields(() -> decided);
  }
}
