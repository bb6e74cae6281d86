package io.gds.database.testkit.wire;

/**
 * Types as the wire has them: before the columns of an answer, and before every parameter of a
 * call.
 *
 * @param collation of texts
 * @see <a
 *     href="https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-tds/b46a581a-39de-4745-b076-ec4dbb7d13ec">[MS-TDS],
 *     Type Info Rule Definition</a>
 */
record TdsTypeInfo(TdsType type, TdsCollation collation) {
  private static final int UNLIMITED = 0xFFFF;
  private static final int VARIANT_LENGTH = 8009;
  private static final int SHORT_MAXIMUM = 8000;

  void write(TdsWriter out) {
    TdsScalar scalar = type.scalar();
    if (type.isFixed()) {
      out.int1(scalar.fixed());
      return;
    }
    out.int1(scalar.token());
    if (scalar == TdsScalar.XML) {
      out.int1(0); // of no schema
    } else if (scalar == TdsScalar.SQL_VARIANT) {
      out.int4(VARIANT_LENGTH);
    } else if (scalar.isWide() || scalar.isNarrow() || scalar.isBytes()) {
      out.int2(type.isChunked() ? UNLIMITED : type.bytes());
      if (!scalar.isBytes()) {
        out.bytes(collation.bytes());
      }
    } else if (scalar.isDecimal()) {
      out.int1(type.bytes()).int1(type.length()).int1(type.scale());
    } else if (scalar.isScaledTime()) {
      out.int1(type.scale());
    } else if (scalar != TdsScalar.DATE) {
      out.int1(scalar.size());
    }
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException for a type that the peer does not know, such as a table's
   */
  static TdsTypeInfo read(TdsReader in) {
    int token = in.int1();
    return switch (token) {
      case 0xA7, 0xAF, 0xE7, 0xEF -> texts(token, in);
      case 0xA5 -> plain(TdsScalar.VARBINARY, length(in.int2()), 0);
      case 0xAD -> plain(TdsScalar.BINARY, length(in.int2()), 0);
      case 0x6A, 0x6C -> {
        in.int1();
        yield plain(token == 0x6A ? TdsScalar.DECIMAL : TdsScalar.NUMERIC, in.int1(), in.int1());
      }
      case 0x29 -> plain(TdsScalar.TIME, 0, in.int1());
      case 0x2A -> plain(TdsScalar.DATETIME2, 0, in.int1());
      case 0x2B -> plain(TdsScalar.DATETIMEOFFSET, 0, in.int1());
      case 0x28 -> plain(TdsScalar.DATE, 0, 0);
      case 0x62 -> {
        in.int4();
        yield plain(TdsScalar.SQL_VARIANT, 0, 0);
      }
      case 0xF1 -> {
        if (in.int1() != 0) {
          throw new IllegalArgumentException("the peer knows no xml with a schema");
        }
        yield plain(TdsScalar.XML, 0, 0);
      }
      default -> sized(token, in);
    };
  }

  private static TdsTypeInfo texts(int token, TdsReader in) {
    int bytes = in.int2();
    TdsCollation collation = TdsCollation.read(in);
    TdsScalar scalar =
        switch (token) {
          case 0xA7 -> TdsScalar.VARCHAR;
          case 0xAF -> TdsScalar.CHAR;
          case 0xE7 -> TdsScalar.NVARCHAR;
          default -> TdsScalar.NCHAR;
        };
    int length = length(bytes);
    return new TdsTypeInfo(
        TdsType.of(scalar, scalar.isWide() && length > 0 ? length / 2 : length, 0), collation);
  }

  private static int length(int bytes) {
    return bytes > SHORT_MAXIMUM ? TdsType.MAX : bytes;
  }

  /** A type whose token says its size, or leaves it to the next byte. */
  private static TdsTypeInfo sized(int token, TdsReader in) {
    for (TdsScalar scalar : TdsScalar.values()) {
      if (scalar.fixed() == token && token != 0) {
        return new TdsTypeInfo(new TdsType(scalar, 0, 0, false), TdsCollation.LATIN);
      }
    }
    int size = in.hasMore() ? in.int1() : 0;
    for (TdsScalar scalar : TdsScalar.values()) {
      if (scalar.token() == token && scalar.size() == size) {
        return plain(scalar, 0, 0);
      }
    }
    throw new IllegalArgumentException(
        token == 0xF3
            ? "the peer knows no table-valued parameters"
            : "the peer knows no parameters of type 0x%02X".formatted(token));
  }

  private static TdsTypeInfo plain(TdsScalar scalar, int length, int scale) {
    return new TdsTypeInfo(TdsType.of(scalar, length, scale), TdsCollation.LATIN);
  }
}
