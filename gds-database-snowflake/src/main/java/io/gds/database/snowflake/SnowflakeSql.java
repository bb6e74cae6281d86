package io.gds.database.snowflake;

import io.gds.database.jdbc.LengthUnit;
import io.gds.database.jdbc.Quoting;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * How names, texts and instants are written into Snowflake's SQL.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/identifiers-syntax">Identifier
 *     requirements</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/data-types-text">String constants</a>
 */
final class SnowflakeSql {
  /**
   * An identifier has 255 characters at most. It is always quoted, so that its case stays as it is;
   * in a text, a backslash begins an escape.
   */
  static final Quoting NAMES =
      new Quoting('"', '"', 255, LengthUnit.CODE_POINTS).backslashEscapes();

  private static final DateTimeFormatter INSTANT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.nnnnnnnnn", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private SnowflakeSql() {}

  /** A name, or a qualified one by its parts. */
  static String name(String name, String... more) {
    return more.length == 0 ? NAMES.quote(name) : NAMES.quote(name, more);
  }

  /** A text where nothing can be bound. */
  static String literal(String text) {
    return NAMES.literal(text);
  }

  /**
   * An instant with its zone: without the cast it would be taken for one without a zone, in UTC or
   * in the session's.
   *
   * @see <a href="https://docs.snowflake.com/en/sql-reference/constructs/at-before">AT | BEFORE</a>
   */
  static String instant(Instant instant) {
    return literal(INSTANT.format(instant) + " +00:00") + "::TIMESTAMP_TZ";
  }
}
