package io.gds.database.snowflake;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a database that this library makes: whose it is, what for, when, and a mark that no
 * other has. That it is ours says only its {@link SnowflakeMark}: a name can be given by anybody.
 *
 * @param kind what it is for
 * @param database what it was made of; empty where it is gone again soon
 * @param at when, to the second
 * @param id what makes the name unique
 */
record SnowflakeStamp(Kind kind, String database, Instant at, String id) {
  /** What a database is made for. */
  enum Kind {
    /** To be kept as a backup. */
    SNAPSHOT,
    /** What had the name before a restore. */
    KEPT,
    /** What a restore is filling. */
    RESTORE,
    /** What an unload reads. */
    UNLOAD;

    boolean staysNamed() {
      return this == SNAPSHOT || this == KEPT;
    }
  }

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final Pattern NAME =
      Pattern.compile(
          "(?:(.*)\\$)?GDS\\$(SNAPSHOT|KEPT|RESTORE|UNLOAD)\\$(\\d{8}T\\d{6}Z)\\$([0-9A-F]{8})",
          Pattern.DOTALL);
  private static final int LONGEST = 255;

  /** A new one, with a mark that no other has. */
  static SnowflakeStamp of(Kind kind, String database, Instant now) {
    String id = UUID.randomUUID().toString().substring(0, 8).toUpperCase(Locale.ROOT);
    return new SnowflakeStamp(
        kind, kind.staysNamed() ? database : "", Instant.ofEpochSecond(now.getEpochSecond()), id);
  }

  /**
   * The name: of 255 characters at most, whatever the database's name. A name that is cut stands in
   * full in the mark.
   */
  String name() {
    String stamp = "GDS$" + kind + '$' + TIME.format(at) + '$' + id;
    if (database.isEmpty()) {
      return stamp;
    }
    int room = LONGEST - stamp.length() - 1;
    int length = database.codePointCount(0, database.length());
    String begin =
        length <= room ? database : database.substring(0, database.offsetByCodePoints(0, room));
    return begin + '$' + stamp;
  }

  /** What a name says, if it is one of these; the database may be cut. */
  static Optional<SnowflakeStamp> parse(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      Instant at = LocalDateTime.parse(matcher.group(3), TIME).toInstant(ZoneOffset.UTC);
      String database = matcher.group(1) == null ? "" : matcher.group(1);
      return Optional.of(
          new SnowflakeStamp(Kind.valueOf(matcher.group(2)), database, at, matcher.group(4)));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
