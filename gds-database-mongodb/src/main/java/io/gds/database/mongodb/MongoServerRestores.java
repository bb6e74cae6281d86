package io.gds.database.mongodb;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.Location;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RestoreSource;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.core.archive.ArchiveShelf;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonTimestamp;

/** Restoring a whole server: chooses the backup, and the logs that lead to an instant. */
final class MongoServerRestores implements SupportsRestore {
  private final MongoContext context;

  MongoServerRestores(MongoContext context) {
    this.context = context;
  }

  @Override
  public Set<OptionKey<?>> restoreKeys() {
    return MongoRestore.SERVER_KEYS;
  }

  @Override
  public Operation<RestoreInfo> prepareRestore(RestoreOptions options) {
    context.runner().requireOpen();
    requireOffered(options);
    options.requireKnown(MongoRestore.SERVER_KEYS, faults(options));
    Optional<BsonTimestamp> limit = limit(options);
    MongoServerShelf.Chain chain = chosen(options, limit);
    return new MongoServerRestorePlan(context, options, chain, limit(options, chain, limit)).plan();
  }

  private void requireOffered(RestoreOptions options) {
    if (!options.mappings().isEmpty()) {
      refuse(
          "of a whole server everything keeps its name",
          "Restore one database of the backup: mongodb.source-database.");
    }
    if (options.source().kind() == RestoreSource.Kind.DROPPED) {
      refuse("MongoDB does not keep what was dropped", "Restore a backup.");
    }
    if (options.source().location().isEmpty()) {
      refuse(
          "MongoDB keeps no record of backups",
          "Name the directory in which they lie: history(server, directory).");
    }
  }

  private void refuse(String reason, String remedy) {
    throw MongoCapabilities.refusal(
        context.runner().engine(),
        CapabilityStatus.absent(
            SupportsRestore.class, Availability.NOT_ON_PLATFORM, reason, remedy));
  }

  private static List<OptionFault> faults(RestoreOptions options) {
    List<OptionFault> faults =
        new ArrayList<>(ArchiveShelf.faults("from", options.source().location().orElseThrow()));
    Optional<Instant> instant = options.pointInTime();
    if (instant.filter(at -> !at.equals(at.truncatedTo(ChronoUnit.SECONDS))).isPresent()) {
      faults.add(
          new OptionFault(
              "pointInTime", "takes whole seconds: an oplog tells of no smaller ones in order"));
    }
    boolean seconds =
        instant
            .filter(at -> at.getEpochSecond() < 0 || at.getEpochSecond() >= 0xffff_ffffL)
            .isEmpty();
    if (!seconds) {
      faults.add(new OptionFault("pointInTime", "is none that an oplog knows"));
    }
    if (instant.isPresent()
        && options.platformOptions().given(MongoRestore.OPLOG_LIMIT).isPresent()) {
      faults.add(
          new OptionFault(MongoRestore.OPLOG_LIMIT.id(), "and pointInTime exclude each other"));
    }
    return faults;
  }

  /** The first entry that is not done again. */
  private static Optional<BsonTimestamp> limit(RestoreOptions options) {
    return options
        .pointInTime()
        .map(MongoPositions::at)
        .or(
            () ->
                options
                    .platformOptions()
                    .given(MongoRestore.OPLOG_LIMIT)
                    .flatMap(MongoPositions::parse));
  }

  /** The same; the earliest instant of all is the end of the dump, which lies within its second. */
  private static Optional<BsonTimestamp> limit(
      RestoreOptions options, MongoServerShelf.Chain chain, Optional<BsonTimestamp> limit) {
    boolean earliest =
        options.pointInTime().isPresent()
            && options.pointInTime().equals(chain.begin().map(MongoSnapshot::second));
    return earliest ? chain.begin().map(MongoPositions::behind) : limit;
  }

  /** What is restored: the dump, and the logs in their order. */
  private MongoServerShelf.Chain chosen(RestoreOptions options, Optional<BsonTimestamp> limit) {
    RestoreSource source = options.source();
    Location place = source.location().orElseThrow();
    if (source.kind() == RestoreSource.Kind.HISTORY) {
      return ofHistory(source.database().orElseThrow(), place, options.pointInTime(), limit);
    }
    BackupInfo backup = MongoStored.at(place).inspect();
    boolean leads =
        MongoPositions.of(backup.positions(), MongoPositions.TO)
            .filter(to -> limit.filter(at -> at.compareTo(to) > 0).isPresent())
            .isPresent();
    Path beside = place.path().toAbsolutePath().normalize().getParent();
    return leads && beside != null
        ? MongoServerShelf.of(Location.local(beside), Optional.of(MongoServerShelf.origin(backup)))
            .chain(backup)
            .until(limit)
        : new MongoServerShelf.Chain(backup, List.of());
  }

  /** The newest dump from which the instant is reached; without an instant, the newest of all. */
  private static MongoServerShelf.Chain ofHistory(
      String server, Location directory, Optional<Instant> at, Optional<BsonTimestamp> limit) {
    MongoServerShelf shelf = MongoServerShelf.of(directory, Optional.of(server));
    List<MongoServerShelf.Chain> chains = shelf.dumps().stream().map(shelf::chain).toList();
    // One that leads exactly there comes before one whose end lies within the second.
    return chains.stream()
        .filter(chain -> limit.isEmpty() || chain.leadsTo(limit.get()))
        .findFirst()
        .or(
            () ->
                chains.stream().filter(chain -> at.filter(chain::reaches).isPresent()).findFirst())
        .map(chain -> chain.until(limit))
        .orElseThrow(
            () ->
                ErrorDetails.of(
                        ErrorCode.NOT_FOUND,
                        "no backup of \""
                            + server
                            + "\" in "
                            + directory
                            + at.map(instant -> " leads to " + instant).orElse(""))
                    .target(server)
                    .remedy(
                        MongoServerWindow.told(shelf)
                            .map(told -> "What is there leads to " + told + ".")
                            .orElse("backupHistory lists what lies there."))
                    .toException());
  }
}
