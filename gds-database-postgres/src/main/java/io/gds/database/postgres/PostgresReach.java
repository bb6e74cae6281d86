package io.gds.database.postgres;

import io.gds.database.backup.BackupInfo;
import io.gds.database.core.tool.Cancellation;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How far a base backup reaches by the WAL that was archived behind it.
 *
 * @param from the first instant: that of the end of the base backup
 * @param to the last: that of the last transaction in the WAL, or the first
 * @param last the last end of a transaction behind the backup, if there is one
 * @param files the segments from its end on, in order
 * @param end the first byte behind them
 * @param timeline the timeline that is followed
 * @param leads whether that comes from the backup's, as far as is known
 * @param why why there is no more, as a sentence
 */
record PostgresReach(
    Instant from,
    Instant to,
    Optional<PostgresWalScan.End> last,
    List<String> files,
    PostgresLsn end,
    long timeline,
    boolean leads,
    String why) {

  /**
   * What of a backup it is reckoned with.
   *
   * @param consistentAt the instant it stands for; {@link #UNKNOWN} for one of a standby of which
   *     that could not be known
   */
  record Base(
      Instant consistentAt,
      PostgresLsn end,
      long timeline,
      String systemIdentifier,
      long segmentBytes,
      int major,
      Optional<PostgresLsn> last) {
    /** Behind every instant, so that none is taken for one that is reached by the backup alone. */
    static final Instant UNKNOWN = Instant.MAX;

    /** Whether it is known which instant it stands for. */
    boolean isKnown() {
      return !consistentAt.equals(UNKNOWN);
    }

    /**
     * The settings by which recovery stops at the end of the backup. It sees that only by the next
     * record, which may be missing behind the backup of a standby: there it stops behind the last.
     */
    Map.Entry<String, String> stop() {
      return last.map(lsn -> Map.entry("recovery_target_lsn", lsn.toString()))
          .orElse(Map.entry("recovery_target", "immediate"));
    }

    /**
     * Reads it from a backup of the whole server.
     *
     * @throws io.gds.database.error.ArchiveException if its manifest does not tell it
     */
    static Base of(BackupInfo backup) {
      String version = backup.serverVersion().orElse("");
      Optional<PostgresLsn> end =
          PostgresLsn.parse(backup.positions().getOrDefault(PostgresServerBackups.END, ""));
      String timeline = backup.positions().getOrDefault(PostgresServerBackups.TIMELINE, "");
      String segment = backup.attributes().getOrDefault(PostgresServerFacts.SEGMENT_BYTES, "");
      if (end.isEmpty()
          || !timeline.matches("[0-9]{1,10}")
          || !segment.matches("[1-9][0-9]{0,11}")
          || !version.matches("[0-9]{2,3}(\\D.*)?")) {
        throw PostgresArchive.refused(
            ErrorCode.ARCHIVE_UNRECOGNIZED,
            backup.location().toString(),
            "does not tell in its manifest where it ended, on which timeline, of which version");
      }
      return new Base(
          backup.consistentAt().orElse(UNKNOWN),
          end.get(),
          Long.parseLong(timeline),
          backup.attributes().getOrDefault(PostgresServerFacts.SYSTEM, ""),
          Long.parseLong(segment),
          Integer.parseInt(version.replaceAll("\\D.*", "")),
          PostgresLsn.parse(backup.positions().getOrDefault(PostgresServerBackups.LAST, "")));
    }

    /** The WAL archive that belongs to it. */
    PostgresWalArchive archive(Path directory) {
      return new PostgresWalArchive(directory, systemIdentifier, segmentBytes);
    }
  }

  /** What the base backup reaches alone. */
  static PostgresReach alone(Base base) {
    return alone(base, "no directory of archived WAL is known");
  }

  /**
   * What it reaches alone.
   *
   * @param why why no WAL is reckoned with
   */
  static PostgresReach alone(Base base, String why) {
    return new PostgresReach(
        base.consistentAt(),
        base.consistentAt(),
        Optional.empty(),
        List.of(),
        base.end(),
        base.timeline(),
        true,
        why);
  }

  /** The same where another timeline shall be followed, of which nothing is known. */
  PostgresReach along(long wanted) {
    return wanted == timeline
        ? this
        : new PostgresReach(
            from,
            to,
            last,
            files,
            end,
            wanted,
            false,
            "nothing tells that timeline " + wanted + " comes from the backup's: " + why);
  }

  /**
   * What it reaches by the log that is looked into. Where that cannot be read, the backup still
   * reaches its own end by the log that lies in it.
   *
   * @throws io.gds.database.error.OperationCancelledException if the looking was stopped
   */
  static PostgresReach orAlone(Base base, Supplier<PostgresReach> look) {
    try {
      return look.get();
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.CANCELLED) {
        throw e;
      }
      return alone(base, String.valueOf(e.getMessage()));
    }
  }

  /** What it reaches by archived WAL, looked into without being stopped by anybody. */
  static PostgresReach of(
      Base base,
      Path directory,
      Optional<Long> timeline,
      PostgresToolbox toolbox,
      Optional<Path> tools) {
    return of(base, directory, timeline, toolbox, tools, Cancellation.never());
  }

  /**
   * What it reaches by archived WAL.
   *
   * @param timeline the timeline to be followed; empty for the newest
   * @param cancellation what stops the looking
   * @throws io.gds.database.error.ToolException if pg_waldump of this major is missing
   */
  static PostgresReach of(
      Base base,
      Path directory,
      Optional<Long> timeline,
      PostgresToolbox toolbox,
      Optional<Path> tools,
      Cancellation cancellation) {
    PostgresWalArchive archive = base.archive(directory);
    long along = timeline.orElseGet(() -> archive.newest(base.timeline(), base.end()));
    PostgresWalArchive.Chain chain = archive.chain(base.timeline(), base.end(), along);
    Optional<PostgresWalScan> scan =
        chain.files().isEmpty()
            ? Optional.empty()
            : Optional.of(
                new PostgresWalScan(toolbox, base.major(), tools, directory, cancellation));
    Optional<PostgresWalScan.End> last =
        scan.flatMap(log -> log.lastEnd(chain.files()))
            .filter(end -> end.lsn().compareTo(base.end()) >= 0);
    Instant from =
        base.isKnown()
            ? base.consistentAt()
            // All that ended before the first is in the backup.
            : scan.flatMap(log -> log.firstEnd(chain.files(), base.end()))
                .map(PostgresWalScan.End::at)
                .orElse(Base.UNKNOWN);
    Instant to = last.map(PostgresWalScan.End::at).filter(at -> at.isAfter(from)).orElse(from);
    return new PostgresReach(
        from,
        to,
        last,
        chain.files(),
        chain.end(),
        along,
        archive.leads(base.timeline(), base.end(), along),
        chain.why());
  }

  /** The instant that all of it reaches, if that is known. */
  Optional<Instant> reached() {
    return Optional.of(to).filter(at -> !at.equals(Base.UNKNOWN));
  }

  /** The stretch of time, for people. */
  String window() {
    return from.equals(Base.UNKNOWN)
        ? "no instant, since the one that the backup stands for is not known"
        : from + " to " + to;
  }
}
