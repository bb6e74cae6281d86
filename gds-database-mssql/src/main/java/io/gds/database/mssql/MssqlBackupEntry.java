package io.gds.database.mssql;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.Location;
import io.gds.database.connection.DatabaseType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * A backup set with what is told of it for people: from the history or from its header, alike.
 * Immutable.
 *
 * @param set what chains are made of
 * @param about everything else
 */
record MssqlBackupEntry(MssqlBackupSet set, About about) {
  /**
   * What does not decide to which chain a set belongs.
   *
   * @param name the name it was given
   * @param description a text for people
   * @param user who took it
   * @param version the version of the server that wrote it
   * @param bytes its size
   * @param stored its size on the media, which compression makes smaller
   * @param expires until when the server does not overwrite it, by its own clock
   * @param checkpoint where its checkpoint is in the log
   * @param fullBackup where the full backup before it began
   * @param algorithm what it is encrypted by
   */
  record About(
      Optional<String> name,
      Optional<String> description,
      Optional<String> user,
      Optional<String> version,
      OptionalLong bytes,
      OptionalLong stored,
      Optional<LocalDateTime> expires,
      Optional<MssqlLsn> checkpoint,
      Optional<MssqlLsn> fullBackup,
      Optional<String> algorithm) {
    private static About of(MssqlColumns row, String[] names) {
      return new About(
          row.text(names[0]),
          row.text(names[1]),
          row.text(names[2]),
          row.number(names[3])
              .map(
                  major ->
                      major + "." + row.intValue(names[4], 0) + "." + row.intValue(names[5], 0)),
          size(row.number(names[6])),
          size(row.number(names[7])),
          row.time(names[8]),
          row.lsn(names[9]),
          row.lsn(names[10]),
          row.text(names[11]));
    }

    private static OptionalLong size(Optional<BigDecimal> bytes) {
      return bytes.isPresent()
          ? OptionalLong.of(bytes.get().longValueExact())
          : OptionalLong.empty();
    }
  }

  private static final String[] HISTORY = {
    "name", "description", "user_name",
    "software_major_version", "software_minor_version", "software_build_version",
    "backup_size", "compressed_backup_size", "expiration_date",
    "checkpoint_lsn", "database_backup_lsn", "key_algorithm"
  };

  private static final String[] HEADER = {
    "BackupName", "BackupDescription", "UserName",
    "SoftwareVersionMajor", "SoftwareVersionMinor", "SoftwareVersionBuild",
    "BackupSize", "CompressedBackupSize", "ExpirationDate",
    "CheckpointLSN", "DatabaseBackupLSN", "KeyAlgorithm"
  };

  /** A row of the history, which tells one device of the set; see {@link MssqlBackupRows}. */
  static Optional<MssqlBackupEntry> history(MssqlColumns row) {
    return MssqlBackupRows.history(row)
        .map(set -> new MssqlBackupEntry(set, About.of(row, HISTORY)));
  }

  /** A row of a header; see {@link MssqlBackupRows}. */
  static Optional<MssqlBackupEntry> header(
      MssqlColumns row, UUID media, int families, List<MssqlMedia.Device> devices) {
    return MssqlBackupRows.header(row, media, families, devices)
        .map(set -> new MssqlBackupEntry(set, About.of(row, HEADER)));
  }

  MssqlBackupEntry of(MssqlBackupSet other) {
    return new MssqlBackupEntry(other, about);
  }

  /** The type of the library's own; of one that stands for files only, the least that fits. */
  static BackupType type(MssqlBackupKind kind) {
    return switch (kind) {
      case FULL -> BackupType.FULL;
      case LOG -> BackupType.LOG;
      case DIFFERENTIAL, FILE_DIFFERENTIAL, PARTIAL_DIFFERENTIAL -> BackupType.DIFFERENTIAL;
      // A part of a database does not stand for the whole: nobody may take it for a full backup.
      case FILE, PARTIAL, OTHER -> BackupType.INCREMENTAL;
    };
  }

  /** Its number on the media, from 1. */
  int position() {
    return set.media().isEmpty() ? 1 : set.media().get(0).position();
  }

  /** Where it lies, as far as that is told. */
  Location location() {
    List<MssqlMedia.Device> devices =
        set.reading()
            .map(MssqlBackupSet.Reading::devices)
            .orElseGet(
                () ->
                    set.media().stream()
                        .findFirst()
                        .map(
                            media ->
                                media.devices().stream()
                                    .filter(device -> device.mirror() == 0)
                                    .toList())
                        .orElse(List.of()));
    if (devices.isEmpty()) {
      return Location.engine(set.id().toString());
    }
    Location.Kind kind =
        switch (devices.get(0).type()) {
          case DISK, TAPE -> Location.Kind.SERVER;
          case URL -> Location.Kind.URL;
          case VIRTUAL, OTHER -> Location.Kind.ENGINE;
        };
    return new Location(kind, devices.stream().map(MssqlMedia.Device::name).toList());
  }

  /**
   * As the library tells of it.
   *
   * @param time the clock that wrote it
   * @param basedOn the backup it needs before it
   * @param now by which it is told whether it has expired
   */
  BackupInfo info(MssqlServerTime time, Optional<UUID> basedOn, Instant now) {
    boolean pinned =
        about
            .expires()
            .filter(end -> end.atZone(time.writer(set.times())).toInstant().isAfter(now))
            .isPresent();
    return new BackupInfo(
        set.id().toString(),
        set.origin().database(),
        DatabaseType.MSSQL,
        type(set.kind()),
        location(),
        time.start(set.times()),
        time.finish(set.times()),
        set.isLog() && set.times().lastValidRestore().isPresent()
            ? Optional.of(time.reach(set.times()).sure())
            : Optional.empty(),
        about.stored().isPresent() ? about.stored() : about.bytes(),
        Optional.empty(),
        about.version(),
        Optional.empty(),
        basedOn.map(UUID::toString),
        pinned,
        positions(),
        List.of(),
        attributes());
  }

  /** The same backup with more attributes. */
  static BackupInfo with(BackupInfo backup, Map<String, String> more) {
    Map<String, String> attributes = new LinkedHashMap<>(backup.attributes());
    attributes.putAll(more);
    return copy(backup, backup.location(), attributes);
  }

  /** The same backup at a place as its caller names it. */
  static BackupInfo at(BackupInfo backup, Location place) {
    return copy(backup, place, backup.attributes());
  }

  private static BackupInfo copy(
      BackupInfo backup, Location place, Map<String, String> attributes) {
    return new BackupInfo(
        backup.id(),
        backup.database(),
        backup.platform(),
        backup.backupType(),
        place,
        backup.startedAt(),
        backup.finishedAt(),
        backup.consistentAt(),
        backup.bytes(),
        backup.sha256(),
        backup.serverVersion(),
        backup.toolVersion(),
        backup.basedOn(),
        backup.pinned(),
        backup.positions(),
        backup.checked(),
        attributes);
  }

  private Map<String, String> positions() {
    Map<String, String> positions = new LinkedHashMap<>();
    positions.put("firstLsn", set.firstLsn().toString());
    positions.put("lastLsn", set.lastLsn().toString());
    about.checkpoint().ifPresent(lsn -> positions.put("checkpointLsn", lsn.toString()));
    about.fullBackup().ifPresent(lsn -> positions.put("databaseBackupLsn", lsn.toString()));
    set.forks().point().ifPresent(lsn -> positions.put("forkPointLsn", lsn.toString()));
    return positions;
  }

  private Map<String, String> attributes() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("kind", set.kind().word());
    all.put("position", String.valueOf(position()));
    about.name().ifPresent(name -> all.put("name", name));
    about.description().ifPresent(text -> all.put("description", text));
    about.user().ifPresent(user -> all.put("user", user));
    all.put("server", set.origin().server());
    all.put("recoveryModel", set.recoveryModel());
    for (MssqlBackupFlag flag : MssqlBackupFlag.values()) {
      if (set.is(flag)) {
        all.put(flag.attribute(), "true");
      }
    }
    about.bytes().ifPresent(bytes -> all.put("bytesUncompressed", String.valueOf(bytes)));
    set.origin().family().ifPresent(id -> all.put("family", Objects.toString(id)));
    set.origin().binding().ifPresent(id -> all.put("databaseGuid", Objects.toString(id)));
    set.forks().first().ifPresent(id -> all.put("firstFork", Objects.toString(id)));
    set.forks().last().ifPresent(id -> all.put("lastFork", Objects.toString(id)));
    set.certificate().ifPresent(thumbprint -> all.put("encryptor", thumbprint));
    about.algorithm().ifPresent(name -> all.put("encryption", name));
    about.expires().ifPresent(end -> all.put("expires", end + " by its server's clock"));
    set.media().stream()
        .findFirst()
        .ifPresent(media -> all.put("mediaSet", Objects.toString(media.id())));
    return all;
  }
}
