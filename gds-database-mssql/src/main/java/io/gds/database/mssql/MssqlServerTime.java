package io.gds.database.mssql;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.OptionalInt;

/**
 * The clock of the server that wrote a backup. The history, the headers and the log itself hold
 * local times without an offset, so that an hour is told twice where clocks are set back: this says
 * between which instants a local time lies, and never picks one of two. Immutable.
 *
 * @param zone the server's zone, used where a backup's own distance from UTC does not contradict it
 */
record MssqlServerTime(ZoneId zone) {
  private static final int SECONDS_OF_A_QUARTER = 900;

  /** The clock that wrote this set: the zone, unless the set says that its server's differed. */
  ZoneId writer(MssqlBackupSet.Times times) {
    OptionalInt quarters = times.quarterHours();
    if (quarters.isEmpty()) {
      return zone;
    }
    ZoneOffset told = ZoneOffset.ofTotalSeconds(quarters.getAsInt() * SECONDS_OF_A_QUARTER);
    return zone.getRules().isValidOffset(times.start(), told) ? zone : told;
  }

  /** The earliest instant at which the backup may have begun. */
  Instant start(MssqlBackupSet.Times times) {
    OptionalInt quarters = times.quarterHours();
    return quarters.isPresent()
        ? times
            .start()
            .toInstant(ZoneOffset.ofTotalSeconds(quarters.getAsInt() * SECONDS_OF_A_QUARTER))
        : earliest(times.start(), writer(times));
  }

  /** The latest instant at which the backup may have ended. */
  Instant finish(MssqlBackupSet.Times times) {
    Instant finish = latest(times.finish(), writer(times));
    Instant start = start(times);
    // Ends before it begins: the clock was set back meanwhile, by an hour as far as anyone knows.
    return finish.isBefore(start) ? finish.plus(Duration.ofHours(1)) : finish;
  }

  /** The instants between which the end of the log lies that a set holds. */
  Reach reach(MssqlBackupSet.Times times) {
    Instant late = finish(times);
    Instant sure =
        times.lastValidRestore().map(end -> earliest(end, writer(times))).orElse(start(times));
    return new Reach(sure.isAfter(late) ? late : sure, late);
  }

  /**
   * How far a log reaches.
   *
   * @param sure up to here for certain
   * @param late not beyond this
   */
  record Reach(Instant sure, Instant late) {}

  /**
   * What STOPAT says to the server that reads this set, never later than asked: its datetime ends
   * in 0, 3 or 7 milliseconds, and the server would round others up as well as down.
   */
  LocalDateTime local(Instant instant, MssqlBackupSet.Times times) {
    Instant whole = instant.truncatedTo(ChronoUnit.MILLIS);
    int digit = (int) Math.floorMod(whole.toEpochMilli(), 10L);
    int down = digit >= 7 ? digit - 7 : digit >= 3 ? digit - 3 : digit;
    return LocalDateTime.ofInstant(whole.minusMillis(down), writer(times));
  }

  /** Whether the local time of an instant comes twice on the clock that wrote this set. */
  boolean isAmbiguous(Instant instant, MssqlBackupSet.Times times) {
    ZoneId writer = writer(times);
    return writer.getRules().getValidOffsets(LocalDateTime.ofInstant(instant, writer)).size() > 1;
  }

  /** The instants that a local time of this clock may mean, the earliest first. */
  List<Instant> instants(LocalDateTime local) {
    return offsets(local, zone).stream().map(local::toInstant).sorted().toList();
  }

  private static Instant earliest(LocalDateTime local, ZoneId zone) {
    List<ZoneOffset> offsets = offsets(local, zone);
    Instant earliest = local.toInstant(offsets.get(0));
    for (int i = 1; i < offsets.size(); i++) {
      Instant other = local.toInstant(offsets.get(i));
      earliest = other.isBefore(earliest) ? other : earliest;
    }
    return earliest;
  }

  private static Instant latest(LocalDateTime local, ZoneId zone) {
    List<ZoneOffset> offsets = offsets(local, zone);
    Instant latest = local.toInstant(offsets.get(0));
    for (int i = 1; i < offsets.size(); i++) {
      Instant other = local.toInstant(offsets.get(i));
      latest = other.isAfter(latest) ? other : latest;
    }
    return latest;
  }

  /** The offsets that a local time may have; where it does not exist, those around it. */
  private static List<ZoneOffset> offsets(LocalDateTime local, ZoneId zone) {
    List<ZoneOffset> valid = zone.getRules().getValidOffsets(local);
    if (!valid.isEmpty()) {
      return valid;
    }
    ZoneOffsetTransition gap = zone.getRules().getTransition(local);
    return List.of(gap.getOffsetBefore(), gap.getOffsetAfter());
  }
}
