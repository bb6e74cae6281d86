package io.gds.database.snowflake;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.Location;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RestoreSource;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.core.Checks;
import io.gds.database.core.Plan;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.error.OptionFault;
import io.gds.database.jdbc.Quoting;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.StepKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Restoring a database: from its own past, a snapshot, a backup set, an unload, or its drop. */
final class SnowflakeRestores implements SupportsRestore {
  private final SnowflakeContext context;
  private final String name;
  private final SnowflakeShelf shelf;

  SnowflakeRestores(SnowflakeContext context, String name) {
    this.context = context;
    this.name = name;
    this.shelf = new SnowflakeShelf(context);
  }

  @Override
  public Set<OptionKey<?>> restoreKeys() {
    return SnowflakeRestore.KEYS;
  }

  @Override
  public Operation<RestoreInfo> prepareRestore(RestoreOptions options) {
    context.runner().requireOpen();
    options.requireKnown(SnowflakeRestore.KEYS, faults(options));
    SnowflakeSql.NAMES.check(name);
    options.source().database().ifPresent(SnowflakeSql.NAMES::check);
    Instant now = shelf.now();
    Plan.Builder<RestoreInfo> plan =
        context.runner().<RestoreInfo>plan("restore", name).options(options);
    if (options.source().kind() == RestoreSource.Kind.DROPPED) {
      return new SnowflakeUndropping(
              context, name, options.source().database().orElseThrow(), options, now)
          .prepare(plan);
    }
    SnowflakeRestoreSource source;
    try {
      source =
          options.source().kind() == RestoreSource.Kind.ARCHIVE
              ? archive(context, options.source().location().orElseThrow(), options, now)
              : history(options, now);
    } catch (DatabaseException e) {
      if (e.code() != ErrorCode.NOT_FOUND) {
        throw e;
      }
      return nothing(plan, e);
    }
    return new SnowflakeRestoring(context, name, options, source, now).prepare(plan);
  }

  /** The plan of a restore that is refused, because what it would be made of is not there. */
  private Operation<RestoreInfo> nothing(Plan.Builder<RestoreInfo> plan, DatabaseException why) {
    return plan.check(
            () ->
                Checks.demand(
                    context.clock(),
                    false,
                    "there is something to restore from",
                    name,
                    String.valueOf(why.getMessage()),
                    "a backup, or a history that goes back so far",
                    ErrorCode.NOT_FOUND,
                    why.remedy().orElse("Look at the history for what there is.")))
        .step(
            StepKind.SQL,
            Effect.READ,
            Quoting.comment("nothing can be restored into " + SnowflakeSql.name(name)),
            step -> {
              throw why;
            })
        .yields(
            () -> {
              throw new IllegalStateException("refused, and so not done");
            });
  }

  /** What lies at a place. */
  static SnowflakeRestoreSource archive(
      SnowflakeContext context, Location location, RestoreOptions options, Instant now) {
    return archive(context, location, options.platformOptions(), now);
  }

  static SnowflakeRestoreSource archive(
      SnowflakeContext context, Location location, OptionValues values, Instant now) {
    SnowflakePlace place = SnowflakePlace.of(location);
    return switch (place.kind()) {
      case DATABASE ->
          snapshot(
              context, new SnowflakeShelf(context).find(place.name()), place.name(), values, now);
      case BACKUP_SET ->
          new SnowflakeSetSource(
              context,
              place,
              new SnowflakeBackupSets(context)
                  .find(place)
                  .orElseThrow(() -> SnowflakeUnloads.absent(location.toString())));
      case STAGE -> unload(context, location);
    };
  }

  private static SnowflakeRestoreSource snapshot(
      SnowflakeContext context,
      Optional<SnowflakeShelf.Entry> found,
      String name,
      OptionValues values,
      Instant now) {
    SnowflakeShelf.Entry entry = found.orElseThrow(() -> SnowflakeUnloads.absent("engine:" + name));
    BackupInfo info =
        SnowflakeShelf.info(entry, now, List.of()).orElseThrow(() -> unrecognized(name));
    return new SnowflakeCloneSource(
        context, entry, Optional.empty(), Optional.of(info), values, now);
  }

  private static SnowflakeRestoreSource unload(SnowflakeContext context, Location location) {
    SnowflakeUnloads unloads = new SnowflakeUnloads(context);
    SnowflakeStagePath place = SnowflakePlace.of(location).stage();
    SnowflakeManifest manifest =
        unloads.find(place).orElseThrow(() -> SnowflakeUnloads.absent(location.toString()));
    return new SnowflakeUnloadSource(
        context, place, manifest, manifest.info(location, context.clock().instant(), List.of()));
  }

  static DatabaseException unrecognized(String name) {
    return ErrorDetails.of(
            ErrorCode.ARCHIVE_UNRECOGNIZED,
            "the database \"" + name + "\" is no snapshot that this library made")
        .target(name)
        .remedy("Clone it instead, or restore its own history.")
        .toException();
  }

  /** The state of a history that is named, or the newest backup in it. */
  private SnowflakeRestoreSource history(RestoreOptions options, Instant now) {
    String database = options.source().database().orElseThrow();
    Optional<Location> directory = options.source().location();
    Optional<SnowflakeTimeTravel> travel =
        SnowflakeClones.travel(options.pointInTime(), options.platformOptions());
    boolean stage = directory.filter(at -> at.kind() == Location.Kind.STAGE).isPresent();
    if (travel.isPresent() && !stage) {
      Optional<SnowflakeShelf.Entry> entry = shelf.find(database);
      boolean reached =
          entry.isPresent()
              && travel
                  .get()
                  .instant(now)
                  .map(at -> new SnowflakeReach(entry.get().item(), List.of(), now).reaches(at))
                  .orElse(true);
      if (reached) {
        return new SnowflakeCloneSource(
            context, entry.get(), travel, Optional.empty(), options.platformOptions(), now);
      }
    }
    List<BackupInfo> backups =
        new SnowflakeCatalog(context)
            .found(directory, database).stream()
                .filter(
                    backup ->
                        options.pointInTime().isEmpty()
                            || options
                                .pointInTime()
                                .get()
                                .equals(backup.consistentAt().orElse(backup.finishedAt())))
                .toList();
    if (backups.isEmpty()) {
      throw ErrorDetails.of(
              ErrorCode.NOT_FOUND,
              options
                  .pointInTime()
                  .map(
                      at ->
                          "neither the history of \""
                              + database
                              + "\" nor a backup of it reaches "
                              + at)
                  .orElse("there is no backup of \"" + database + "\""))
          .target(database)
          .remedy("Ask by reachableWindow which instants can be had back.")
          .toException();
    }
    return archive(context, backups.get(0).location(), options, now);
  }

  private static List<OptionFault> faults(RestoreOptions options) {
    OptionValues values = options.platformOptions();
    List<OptionFault> faults =
        new ArrayList<>(SnowflakeClones.faults(options.pointInTime(), values));
    options
        .source()
        .location()
        .flatMap(location -> SnowflakePlace.fault("from", location))
        .ifPresent(faults::add);
    boolean moment =
        options.pointInTime().isPresent()
            || values.given(SnowflakeClone.OFFSET).isPresent()
            || values.given(SnowflakeClone.BEFORE_STATEMENT).isPresent();
    if (moment && options.source().kind() != RestoreSource.Kind.HISTORY) {
      faults.add(
          new OptionFault(
              "pointInTime", "goes with the history of a database, not with one backup"));
    }
    if (values.given(SnowflakeRestore.DATABASE_ID).isPresent()
        && options.source().kind() != RestoreSource.Kind.DROPPED) {
      faults.add(
          new OptionFault(SnowflakeRestore.DATABASE_ID.id(), "goes with a dropped database"));
    }
    if (!options.mappings().isEmpty()) {
      faults.add(new OptionFault("mappings", "cannot be: a database is restored as a whole"));
    }
    if (options.verify().compareTo(VerifyLevel.ARCHIVE) > 0) {
      faults.add(
          new OptionFault(
              "verify",
              "goes up to ARCHIVE here: it is restored beside and proved before it takes the name"));
    }
    if (options.source().location().isPresent()
        && options.source().kind() == RestoreSource.Kind.ARCHIVE
        && faults.isEmpty()) {
      SnowflakePlace place = SnowflakePlace.of(options.source().location().get());
      if (place.kind() == SnowflakePlace.Kind.BACKUP_SET && place.id().isEmpty()) {
        faults.add(new OptionFault("from", "names a backup set and no backup in it, by #id"));
      }
    }
    return faults;
  }
}
