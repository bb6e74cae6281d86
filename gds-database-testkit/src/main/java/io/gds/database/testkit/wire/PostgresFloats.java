package io.gds.database.testkit.wire;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/**
 * Floating numbers as text: as few digits as tell them from others, with an exponent if they are
 * small or large.
 *
 * @see <a href="https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-FLOAT">
 *     Floating-Point Types</a>
 */
final class PostgresFloats {
  private static final int SMALLEST_PLAIN = -4;
  private static final int DIGITS = 15;
  private static final int DIGITS_SINGLE = 6;
  private static final int MOST_DIGITS = 17;

  private PostgresFloats() {}

  static String written(Number value) {
    double number = value.doubleValue();
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      return value.toString();
    }
    if (number == 0) {
      return value.toString().startsWith("-") ? "-0" : "0";
    }
    BigDecimal digits = shortest(value).stripTrailingZeros();
    int exponent = digits.precision() - digits.scale() - 1;
    int most = value instanceof Float ? DIGITS_SINGLE : DIGITS;
    return exponent >= SMALLEST_PLAIN && exponent < most
        ? digits.toPlainString()
        : String.format(
            Locale.ROOT,
            "%se%s%02d",
            digits.movePointLeft(exponent).toPlainString(),
            exponent < 0 ? "-" : "+",
            Math.abs(exponent));
  }

  /** Java itself writes a digit too many now and then, before JDK 19. */
  private static BigDecimal shortest(Number value) {
    BigDecimal exact = new BigDecimal(value.doubleValue());
    BigDecimal rounded = exact;
    for (int precision = 1; precision <= MOST_DIGITS; precision++) {
      rounded = exact.round(new MathContext(precision));
      if (value instanceof Float
          ? rounded.floatValue() == value.floatValue()
          : rounded.doubleValue() == value.doubleValue()) {
        break;
      }
    }
    return rounded;
  }
}
