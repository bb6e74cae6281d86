package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class MssqlServerTimeTest {
  private static final MssqlServerTime BERLIN = new MssqlServerTime(ZoneId.of("Europe/Berlin"));

  private static MssqlBackupSet.Times times(String start, String finish, OptionalInt quarters) {
    return new MssqlBackupSet.Times(
        LocalDateTime.parse(start), LocalDateTime.parse(finish), quarters, Optional.empty());
  }

  @Test
  void anOrdinaryTimeIsOneInstant() {
    MssqlBackupSet.Times times =
        times("2026-05-01T12:00:00", "2026-05-01T12:10:00", OptionalInt.empty());

    assertThat(BERLIN.start(times)).isEqualTo(Instant.parse("2026-05-01T10:00:00Z"));
    assertThat(BERLIN.finish(times)).isEqualTo(Instant.parse("2026-05-01T10:10:00Z"));
  }

  @Test
  void inTheHourThatComesTwiceABackupMayHaveBegunEarlierAndEndedLater() {
    MssqlBackupSet.Times untold =
        times("2026-10-25T02:10:00", "2026-10-25T02:20:00", OptionalInt.empty());
    MssqlBackupSet.Times summer =
        times("2026-10-25T02:10:00", "2026-10-25T02:20:00", OptionalInt.of(8));
    MssqlBackupSet.Times winter =
        times("2026-10-25T02:10:00", "2026-10-25T02:20:00", OptionalInt.of(4));

    assertThat(BERLIN.start(untold)).isEqualTo(Instant.parse("2026-10-25T00:10:00Z"));
    assertThat(BERLIN.finish(untold)).isEqualTo(Instant.parse("2026-10-25T01:20:00Z"));
    assertThat(BERLIN.start(summer)).isEqualTo(Instant.parse("2026-10-25T00:10:00Z"));
    assertThat(BERLIN.start(winter)).isEqualTo(Instant.parse("2026-10-25T01:10:00Z"));
  }

  @Test
  void aTimeThatNeverWasLiesBetweenBothReadingsOfIt() {
    MssqlBackupSet.Times never =
        times("2026-03-29T02:30:00", "2026-03-29T02:40:00", OptionalInt.empty());

    assertThat(BERLIN.start(never)).isEqualTo(Instant.parse("2026-03-29T00:30:00Z"));
    assertThat(BERLIN.finish(never)).isEqualTo(Instant.parse("2026-03-29T01:40:00Z"));
  }

  @Test
  void aClockSetBackDuringABackupDoesNotEndItBeforeItsBeginning() {
    MssqlServerTime fixed = new MssqlServerTime(ZoneOffset.ofHours(2));
    MssqlBackupSet.Times times =
        times("2026-10-25T02:50:00", "2026-10-25T02:05:00", OptionalInt.of(8));

    assertThat(fixed.finish(times)).isEqualTo(Instant.parse("2026-10-25T01:05:00Z"));
  }

  @Test
  void theDistanceThatASetTellsGoesBeforeTheZone() {
    MssqlBackupSet.Times tokyo =
        times("2026-05-01T12:00:00", "2026-05-01T12:10:00", OptionalInt.of(36));

    assertThat(BERLIN.writer(tokyo)).isEqualTo(ZoneOffset.ofHours(9));
    assertThat(BERLIN.start(tokyo)).isEqualTo(Instant.parse("2026-05-01T03:00:00Z"));
    assertThat(BERLIN.local(Instant.parse("2026-05-01T03:00:00.123456Z"), tokyo))
        .isEqualTo(LocalDateTime.parse("2026-05-01T12:00:00.123"));
    // A datetime would make 1 of the 0.9995 seconds, and .007 of .005.
    assertThat(BERLIN.local(Instant.parse("2026-05-01T03:00:00.9995Z"), tokyo))
        .isEqualTo(LocalDateTime.parse("2026-05-01T12:00:00.997"));
    assertThat(BERLIN.local(Instant.parse("2026-05-01T03:00:00.005Z"), tokyo))
        .isEqualTo(LocalDateTime.parse("2026-05-01T12:00:00.003"));
    assertThat(BERLIN.isAmbiguous(Instant.parse("2026-10-25T00:30:00Z"), tokyo)).isFalse();
  }

  @Test
  void quartersOfAnHourAreTakenAndTheWordForUnknownIsNot() {
    MssqlBackupSet.Times nepal =
        times("2026-05-01T12:00:00", "2026-05-01T12:10:00", OptionalInt.of(23));
    MssqlBackupSet.Times untold =
        times("2026-05-01T12:00:00", "2026-05-01T12:10:00", OptionalInt.of(127));

    assertThat(BERLIN.start(nepal)).isEqualTo(Instant.parse("2026-05-01T06:15:00Z"));
    assertThat(untold.quarterHours()).isEmpty();
  }

  @Test
  void aLogReachesItsBeginningForCertainOrAsFarAsItTells() {
    MssqlBackupSet.Times plain =
        times("2026-05-01T12:00:00", "2026-05-01T12:10:00", OptionalInt.empty());
    MssqlBackupSet.Times told =
        new MssqlBackupSet.Times(
            plain.start(),
            plain.finish(),
            OptionalInt.empty(),
            Optional.of(LocalDateTime.parse("2026-05-01T12:07:00")));

    assertThat(BERLIN.reach(plain).sure()).isEqualTo(Instant.parse("2026-05-01T10:00:00Z"));
    assertThat(BERLIN.reach(told).sure()).isEqualTo(Instant.parse("2026-05-01T10:07:00Z"));
    assertThat(BERLIN.reach(told).late()).isEqualTo(Instant.parse("2026-05-01T10:10:00Z"));
  }
}
