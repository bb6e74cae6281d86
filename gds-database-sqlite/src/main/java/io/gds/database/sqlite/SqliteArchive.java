package io.gds.database.sqlite;

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
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.ProgressUnit;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One backup: a database file with a manifest beside it, or, where the caller asks for that,
 * without one. Reads only. Thread-safe.
 */
final class SqliteArchive {
  /** The ending of archives whose name this library picks. */
  static final String EXTENSION = "db";

  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
  private static final int PAGE_SIZE_OFFSET = 16;
  private static final int PAGE_COUNT_OFFSET = 28;
  private static final int HEADER_BYTES = 100;

  private final Path path;
  private final SqliteConnections connections;

  private SqliteArchive(Path path, SqliteConnections connections) {
    this.path = path;
    this.connections = connections;
  }

  /**
   * The archive at a place.
   *
   * @throws io.gds.database.error.InvalidOptionsException if it does not lie on this machine
   */
  static SqliteArchive at(Location location, SqliteConnections connections) {
    return new SqliteArchive(location.path().toAbsolutePath().normalize(), connections);
  }

  Path path() {
    return path;
  }

  boolean hasManifest() {
    return Files.exists(ArchiveNames.manifestOf(path), LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * What the archive says of itself.
   *
   * @throws io.gds.database.error.NotFoundException if there is none
   * @throws io.gds.database.error.ArchiveException if it is none of SQLite
   */
  BackupInfo inspect() {
    BasicFileAttributes attributes = attributes();
    if (hasManifest()) {
      return ManifestFile.read(path, DatabaseType.SQLITE).toBackupInfo(path, List.of());
    }
    requireDatabase();
    Instant at = attributes.lastModifiedTime().toInstant();
    return new BackupInfo(
        path.toString(),
        SqliteNames.stem(path.getFileName().toString()),
        DatabaseType.SQLITE,
        BackupType.FULL,
        Location.local(path),
        at,
        at,
        Optional.empty(),
        OptionalLong.of(attributes.size()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        Map.of(),
        List.of(),
        Map.of("manifest", "none"));
  }

  private BasicFileAttributes attributes() {
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw StorageFailures.reading(path, "reading the archive", e);
    }
    if (!attributes.isRegularFile()) {
      throw refused(
          ErrorCode.ARCHIVE_UNRECOGNIZED,
          attributes.isDirectory() ? "is a directory" : "is a link or a device, no plain file",
          "Name the archive file itself.");
    }
    return attributes;
  }

  /**
   * Proves as much as a level demands of the file itself: its manifest and size, and above MANIFEST
   * every byte. Without a manifest, that it is a database that nobody else uses.
   *
   * @param withoutManifest whether it is taken without one
   * @return what it says of itself, with what was checked
   */
  BackupInfo prove(VerifyLevel level, boolean withoutManifest, StepContext step) {
    attributes();
    if (!hasManifest() && withoutManifest) {
      return proveWithoutManifest();
    }
    Manifest manifest =
        ArchiveVerifier.verify(
            path,
            DatabaseType.SQLITE,
            level,
            bytes ->
                step.progress(
                    "verifying the archive", bytes, OptionalLong.empty(), ProgressUnit.BYTES),
            step::throwIfCancelled);
    requireHeader();
    List<String> checked = new ArrayList<>();
    checked.add("the manifest fits platform and size");
    if (level != VerifyLevel.MANIFEST) {
      checked.add(
          "every byte is the one that was written (SHA-256 " + manifest.content().sha256() + ")");
    }
    return manifest.toBackupInfo(path, checked);
  }

  private BackupInfo proveWithoutManifest() {
    List<Path> unfinished = SideFiles.unfinished(path);
    if (!unfinished.isEmpty()) {
      throw refused(
          ErrorCode.ARCHIVE_UNRECOGNIZED,
          "is a live database: " + unfinished.get(0).getFileName() + " belongs to it",
          "Back it up through an engine on its directory, and use that backup.");
    }
    return inspect()
        .withChecked(
            List.of("no manifest: nothing is known of what its bytes should be, only its header"));
  }

  /**
   * The file is a database. Without a manifest it may be a live one, so SQLite itself looks: to
   * read it otherwise would cost other connections of this process their locks.
   */
  private void requireDatabase() {
    try (SqliteHeaders headers = new SqliteHeaders(connections)) {
      SqliteFileFacts facts = headers.read(path).orElseThrow(this::noDatabase);
      if (!facts.intact()) {
        // Nobody can be using it, so it may be looked at more closely.
        requireHeader();
        throw refused(
            ErrorCode.ARCHIVE_CORRUPT,
            "is a damaged SQLite database",
            "Use another copy of this archive, or another backup.");
      }
    }
  }

  private RuntimeException noDatabase() {
    return refused(
        ErrorCode.ARCHIVE_UNRECOGNIZED,
        "is no SQLite database, or an encrypted one",
        "Check the path.");
  }

  /** The file begins as a database does, and is as long as its header says. */
  private void requireHeader() {
    byte[] bytes;
    long size;
    try (InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
      size = Files.size(path);
      bytes = in.readNBytes(HEADER_BYTES);
    } catch (IOException e) {
      throw StorageFailures.reading(path, "reading the archive", e);
    }
    if (bytes.length < HEADER_BYTES
        || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw noDatabase();
    }
    ByteBuffer header = ByteBuffer.wrap(bytes);
    int raw = header.getShort(PAGE_SIZE_OFFSET) & 0xffff;
    long pageSize = raw == 1 ? 65536 : raw;
    long expected = pageSize * (header.getInt(PAGE_COUNT_OFFSET) & 0xffffffffL);
    if (size < expected) {
      throw refused(
          ErrorCode.ARCHIVE_TRUNCATED,
          "has " + size + " bytes, its header tells of " + expected,
          "Use another copy of this archive, or another backup.");
    }
  }

  private RuntimeException refused(ErrorCode code, String why, String remedy) {
    return ErrorDetails.of(code, "the archive " + path + " " + why)
        .target(path.toString())
        .with("path", path.toString())
        .remedy(remedy)
        .toException();
  }
}
