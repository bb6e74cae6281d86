package io.gds.database.mongodb;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.archive.ArchiveVerifier;
import io.gds.database.core.archive.ManifestFile;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.Verdict;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is known of a backup before it is proved; read while planning. */
final class MongoRestoreSource {
  private final MongoStored stored;
  private final boolean withoutManifest;
  private @Nullable BackupInfo info;
  private @Nullable MongoDumpSource dump;
  private @Nullable DatabaseException failure;

  private MongoRestoreSource(MongoStored stored, boolean withoutManifest) {
    this.stored = stored;
    this.withoutManifest = withoutManifest;
  }

  /** Reads; what fails is told by the check. */
  static MongoRestoreSource read(MongoStored stored, boolean withoutManifest) {
    MongoRestoreSource source = new MongoRestoreSource(stored, withoutManifest);
    try {
      BackupInfo info = stored.inspect();
      source.info = info;
      stored.requireDump(info.backupType());
      if (!stored.hasManifest() && !withoutManifest) {
        // Says what is missing, and how that is mended.
        ManifestFile.read(stored.path());
      }
      if (stored.hasManifest()) {
        ArchiveVerifier.verify(
            stored.path(), DatabaseType.MONGODB, VerifyLevel.MANIFEST, bytes -> {}, () -> {});
      }
      source.dump = opened(stored);
    } catch (DatabaseException e) {
      source.failure = e;
    }
    return source;
  }

  /** What cannot be read is told by what was written, where that is known. */
  private static MongoDumpSource opened(MongoStored stored) {
    MongoDumpSource dump;
    try {
      dump = stored.source();
    } catch (DatabaseException e) {
      proveBytes(stored);
      throw e;
    }
    Set<String> databases = dump.contents().databases();
    boolean strange =
        stored.hasManifest()
            && !MongoStored.isOfServer(stored.inspect())
            && !databases.isEmpty()
            && !databases.equals(Set.of(stored.inspect().database()));
    if (strange) {
      proveBytes(stored);
    }
    return dump;
  }

  private static void proveBytes(MongoStored stored) {
    if (stored.hasManifest()) {
      ArchiveVerifier.verify(
          stored.path(), DatabaseType.MONGODB, VerifyLevel.ARCHIVE, bytes -> {}, () -> {});
    }
  }

  MongoStored stored() {
    return stored;
  }

  /** The dump, if it can be read. */
  Optional<MongoDumpSource> dump() {
    return failure == null ? Optional.ofNullable(dump) : Optional.empty();
  }

  Optional<BackupInfo> info() {
    return Optional.ofNullable(info);
  }

  /** The backup is there and says of itself that it can be taken. */
  Check readable(Clock clock) {
    MongoRestoreSource now = read(stored, withoutManifest);
    DatabaseException e = now.failure;
    return new Check(
        "the backup can be read",
        stored.path().toString(),
        e != null
            ? String.valueOf(e.getMessage())
            : now.info().map(it -> "a backup of " + it.database()).orElse("readable"),
        "a dump of MongoDB",
        e == null ? Verdict.PASSED : Verdict.REFUSED,
        e == null ? ErrorCode.ARCHIVE_UNRECOGNIZED : e.code(),
        clock.instant(),
        e == null ? "" : remedy(e));
  }

  private String remedy(DatabaseException e) {
    return e.code() == ErrorCode.ARCHIVE_UNRECOGNIZED && !stored.hasManifest()
        ? "Put its manifest beside it, or take it as it is by "
            + MongoRestore.WITHOUT_MANIFEST.id()
            + "=true."
        : e.remedy().orElse("Check the path.");
  }
}
