package io.gds.database.core.archive;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.Location;
import io.gds.database.connection.DatabaseType;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a local archive is: the JSON file beside it. It holds what a restore needs besides the bytes
 * and what a verification holds the bytes against. Holds no secret. Immutable and thread-safe.
 *
 * @param backupId the backup's own id
 * @param platform the platform it was made on
 * @param libraryVersion the version of this library
 * @param serverVersion the version of the server
 * @param toolVersion the version of the tool or driver that wrote the archive
 * @param database the name of the database; of the engine for a whole server
 * @param settings the database's own settings, to be applied again after a restore
 * @param grants the rights on the database, to be granted again after a restore, in the platform's
 *     own words
 * @param backupType what the archive holds
 * @param startedAt when the backup was begun
 * @param finishedAt when all its bytes were written
 * @param consistentAt the instant its content stands for, where the platform tells
 * @param basedOn the id of the backup it needs before it
 * @param positions native positions by name: LSNs, optimes, change counters
 * @param attributes what else its platform tells
 * @param pinned whether retention must not delete it
 * @param content what its bytes must be
 */
public record Manifest(
    String backupId,
    DatabaseType platform,
    String libraryVersion,
    Optional<String> serverVersion,
    Optional<String> toolVersion,
    String database,
    Map<String, String> settings,
    List<String> grants,
    BackupType backupType,
    Instant startedAt,
    Instant finishedAt,
    Optional<Instant> consistentAt,
    Optional<String> basedOn,
    Map<String, String> positions,
    Map<String, String> attributes,
    boolean pinned,
    ArchiveContent content) {
  /** The newest form of manifest that this version reads, and the one it writes. */
  public static final int FORMAT_VERSION = 1;

  /** Checks that nothing is missing, and takes copies with sorted names. */
  public Manifest {
    Objects.requireNonNull(backupId, "backupId");
    Objects.requireNonNull(platform, "platform");
    Objects.requireNonNull(libraryVersion, "libraryVersion");
    Objects.requireNonNull(serverVersion, "serverVersion");
    Objects.requireNonNull(toolVersion, "toolVersion");
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(backupType, "backupType");
    Objects.requireNonNull(startedAt, "startedAt");
    Objects.requireNonNull(finishedAt, "finishedAt");
    Objects.requireNonNull(consistentAt, "consistentAt");
    Objects.requireNonNull(basedOn, "basedOn");
    Objects.requireNonNull(content, "content");
    settings = Collections.unmodifiableMap(new TreeMap<>(settings));
    grants = List.copyOf(grants);
    positions = Collections.unmodifiableMap(new TreeMap<>(positions));
    attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
  }

  /** Starts a manifest with a new backup id. */
  public static Builder builder() {
    return new Builder();
  }

  /** Starts a manifest with all that is known of a backup but its content. */
  public static Builder builder(BackupInfo backup) {
    Builder builder =
        new Builder()
            .backupId(backup.id())
            .platform(backup.platform())
            .database(backup.database())
            .backupType(backup.backupType())
            .startedAt(backup.startedAt())
            .finishedAt(backup.finishedAt())
            .positions(backup.positions())
            .attributes(backup.attributes())
            .pinned(backup.pinned());
    backup.serverVersion().ifPresent(builder::serverVersion);
    backup.toolVersion().ifPresent(builder::toolVersion);
    backup.consistentAt().ifPresent(builder::consistentAt);
    backup.basedOn().ifPresent(builder::basedOn);
    return builder;
  }

  /** A builder holding all of this. */
  public Builder toBuilder() {
    return builder(toBackupInfo(Location.engine(backupId), List.of()))
        .libraryVersion(libraryVersion)
        .settings(settings)
        .grants(grants)
        .content(content);
  }

  /**
   * The same facts as the API tells them.
   *
   * @param archive where it lies
   * @param checked what was checked of it, as sentences; empty if nothing was
   */
  public BackupInfo toBackupInfo(Path archive, List<String> checked) {
    return toBackupInfo(Location.local(archive), checked);
  }

  private BackupInfo toBackupInfo(Location location, List<String> checked) {
    return new BackupInfo(
        backupId,
        database,
        platform,
        backupType,
        location,
        startedAt,
        finishedAt,
        consistentAt,
        OptionalLong.of(content.bytes()),
        Optional.of(content.sha256()),
        serverVersion,
        toolVersion,
        basedOn,
        pinned,
        positions,
        checked,
        attributes);
  }

  /** Builds a manifest. Not thread-safe. */
  public static final class Builder {
    private String backupId = UUID.randomUUID().toString();
    private String libraryVersion = LibraryVersion.current();
    private Map<String, String> settings = Map.of();
    private List<String> grants = List.of();
    private Map<String, String> positions = Map.of();
    private Map<String, String> attributes = Map.of();
    private boolean pinned;
    private @Nullable DatabaseType platform;
    private @Nullable String serverVersion;
    private @Nullable String toolVersion;
    private @Nullable String database;
    private @Nullable BackupType backupType;
    private @Nullable Instant startedAt;
    private @Nullable Instant finishedAt;
    private @Nullable Instant consistentAt;
    private @Nullable String basedOn;
    private @Nullable ArchiveContent content;

    private Builder() {}

    /** The backup's own id, not blank. Default: a random one. */
    public Builder backupId(String backupId) {
      this.backupId = Objects.requireNonNull(backupId, "backupId");
      return this;
    }

    /** The platform. Must be given. */
    public Builder platform(DatabaseType platform) {
      this.platform = Objects.requireNonNull(platform, "platform");
      return this;
    }

    /** The version of this library. Default: this one's. */
    public Builder libraryVersion(String libraryVersion) {
      this.libraryVersion = Objects.requireNonNull(libraryVersion, "libraryVersion");
      return this;
    }

    /** The version of the server. Default: not known. */
    public Builder serverVersion(String serverVersion) {
      this.serverVersion = Objects.requireNonNull(serverVersion, "serverVersion");
      return this;
    }

    /** The version of the tool or driver that wrote it. Default: not known. */
    public Builder toolVersion(String toolVersion) {
      this.toolVersion = Objects.requireNonNull(toolVersion, "toolVersion");
      return this;
    }

    /** The database. Must be given. */
    public Builder database(String database) {
      this.database = Objects.requireNonNull(database, "database");
      return this;
    }

    /** The database's own settings. Default: none. */
    public Builder settings(Map<String, String> settings) {
      this.settings = Objects.requireNonNull(settings, "settings");
      return this;
    }

    /** The rights on the database. Default: none. */
    public Builder grants(List<String> grants) {
      this.grants = Objects.requireNonNull(grants, "grants");
      return this;
    }

    /** What the archive holds. Must be given. */
    public Builder backupType(BackupType backupType) {
      this.backupType = Objects.requireNonNull(backupType, "backupType");
      return this;
    }

    /** When the backup was begun. Must be given. */
    public Builder startedAt(Instant startedAt) {
      this.startedAt = Objects.requireNonNull(startedAt, "startedAt");
      return this;
    }

    /** When all its bytes were written. Must be given. */
    public Builder finishedAt(Instant finishedAt) {
      this.finishedAt = Objects.requireNonNull(finishedAt, "finishedAt");
      return this;
    }

    /** The instant its content stands for. Default: not known. */
    public Builder consistentAt(Instant consistentAt) {
      this.consistentAt = Objects.requireNonNull(consistentAt, "consistentAt");
      return this;
    }

    /** The id of the backup it needs before it. Default: none. */
    public Builder basedOn(String basedOn) {
      this.basedOn = Objects.requireNonNull(basedOn, "basedOn");
      return this;
    }

    /** Native positions by name. Default: none. */
    public Builder positions(Map<String, String> positions) {
      this.positions = Objects.requireNonNull(positions, "positions");
      return this;
    }

    /** What else its platform tells. Default: nothing. */
    public Builder attributes(Map<String, String> attributes) {
      this.attributes = Objects.requireNonNull(attributes, "attributes");
      return this;
    }

    /** Whether retention must not delete it. Default: no. */
    public Builder pinned(boolean pinned) {
      this.pinned = pinned;
      return this;
    }

    /** What its bytes must be. Must be given. */
    public Builder content(ArchiveContent content) {
      this.content = Objects.requireNonNull(content, "content");
      return this;
    }

    /**
     * The finished manifest.
     *
     * @throws NullPointerException naming what must be given and was not
     */
    public Manifest build() {
      return new Manifest(
          backupId,
          Objects.requireNonNull(platform, "platform"),
          libraryVersion,
          Optional.ofNullable(serverVersion),
          Optional.ofNullable(toolVersion),
          Objects.requireNonNull(database, "database"),
          settings,
          grants,
          Objects.requireNonNull(backupType, "backupType"),
          Objects.requireNonNull(startedAt, "startedAt"),
          Objects.requireNonNull(finishedAt, "finishedAt"),
          Optional.ofNullable(consistentAt),
          Optional.ofNullable(basedOn),
          positions,
          attributes,
          pinned,
          Objects.requireNonNull(content, "content"));
    }
  }
}
