package io.gds.database.testkit.wire;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Values in PostgreSQL's binary format: numbers in network order, times in microseconds since
 * 2000-01-01. An interval has none here; pgjdbc never asks for it.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-overview.html#PROTOCOL-FORMAT-CODES">Formats
 *     and Format Codes</a>
 */
final class PostgresBinary {
  private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");
  private static final LocalDate EPOCH_DAY = LocalDate.of(2000, 1, 1);

  private PostgresBinary() {}

  /** A value of a type's own Java class, see {@link PostgresValues}, as bytes. */
  static byte[] written(PostgresType type, Object value) {
    if (type.array()) {
      return writtenArray(type.element(), (List<?>) value);
    }
    return switch (type.scalar()) {
      case BOOL -> new byte[] {(byte) ((Boolean) value ? 1 : 0)};
      case INT2 -> ByteBuffer.allocate(2).putShort((Short) value).array();
      case INT4 -> ByteBuffer.allocate(4).putInt((Integer) value).array();
      case OID -> ByteBuffer.allocate(4).putInt((int) (long) (Long) value).array();
      case INT8 -> bigint((Long) value);
      case FLOAT4 -> ByteBuffer.allocate(4).putFloat((Float) value).array();
      case FLOAT8 -> ByteBuffer.allocate(8).putDouble((Double) value).array();
      case NUMERIC -> PostgresNumeric.written((BigDecimal) value);
      case BYTEA -> (byte[]) value;
      case UUID -> uuid((UUID) value);
      case DATE ->
          ByteBuffer.allocate(4)
              .putInt((int) ChronoUnit.DAYS.between(EPOCH_DAY, (LocalDate) value))
              .array();
      case TIME -> bigint(((LocalTime) value).toNanoOfDay() / 1000);
      case TIMESTAMP -> bigint(micros(((LocalDateTime) value).toInstant(ZoneOffset.UTC)));
      case TIMESTAMPTZ -> bigint(micros((Instant) value));
      case JSONB -> jsonb((String) value);
      case INTERVAL, PG_LSN, INET ->
          throw new IllegalArgumentException("the peer has no binary format of " + type);
      default -> ((String) value).getBytes(StandardCharsets.UTF_8);
    };
  }

  /** A value read from bytes. */
  static Object read(PostgresType type, byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (type.array()) {
      return readArray(type.element(), in);
    }
    return switch (type.scalar()) {
      case BOOL -> in.get() != 0;
      case INT2 -> in.getShort();
      case INT4 -> in.getInt();
      case OID -> Integer.toUnsignedLong(in.getInt());
      case INT8 -> in.getLong();
      case FLOAT4 -> in.getFloat();
      case FLOAT8 -> in.getDouble();
      case NUMERIC -> PostgresNumeric.read(in);
      case BYTEA -> bytes;
      case UUID -> new UUID(in.getLong(), in.getLong());
      case DATE -> EPOCH_DAY.plusDays(in.getInt());
      case TIME -> LocalTime.ofNanoOfDay(in.getLong() * 1000);
      case TIMESTAMP -> LocalDateTime.ofInstant(instant(in.getLong()), ZoneOffset.UTC);
      case TIMESTAMPTZ -> instant(in.getLong());
      case JSONB -> new String(bytes, 1, bytes.length - 1, StandardCharsets.UTF_8);
      case INTERVAL, PG_LSN, INET ->
          throw new IllegalArgumentException("the peer has no binary format of " + type);
      default -> new String(bytes, StandardCharsets.UTF_8);
    };
  }

  private static byte[] bigint(long value) {
    return ByteBuffer.allocate(8).putLong(value).array();
  }

  private static byte[] uuid(UUID value) {
    return ByteBuffer.allocate(16)
        .putLong(value.getMostSignificantBits())
        .putLong(value.getLeastSignificantBits())
        .array();
  }

  private static byte[] jsonb(String value) {
    byte[] text = value.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(text.length + 1).put((byte) 1).put(text).array();
  }

  private static long micros(Instant value) {
    return ChronoUnit.MICROS.between(EPOCH, value);
  }

  private static Instant instant(long micros) {
    return EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  private static byte[] writtenArray(PostgresType element, List<?> values) {
    List<byte @Nullable []> parts = new ArrayList<>();
    int length = values.isEmpty() ? 12 : 20;
    for (Object value : values) {
      byte[] part = value == null ? null : written(element, value);
      parts.add(part);
      length += 4 + (part == null ? 0 : part.length);
    }
    ByteBuffer out = ByteBuffer.allocate(length);
    out.putInt(values.isEmpty() ? 0 : 1).putInt(parts.contains(null) ? 1 : 0);
    out.putInt(element.oid());
    if (!values.isEmpty()) {
      out.putInt(values.size()).putInt(1);
    }
    for (byte[] part : parts) {
      out.putInt(part == null ? -1 : part.length);
      if (part != null) {
        out.put(part);
      }
    }
    return out.array();
  }

  private static List<@Nullable Object> readArray(PostgresType element, ByteBuffer in) {
    int dimensions = in.getInt();
    in.getInt(); // whether there are nulls, which their lengths say too
    in.getInt(); // the type of the elements, which the array's says too
    List<@Nullable Object> values = new ArrayList<>();
    if (dimensions > 1) {
      throw new IllegalArgumentException("the peer knows arrays of one dimension only");
    }
    int size = dimensions == 0 ? 0 : in.getInt();
    if (dimensions == 1) {
      in.getInt(); // the lower bound
    }
    for (int i = 0; i < size; i++) {
      int length = in.getInt();
      if (length < 0) {
        values.add(null);
      } else {
        byte[] bytes = new byte[length];
        in.get(bytes);
        values.add(read(element, bytes));
      }
    }
    return values;
  }
}
