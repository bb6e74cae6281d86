package io.gds.database.mssql;

import java.time.LocalDateTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A backup set, as {@code msdb.dbo.backupset} and {@code RESTORE HEADERONLY} describe it alike.
 * Immutable.
 *
 * @param id {@code backup_set_uuid}, {@code BackupSetGUID}
 * @param kind what it holds
 * @param flags what is said of it with yes or no
 * @param origin which database it is of
 * @param firstLsn the oldest record of the log in it
 * @param lastLsn the record <em>behind</em> the newest one in it
 * @param base the full backup that a differential builds on; empty on one with several bases
 * @param forks the branches of the database's history it begins and ends on
 * @param times when it was taken
 * @param recoveryModel {@code SIMPLE}, {@code FULL} or {@code BULK-LOGGED}; empty if not told
 * @param softwareMajor the major version of the server that wrote it, 0 if not told
 * @param certificate the thumbprint that its encryption needs, in hexadecimal
 * @param media where it lies; more than one if it was copied
 */
record MssqlBackupSet(
    UUID id,
    MssqlBackupKind kind,
    Set<MssqlBackupFlag> flags,
    Origin origin,
    MssqlLsn firstLsn,
    MssqlLsn lastLsn,
    Optional<UUID> base,
    Forks forks,
    Times times,
    String recoveryModel,
    int softwareMajor,
    Optional<String> certificate,
    List<MssqlMedia> media) {

  /**
   * Which database a set is of. A name may have been given to several, one after the other.
   *
   * @param server the server that wrote it, empty if not told
   * @param database the name it had
   * @param family {@code family_guid}, which survives a restore
   * @param binding {@code database_guid}, which a restore to a new database changes
   */
  record Origin(String server, String database, Optional<UUID> family, Optional<UUID> binding) {}

  /**
   * The branches of a database's history. Each restore that recovers the database begins a new one.
   *
   * @param first the one it begins on
   * @param last the one it ends on
   * @param point where it leaves the first for the last, if they differ
   */
  record Forks(Optional<UUID> first, Optional<UUID> last, Optional<MssqlLsn> point) {}

  /**
   * When a set was taken, in the local time of the server that wrote it.
   *
   * @param start when the backup began
   * @param finish when it ended
   * @param quarterHours the server's distance from UTC when it began; empty if not told (127)
   * @param lastValidRestore up to which instant its log reaches; told from SQL Server 2022 on
   */
  record Times(
      LocalDateTime start,
      LocalDateTime finish,
      OptionalInt quarterHours,
      Optional<LocalDateTime> lastValidRestore) {
    Times {
      if (quarterHours.isPresent() && Math.abs(quarterHours.getAsInt()) > 18 * 4) {
        // 127 is the server's word for unknown; nothing else beyond 18 hours is an offset either.
        quarterHours = OptionalInt.empty();
      }
    }

    static Times of(LocalDateTime start, LocalDateTime finish) {
      return new Times(start, finish, OptionalInt.empty(), Optional.empty());
    }
  }

  MssqlBackupSet {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(recoveryModel, "recoveryModel");
    flags = flags.isEmpty() ? Set.of() : Set.copyOf(flags);
    media = List.copyOf(media);
  }

  boolean is(MssqlBackupFlag flag) {
    return flags.contains(flag);
  }

  boolean isLog() {
    return kind == MssqlBackupKind.LOG;
  }

  /** The media that are whole, and the devices to read; empty if none is. */
  Optional<Reading> reading() {
    for (MssqlMedia medium : media) {
      Optional<List<MssqlMedia.Device>> devices = medium.whole();
      if (devices.isPresent()) {
        return Optional.of(new Reading(medium.position(), devices.get()));
      }
    }
    return Optional.empty();
  }

  /**
   * How a set is read.
   *
   * @param position its number on the media: {@code FILE =}
   * @param devices one for each family, in order
   */
  record Reading(int position, List<MssqlMedia.Device> devices) {}

  /** The same set on other media. */
  MssqlBackupSet on(List<MssqlMedia> other) {
    return new MssqlBackupSet(
        id,
        kind,
        flags,
        origin,
        firstLsn,
        lastLsn,
        base,
        forks,
        times,
        recoveryModel,
        softwareMajor,
        certificate,
        other);
  }

  /** The same set with its times as they are told elsewhere. */
  MssqlBackupSet at(Times other) {
    return new MssqlBackupSet(
        id,
        kind,
        flags,
        origin,
        firstLsn,
        lastLsn,
        base,
        forks,
        other,
        recoveryModel,
        softwareMajor,
        certificate,
        media);
  }

  /** As it is named in a sentence: what, of when, from where to where, and in which file. */
  String described() {
    String where = media.isEmpty() || media.get(0).devices().isEmpty() ? "" : " in " + place();
    String span = " (LSN " + firstLsn + " to " + lastLsn + ")";
    return kind.word()
        + " backup finished "
        + times.finish()
        + " by its server's clock"
        + span
        + where;
  }

  private String place() {
    MssqlMedia first = media.get(0);
    return first.devices().get(0).name() + ", position " + first.position();
  }

  static Builder builder(UUID id, MssqlBackupKind kind) {
    return new Builder(id, kind);
  }

  /** Builds a set. Not thread-safe. */
  static final class Builder {
    private final UUID id;
    private final MssqlBackupKind kind;
    private final EnumSet<MssqlBackupFlag> flags = EnumSet.noneOf(MssqlBackupFlag.class);
    private @Nullable Origin origin;
    private @Nullable MssqlLsn firstLsn;
    private @Nullable MssqlLsn lastLsn;
    private @Nullable UUID base;
    private Forks forks = new Forks(Optional.empty(), Optional.empty(), Optional.empty());
    private @Nullable Times times;
    private String recoveryModel = "";
    private int softwareMajor;
    private @Nullable String certificate;
    private List<MssqlMedia> media = List.of();

    private Builder(UUID id, MssqlBackupKind kind) {
      this.id = id;
      this.kind = kind;
    }

    Builder flag(MssqlBackupFlag flag, boolean set) {
      if (set) {
        flags.add(flag);
      }
      return this;
    }

    Builder origin(Origin origin) {
      this.origin = origin;
      return this;
    }

    Builder lsns(MssqlLsn first, MssqlLsn last) {
      firstLsn = first;
      lastLsn = last;
      return this;
    }

    Builder base(@Nullable UUID base) {
      this.base = base;
      return this;
    }

    Builder forks(Forks forks) {
      this.forks = forks;
      return this;
    }

    Builder times(Times times) {
      this.times = times;
      return this;
    }

    Builder recoveryModel(String model) {
      recoveryModel = model;
      return this;
    }

    Builder softwareMajor(int major) {
      softwareMajor = major;
      return this;
    }

    Builder certificate(@Nullable String thumbprint) {
      certificate = thumbprint;
      return this;
    }

    Builder media(List<MssqlMedia> media) {
      this.media = media;
      return this;
    }

    MssqlBackupSet build() {
      return new MssqlBackupSet(
          id,
          kind,
          flags,
          Objects.requireNonNull(origin, "origin"),
          Objects.requireNonNull(firstLsn, "firstLsn"),
          Objects.requireNonNull(lastLsn, "lastLsn"),
          Optional.ofNullable(base),
          forks,
          Objects.requireNonNull(times, "times"),
          recoveryModel,
          softwareMajor,
          Optional.ofNullable(certificate),
          media);
    }
  }
}
