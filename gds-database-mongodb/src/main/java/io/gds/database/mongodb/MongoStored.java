package io.gds.database.mongodb;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.Location;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.StepContext;
import io.gds.database.core.archive.ArchiveNames;
import io.gds.database.core.archive.ArchiveVerifier;
import io.gds.database.core.archive.Manifest;
import io.gds.database.core.archive.ManifestFile;
import io.gds.database.core.archive.StorageFailures;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.ProgressUnit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One backup as it lies on this machine: a dump in either form, with a manifest beside it or, where
 * the caller asks for that, without one. Reads only. Thread-safe.
 */
final class MongoStored {
  /** The attribute of manifests that names the form. */
  static final String FORM = "form";

  /** The attribute of manifests that says whether it is a part of the database. */
  static final String FILTERED = "filtered";

  /** The attribute of manifests that says what it is a backup of. */
  static final String SCOPE = "scope";

  /** That it is one of the whole server. */
  static final String SERVER = "server";

  /** The attribute of manifests that names the replica set. */
  static final String REPLICA_SET = "replicaSet";

  /** Why a snapshot is neither verified nor restored here. */
  static final String NO_DUMP = "is a snapshot, no dump";

  /** How a snapshot is restored. */
  static final String BY_HAND =
      "What the command made is restored by its own means: stop the server, put the files back,"
          + " start it. "
          + MongoServerSnapshots.OUTPUT
          + " has what the command wrote.";

  private final Path path;

  private MongoStored(Path path) {
    this.path = path;
  }

  /** The backup at a place of this machine. */
  static MongoStored at(Location location) {
    return at(location.path());
  }

  static MongoStored at(Path path) {
    return new MongoStored(path.toAbsolutePath().normalize());
  }

  Path path() {
    return path;
  }

  boolean hasManifest() {
    return Files.exists(ArchiveNames.manifestOf(path), LinkOption.NOFOLLOW_LINKS);
  }

  private BasicFileAttributes attributes() {
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw StorageFailures.reading(path, "reading the backup", e);
    }
    if (!attributes.isRegularFile() && !attributes.isDirectory()) {
      throw refused(ErrorCode.ARCHIVE_UNSAFE, "is a link or a device, no file or directory");
    }
    return attributes;
  }

  /**
   * What is to be read from; all that stands before the documents is read now.
   *
   * @throws DatabaseException ARCHIVE_UNRECOGNIZED, ARCHIVE_CORRUPT, ARCHIVE_UNSAFE and others
   */
  MongoDumpSource source() {
    return attributes().isDirectory()
        ? new MongoDirectorySource(path)
        : new MongoArchiveSource(path);
  }

  /**
   * What the backup says of itself.
   *
   * @throws io.gds.database.error.NotFoundException if there is none
   * @throws io.gds.database.error.ArchiveException if it is none of MongoDB
   */
  BackupInfo inspect() {
    BasicFileAttributes attributes = attributes();
    if (hasManifest()) {
      return ManifestFile.read(path, DatabaseType.MONGODB).toBackupInfo(path, List.of());
    }
    MongoDumpContents contents = source().contents();
    Instant at = attributes.lastModifiedTime().toInstant();
    return new BackupInfo(
        path.toString(),
        String.join(",", contents.databases()),
        DatabaseType.MONGODB,
        contents.items().isEmpty() && contents.oplog() ? BackupType.LOG : BackupType.LOGICAL,
        Location.local(path),
        at,
        at,
        Optional.empty(),
        OptionalLong.of(stamp().values().stream().mapToLong(Stamp::bytes).sum()),
        Optional.empty(),
        Optional.of(contents.serverVersion()).filter(text -> !text.isEmpty()),
        Optional.of(contents.toolVersion()).filter(text -> !text.isEmpty()),
        Optional.empty(),
        false,
        Map.of(),
        List.of(),
        Map.of(
            FORM,
            (attributes.isDirectory() ? MongoBackupForm.DIRECTORY : MongoBackupForm.ARCHIVE).name(),
            "manifest",
            "none"));
  }

  /** Whether it is of a whole server, or of its oplog. */
  static boolean isOfServer(BackupInfo backup) {
    return SERVER.equals(backup.attributes().get(SCOPE));
  }

  /** Whether it was made by a command while the server was locked. */
  static boolean isSnapshot(BackupInfo backup) {
    return backup.backupType() == BackupType.SNAPSHOT;
  }

  /** Refuses what nothing here can restore, or try. */
  void requireDump(BackupType type) {
    if (type == BackupType.SNAPSHOT) {
      throw ErrorDetails.of(ErrorCode.ARCHIVE_UNRECOGNIZED, "the backup " + path + " " + NO_DUMP)
          .platform(DatabaseType.MONGODB.id())
          .target(path.toString())
          .remedy(BY_HAND)
          .toException();
    }
  }

  /** Whether it holds all of its database. */
  static boolean isWhole(BackupInfo backup) {
    return !backup.attributes().getOrDefault(FILTERED, "false").equals("true");
  }

  /**
   * By what a file is known again.
   *
   * @param bytes its size
   * @param changedAt when it was changed
   * @param key what the file system knows it by
   */
  record Stamp(long bytes, Instant changedAt, String key) {}

  /** What the files are like now, to see later whether they are still the same. */
  Map<String, Stamp> stamp() {
    Map<String, Stamp> stamps = new TreeMap<>();
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        BasicFileAttributes attributes =
            Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isDirectory()) {
          stamps.put(
              path.relativize(file).toString(),
              new Stamp(
                  attributes.size(),
                  attributes.lastModifiedTime().toInstant(),
                  String.valueOf(attributes.fileKey())));
        }
      }
    } catch (UncheckedIOException e) {
      throw StorageFailures.reading(
          path, "reading the backup", Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw StorageFailures.reading(path, "reading the backup", e);
    }
    return stamps;
  }

  /** Refuses a backup that is not what it was when it was proved. */
  void requireUnchanged(Map<String, Stamp> then) {
    if (!stamp().equals(then)) {
      throw refused(ErrorCode.ARCHIVE_CORRUPT, "was changed since it was proved");
    }
  }

  /**
   * Proves as much as a level demands of the bytes alone: the manifest and the size, and above
   * MANIFEST every byte.
   *
   * @param withoutManifest whether it is taken without one
   * @return what it says of itself, with what was checked
   */
  BackupInfo prove(VerifyLevel level, boolean withoutManifest, StepContext step) {
    attributes();
    if (!hasManifest() && withoutManifest) {
      return inspect()
          .withChecked(List.of("no manifest: nothing is known of what its bytes should be"));
    }
    Manifest manifest =
        ArchiveVerifier.verify(
            path,
            DatabaseType.MONGODB,
            level,
            bytes ->
                step.progress(
                    "verifying the backup", bytes, OptionalLong.empty(), ProgressUnit.BYTES),
            step::throwIfCancelled);
    requireDump(manifest.backupType());
    boolean known =
        manifest.backupType() == BackupType.LOGICAL || manifest.backupType() == BackupType.LOG;
    if (!known) {
      throw refused(ErrorCode.ARCHIVE_UNRECOGNIZED, "is a backup of another type");
    }
    List<String> checked = new ArrayList<>();
    checked.add("the manifest fits platform, form and size");
    if (level != VerifyLevel.MANIFEST) {
      checked.add(
          "every byte is the one that was written (SHA-256 " + manifest.content().sha256() + ")");
    }
    return manifest.toBackupInfo(path, checked);
  }

  /**
   * Reads the dump as a restore would, and does nothing with it.
   *
   * @return what was checked, as sentences
   */
  static List<String> readThrough(MongoDumpSource source, int parallel, StepContext step) {
    MongoProof proof = MongoProof.of(source, new MongoTeam(parallel, step), step, Optional.empty());
    List<String> checked = new ArrayList<>();
    boolean log = source.contents().items().isEmpty() && source.contents().oplog();
    if (!log) {
      checked.add(
          "all "
              + proof.documents()
              + " documents were read, and the metadata of all "
              + source.contents().items().size()
              + " collections and views");
    }
    if (proof.entries() > 0) {
      checked.add(proof.entries() + " entries of the oplog were read, and can be done again");
    }
    return checked;
  }

  DatabaseException refused(ErrorCode code, String why) {
    return ErrorDetails.of(code, "the backup " + path + " " + why)
        .platform(DatabaseType.MONGODB.id())
        .target(path.toString())
        .with("path", path.toString())
        .remedy("Use another copy of it, or another backup.")
        .toException();
  }
}
