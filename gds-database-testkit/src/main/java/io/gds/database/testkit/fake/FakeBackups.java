package io.gds.database.testkit.fake;

import io.gds.database.DatabaseState;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupQuery;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.Location;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsBackupCatalog;
import io.gds.database.core.StepContext;
import io.gds.database.core.archive.ArchiveNames;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.ProgressUnit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/** Backing up a fake database or server. */
final class FakeBackups extends FakePart implements SupportsBackup {
  private final FakeUnit unit;

  FakeBackups(FakeWire wire, FakeUnit unit) {
    super(wire, SupportsBackup.class);
    this.unit = unit;
  }

  @Override
  public List<BackupType> backupTypes() {
    return shape().backupTypes();
  }

  @Override
  public Set<OptionKey<?>> backupKeys() {
    return keys();
  }

  /** All that is decided while planning. */
  private record Decision(
      String id,
      String unit,
      BackupType type,
      Location location,
      Optional<BackupInfo> base,
      Optional<Instant> at,
      Optional<Boolean> logs) {}

  @Override
  public Operation<BackupInfo> prepareBackup(BackupOptions options) {
    String name = unit.name(server());
    BackupType type = options.type().orElse(backupTypes().get(0));
    FakePlan<BackupInfo> plan = plan("backup", name, options);
    if (!backupTypes().contains(type)) {
      throw unsupported(SupportsBackup.class, type, name);
    }
    if (!shape().verifyLevels().contains(options.verify())) {
      throw unsupported(SupportsBackupCatalog.class, options.verify(), name);
    }
    Decision decision =
        new Decision(
            UUID.randomUUID().toString(),
            name,
            type,
            options.location().orElseGet(() -> place(options, name, type)),
            base(name, type),
            options.pointInTime(),
            options.includeLogs());
    Made<BackupInfo> made = new Made<>();
    return plan.measure(() -> checks(decision))
        .onFailure(context -> made.find().ifPresent(server().vault::delete))
        .longStep("copy", Effect.ONCE, text(decision), context -> made.set(copy(decision, context)))
        .longStep(
            "verify",
            Effect.READ,
            "verify " + decision.location() + " level " + options.verify(),
            context -> server().vault.load(decision.location(), context::throwIfCancelled))
        .yields(
            () ->
                made.get()
                    .withChecked(List.of("every byte was read again and is the one written")));
  }

  private String text(Decision decision) {
    return "backup "
        + unit.quoted()
        + " type "
        + decision.type()
        + decision.base().map(base -> " based on " + base.id()).orElse("")
        + decision.at().map(at -> " as of " + at).orElse("")
        + decision.logs().map(kept -> kept ? " with log" : " without log").orElse("")
        + " to "
        + decision.location();
  }

  private Location place(BackupOptions options, String name, BackupType type) {
    Location directory = options.directory().orElseThrow();
    if (directory.kind() == Location.Kind.LOCAL) {
      return Location.local(
          ArchiveNames.uniqueName(directory.path(), name, type, server().now(), "gdsfake"));
    }
    String file = type.name().toLowerCase(Locale.ROOT) + "-" + UUID.randomUUID();
    return new Location(directory.kind(), List.of(directory.parts().get(0) + "/" + file));
  }

  /** What a backup of this type builds upon: the newest, or the newest whole one. */
  private Optional<BackupInfo> base(String name, BackupType type) {
    return switch (type) {
      case FULL, SNAPSHOT, LOGICAL -> Optional.empty();
      case DIFFERENTIAL ->
          server().vault.list(BackupQuery.all().database(name).type(BackupType.FULL)).stream()
              .findFirst();
      case INCREMENTAL, LOG ->
          server().vault.list(BackupQuery.all().database(name)).stream().findFirst();
    };
  }

  private List<Check> checks(Decision decision) {
    List<Check> checks = new ArrayList<>();
    unit.database().ifPresent(database -> checks.add(exists(database)));
    unit.present(server())
        .forEach(
            (database, stored) ->
                checks.add(
                    demand(
                        stored.condition().state() == DatabaseState.ONLINE,
                        "the database is online",
                        database,
                        stored.condition().state().name(),
                        DatabaseState.ONLINE.name(),
                        ErrorCode.WRONG_STATE,
                        "Bring it online first.")));
    boolean taken = server().vault.isTaken(decision.location());
    checks.add(
        demand(
            !taken,
            "the place is free",
            decision.location().toString(),
            taken ? "taken" : "free",
            "free",
            ErrorCode.ALREADY_EXISTS,
            "Choose another place; an existing backup is never overwritten."));
    if (needsBase(decision.type())) {
      checks.add(
          demand(
              decision.base().isPresent(),
              "there is a backup to build upon",
              decision.unit(),
              decision.base().map(BackupInfo::id).orElse("none"),
              "a FULL backup",
              ErrorCode.PRECONDITION_FAILED,
              "Make a FULL backup first."));
    }
    return checks;
  }

  private static boolean needsBase(BackupType type) {
    return type == BackupType.DIFFERENTIAL
        || type == BackupType.INCREMENTAL
        || type == BackupType.LOG;
  }

  private BackupInfo copy(Decision decision, StepContext context) {
    Instant now = server().now();
    Instant at = decision.at().orElse(now);
    Optional<Instant> since =
        decision.type() == BackupType.LOG
            ? decision.base().flatMap(BackupInfo::consistentAt)
            : Optional.empty();
    FakeArchive archive = server().alone(() -> unit.archive(server(), at, since));
    long total = archive.databases().size();
    for (int done = 0; done < total; done++) {
      context.throwIfCancelled();
      context.progress("copy", done, OptionalLong.of(total), ProgressUnit.OBJECTS);
    }
    byte[] bytes = archive.bytes();
    BackupInfo draft =
        new BackupInfo(
            decision.id(),
            decision.unit(),
            shape().type(),
            decision.type(),
            decision.location(),
            now,
            server().now(),
            Optional.of(at),
            OptionalLong.empty(),
            Optional.empty(),
            Optional.of(shape().version()),
            Optional.empty(),
            decision.base().map(BackupInfo::id),
            false,
            Map.of(FakeVault.POSITION, server().vault.nextPosition()),
            List.of(),
            decision.logs().map(kept -> Map.of("log", kept.toString())).orElse(Map.of()));
    BackupInfo kept = server().vault.keep(draft, bytes, context::throwIfCancelled);
    context.bytes(bytes.length);
    return kept;
  }
}
