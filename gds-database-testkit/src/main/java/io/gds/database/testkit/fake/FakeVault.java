package io.gds.database.testkit.fake;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupQuery;
import io.gds.database.backup.Location;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.core.archive.ArchiveContent;
import io.gds.database.core.archive.ArchiveNames;
import io.gds.database.core.archive.ArchivePublisher;
import io.gds.database.core.archive.ArchiveVerifier;
import io.gds.database.core.archive.Manifest;
import io.gds.database.core.archive.ManifestFile;
import io.gds.database.core.archive.StorageFailures;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the backups of a fake server lie: local ones in real files with their manifests, all others
 * in memory, by their place. Thread-safe.
 */
final class FakeVault {
  /** A backup with what it holds. */
  record Loaded(BackupInfo info, FakeArchive archive) {}

  /** The native position of a fake backup. */
  static final String POSITION = "sequence";

  private static final Comparator<BackupInfo> OLDEST_FIRST =
      Comparator.comparing(BackupInfo::finishedAt)
          .thenComparing(backup -> backup.positions().getOrDefault(POSITION, ""));

  private final FakeShape shape;
  private final Map<String, BackupInfo> history = new LinkedHashMap<>();
  private final Map<String, byte[]> kept = new LinkedHashMap<>();
  private int sequence;

  FakeVault(FakeShape shape) {
    this.shape = shape;
  }

  /** A number that grows with each backup, so that those of one instant keep their order. */
  synchronized String nextPosition() {
    return String.format(Locale.ROOT, "%08d", ++sequence);
  }

  /** Whether a place is taken. */
  synchronized boolean isTaken(Location location) {
    return location.kind() == Location.Kind.LOCAL
        ? Files.exists(location.path())
            || Files.exists(ArchiveNames.manifestOf(location.path().toAbsolutePath()))
        : at(location).isPresent();
  }

  private Optional<BackupInfo> at(Location location) {
    return history.values().stream()
        .filter(backup -> backup.location().equals(location))
        .findFirst();
  }

  /** Keeps a backup; its size and SHA-256 become known by that. */
  BackupInfo keep(BackupInfo draft, byte[] bytes, Runnable checkpoint) {
    ArchiveContent content = ArchiveContent.ofFile(bytes.length, FakeContent.sha256(bytes));
    Manifest manifest = Manifest.builder(draft).content(content).build();
    BackupInfo info = located(manifest, draft.location());
    if (draft.location().kind() == Location.Kind.LOCAL) {
      publish(draft.location().path(), manifest, bytes, checkpoint);
    }
    synchronized (this) {
      if (draft.location().kind() != Location.Kind.LOCAL && at(draft.location()).isPresent()) {
        throw ErrorDetails.of(ErrorCode.ALREADY_EXISTS, draft.location() + " is taken")
            .target(draft.location().toString())
            .remedy("Choose another place; an existing backup is never overwritten.")
            .toException();
      }
      history.put(info.id(), info);
      if (draft.location().kind() != Location.Kind.LOCAL) {
        kept.put(info.id(), bytes.clone());
      }
    }
    return info;
  }

  private static BackupInfo located(Manifest manifest, Location location) {
    BackupInfo local = manifest.toBackupInfo(Path.of("unused"), List.of());
    return new BackupInfo(
        local.id(),
        local.database(),
        local.platform(),
        local.backupType(),
        location,
        local.startedAt(),
        local.finishedAt(),
        local.consistentAt(),
        local.bytes(),
        local.sha256(),
        local.serverVersion(),
        local.toolVersion(),
        local.basedOn(),
        local.pinned(),
        local.positions(),
        local.checked(),
        local.attributes());
  }

  private static void publish(Path path, Manifest manifest, byte[] bytes, Runnable checkpoint) {
    try (ArchivePublisher publisher = ArchivePublisher.file(path)) {
      publisher.output().write(bytes);
      publisher.seal(checkpoint);
      publisher.publish(manifest);
    } catch (IOException e) {
      throw StorageFailures.writing(path, "writing the archive", e);
    }
  }

  /** What a backup says of itself. */
  BackupInfo inspect(Location location) {
    if (location.kind() == Location.Kind.LOCAL) {
      Path path = location.path();
      return located(
          ArchiveVerifier.verify(path, shape.type(), VerifyLevel.MANIFEST, bytes -> {}, () -> {}),
          location);
    }
    synchronized (this) {
      return at(location).orElseThrow(() -> missing(location.toString()));
    }
  }

  /** Proves a backup byte by byte and reads it. */
  Loaded load(Location location, Runnable checkpoint) {
    if (location.kind() == Location.Kind.LOCAL) {
      Path path = location.path();
      Manifest manifest =
          ArchiveVerifier.verify(path, shape.type(), VerifyLevel.ARCHIVE, bytes -> {}, checkpoint);
      try {
        return new Loaded(
            located(manifest, location),
            FakeArchive.read(Files.readAllBytes(path), path.toString()));
      } catch (IOException e) {
        throw StorageFailures.reading(path, "reading the archive", e);
      }
    }
    BackupInfo info = inspect(location);
    byte[] bytes;
    synchronized (this) {
      bytes = kept.getOrDefault(info.id(), new byte[0]);
    }
    if (!info.sha256().equals(Optional.of(FakeContent.sha256(bytes)))) {
      throw ErrorDetails.of(ErrorCode.ARCHIVE_CORRUPT, "the backup " + location + " is damaged")
          .target(location.toString())
          .with("path", location.toString())
          .remedy("Use another backup.")
          .toException();
    }
    return new Loaded(info, FakeArchive.read(bytes, location.toString()));
  }

  /** The backup and those it is based on, oldest first; all of them proved. */
  List<Loaded> loadChain(BackupInfo last, Runnable checkpoint) {
    List<Loaded> chain = new ArrayList<>();
    for (BackupInfo backup : chain(last)) {
      chain.add(load(backup.location(), checkpoint));
    }
    return chain;
  }

  /** The backup and those it is based on, oldest first, as far as they are known. */
  List<BackupInfo> chain(BackupInfo last) {
    List<BackupInfo> chain = new ArrayList<>(List.of(last));
    Optional<String> base = last.basedOn();
    while (base.isPresent()) {
      BackupInfo before = byId(base.get(), last);
      chain.add(0, before);
      base = before.basedOn();
    }
    return chain;
  }

  private BackupInfo byId(String id, BackupInfo neededBy) {
    synchronized (this) {
      BackupInfo known = history.get(id);
      if (known != null) {
        return known;
      }
    }
    if (neededBy.location().kind() == Location.Kind.LOCAL) {
      Path beside = neededBy.location().path().toAbsolutePath().resolveSibling(".").normalize();
      for (BackupInfo sibling : inDirectory(beside)) {
        if (sibling.id().equals(id)) {
          return sibling;
        }
      }
    }
    throw missing(id);
  }

  private DatabaseException missing(String what) {
    return ErrorDetails.of(ErrorCode.NOT_FOUND, "there is no backup " + what)
        .target(what)
        .remedy("Look for backups by backupHistory.")
        .toException();
  }

  /** The backups asked for, newest first. */
  List<BackupInfo> list(BackupQuery query) {
    List<BackupInfo> found;
    Optional<Location> directory = query.directory();
    if (directory.isPresent() && directory.get().kind() == Location.Kind.LOCAL) {
      found = inDirectory(directory.get().path());
    } else {
      synchronized (this) {
        found = new ArrayList<>(history.values());
      }
      directory.ifPresent(
          place -> found.removeIf(backup -> !backup.location().toString().startsWith(place + "/")));
    }
    return found.stream()
        .filter(query::matches)
        .sorted(OLDEST_FIRST.reversed())
        .limit(query.limit())
        .toList();
  }

  private List<BackupInfo> inDirectory(Path directory) {
    if (!Files.isDirectory(directory)) {
      return new ArrayList<>();
    }
    List<BackupInfo> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.sorted().toList()) {
        if (!file.toString().endsWith(ArchiveNames.MANIFEST_SUFFIX)
            && Files.exists(ArchiveNames.manifestOf(file.toAbsolutePath()))) {
          Manifest manifest = ManifestFile.read(file);
          if (manifest.platform().equals(shape.type())) {
            found.add(located(manifest, Location.local(file)));
          }
        }
      }
    } catch (IOException e) {
      throw StorageFailures.reading(directory, "listing the backups", e);
    }
    return found;
  }

  /** Deletes a backup; one that is gone already is fine. */
  void delete(BackupInfo backup) {
    if (backup.location().kind() == Location.Kind.LOCAL) {
      Path path = backup.location().path().toAbsolutePath();
      try {
        Files.deleteIfExists(path);
        Files.deleteIfExists(ArchiveNames.manifestOf(path));
      } catch (IOException e) {
        throw StorageFailures.writing(path, "deleting the archive", e);
      }
    }
    synchronized (this) {
      history.remove(backup.id());
      kept.remove(backup.id());
    }
  }

  synchronized void corrupt(String backupId) {
    byte[] bytes = kept.get(backupId);
    if (bytes == null) {
      throw new IllegalArgumentException("the server keeps no backup " + backupId);
    }
    bytes[bytes.length / 2] ^= 1;
  }

  synchronized Object fingerprint() {
    return history;
  }
}
