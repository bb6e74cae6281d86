package io.gds.database.testkit.wire;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A type with what a column says of it.
 *
 * @param length of texts in characters or bytes in bytes, {@link #MAX} for {@code (max)}; of
 *     decimals how many digits there are; else 0
 * @param scale digits behind the point, of numbers or seconds; else 0
 */
record TdsType(TdsScalar scalar, int length, int scale, boolean nullable) {
  static final int MAX = -1;

  private static final Pattern WRITTEN =
      Pattern.compile(
          "([a-z][a-z0-9_ ]*?) ?(?:\\( ?(max|\\d+)(?: ?, ?(\\d+))? ?\\))?( not null| null)?");
  private static final Map<String, TdsScalar> NAMED = new LinkedHashMap<>();

  static {
    for (TdsScalar scalar : TdsScalar.values()) {
      scalar.names().forEach(name -> NAMED.put(name, scalar));
    }
  }

  /** A type that takes nulls. */
  static TdsType of(TdsScalar scalar, int length, int scale) {
    return new TdsType(scalar, length, scale, true);
  }

  /**
   * The type that is written so, such as {@code nvarchar(128)}, {@code decimal(18,2)} or {@code int
   * not null}.
   *
   * @throws IllegalArgumentException if there is none, or a length is wanting or too great
   */
  static TdsType named(String written) {
    String text = written.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
    Matcher parts = WRITTEN.matcher(text);
    TdsScalar scalar = parts.matches() ? NAMED.get(parts.group(1)) : null;
    if (scalar == null) {
      throw new IllegalArgumentException(
          "the peer knows no type " + written + "; it knows " + NAMED.keySet());
    }
    boolean max = "max".equals(parts.group(2));
    int first = parts.group(2) == null || max ? 0 : Integer.parseInt(parts.group(2));
    int second = parts.group(3) == null ? 0 : Integer.parseInt(parts.group(3));
    boolean said = parts.group(2) != null;
    boolean notNull = " not null".equals(parts.group(4));
    TdsType type = sized(scalar, said, max ? MAX : first, second, !notNull);
    if (type == null) {
      throw new IllegalArgumentException("not a type as SQL Server has it: " + written);
    }
    return type;
  }

  private static @Nullable TdsType sized(
      TdsScalar scalar, boolean said, int first, int second, boolean nullable) {
    if (scalar == TdsScalar.SYSNAME) {
      return said ? null : new TdsType(scalar, 128, 0, nullable);
    }
    if (scalar == TdsScalar.ROWVERSION) {
      return said ? null : new TdsType(scalar, 8, 0, nullable);
    }
    if (scalar.isWide() || scalar.isNarrow() || scalar.isBytes()) {
      int most = scalar.isWide() ? 4000 : 8000;
      boolean fits = first == MAX ? !scalar.isPadded() : first > 0 && first <= most;
      return fits ? new TdsType(scalar, first, 0, nullable) : null;
    }
    if (scalar.isDecimal()) {
      int digits = said ? first : 18;
      boolean fits = digits > 0 && digits <= 38 && second <= digits;
      return fits ? new TdsType(scalar, digits, second, nullable) : null;
    }
    if (scalar.isScaledTime()) {
      int scale = said ? first : 7;
      return scale >= 0 && scale <= 7 ? new TdsType(scalar, 0, scale, nullable) : null;
    }
    if (scalar == TdsScalar.FLOAT && said) {
      return new TdsType(first > 24 ? scalar : TdsScalar.REAL, 0, 0, nullable);
    }
    return said ? null : new TdsType(scalar, 0, 0, nullable);
  }

  /** Whether values come in chunks, with no limit to their length. */
  boolean isChunked() {
    return length == MAX || scalar == TdsScalar.XML;
  }

  /** Whether values come without a length: there is but one, and no null. */
  boolean isFixed() {
    return !nullable && scalar.fixed() != 0;
  }

  /** The greatest number of bytes of a value. */
  int bytes() {
    if (scalar.isDecimal()) {
      return length <= 9 ? 5 : length <= 19 ? 9 : length <= 28 ? 13 : 17;
    }
    int time = scale <= 2 ? 3 : scale <= 4 ? 4 : 5;
    return switch (scalar) {
      case TIME -> time;
      case DATETIME2 -> time + 3;
      case DATETIMEOFFSET -> time + 5;
      default -> scalar.size() > 0 ? scalar.size() : scalar.isWide() ? 2 * length : length;
    };
  }

  @Override
  public String toString() {
    String name = scalar.names().get(0);
    if (scalar.isDecimal()) {
      return name + "(" + length + "," + scale + ")";
    }
    if (scalar.isScaledTime()) {
      return name + "(" + scale + ")";
    }
    boolean lengthy = scalar != TdsScalar.SYSNAME && scalar != TdsScalar.ROWVERSION;
    return length == 0 || !lengthy
        ? name
        : name + "(" + (length == MAX ? "max" : String.valueOf(length)) + ")";
  }
}
