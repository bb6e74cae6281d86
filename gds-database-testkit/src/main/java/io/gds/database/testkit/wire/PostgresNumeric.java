package io.gds.database.testkit.wire;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The binary format of {@code numeric}: the number of its digits to the base of 10,000, the weight
 * of the first, the sign, the number of decimals, the digits.
 *
 * @see <a href="https://github.com/postgres/postgres/blob/master/src/backend/utils/adt/numeric.c">
 *     numeric_send in numeric.c</a>
 */
final class PostgresNumeric {
  private static final BigInteger BASE = BigInteger.valueOf(10_000);
  private static final int DECIMALS_PER_DIGIT = 4;
  private static final short NEGATIVE = 0x4000;

  private PostgresNumeric() {}

  static byte[] written(BigDecimal value) {
    int scale = Math.max(0, value.scale());
    int digitsBehind = (scale + DECIMALS_PER_DIGIT - 1) / DECIMALS_PER_DIGIT;
    BigInteger rest = value.abs().setScale(digitsBehind * DECIMALS_PER_DIGIT).unscaledValue();
    Deque<Short> digits = new ArrayDeque<>();
    while (rest.signum() > 0) {
      BigInteger[] parts = rest.divideAndRemainder(BASE);
      digits.addFirst(parts[1].shortValue());
      rest = parts[0];
    }
    int weight = digits.size() - digitsBehind - 1;
    while (!digits.isEmpty() && digits.getLast() == 0) {
      digits.removeLast();
    }
    ByteBuffer out = ByteBuffer.allocate(8 + 2 * digits.size());
    out.putShort((short) digits.size());
    out.putShort((short) (digits.isEmpty() ? 0 : weight));
    out.putShort(value.signum() < 0 ? NEGATIVE : 0);
    out.putShort((short) scale);
    digits.forEach(out::putShort);
    return out.array();
  }

  static BigDecimal read(ByteBuffer in) {
    int count = in.getShort();
    int weight = in.getShort();
    short sign = in.getShort();
    int scale = in.getShort();
    if (sign != 0 && sign != NEGATIVE) {
      throw new IllegalArgumentException("the peer knows neither NaN nor infinities of numeric");
    }
    BigInteger unscaled = BigInteger.ZERO;
    for (int i = 0; i < count; i++) {
      unscaled = unscaled.multiply(BASE).add(BigInteger.valueOf(in.getShort()));
    }
    BigDecimal value =
        new BigDecimal(unscaled, DECIMALS_PER_DIGIT * (count - 1 - weight)).setScale(scale);
    return sign == NEGATIVE ? value.negate() : value;
  }
}
