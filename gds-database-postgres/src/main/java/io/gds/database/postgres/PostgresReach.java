package io.gds.database.postgres;

import io.gds.database.backup.BackupInfo;
import io.gds.database.error.ErrorCode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How far a base backup reaches by the WAL that was archived behind it.
 *
 * @param from the first instant: that of the end of the base backup
 * @param to the last: that of the last transaction in the WAL, or the first
 * @param last the last end of a transaction behind the backup, if there is one
 * @param files the segments from its end on, in order
 * @param end the first byte behind them
 * @param timeline the timeline that is followed
 * @param why why there is no more, as a sentence
 */
record PostgresReach(
    Instant from,
    Instant to,
    Optional<PostgresWalScan.End> last,
    List<String> files,
    PostgresLsn end,
    long timeline,
    String why) {

  /** What of a backup it is reckoned with. */
  record Base(
      Instant consistentAt,
      PostgresLsn end,
      long timeline,
      String systemIdentifier,
      long segmentBytes,
      int major,
      Optional<PostgresLsn> last) {
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
          || backup.consistentAt().isEmpty()
          || !timeline.matches("[0-9]{1,10}")
          || !segment.matches("[1-9][0-9]{0,11}")
          || !version.matches("[0-9]{2,3}(\\D.*)?")) {
        throw PostgresArchive.refused(
            ErrorCode.ARCHIVE_UNRECOGNIZED,
            backup.location().toString(),
            "has no manifest of a base backup beside it");
      }
      return new Base(
          backup.consistentAt().get(),
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
        why);
  }

  /**
   * What it reaches by archived WAL.
   *
   * @param timeline the timeline to be followed; empty for the newest
   * @throws io.gds.database.error.ToolException if pg_waldump of this major is missing
   */
  static PostgresReach of(
      Base base,
      Path directory,
      Optional<Long> timeline,
      PostgresToolbox toolbox,
      Optional<Path> tools) {
    PostgresWalArchive archive = base.archive(directory);
    long along = timeline.orElseGet(() -> archive.newest(base.timeline(), base.end()));
    PostgresWalArchive.Chain chain = archive.chain(base.timeline(), base.end(), along);
    Optional<PostgresWalScan.End> last =
        chain.files().isEmpty()
            ? Optional.empty()
            : new PostgresWalScan(toolbox, base.major(), tools, directory)
                .lastEnd(chain.files())
                .filter(end -> end.lsn().compareTo(base.end()) >= 0);
    Instant to =
        last.map(PostgresWalScan.End::at)
            .filter(at -> at.isAfter(base.consistentAt()))
            .orElse(base.consistentAt());
    return new PostgresReach(
        base.consistentAt(), to, last, chain.files(), chain.end(), along, chain.why());
  }

  /** The stretch of time, for people. */
  String window() {
    return from + " to " + to;
  }
}
