package io.gds.database.postgres;

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
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
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
 * One logical backup: what pg_dump wrote, with a manifest beside it or, where the caller asks for
 * that, without one. Reads only, and needs no tool. Thread-safe.
 */
final class PostgresArchive {
  /** The attribute of manifests that names the form. */
  static final String FORMAT = "format";

  private static final int PEEK = PostgresTar.BLOCK;
  private static final int CUSTOM_MAGIC = 5;

  private final Path path;

  private PostgresArchive(Path path) {
    this.path = path;
  }

  /** The archive at a place of this machine. */
  static PostgresArchive at(Location location) {
    return at(location.path());
  }

  static PostgresArchive at(Path path) {
    return new PostgresArchive(path.toAbsolutePath().normalize());
  }

  Path path() {
    return path;
  }

  boolean hasManifest() {
    return Files.exists(ArchiveNames.manifestOf(path), LinkOption.NOFOLLOW_LINKS);
  }

  /** The manifest, if there is one; what is there must be one of PostgreSQL. */
  Optional<Manifest> manifest() {
    return hasManifest()
        ? Optional.of(ManifestFile.read(path, DatabaseType.POSTGRESQL))
        : Optional.empty();
  }

  private BasicFileAttributes attributes() {
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw StorageFailures.reading(path, "reading the archive", e);
    }
    if (!attributes.isRegularFile() && !attributes.isDirectory()) {
      throw refused(
          ErrorCode.ARCHIVE_UNSAFE, path.toString(), "is a link or a device, no file or directory");
    }
    return attributes;
  }

  /**
   * The form, by what the archive begins with.
   *
   * @throws io.gds.database.error.ArchiveException if it is none of pg_dump
   */
  PostgresBackupFormat format() {
    boolean directory = attributes().isDirectory();
    try {
      if (directory) {
        if (Files.isRegularFile(path.resolve(PostgresToc.FILE), LinkOption.NOFOLLOW_LINKS)) {
          return PostgresBackupFormat.DIRECTORY;
        }
        throw unrecognized();
      }
      byte[] first;
      try (InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
        first = in.readNBytes(PEEK);
      }
      if (first.length >= CUSTOM_MAGIC
          && new String(first, 0, CUSTOM_MAGIC, java.nio.charset.StandardCharsets.US_ASCII)
              .equals("PGDMP")) {
        return PostgresBackupFormat.CUSTOM;
      }
      if (PostgresTar.isHeader(first)) {
        return PostgresBackupFormat.TAR;
      }
      if (PostgresScript.isOne(first)) {
        return PostgresBackupFormat.PLAIN;
      }
      throw unrecognized();
    } catch (IOException e) {
      throw StorageFailures.reading(path, "reading the archive", e);
    }
  }

  private DatabaseException unrecognized() {
    return refused(ErrorCode.ARCHIVE_UNRECOGNIZED, path.toString(), "is no archive of pg_dump");
  }

  /** The table of contents; empty for a script, which has none. */
  Optional<PostgresToc> toc() {
    return ofTable(in -> PostgresToc.read(in, path.toString()));
  }

  /**
   * The values of settings that are in the archive alone; none for a script. To be asked of a
   * proved archive only.
   */
  PostgresHeldSettings heldSettings() {
    return PostgresHeldSettings.parse(
        ofTable(in -> PostgresToc.properties(in, path.toString())).orElse(""));
  }

  /** What is read from the table of contents. */
  private interface Reading<T> {
    T of(InputStream table) throws IOException;
  }

  private <T> Optional<T> ofTable(Reading<T> reading) {
    try {
      return switch (format()) {
        case CUSTOM -> Optional.of(read(path, reading));
        case DIRECTORY -> Optional.of(read(path.resolve(PostgresToc.FILE), reading));
        case TAR -> {
          try (InputStream in = PostgresTar.table(path)) {
            yield Optional.of(reading.of(in));
          }
        }
        case PLAIN -> Optional.empty();
      };
    } catch (IOException e) {
      throw StorageFailures.reading(path, "reading the archive", e);
    }
  }

  private static <T> T read(Path file, Reading<T> reading) throws IOException {
    try (InputStream in =
        new BufferedInputStream(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS))) {
      return reading.of(in);
    }
  }

  /**
   * What the archive says of itself.
   *
   * @throws io.gds.database.error.NotFoundException if there is none
   * @throws io.gds.database.error.ArchiveException if it is none of PostgreSQL
   */
  BackupInfo inspect() {
    BasicFileAttributes attributes = attributes();
    Optional<Manifest> manifest = manifest();
    if (manifest.isPresent()) {
      return shown(manifest.get(), List.of());
    }
    PostgresBackupFormat format = format();
    Optional<PostgresToc> toc = toc();
    Optional<PostgresScript.Head> head = head(format);
    Instant at = attributes.lastModifiedTime().toInstant();
    return new BackupInfo(
        path.toString(),
        toc.map(PostgresToc::database).filter(name -> !name.isEmpty()).orElse(fileName()),
        DatabaseType.POSTGRESQL,
        BackupType.LOGICAL,
        Location.local(path),
        at,
        at,
        Optional.empty(),
        OptionalLong.of(size()),
        Optional.empty(),
        toc.map(PostgresToc::serverVersion)
            .or(() -> head.flatMap(PostgresScript.Head::serverVersion)),
        toc.map(PostgresToc::toolVersion).or(() -> head.flatMap(PostgresScript.Head::toolVersion)),
        Optional.empty(),
        false,
        Map.of(),
        List.of(),
        Map.of(FORMAT, format.name(), "manifest", "none"));
  }

  private Optional<PostgresScript.Head> head(PostgresBackupFormat format) {
    if (format != PostgresBackupFormat.PLAIN) {
      return Optional.empty();
    }
    try {
      return Optional.of(PostgresScript.head(path));
    } catch (IOException e) {
      throw StorageFailures.reading(path, "reading the archive", e);
    }
  }

  private String fileName() {
    return String.valueOf(path.getFileName());
  }

  /** All bytes of its files. */
  long size() {
    return stamp().values().stream().mapToLong(Stamp::bytes).sum();
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
          path, "reading the archive", Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw StorageFailures.reading(path, "reading the archive", e);
    }
    return stamps;
  }

  /** Refuses an archive that is not what it was when it was proved. */
  void requireUnchanged(Map<String, Stamp> then) {
    if (!stamp().equals(then)) {
      throw refused(ErrorCode.ARCHIVE_CORRUPT, path.toString(), "was changed since it was proved");
    }
  }

  /**
   * Proves as much as a level demands of the bytes alone: the manifest and the size, and above
   * MANIFEST every byte. Without a manifest, that it begins as an archive does.
   *
   * @param withoutManifest whether it is taken without one
   * @return what it says of itself, with what was checked
   */
  BackupInfo prove(VerifyLevel level, boolean withoutManifest, StepContext step) {
    attributes();
    if (!hasManifest() && withoutManifest) {
      requireOneDatabase(step);
      return inspect()
          .withChecked(
              List.of(
                  "no manifest: nothing is known of what its bytes should be, only how it begins"));
    }
    Manifest manifest =
        ArchiveVerifier.verify(
            path,
            DatabaseType.POSTGRESQL,
            level,
            bytes ->
                step.progress(
                    "verifying the archive",
                    bytes,
                    OptionalLong.of(Math.max(bytes, size())),
                    ProgressUnit.BYTES),
            step::throwIfCancelled);
    requireLogical(manifest);
    List<String> checked = new ArrayList<>();
    checked.add("the manifest fits platform, form and size");
    if (level != VerifyLevel.MANIFEST) {
      checked.add(
          "every byte is the one that was written (SHA-256 " + manifest.content().sha256() + ")");
      PostgresGlobals.verify(path, manifest).ifPresent(checked::add);
    }
    return shown(manifest, checked);
  }

  private BackupInfo shown(Manifest manifest, List<String> checked) {
    return manifest.toBuilder()
        .attributes(PostgresFacts.shown(manifest.attributes()))
        .build()
        .toBackupInfo(path, checked);
  }

  private void requireOneDatabase(StepContext step) {
    if (format() == PostgresBackupFormat.PLAIN) {
      try {
        PostgresScript.requireOneDatabase(path, step::throwIfCancelled);
      } catch (IOException e) {
        throw StorageFailures.reading(path, "reading the archive", e);
      }
    }
  }

  private void requireLogical(Manifest manifest) {
    String form = manifest.attributes().getOrDefault(FORMAT, "");
    if (manifest.backupType() != BackupType.LOGICAL || !form.equals(format().name())) {
      throw refused(
          ErrorCode.ARCHIVE_UNRECOGNIZED,
          path.toString(),
          manifest.backupType() == BackupType.LOGICAL
              ? "is not of the form " + form + " that its manifest tells of"
              : "is a backup of type " + manifest.backupType() + ", not a logical one");
    }
  }

  static DatabaseException refused(ErrorCode code, String archive, String why) {
    return ErrorDetails.of(code, "the archive " + archive + " " + why)
        .target(archive)
        .with("path", archive)
        .remedy(
            code == ErrorCode.ARCHIVE_TOO_NEW
                ? "Use a newer version of this library."
                : code == ErrorCode.ARCHIVE_UNRECOGNIZED
                    ? "Check the path."
                    : "Use another copy of this archive, or another backup.")
        .toException();
  }
}
