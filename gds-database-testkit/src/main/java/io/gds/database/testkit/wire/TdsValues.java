package io.gds.database.testkit.wire;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which Java values stand for which types. A bind is read as the first class given; an answer may
 * hold others too, and always a text, which is read as the server writes it.
 *
 * <table>
 * <caption>types and classes</caption>
 * <tr><td>bit<td>Boolean; 0 and 1
 * <tr><td>tinyint, smallint, int, bigint<td>Short, Short, Integer, Long; any whole number that fits
 * <tr><td>real, float<td>Float, Double; any number
 * <tr><td>decimal, numeric, money, smallmoney<td>BigDecimal; any number
 * <tr><td>char, varchar, nchar, nvarchar, sysname, xml<td>String
 * <tr><td>binary, varbinary, rowversion<td>byte[]
 * <tr><td>uniqueidentifier<td>UUID
 * <tr><td>date, time<td>LocalDate, LocalTime
 * <tr><td>datetime2, datetime, smalldatetime<td>LocalDateTime
 * <tr><td>datetimeoffset<td>OffsetDateTime; Instant
 * <tr><td>sql_variant<td>any of these, of the type that goes with its class; WireTyped
 * </table>
 */
final class TdsValues {
  private TdsValues() {}

  /**
   * The value in its type's own class.
   *
   * @throws IllegalArgumentException or a subclass, an ArithmeticException, or a DateTimeException,
   *     if the type has no such value
   */
  static Object fit(TdsType type, Object value) {
    Object fitted =
        value instanceof String text && type.scalar() != TdsScalar.SQL_VARIANT
            ? TdsText.read(type, text)
            : fitted(type.scalar(), value);
    if (fitted == null) {
      throw new IllegalArgumentException(
          "no %s: %s, a %s".formatted(type, WireText.shown(value), value.getClass().getName()));
    }
    return fitted;
  }

  private static @Nullable Object fitted(TdsScalar type, Object value) {
    if (value instanceof Number number) {
      return number(type, number);
    }
    return switch (type) {
      case BIT -> value instanceof Boolean ? value : null;
      case BINARY, VARBINARY, ROWVERSION -> value instanceof byte[] ? value : null;
      case UNIQUEIDENTIFIER -> value instanceof UUID ? value : null;
      case DATE -> value instanceof LocalDate ? value : null;
      case TIME -> value instanceof LocalTime ? value : null;
      case DATETIME, SMALLDATETIME, DATETIME2 -> value instanceof LocalDateTime ? value : null;
      case DATETIMEOFFSET -> offset(value);
      case SQL_VARIANT -> typed(value);
      default -> null;
    };
  }

  private static @Nullable Object number(TdsScalar type, Number value) {
    BigDecimal exact =
        value instanceof BigDecimal decimal ? decimal : new BigDecimal(value.toString());
    return switch (type) {
      case BIT -> bit(exact);
      case TINYINT -> tiny(exact.shortValueExact());
      case SMALLINT -> exact.shortValueExact();
      case INT -> exact.intValueExact();
      case BIGINT -> exact.longValueExact();
      case REAL -> value.floatValue();
      case FLOAT -> value.doubleValue();
      case DECIMAL, NUMERIC, MONEY, SMALLMONEY -> exact;
      case SQL_VARIANT -> typed(value);
      default -> null;
    };
  }

  private static @Nullable Object bit(BigDecimal value) {
    int number = value.intValueExact();
    return number == 0 || number == 1 ? (Object) (number == 1) : null;
  }

  private static @Nullable Object tiny(short value) {
    return value >= 0 && value <= 255 ? (Object) value : null;
  }

  private static @Nullable Object offset(Object value) {
    if (value instanceof Instant instant) {
      return instant.atOffset(ZoneOffset.UTC);
    }
    return value instanceof OffsetDateTime ? value : null;
  }

  /** A value with its type, for a variant; none if it can have none. */
  private static @Nullable Object typed(Object value) {
    if (value instanceof WireTyped) {
      return value;
    }
    String type = type(value);
    return type.isEmpty() ? null : new WireTyped(type, value);
  }

  /** The type that goes with the class; empty for none. */
  private static String type(Object value) {
    if (value instanceof Boolean) {
      return "bit";
    } else if (value instanceof Short) {
      return "smallint";
    } else if (value instanceof Integer) {
      return "int";
    } else if (value instanceof Long) {
      return "bigint";
    } else if (value instanceof Float) {
      return "real";
    } else if (value instanceof Double) {
      return "float";
    } else if (value instanceof BigDecimal decimal) {
      return "decimal(38," + Math.max(0, decimal.scale()) + ")";
    } else if (value instanceof String text) {
      return "nvarchar(" + Math.max(1, text.length()) + ")";
    } else if (value instanceof byte[] bytes) {
      return "varbinary(" + Math.max(1, bytes.length) + ")";
    } else if (value instanceof UUID) {
      return "uniqueidentifier";
    } else if (value instanceof LocalDate) {
      return "date";
    } else if (value instanceof LocalTime) {
      return "time";
    } else if (value instanceof LocalDateTime) {
      return "datetime2";
    }
    return value instanceof OffsetDateTime || value instanceof Instant ? "datetimeoffset" : "";
  }
}
