package io.gds.database.testkit.wire;

import org.jspecify.annotations.Nullable;

/**
 * Values of {@code sql_variant}, each of which brings its own type.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-tds/b46a581a-39de-4745-b076-ec4dbb7d13ec">[MS-TDS],
 *     SQL_VARIANT Values</a>
 */
final class TdsVariant {
  private TdsVariant() {}

  /**
   * Writes one.
   *
   * @throws IllegalArgumentException for a type that a variant cannot have
   */
  static void write(TdsWriter out, WireTyped typed, TdsCollation collation) {
    TdsType type = TdsType.named(typed.type());
    if (type.isChunked() || type.scalar() == TdsScalar.SQL_VARIANT) {
      throw new IllegalArgumentException("a sql_variant cannot be a " + type);
    }
    TdsTypeInfo info = new TdsTypeInfo(type, collation);
    byte[] value = TdsData.bytes(info, TdsValues.fit(type, typed.value()));
    byte[] properties = properties(type, collation);
    TdsScalar scalar = type.scalar();
    out.int4(2 + properties.length + value.length);
    out.int1(scalar.fixed() == 0 ? scalar.token() : scalar.fixed());
    out.int1(properties.length).bytes(properties).bytes(value);
  }

  private static byte[] properties(TdsType type, TdsCollation collation) {
    TdsScalar scalar = type.scalar();
    TdsWriter out = new TdsWriter();
    if (scalar.isDecimal()) {
      out.int1(type.length()).int1(type.scale());
    } else if (scalar.isScaledTime()) {
      out.int1(type.scale());
    } else if (scalar.isBytes()) {
      out.int2(type.bytes());
    } else if (scalar.isWide() || scalar.isNarrow()) {
      out.bytes(collation.bytes()).int2(type.bytes());
    }
    return out.toBytes();
  }

  static @Nullable Object read(TdsReader in) {
    int length = in.int4();
    if (length == 0) {
      return null;
    }
    int token = in.int1();
    TdsReader properties = new TdsReader(in.bytes(in.int1()));
    TdsTypeInfo info = info(token, properties);
    TdsReader value = new TdsReader(in.bytes(length - 2 - properties.position()));
    return TdsData.value(value, info, value.remaining());
  }

  /** Puts what a variant says of its type into the form of a column. */
  private static TdsTypeInfo info(int token, TdsReader properties) {
    TdsWriter written = new TdsWriter().int1(token);
    switch (token) {
      case 0x6A, 0x6C -> written.int1(17).int1(properties.int1()).int1(properties.int1());
      case 0x29, 0x2A, 0x2B -> written.int1(properties.int1());
      case 0xA5, 0xAD -> written.int2(properties.int2());
      case 0xA7, 0xAF, 0xE7, 0xEF -> {
        byte[] collation = properties.bytes(TdsCollation.LENGTH);
        written.int2(properties.int2()).bytes(collation);
      }
      case 0x24 -> written.int1(16);
      default -> {
        // Its token says it all.
      }
    }
    return TdsTypeInfo.read(new TdsReader(written.toBytes()));
  }
}
