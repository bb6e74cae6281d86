package io.gds.database.mongodb;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.backup.BackupQuery;
import io.gds.database.backup.Location;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreMapping;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RestoreSource;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.core.archive.ArchiveShelf;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.OptionValues;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Restoring into one database. The backup is proved, its collections are filled under other names
 * of the same database and get their indexes, and only then take their places. Until then what is
 * there is as it was.
 */
final class MongoRestores implements SupportsRestore {
  private final MongoContext context;
  private final MongoCatalog catalog;
  private final String name;

  MongoRestores(MongoContext context, MongoCatalog catalog, String name) {
    this.context = context;
    this.catalog = catalog;
    this.name = name;
  }

  @Override
  public Set<OptionKey<?>> restoreKeys() {
    return MongoRestore.KEYS;
  }

  @Override
  public Operation<RestoreInfo> prepareRestore(RestoreOptions options) {
    context.runner().requireOpen();
    requireOffered(options);
    List<OptionFault> faults =
        new ArrayList<>(ArchiveShelf.faults("from", options.source().location().orElseThrow()));
    faults.addAll(new MongoRenames(options.mappings()).faults(name));
    options.requireKnown(MongoRestore.KEYS, faults);
    return new MongoRestorePlan(context, name, options, stored(options)).plan();
  }

  private void requireOffered(RestoreOptions options) {
    boolean namespaces =
        options.mappings().stream()
            .allMatch(mapping -> mapping.kind() == RestoreMapping.Kind.NAMESPACE);
    if (!namespaces) {
      refuse(
          "a dump knows collections, and no files or tablespaces",
          "Leave it out, or map collections by kind NAMESPACE.");
    }
    if (options.source().kind() == RestoreSource.Kind.DROPPED) {
      refuse("MongoDB does not keep what was dropped", "Restore a backup.");
    }
    if (options.source().location().isEmpty()) {
      refuse(
          "MongoDB keeps no record of backups",
          "Name the directory in which they lie: history(database, directory).");
    }
    boolean instant =
        options.pointInTime().isPresent() && options.source().kind() == RestoreSource.Kind.ARCHIVE;
    if (instant && isOfServer(options)) {
      refuse(
          "one database of a server's backup is restored as of the end of that backup",
          "Leave the instant out, or restore the whole server to it.");
    }
    if (instant) {
      refuse(
          "a backup of one database reaches its own instant only",
          "Leave the instant out, or name the history that it is to be found in.");
    }
  }

  /** What cannot be read is told by a check. */
  private static boolean isOfServer(RestoreOptions options) {
    try {
      return MongoStored.isOfServer(
          MongoStored.at(options.source().location().orElseThrow()).inspect());
    } catch (DatabaseException e) {
      return false;
    }
  }

  private void refuse(String reason, String remedy) {
    throw MongoCapabilities.refusal(
        name,
        CapabilityStatus.absent(
            SupportsRestore.class, Availability.NOT_ON_PLATFORM, reason, remedy));
  }

  /** The backup itself; or of a history the newest, or that of an instant, that is a whole one. */
  private MongoStored stored(RestoreOptions options) {
    RestoreSource source = options.source();
    if (source.kind() == RestoreSource.Kind.ARCHIVE) {
      return MongoStored.at(source.location().orElseThrow());
    }
    String database = source.database().orElseThrow();
    Location directory = source.location().orElseThrow();
    Optional<Instant> at = options.pointInTime();
    return catalog.whole(BackupQuery.all().in(directory).database(database)).stream()
        .filter(
            backup ->
                at.isEmpty() || at.get().equals(backup.consistentAt().orElse(backup.finishedAt())))
        .findFirst()
        .map(backup -> MongoStored.at(backup.location()))
        .orElseThrow(
            () ->
                ErrorDetails.of(
                        ErrorCode.NOT_FOUND,
                        "there is no backup of the whole of \""
                            + database
                            + "\""
                            + at.map(instant -> " of the instant " + instant).orElse("")
                            + " in "
                            + directory)
                    .target(database)
                    .remedy(
                        "Check name, instant and directory; backupHistory lists what lies there,"
                            + " and each reaches its own instant only. Backups of a part are"
                            + " restored by naming them.")
                    .toException());
  }

  /** Whether something of a dump is of the database that is meant. */
  static boolean isOfDatabase(
      MongoDumpContents contents, MongoNamespace from, OptionValues values) {
    return sourceDatabase(contents, values).filter(from.database()::equals).isPresent();
  }

  /** The database that is meant; empty if that cannot be told. */
  static Optional<String> sourceDatabase(MongoDumpContents contents, OptionValues values) {
    Optional<String> wished = values.given(MongoRestore.SOURCE_DATABASE);
    if (wished.isPresent()) {
      return wished;
    }
    // The vendor's tool puts what it knows of the server's users beside the one that was meant.
    List<String> users =
        contents.databases().stream().filter(each -> !MongoNames.SYSTEM.contains(each)).toList();
    List<String> meant = users.isEmpty() ? List.copyOf(contents.databases()) : users;
    return meant.size() == 1 ? Optional.of(meant.get(0)) : Optional.empty();
  }
}
