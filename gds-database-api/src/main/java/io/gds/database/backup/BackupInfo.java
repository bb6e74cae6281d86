package io.gds.database.backup;

import io.gds.database.connection.DatabaseType;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known of one backup.
 *
 * @param id the backup's own id, unique on its platform
 * @param database the database it was made of; the engine's name for a whole server
 * @param platform the platform it was made on
 * @param backupType what it holds
 * @param location where it lies
 * @param startedAt when it was begun
 * @param finishedAt when it was complete
 * @param consistentAt the instant its content stands for, where the platform tells
 * @param bytes its size
 * @param sha256 the SHA-256 of its bytes, in lower-case hexadecimal
 * @param serverVersion the version of the server it was made on
 * @param toolVersion the version of the external tool or driver that made it
 * @param basedOn the id of the backup it needs before it
 * @param pinned whether retention must not delete it
 * @param positions native positions by name: LSNs, optimes, change counters
 * @param checked what was checked of it, as sentences; empty if nothing was
 * @param attributes what else its platform tells
 */
public record BackupInfo(
    String id,
    String database,
    DatabaseType platform,
    BackupType backupType,
    Location location,
    Instant startedAt,
    Instant finishedAt,
    Optional<Instant> consistentAt,
    OptionalLong bytes,
    Optional<String> sha256,
    Optional<String> serverVersion,
    Optional<String> toolVersion,
    Optional<String> basedOn,
    boolean pinned,
    Map<String, String> positions,
    List<String> checked,
    Map<String, String> attributes) {
  /** Checks that nothing is missing, and takes copies. */
  public BackupInfo {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(platform, "platform");
    Objects.requireNonNull(backupType, "backupType");
    Objects.requireNonNull(location, "location");
    Objects.requireNonNull(startedAt, "startedAt");
    Objects.requireNonNull(finishedAt, "finishedAt");
    Objects.requireNonNull(consistentAt, "consistentAt");
    Objects.requireNonNull(bytes, "bytes");
    Objects.requireNonNull(sha256, "sha256");
    Objects.requireNonNull(serverVersion, "serverVersion");
    Objects.requireNonNull(toolVersion, "toolVersion");
    Objects.requireNonNull(basedOn, "basedOn");
    positions = Collections.unmodifiableMap(new LinkedHashMap<>(positions));
    checked = List.copyOf(checked);
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }

  /** The same backup with what was checked of it. */
  public BackupInfo withChecked(List<String> checked) {
    return new BackupInfo(
        id,
        database,
        platform,
        backupType,
        location,
        startedAt,
        finishedAt,
        consistentAt,
        bytes,
        sha256,
        serverVersion,
        toolVersion,
        basedOn,
        pinned,
        positions,
        checked,
        attributes);
  }
}
