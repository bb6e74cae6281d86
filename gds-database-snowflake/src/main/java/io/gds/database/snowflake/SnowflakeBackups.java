package io.gds.database.snowflake;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.Location;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Plan;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.OptionValues;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Backing up a database: by a snapshot that the account keeps, or by an unload to a stage. */
final class SnowflakeBackups implements SupportsBackup {
  static final List<BackupType> TYPES = List.of(BackupType.SNAPSHOT, BackupType.LOGICAL);

  private static final Set<OptionKey<?>> OF_UNLOADS =
      Set.of(
          SnowflakeBackup.FORMAT,
          SnowflakeBackup.FILE_SIZE,
          SnowflakeBackup.HASHES,
          SnowflakeBackup.SKIP_UNLOADABLE,
          SnowflakeBackup.ALLOW_POLICIES);

  private static final Set<OptionKey<?>> OF_SNAPSHOTS =
      Set.of(SnowflakeClone.STAGES, SnowflakeClone.SKIP_UNREACHABLE);

  private final SnowflakeContext context;
  private final String name;
  private final SnowflakeShelf shelf;

  SnowflakeBackups(SnowflakeContext context, String name) {
    this.context = context;
    this.name = name;
    this.shelf = new SnowflakeShelf(context);
  }

  @Override
  public List<BackupType> backupTypes() {
    return TYPES;
  }

  @Override
  public Set<OptionKey<?>> backupKeys() {
    return SnowflakeBackup.KEYS;
  }

  /** Whether backups of this type are made, or why not. */
  static CapabilityStatus status(BackupType type) {
    return TYPES.contains(type)
        ? CapabilityStatus.available(SupportsBackup.class, type)
        : CapabilityStatus.absent(
            SupportsBackup.class,
            type,
            Availability.NOT_ON_PLATFORM,
            "the vendor keeps pages and logs, and gives neither away",
            "Take a SNAPSHOT, which shares its storage, or a LOGICAL backup to a stage.");
  }

  @Override
  public Operation<BackupInfo> prepareBackup(BackupOptions options) {
    context.runner().requireOpen();
    BackupType type = options.type().orElse(TYPES.get(0));
    CapabilityStatus status = status(type);
    if (!status.isAvailable()) {
      throw UnsupportedCapabilityException.of(DatabaseType.SNOWFLAKE.id(), name, status);
    }
    options.requireKnown(SnowflakeBackup.KEYS, faults(options, type));
    SnowflakeSql.NAMES.check(name);
    SnowflakePlace place =
        SnowflakePlace.of(options.location().or(options::directory).orElseThrow());
    Plan.Builder<BackupInfo> plan =
        context.runner().<BackupInfo>plan("backup", name).options(options);
    return switch (place.kind()) {
      case STAGE -> new SnowflakeUnload(context, name, options, place.stage()).prepare(plan);
      case BACKUP_SET -> new SnowflakeBackupSets(context).prepareBackup(plan, name, place);
      case DATABASE -> snapshot(plan, options, place);
    };
  }

  private Operation<BackupInfo> snapshot(
      Plan.Builder<BackupInfo> plan, BackupOptions options, SnowflakePlace place) {
    OptionValues values = options.platformOptions();
    Instant now = shelf.now();
    String target =
        options.directory().isPresent()
            ? SnowflakeStamp.of(SnowflakeStamp.Kind.SNAPSHOT, name, now).name()
            : SnowflakeSql.NAMES.check(place.name());
    Optional<SnowflakeShelf.Entry> source = shelf.find(name);
    SnowflakeInventory inventory =
        source
            .map(found -> SnowflakeInventory.read(context.sql(), name))
            .orElse(new SnowflakeInventory(List.of(), List.of()));
    Optional<SnowflakeTimeTravel> travel = options.pointInTime().map(SnowflakeTimeTravel::at);
    boolean skip = values.valueOf(SnowflakeClone.SKIP_UNREACHABLE);
    SnowflakeMark mark =
        new SnowflakeMark(
            SnowflakeStamp.Kind.SNAPSHOT,
            UUID.randomUUID().toString(),
            target,
            name,
            now,
            options.pointInTime(),
            values.given(SnowflakeBackup.KEEP_FOR).map(now::plus),
            source.map(SnowflakeShelf.Entry::comment).orElse(""));
    SnowflakeMarkedClone clone =
        new SnowflakeMarkedClone(
            context,
            mark,
            SnowflakeCloneSql.of(
                    SnowflakeCloneSql.Kind.DATABASE,
                    SnowflakeSql.name(name),
                    SnowflakeSql.name(target))
                .asTransient(source.map(SnowflakeShelf.Entry::isTransient).orElse(false))
                .from(travel.orElse(null))
                .skippingUnreachable(skip)
                .withStages(values.valueOf(SnowflakeClone.STAGES)),
            name,
            inventory,
            source.map(found -> inventory.reach(found, now)));
    SnowflakeBackupChecks checks = new SnowflakeBackupChecks(context);
    plan.measure(() -> checks.source(name))
        .check(() -> checks.free(target))
        .measure(() -> ofContent(checks, source, inventory, travel, skip));
    clone.addTo(plan);
    return plan.yields(
        () ->
            SnowflakeShelf.info(shelf.require(target), context.clock().instant(), clone.checked())
                .orElseThrow());
  }

  private List<Check> ofContent(
      SnowflakeBackupChecks checks,
      Optional<SnowflakeShelf.Entry> source,
      SnowflakeInventory inventory,
      Optional<SnowflakeTimeTravel> travel,
      boolean skip) {
    List<Check> all = new ArrayList<>();
    if (source.isPresent()) {
      all.add(checks.carried(name, inventory, travel.isPresent()));
      travel.ifPresent(
          when ->
              all.add(
                  checks.reaches(inventory.reach(source.get(), shelf.now()), name, when, skip)));
    }
    return all;
  }

  private static List<OptionFault> faults(BackupOptions options, BackupType type) {
    List<OptionFault> faults = new ArrayList<>();
    String option = options.location().isPresent() ? "to" : "into";
    Location location = options.location().or(options::directory).orElseThrow();
    Optional<OptionFault> fault = SnowflakePlace.fault(option, location);
    fault.ifPresent(faults::add);
    if (fault.isEmpty()) {
      placed(options, type, option, SnowflakePlace.of(location)).ifPresent(faults::add);
    }
    if (type == BackupType.SNAPSHOT) {
      for (OptionKey<?> key : OF_UNLOADS) {
        if (options.platformOptions().given(key).isPresent()) {
          faults.add(new OptionFault(key.id(), "belongs to backups of type LOGICAL"));
        }
      }
    } else {
      for (OptionKey<?> key : OF_SNAPSHOTS) {
        if (options.platformOptions().given(key).isPresent()) {
          faults.add(new OptionFault(key.id(), "belongs to backups of type SNAPSHOT"));
        }
      }
      if (options.pointInTime().isPresent()) {
        faults.add(
            new OptionFault(
                "pointInTime",
                "belongs to backups of type SNAPSHOT: take one of that instant, and unload that"));
      }
    }
    if (options.includeLogs().orElse(false)) {
      faults.add(new OptionFault("includeLogs", "cannot be: the vendor gives no logs away"));
    }
    if (options.verify().compareTo(VerifyLevel.ARCHIVE) > 0) {
      faults.add(
          new OptionFault(
              "verify",
              "goes up to ARCHIVE here: then prove it by verifyBackup at the level "
                  + options.verify()));
    }
    return faults;
  }

  private static Optional<OptionFault> placed(
      BackupOptions options, BackupType type, String option, SnowflakePlace place) {
    boolean stage = place.kind() == SnowflakePlace.Kind.STAGE;
    if (stage != (type == BackupType.LOGICAL)) {
      return Optional.of(
          new OptionFault(
              option,
              stage
                  ? "is a stage, which takes backups of type LOGICAL"
                  : "is no stage, where backups of type LOGICAL go"));
    }
    boolean into = options.directory().isPresent();
    return switch (place.kind()) {
      case DATABASE ->
          into && !place.isSnapshots()
              ? Optional.of(
                  new OptionFault(
                      "into",
                      "is engine:"
                          + SnowflakePlace.SNAPSHOTS
                          + " or a backup set; a name for the snapshot goes with to"))
              : Optional.empty();
      case BACKUP_SET -> {
        if (!into || place.id().isPresent()) {
          yield Optional.of(
              new OptionFault(
                  option, "cannot be: the server gives a backup of a set its id; use into"));
        }
        yield options.pointInTime().isPresent()
                || options.platformOptions().given(SnowflakeBackup.KEEP_FOR).isPresent()
                || options.platformOptions().given(SnowflakeClone.STAGES).isPresent()
            ? Optional.of(
                new OptionFault(
                    option,
                    "is a backup set: its backups are of the present, and its policy says how"
                        + " long they stay"))
            : Optional.empty();
      }
      case STAGE ->
          place.stage().path().isEmpty() && !into
              ? Optional.of(new OptionFault("to", "names a stage and no path in it"))
              : Optional.empty();
    };
  }
}
