package io.gds.database.postgres;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupType;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.archive.ArchiveContent;
import io.gds.database.core.archive.ArchivePublisher;
import io.gds.database.core.archive.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is told of a base backup that nobody made. */
final class SampleBase {
  static final String SYSTEM = "7400000000000000001";
  private static final Instant BEGIN = Instant.parse("2026-03-01T00:00:00Z");

  private final String name;
  private String id;
  private final Map<String, String> attributes = new HashMap<>();
  private final Map<String, String> positions = new HashMap<>();
  private String database = "server";
  private String version = "17.1";
  private String base = "";
  private Duration after = Duration.ZERO;
  private boolean pinned;

  SampleBase(String id) {
    this.name = id;
    this.id = id;
    attributes.put(PostgresServerFacts.SYSTEM, SYSTEM);
    attributes.put(PostgresServerFacts.SEGMENT_BYTES, Long.toString(16 << 20));
    attributes.put(PostgresServerFacts.CHECKSUMS, "on");
    positions.put(PostgresServerBackups.TIMELINE, "1");
    at(0x2000028);
  }

  SampleBase at(long start) {
    positions.put(PostgresServerBackups.START, new PostgresLsn(start).toString());
    positions.put(PostgresServerBackups.END, new PostgresLsn(start + 0x100).toString());
    after = Duration.ofSeconds(start >> 24);
    return this;
  }

  SampleBase on(String base, long start) {
    this.base = base;
    positions.put(PostgresServerBackups.BASE_START, new PostgresLsn(start).toString());
    return this;
  }

  SampleBase with(Map<String, String> others) {
    attributes.putAll(others);
    return this;
  }

  SampleBase without(String attribute) {
    attributes.remove(attribute);
    return this;
  }

  SampleBase database(String name) {
    database = name;
    return this;
  }

  SampleBase version(String text) {
    version = text;
    return this;
  }

  /** Has another id than its path says. */
  SampleBase named(String other) {
    id = other;
    return this;
  }

  SampleBase pinned() {
    pinned = true;
    return this;
  }

  private Manifest.Builder manifest() {
    Manifest.Builder manifest =
        Manifest.builder()
            .backupId(id)
            .platform(DatabaseType.POSTGRESQL)
            .database(database)
            .backupType(base.isEmpty() ? BackupType.FULL : BackupType.INCREMENTAL)
            .serverVersion(version)
            .startedAt(BEGIN.plus(after))
            .finishedAt(BEGIN.plus(after))
            .consistentAt(BEGIN.plus(after))
            .positions(positions)
            .attributes(attributes)
            .pinned(pinned);
    return base.isEmpty() ? manifest : manifest.basedOn(base);
  }

  /** As it would be told of an archive. */
  BackupInfo info() {
    return manifest()
        .content(ArchiveContent.ofFile(1, "0".repeat(64)))
        .build()
        .toBackupInfo(Path.of("/backups", name), List.of());
  }

  /** Lies in a directory, with no more in it than a reader of its manifest looks for. */
  BackupInfo lie(Path directory) throws IOException {
    Path archive = directory.resolve(name);
    try (ArchivePublisher publisher = ArchivePublisher.directory(archive)) {
      Files.writeString(publisher.partial().resolve("base.tar"), id);
      Manifest made = manifest().content(publisher.seal(() -> {})).build();
      publisher.publish(made);
      return made.toBackupInfo(archive, List.of());
    }
  }
}
