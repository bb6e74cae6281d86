package io.gds.database.testkit.sqlserver;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A backup set, as it lies on its media: what its header says, and what it holds.
 *
 * @param position its place on the media, from 1
 * @param content what the database held at its end; of a log backup, at its begin
 * @param changes what a log backup holds
 */
record ModelBackupSet(
    UUID guid,
    Type type,
    int position,
    Names names,
    Lsns lsns,
    Forks forks,
    Flags flags,
    Instant started,
    Instant finished,
    Database database,
    ModelLog.Version content,
    List<ModelLog.Version> changes) {
  ModelBackupSet {
    changes = List.copyOf(changes);
  }

  /** What kind of backup; with the codes of the header and of msdb. */
  enum Type {
    /** The whole database. */
    FULL(1, "D"),
    /** The log. */
    LOG(2, "L"),
    /** What changed since a full one. */
    DIFFERENTIAL(5, "I");

    private final int header;
    private final String msdb;

    Type(int header, String msdb) {
      this.header = header;
      this.msdb = msdb;
    }

    int header() {
      return header;
    }

    String msdb() {
      return msdb;
    }
  }

  /** Texts that the caller gave, and who it was. */
  record Names(String name, String description, String user, Optional<Instant> expires) {}

  /** Log sequence numbers; {@code database} is where the last full backup began. */
  record Lsns(
      BigDecimal first,
      BigDecimal last,
      BigDecimal checkpoint,
      BigDecimal database,
      Optional<BigDecimal> base,
      Optional<UUID> baseGuid) {}

  /** The recovery path; {@code beginsChain} says that no log backup went before. */
  record Forks(UUID first, UUID last, Optional<BigDecimal> point, boolean beginsChain) {}

  /** What was chosen. */
  record Flags(boolean copyOnly, boolean compressed, boolean checksums) {}

  /** What the database was like. */
  record Database(
      String name,
      UUID family,
      UUID guid,
      LocalDateTime created,
      String recoveryModel,
      int compatibility,
      String collation,
      boolean readOnly,
      boolean singleUser,
      boolean captured,
      List<File> files) {
    Database {
      files = List.copyOf(files);
    }
  }

  /** A file of the database. */
  record File(
      int number, UUID guid, String name, String path, String type, String filegroup, long bytes) {}

  /** Bytes without compression. */
  long bytes() {
    return type == Type.LOG
        ? 64 * 1024L * (1 + changes.size())
        : database.files().stream().mapToLong(File::bytes).sum() / 4;
  }

  /** Bytes on the media. */
  long compressedBytes() {
    return flags.compressed() ? bytes() / 5 : bytes();
  }

  /** The same, lying there. */
  ModelBackupSet at(int place) {
    return new ModelBackupSet(
        guid, type, place, names, lsns, forks, flags, started, finished, database, content,
        changes);
  }
}
