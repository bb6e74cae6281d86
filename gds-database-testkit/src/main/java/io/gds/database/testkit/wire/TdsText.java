package io.gds.database.testkit.wire;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Values read from text, as the server writes them. */
final class TdsText {
  private static final DateTimeFormatter TIMESTAMP =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendLiteral(' ')
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .toFormatter(Locale.ROOT);
  private static final DateTimeFormatter ZONED =
      new DateTimeFormatterBuilder()
          .append(TIMESTAMP)
          .optionalStart()
          .appendLiteral(' ')
          .optionalEnd()
          .appendOffset("+HH:MM", "Z")
          .toFormatter(Locale.ROOT);

  private TdsText() {}

  /** Reads one; null for types whose values are not read from text. */
  static @Nullable Object read(TdsType type, String text) {
    String bare = text.strip();
    return switch (type.scalar()) {
      case BIT -> truth(bare);
      case TINYINT -> TdsValues.fit(type, Short.valueOf(bare));
      case SMALLINT -> Short.valueOf(bare);
      case INT -> Integer.valueOf(bare);
      case BIGINT -> Long.valueOf(bare);
      case REAL -> Float.valueOf(bare);
      case FLOAT -> Double.valueOf(bare);
      case DECIMAL, NUMERIC, MONEY, SMALLMONEY -> new BigDecimal(bare);
      case CHAR, VARCHAR, NCHAR, NVARCHAR, SYSNAME, XML -> text;
      case BINARY, VARBINARY, ROWVERSION -> bytes(bare);
      case UNIQUEIDENTIFIER -> UUID.fromString(bare);
      case DATE -> LocalDate.parse(bare);
      case TIME -> LocalTime.parse(bare);
      case DATETIME, SMALLDATETIME, DATETIME2 ->
          TIMESTAMP.parse(bare.replace('T', ' '), LocalDateTime::from);
      case DATETIMEOFFSET -> ZONED.parse(bare.replace('T', ' '), OffsetDateTime::from);
      case SQL_VARIANT -> null;
    };
  }

  private static Boolean truth(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "1", "true" -> true;
      case "0", "false" -> false;
      default -> throw new IllegalArgumentException("neither true nor false: " + text);
    };
  }

  private static byte[] bytes(String text) {
    if (!text.startsWith("0x") && !text.startsWith("0X")) {
      throw new IllegalArgumentException("bytes are written as 0x and hexadecimal: " + text);
    }
    return HexFormat.of().parseHex(text.substring(2));
  }
}
