package io.gds.database.testkit.wire;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Values as text, as PostgreSQL writes them with {@code DateStyle} ISO in UTC, and reads them.
 *
 * @see <a href="https://www.postgresql.org/docs/current/datatype.html">Data Types</a>
 */
final class PostgresText {
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .appendPattern("HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .toFormatter(Locale.ROOT);
  private static final DateTimeFormatter TIMESTAMP =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendLiteral(' ')
          .append(TIME)
          .toFormatter(Locale.ROOT);
  private static final DateTimeFormatter ZONED =
      new DateTimeFormatterBuilder()
          .append(TIMESTAMP)
          .optionalStart()
          .appendLiteral(' ')
          .optionalEnd()
          .appendPattern("[XXX][X]")
          .toFormatter(Locale.ROOT);

  private PostgresText() {}

  /** A value of a type's own Java class, see {@link PostgresValues}, as text. */
  static String written(PostgresType type, Object value) {
    if (type.array()) {
      return PostgresArrays.written(type.element(), (List<?>) value);
    }
    if (value instanceof Boolean flag) {
      return flag ? "t" : "f";
    }
    if (value instanceof byte[] bytes) {
      return "\\x" + HexFormat.of().formatHex(bytes);
    }
    if (value instanceof BigDecimal number) {
      return number.toPlainString();
    }
    if (value instanceof Float || value instanceof Double) {
      return PostgresFloats.written((Number) value);
    }
    if (value instanceof LocalTime time) {
      return TIME.format(time);
    }
    if (value instanceof LocalDateTime timestamp) {
      return TIMESTAMP.format(timestamp);
    }
    if (value instanceof Instant instant) {
      return TIMESTAMP.format(instant.atOffset(ZoneOffset.UTC)) + "+00";
    }
    return value.toString();
  }

  /**
   * A value read from text; as text where the type is not known.
   *
   * @throws IllegalArgumentException or a subclass, or a DateTimeException, if it is no such value
   */
  static Object read(@Nullable PostgresType type, String text) {
    if (type == null) {
      return text;
    }
    if (type.array()) {
      return PostgresArrays.read(type.element(), text);
    }
    return switch (type.scalar()) {
      case BOOL -> truth(text);
      case INT2 -> Short.valueOf(text.strip());
      case INT4 -> Integer.valueOf(text.strip());
      case INT8, OID -> Long.valueOf(text.strip());
      case FLOAT4 -> Float.valueOf(text.strip());
      case FLOAT8 -> Double.valueOf(text.strip());
      case NUMERIC -> new BigDecimal(text.strip());
      case BYTEA -> bytes(text);
      case UUID -> UUID.fromString(text.strip());
      case DATE -> LocalDate.parse(text.strip());
      case TIME -> TIME.parse(text.strip(), LocalTime::from);
      case TIMESTAMP -> TIMESTAMP.parse(text.strip().replace('T', ' '), LocalDateTime::from);
      case TIMESTAMPTZ ->
          ZONED.parse(text.strip().replace('T', ' '), OffsetDateTime::from).toInstant();
      default -> text;
    };
  }

  private static Boolean truth(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "t", "true", "y", "yes", "on", "1" -> true;
      case "f", "false", "n", "no", "off", "0" -> false;
      default -> throw new IllegalArgumentException("neither true nor false: " + text);
    };
  }

  private static byte[] bytes(String text) {
    if (!text.startsWith("\\x")) {
      throw new IllegalArgumentException("bytes are written as \\x and hexadecimal: " + text);
    }
    return HexFormat.of().parseHex(text.substring(2));
  }
}
