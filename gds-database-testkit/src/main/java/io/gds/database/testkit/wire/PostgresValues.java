package io.gds.database.testkit.wire;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which Java values stand for which types. A bind is read as the first class given; an answer may
 * hold others too, and always a text, which is read as the server writes it.
 *
 * <table>
 * <caption>types and classes</caption>
 * <tr><td>bool<td>Boolean
 * <tr><td>int2, int4, int8, oid<td>Short, Integer, Long, Long; any whole number that fits
 * <tr><td>float4, float8<td>Float, Double; any number
 * <tr><td>numeric<td>BigDecimal; any number
 * <tr><td>bytea<td>byte[]
 * <tr><td>uuid<td>UUID
 * <tr><td>date, time, timestamp<td>LocalDate, LocalTime, LocalDateTime
 * <tr><td>timestamptz<td>Instant; OffsetDateTime
 * <tr><td>interval<td>String; Duration
 * <tr><td>all others<td>String
 * <tr><td>arrays<td>List of these, with nulls
 * </table>
 */
final class PostgresValues {
  private PostgresValues() {}

  /**
   * The value in its type's own class.
   *
   * @throws IllegalArgumentException or a subclass, or a DateTimeException, if the type has no such
   *     value
   */
  static Object fit(PostgresType type, Object value) {
    if (type.array() && value instanceof List<?> list) {
      List<@Nullable Object> fitted = new ArrayList<>();
      list.forEach(each -> fitted.add(each == null ? null : fit(type.element(), each)));
      return fitted;
    }
    if (value instanceof String text) {
      return PostgresText.read(type, text);
    }
    Object fitted = type.array() ? null : fitScalar(type.scalar(), value);
    if (fitted == null) {
      throw new IllegalArgumentException(
          "no %s: %s, a %s".formatted(type, WireText.shown(value), value.getClass().getName()));
    }
    return fitted;
  }

  private static @Nullable Object fitScalar(PostgresScalar type, Object value) {
    return switch (type) {
      case BOOL -> value instanceof Boolean ? value : null;
      case INT2 -> value instanceof Number n ? (Object) exact(n).shortValueExact() : null;
      case INT4 -> value instanceof Number n ? (Object) exact(n).intValueExact() : null;
      case INT8, OID -> value instanceof Number n ? (Object) exact(n).longValueExact() : null;
      case FLOAT4 -> value instanceof Number n ? (Object) n.floatValue() : null;
      case FLOAT8 -> value instanceof Number n ? (Object) n.doubleValue() : null;
      case NUMERIC -> value instanceof Number n ? exact(n) : null;
      case BYTEA -> value instanceof byte[] ? value : null;
      case UUID -> value instanceof UUID ? value : null;
      case DATE -> value instanceof LocalDate ? value : null;
      case TIME -> value instanceof LocalTime ? value : null;
      case TIMESTAMP -> value instanceof LocalDateTime ? value : null;
      case TIMESTAMPTZ -> value instanceof OffsetDateTime time ? time.toInstant() : instant(value);
      case INTERVAL -> value instanceof Duration duration ? interval(duration) : null;
      default -> null;
    };
  }

  private static @Nullable Object instant(Object value) {
    return value instanceof Instant ? value : null;
  }

  private static BigDecimal exact(Number number) {
    return number instanceof BigDecimal decimal ? decimal : new BigDecimal(number.toString());
  }

  private static String interval(Duration duration) {
    Duration length = duration.abs();
    String fraction =
        length.toNanosPart() == 0
            ? ""
            : "." + String.format("%06d", length.toNanosPart() / 1000).replaceAll("0+$", "");
    return "%s%02d:%02d:%02d%s"
        .formatted(
            duration.isNegative() ? "-" : "",
            length.toHours(),
            length.toMinutesPart(),
            length.toSecondsPart(),
            fraction);
  }
}
