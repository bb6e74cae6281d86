package io.gds.database.testkit.wire;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Values as the wire has them: each after its length, in the width that its type has for that.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-tds/b46a581a-39de-4745-b076-ec4dbb7d13ec">[MS-TDS],
 *     Data Type Definitions</a>
 */
final class TdsData {
  private static final int SHORT_NULL = 0xFFFF;
  private static final int CHUNK = 8000;

  private TdsData() {}

  /**
   * Writes a value of any class that the type takes, see {@link TdsValues}.
   *
   * @throws IllegalArgumentException if it takes none such, or none so long
   */
  static void write(TdsWriter out, TdsTypeInfo info, @Nullable Object value) {
    TdsType type = info.type();
    if (value == null) {
      writeNull(out, type);
      return;
    }
    Object fitted = TdsValues.fit(type, value);
    if (type.scalar() == TdsScalar.SQL_VARIANT) {
      TdsVariant.write(out, (WireTyped) fitted, info.collation());
      return;
    }
    byte[] bytes = bytes(info, fitted);
    if (type.isChunked()) {
      out.int8(bytes.length);
      for (int at = 0; at < bytes.length; at += CHUNK) {
        int length = Math.min(CHUNK, bytes.length - at);
        out.int4(length).bytes(Arrays.copyOfRange(bytes, at, at + length));
      }
      out.int4(0);
    } else if (hasLongLength(type.scalar())) {
      out.int2(bytes.length).bytes(bytes);
    } else if (type.isFixed()) {
      out.bytes(bytes);
    } else {
      out.int1(bytes.length).bytes(bytes);
    }
  }

  private static boolean hasLongLength(TdsScalar scalar) {
    return scalar.isWide() || scalar.isNarrow() || scalar.isBytes();
  }

  private static void writeNull(TdsWriter out, TdsType type) {
    if (!type.nullable()) {
      throw new IllegalArgumentException("a null where the column says not null");
    }
    if (type.isChunked()) {
      out.int8(-1);
    } else if (type.scalar() == TdsScalar.SQL_VARIANT) {
      out.int4(0);
    } else if (hasLongLength(type.scalar())) {
      out.int2(SHORT_NULL);
    } else {
      out.int1(0);
    }
  }

  /** A value of its type's own class, without a length. */
  static byte[] bytes(TdsTypeInfo info, Object value) {
    TdsType type = info.type();
    TdsWriter out = new TdsWriter();
    switch (type.scalar()) {
      case BIT -> out.int1((Boolean) value ? 1 : 0);
      case TINYINT -> out.int1((Short) value);
      case SMALLINT -> out.int2((Short) value);
      case INT -> out.int4((Integer) value);
      case BIGINT -> out.int8((Long) value);
      case REAL -> out.int4(Float.floatToIntBits((Float) value));
      case FLOAT -> out.int8(Double.doubleToLongBits((Double) value));
      case MONEY, SMALLMONEY -> TdsNumbers.writeMoney(out, type.scalar(), (BigDecimal) value);
      case DECIMAL, NUMERIC -> TdsNumbers.writeDecimal(out, type, (BigDecimal) value);
      case UNIQUEIDENTIFIER -> writeId(out, (UUID) value);
      case DATE -> TdsTimes.writeDate(out, (LocalDate) value);
      case TIME -> TdsTimes.writeTime(out, type, (LocalTime) value);
      case DATETIME2 -> TdsTimes.writeDateTime2(out, type, (LocalDateTime) value);
      case DATETIMEOFFSET -> TdsTimes.writeOffset(out, type, (OffsetDateTime) value);
      case DATETIME -> TdsTimes.writeDateTime(out, (LocalDateTime) value);
      case SMALLDATETIME -> TdsTimes.writeSmallDateTime(out, (LocalDateTime) value);
      case CHAR, VARCHAR ->
          out.bytes(fitted(type, ((String) value).getBytes(info.collation().charset()), ' '));
      case NCHAR, NVARCHAR, SYSNAME ->
          out.bytes(fitted(type, ((String) value).getBytes(StandardCharsets.UTF_16LE), ' '));
      case XML -> out.text((String) value);
      case BINARY, VARBINARY, ROWVERSION -> out.bytes(fitted(type, (byte[]) value, 0));
      case SQL_VARIANT -> throw new IllegalArgumentException("a variant within a variant");
    }
    return out.toBytes();
  }

  /** Filled up as the type wants it. */
  private static byte[] fitted(TdsType type, byte[] bytes, int filling) {
    if (type.length() == TdsType.MAX) {
      return bytes;
    }
    if (bytes.length > type.bytes()) {
      throw new IllegalArgumentException(
          bytes.length + " bytes are too many for " + type + ", which has " + type.bytes());
    }
    if (!type.scalar().isPadded()) {
      return bytes;
    }
    TdsWriter padded = new TdsWriter().bytes(bytes);
    for (int at = bytes.length; at < type.bytes(); at += type.scalar().isWide() ? 2 : 1) {
      padded.low(filling, type.scalar().isWide() ? 2 : 1);
    }
    return padded.toBytes();
  }

  private static void writeId(TdsWriter out, UUID id) {
    long high = id.getMostSignificantBits();
    out.int4((int) (high >> 32)).int2((int) (high >> 16)).int2((int) high);
    for (int shift = 56; shift >= 0; shift -= 8) {
      out.int1((int) (id.getLeastSignificantBits() >> shift));
    }
  }

  /** Reads a value as its type's own class. */
  static @Nullable Object read(TdsReader in, TdsTypeInfo info) {
    TdsType type = info.type();
    if (type.isChunked()) {
      byte[] bytes = readChunks(in);
      return bytes == null ? null : value(new TdsReader(bytes), info, bytes.length);
    }
    if (type.scalar() == TdsScalar.SQL_VARIANT) {
      return TdsVariant.read(in);
    }
    if (hasLongLength(type.scalar())) {
      int length = in.int2();
      return length == SHORT_NULL ? null : value(in, info, length);
    }
    int length = type.isFixed() ? type.bytes() : in.int1();
    return length == 0 ? null : value(in, info, length);
  }

  private static byte @Nullable [] readChunks(TdsReader in) {
    if (in.int8() == -1) {
      return null;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int length = in.int4(); length != 0; length = in.int4()) {
      bytes.writeBytes(in.bytes(length));
    }
    return bytes.toByteArray();
  }

  /** Reads a value of so many bytes. */
  static Object value(TdsReader in, TdsTypeInfo info, int length) {
    TdsType type = info.type();
    return switch (type.scalar()) {
      case BIT -> in.int1() != 0;
      case TINYINT -> (short) in.int1();
      case SMALLINT -> (short) in.int2();
      case INT -> in.int4();
      case BIGINT -> in.int8();
      case REAL -> Float.intBitsToFloat(in.int4());
      case FLOAT -> Double.longBitsToDouble(in.int8());
      case MONEY, SMALLMONEY -> TdsNumbers.readMoney(in, length);
      case DECIMAL, NUMERIC -> TdsNumbers.readDecimal(in, type, length);
      case UNIQUEIDENTIFIER -> readId(in);
      case DATE -> TdsTimes.readDate(in);
      case TIME -> TdsTimes.readTime(in, type);
      case DATETIME2 -> TdsTimes.readDateTime2(in, type);
      case DATETIMEOFFSET -> TdsTimes.readOffset(in, type);
      case DATETIME -> TdsTimes.readDateTime(in);
      case SMALLDATETIME -> TdsTimes.readSmallDateTime(in);
      case CHAR, VARCHAR -> new String(in.bytes(length), info.collation().charset());
      case BINARY, VARBINARY, ROWVERSION -> in.bytes(length);
      default -> new String(in.bytes(length), StandardCharsets.UTF_16LE);
    };
  }

  private static UUID readId(TdsReader in) {
    long high = ((long) in.int4() << 32) | ((long) in.int2() << 16) | in.int2();
    long low = 0;
    for (int i = 0; i < 8; i++) {
      low = (low << 8) | in.int1();
    }
    return new UUID(high, low);
  }
}
