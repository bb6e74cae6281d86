package io.gds.database.testkit.wire;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * Dates and times as bytes. Fractions that a type does not have are cut off, but rounded in the two
 * old types, which count in three hundredths of a second and in minutes.
 */
final class TdsTimes {
  private static final LocalDate FIRST_DAY = LocalDate.of(1, 1, 1);
  private static final LocalDate OLD_FIRST_DAY = LocalDate.of(1900, 1, 1);
  private static final long NANOS = 1_000_000_000L;
  private static final long TICKS = 300;
  private static final long[] UNITS = {
    NANOS, 100_000_000, 10_000_000, 1_000_000, 100_000, 10_000, 1_000, 100
  };

  private TdsTimes() {}

  static void writeDate(TdsWriter out, LocalDate date) {
    out.low(ChronoUnit.DAYS.between(FIRST_DAY, date), 3);
  }

  static LocalDate readDate(TdsReader in) {
    return FIRST_DAY.plusDays(low(in, 3));
  }

  static void writeTime(TdsWriter out, TdsType type, LocalTime time) {
    out.low(time.toNanoOfDay() / UNITS[type.scale()], timeBytes(type.scale()));
  }

  static LocalTime readTime(TdsReader in, TdsType type) {
    return LocalTime.ofNanoOfDay(low(in, timeBytes(type.scale())) * UNITS[type.scale()]);
  }

  private static int timeBytes(int scale) {
    return TdsType.of(TdsScalar.TIME, 0, scale).bytes();
  }

  private static long low(TdsReader in, int bytes) {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (long) in.int1() << (8 * i);
    }
    return value;
  }

  static void writeDateTime2(TdsWriter out, TdsType type, LocalDateTime time) {
    writeTime(out, type, time.toLocalTime());
    writeDate(out, time.toLocalDate());
  }

  static LocalDateTime readDateTime2(TdsReader in, TdsType type) {
    LocalTime time = readTime(in, type);
    return LocalDateTime.of(readDate(in), time);
  }

  /** In universal time, and how far from it the place is. */
  static void writeOffset(TdsWriter out, TdsType type, OffsetDateTime time) {
    writeDateTime2(out, type, time.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime());
    out.int2(time.getOffset().getTotalSeconds() / 60);
  }

  static OffsetDateTime readOffset(TdsReader in, TdsType type) {
    LocalDateTime universal = readDateTime2(in, type);
    ZoneOffset place = ZoneOffset.ofTotalSeconds((short) in.int2() * 60);
    return universal.atOffset(ZoneOffset.UTC).withOffsetSameInstant(place);
  }

  static void writeDateTime(TdsWriter out, LocalDateTime time) {
    long ticks = (time.toLocalTime().toNanoOfDay() * 3 + NANOS / 200) / (NANOS / 100);
    long day = ChronoUnit.DAYS.between(OLD_FIRST_DAY, time.toLocalDate());
    long aDay = TICKS * 24 * 60 * 60;
    out.int4((int) (day + ticks / aDay)).int4((int) (ticks % aDay));
  }

  static LocalDateTime readDateTime(TdsReader in) {
    LocalDate day = OLD_FIRST_DAY.plusDays(in.int4());
    long millis = Math.round(in.int4() * 1000.0 / TICKS);
    return day.atStartOfDay().plus(millis, ChronoUnit.MILLIS);
  }

  static void writeSmallDateTime(TdsWriter out, LocalDateTime time) {
    LocalDateTime rounded = time.plusSeconds(30).truncatedTo(ChronoUnit.MINUTES);
    long day = ChronoUnit.DAYS.between(OLD_FIRST_DAY, rounded.toLocalDate());
    out.int2((int) day).int2(rounded.toLocalTime().toSecondOfDay() / 60);
  }

  static LocalDateTime readSmallDateTime(TdsReader in) {
    LocalDate day = OLD_FIRST_DAY.plusDays(in.int2());
    return day.atStartOfDay().plusMinutes(in.int2());
  }
}
