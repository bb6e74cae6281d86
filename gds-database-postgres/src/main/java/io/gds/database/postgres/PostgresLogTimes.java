package io.gds.database.postgres;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads the times of a log: local ones of log_timezone, with that zone's abbreviation behind. */
final class PostgresLogTimes {
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .appendPattern("yyyy-MM-dd HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .toFormatter(Locale.ROOT);

  private static final DateTimeFormatter ABBREVIATION =
      DateTimeFormatter.ofPattern("zzz", Locale.ENGLISH);

  private final ZoneId zone;
  private final boolean known;

  PostgresLogTimes(String zone, int offsetSeconds) {
    Optional<ZoneId> found = zone(zone);
    this.known = found.isPresent();
    this.zone = found.orElseGet(() -> ZoneOffset.ofTotalSeconds(offsetSeconds));
  }

  private static Optional<ZoneId> zone(String name) {
    try {
      return Optional.of(ZoneId.of(name));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Whether the zone is one that is known here; else its present offset stands for it. */
  boolean isZoneKnown() {
    return known;
  }

  /** The instant of such a text; empty if it is none. */
  Optional<Instant> instant(String text) {
    int blank = text.lastIndexOf(' ');
    if (blank < 19) {
      return Optional.empty();
    }
    try {
      LocalDateTime local = LocalDateTime.parse(text.substring(0, blank), TIME);
      return Optional.of(local.toInstant(offset(local, text.substring(blank + 1))));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** In the hour that comes twice the abbreviation tells which; without it, the first is taken. */
  private ZoneOffset offset(LocalDateTime local, String abbreviation) {
    if (abbreviation.equals("UTC") || abbreviation.equals("GMT")) {
      return ZoneOffset.UTC;
    }
    if (abbreviation.matches("[+-]\\d\\d(:?\\d\\d)?")) {
      return ZoneOffset.of(abbreviation);
    }
    List<ZoneOffset> valid = zone.getRules().getValidOffsets(local);
    return valid.stream()
        .filter(
            offset ->
                valid.size() == 1
                    || ABBREVIATION
                        .format(local.toInstant(offset).atZone(zone))
                        .equals(abbreviation))
        .findFirst()
        .orElseGet(() -> zone.getRules().getOffset(local));
  }
}
