package io.gds.database.testkit.snowflake;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.h2.util.JSR310Utils;
import org.h2.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * The functions by which values become texts and come back. Public because the evaluating database
 * calls them; of no use to anybody else.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/functions-conversion">Conversion
 *     functions</a>
 */
public final class UnloadFunctions {
  private static final Map<String, DateTimeFormatter> FORMATS =
      Map.of(
          "YYYY-MM-DD", format("uuuu-MM-dd"),
          "HH24:MI:SS.FF9", format("HH:mm:ss.nnnnnnnnn"),
          "YYYY-MM-DD HH24:MI:SS.FF9", format("uuuu-MM-dd HH:mm:ss.nnnnnnnnn"),
          "YYYY-MM-DD HH24:MI:SS.FF9 TZHTZM", format("uuuu-MM-dd HH:mm:ss.nnnnnnnnn xx"));

  private UnloadFunctions() {}

  /** The number of a row of some columns, which HASH_AGG adds up; no function of the server. */
  public static long MODEL_ROW_HASH(Value... values) {
    List<@Nullable Object> row = new ArrayList<>();
    for (Value value : values) {
      row.add(value.getValueType() == Value.NULL ? null : value.getString());
    }
    return ModelHash.of(row);
  }

  private static DateTimeFormatter format(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
  }

  private static DateTimeFormatter known(String format) {
    DateTimeFormatter known = FORMATS.get(format);
    if (known == null) {
      throw new AssertionError("the model knows no format " + format);
    }
    return known;
  }

  /** A value as text. */
  public static @Nullable String TO_VARCHAR(Value value) {
    return switch (value.getValueType()) {
      case Value.NULL -> null;
      case Value.BOOLEAN -> value.getBoolean() ? "true" : "false";
      case Value.NUMERIC, Value.DECFLOAT -> plain(value.getBigDecimal());
      case Value.VARBINARY, Value.BINARY -> TO_VARCHAR(value, "HEX");
      default -> value.getString();
    };
  }

  private static String plain(BigDecimal number) {
    return number.toPlainString();
  }

  /** A value as text in a format. */
  public static @Nullable String TO_VARCHAR(Value value, String format) {
    if (value.getValueType() == Value.NULL) {
      return null;
    }
    if (format.equals("HEX")) {
      return HexFormat.of().withUpperCase().formatHex(value.getBytes());
    }
    return known(format)
        .format(
            switch (value.getValueType()) {
              case Value.DATE -> JSR310Utils.valueToLocalDate(value, null);
              case Value.TIME -> JSR310Utils.valueToLocalTime(value, null);
              case Value.TIMESTAMP -> JSR310Utils.valueToLocalDateTime(value, null);
              case Value.TIMESTAMP_TZ -> JSR310Utils.valueToOffsetDateTime(value, null);
              default -> throw new AssertionError("the model formats no " + value);
            });
  }

  /** JSON as text. */
  public static @Nullable String TO_JSON(@Nullable String json) {
    return json;
  }

  /** Bytes of a text in hexadecimal. */
  public static byte @Nullable [] TO_BINARY(@Nullable String text, String format) {
    if (!format.equals("HEX")) {
      throw new AssertionError("the model knows no format " + format);
    }
    return text == null ? null : HexFormat.of().parseHex(text);
  }

  /** A day of a text. */
  public static @Nullable LocalDate TO_DATE(@Nullable String text, String format) {
    return text == null ? null : LocalDate.parse(text, known(format));
  }

  /** A time of day of a text. */
  public static @Nullable LocalTime TO_TIME(@Nullable String text, String format) {
    return text == null ? null : LocalTime.parse(text, known(format));
  }

  /** A time without a zone of a text. */
  public static @Nullable LocalDateTime TO_TIMESTAMP_NTZ(@Nullable String text, String format) {
    return text == null ? null : LocalDateTime.parse(text, known(format));
  }

  /** An instant of a text. */
  public static @Nullable OffsetDateTime TO_TIMESTAMP_LTZ(@Nullable String text, String format) {
    return text == null ? null : OffsetDateTime.parse(text, known(format));
  }

  /** A time with its zone of a text. */
  public static @Nullable OffsetDateTime TO_TIMESTAMP_TZ(@Nullable String text, String format) {
    return text == null ? null : OffsetDateTime.parse(text, known(format));
  }
}
