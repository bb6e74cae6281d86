package io.gds.database.testkit.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was bound to a statement, by the types that the driver declares. */
final class SnowflakeBinds {
  private static final long NANOS = 1_000_000_000;
  private static final int MINUTES_OF_A_DAY = 24 * 60;

  private SnowflakeBinds() {}

  /**
   * The values, in order. What was bound for several rows at once is a list.
   *
   * @throws IllegalArgumentException or a DateTimeException if they are not as the protocol has
   *     them
   */
  static List<@Nullable Object> read(JsonNode bindings) {
    List<@Nullable Object> values = new ArrayList<>();
    for (int number = 1; number <= bindings.size(); number++) {
      JsonNode bind = bindings.get(String.valueOf(number));
      if (bind == null) {
        throw new IllegalArgumentException("bind " + number + " is missing");
      }
      values.add(value(bind.path("type").asText(), bind.path("value")));
    }
    return values;
  }

  private static @Nullable Object value(String type, JsonNode value) {
    if (value.isNull() || value.isMissingNode()) {
      return null;
    }
    if (value.isArray()) {
      List<@Nullable Object> all = new ArrayList<>();
      value.forEach(each -> all.add(value(type, each)));
      return Collections.unmodifiableList(all);
    }
    String text = value.asText();
    return switch (type) {
      case "FIXED" -> number(text);
      case "REAL" -> Double.valueOf(text);
      case "BOOLEAN" -> Boolean.valueOf(text);
      case "DATE" ->
          Instant.ofEpochMilli(Long.parseLong(text)).atOffset(ZoneOffset.UTC).toLocalDate();
      case "TIME" -> LocalTime.ofNanoOfDay(Long.parseLong(text));
      case "TIMESTAMP_NTZ" -> LocalDateTime.ofInstant(instant(text), ZoneOffset.UTC);
      case "TIMESTAMP_LTZ" -> instant(text);
      case "TIMESTAMP_TZ" -> zoned(text);
      case "BINARY" -> HexFormat.of().parseHex(text);
      case "TEXT", "ANY", "VARIANT" -> text;
      default -> throw new IllegalArgumentException("a bind of type " + type);
    };
  }

  private static Object number(String text) {
    BigDecimal number = new BigDecimal(text);
    boolean whole = number.scale() <= 0 && number.toBigInteger().bitLength() < Long.SIZE;
    return whole ? (Object) number.longValueExact() : number;
  }

  private static Instant instant(String nanos) {
    long all = Long.parseLong(nanos);
    return Instant.ofEpochSecond(Math.floorDiv(all, NANOS), Math.floorMod(all, NANOS));
  }

  private static OffsetDateTime zoned(String text) {
    int space = text.indexOf(' ');
    int minutes = Integer.parseInt(text.substring(space + 1)) - MINUTES_OF_A_DAY;
    return instant(text.substring(0, space)).atOffset(ZoneOffset.ofTotalSeconds(minutes * 60));
  }
}
