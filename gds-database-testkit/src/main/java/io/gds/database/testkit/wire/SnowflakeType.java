package io.gds.database.testkit.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The type of a column, and how its values are written: each as a text, whatever it is.
 *
 * @param name as the protocol has it
 * @param precision of a {@code fixed}; 0 for others
 * @param scale of a {@code fixed}, a {@code time} and of timestamps; 0 for others
 * @param length of a {@code text} and a {@code binary}; 0 for others
 */
record SnowflakeType(String name, int precision, int scale, long length, boolean nullable) {
  private static final Pattern TYPE =
      Pattern.compile("([a-z_]+)(?:\\((\\d+)(?:,\\s*(\\d+))?\\))?( not null)?");
  private static final Set<String> PLAIN =
      Set.of("boolean", "date", "real", "variant", "array", "object", "geography");
  private static final Set<String> TIMES =
      Set.of("time", "timestamp_ntz", "timestamp_ltz", "timestamp_tz");
  private static final long TEXT = 16_777_216;
  private static final long BINARY = 8_388_608;
  private static final int NANO_DIGITS = 9;
  private static final int NUMBER_DIGITS = 38;
  private static final int MINUTES_OF_A_DAY = 24 * 60;

  /**
   * The type of a column.
   *
   * @throws IllegalArgumentException if the server has none such
   */
  static SnowflakeType of(WireColumn column) {
    Matcher type = TYPE.matcher(column.type().toLowerCase(Locale.ROOT));
    if (!type.matches()) {
      throw unknown(column);
    }
    String name = type.group(1);
    int first = type.group(2) == null ? -1 : Integer.parseInt(type.group(2));
    int second = type.group(3) == null ? 0 : Integer.parseInt(type.group(3));
    boolean nullable = type.group(4) == null;
    if (name.equals("fixed")) {
      return new SnowflakeType(name, first < 0 ? NUMBER_DIGITS : first, second, 0, nullable);
    }
    if (name.equals("text") || name.equals("binary")) {
      long most = name.equals("text") ? TEXT : BINARY;
      return new SnowflakeType(name, 0, 0, first < 0 ? most : first, nullable);
    }
    if (TIMES.contains(name)) {
      return new SnowflakeType(name, 0, first < 0 ? NANO_DIGITS : first, 0, nullable);
    }
    if (PLAIN.contains(name) && first < 0) {
      return new SnowflakeType(name, 0, 0, 0, nullable);
    }
    throw unknown(column);
  }

  static List<SnowflakeType> of(List<WireColumn> columns) {
    return columns.stream().map(SnowflakeType::of).toList();
  }

  private static IllegalArgumentException unknown(WireColumn column) {
    return new IllegalArgumentException(
        "Snowflake has no type " + column.type() + ", of column " + column.name());
  }

  /** Says what the column is like. */
  void describe(String column, JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("name", column);
    out.writeStringField("database", "");
    out.writeStringField("schema", "");
    out.writeStringField("table", "");
    out.writeStringField("type", name);
    out.writeBooleanField("nullable", nullable);
    number(out, "precision", name.equals("fixed"), precision);
    number(out, "scale", name.equals("fixed") || TIMES.contains(name), scale);
    number(out, "length", length > 0, length);
    number(out, "byteLength", length > 0, length);
    out.writeNullField("collation");
    out.writeEndObject();
  }

  private static void number(JsonGenerator out, String field, boolean has, long value)
      throws IOException {
    if (has) {
      out.writeNumberField(field, value);
    } else {
      out.writeNullField(field);
    }
  }

  /**
   * A value, as it goes over the wire.
   *
   * @throws IllegalArgumentException or a DateTimeException or ArithmeticException, if the type
   *     does not take it
   */
  String text(Object value) {
    return switch (name) {
      case "fixed" -> number(value).setScale(scale, RoundingMode.UNNECESSARY).toPlainString();
      case "real" -> real(value);
      case "boolean" -> bool(value) ? "1" : "0";
      case "date" -> String.valueOf(date(value).toEpochDay());
      case "time" ->
          seconds(0, 0)
              .add(BigDecimal.valueOf(time(value).toNanoOfDay(), NANO_DIGITS))
              .setScale(scale, RoundingMode.DOWN)
              .toPlainString();
      case "timestamp_ntz" -> instant(local(value).toInstant(ZoneOffset.UTC));
      case "timestamp_ltz" -> instant(point(value).toInstant());
      case "timestamp_tz" -> zoned(point(value));
      case "binary" -> binary(value);
      default -> String.valueOf(value);
    };
  }

  private static BigDecimal number(Object value) {
    return new BigDecimal(String.valueOf(value));
  }

  private static String real(Object value) {
    double number = Double.parseDouble(String.valueOf(value));
    return Double.isNaN(number)
        ? "NaN"
        : Double.isInfinite(number) ? (number > 0 ? "inf" : "-inf") : String.valueOf(number);
  }

  private static boolean bool(Object value) {
    return switch (String.valueOf(value).toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("no boolean: " + value);
    };
  }

  private static LocalDate date(Object value) {
    return value instanceof LocalDate date ? date : LocalDate.parse(String.valueOf(value));
  }

  private static LocalTime time(Object value) {
    return value instanceof LocalTime time ? time : LocalTime.parse(String.valueOf(value));
  }

  private static LocalDateTime local(Object value) {
    return value instanceof LocalDateTime local
        ? local
        : LocalDateTime.parse(String.valueOf(value).replace(' ', 'T'));
  }

  private static OffsetDateTime point(Object value) {
    if (value instanceof Instant instant) {
      return instant.atOffset(ZoneOffset.UTC);
    }
    return value instanceof OffsetDateTime zoned
        ? zoned
        : OffsetDateTime.parse(String.valueOf(value));
  }

  private static BigDecimal seconds(long seconds, int nanos) {
    return BigDecimal.valueOf(seconds).add(BigDecimal.valueOf(nanos, NANO_DIGITS));
  }

  private String instant(Instant instant) {
    return seconds(instant.getEpochSecond(), instant.getNano())
        .setScale(scale, RoundingMode.FLOOR)
        .toPlainString();
  }

  private String zoned(OffsetDateTime zoned) {
    int minutes = zoned.getOffset().getTotalSeconds() / 60 + MINUTES_OF_A_DAY;
    return instant(zoned.toInstant()) + " " + minutes;
  }

  private static String binary(Object value) {
    byte[] bytes =
        value instanceof byte[] given
            ? given
            : String.valueOf(value).getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().withUpperCase().formatHex(bytes);
  }
}
