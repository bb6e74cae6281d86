package io.gds.database.testkit.wire;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** Numbers as bytes. */
final class TdsNumbers {
  private static final int MONEY_SCALE = 4;

  private TdsNumbers() {}

  static void writeMoney(TdsWriter out, TdsScalar type, BigDecimal value) {
    long units = value.setScale(MONEY_SCALE, RoundingMode.HALF_UP).unscaledValue().longValueExact();
    if (type == TdsScalar.SMALLMONEY) {
      out.int4(Math.toIntExact(units));
    } else {
      out.int4((int) (units >> 32)).int4((int) units);
    }
  }

  static BigDecimal readMoney(TdsReader in, int bytes) {
    long units = in.int4();
    if (bytes == 8) {
      units = (units << 32) | (in.int4() & 0xFFFF_FFFFL);
    }
    return BigDecimal.valueOf(units, MONEY_SCALE);
  }

  /**
   * A sign and what is without it, lowest byte first.
   *
   * @throws IllegalArgumentException if there are more digits than the type has
   */
  static void writeDecimal(TdsWriter out, TdsType type, BigDecimal value) {
    BigDecimal scaled = value.setScale(type.scale(), RoundingMode.HALF_UP);
    if (scaled.precision() > type.length()) {
      throw new IllegalArgumentException("no " + type + ": " + value.toPlainString());
    }
    byte[] digits = scaled.unscaledValue().abs().toByteArray();
    out.int1(scaled.signum() < 0 ? 0 : 1);
    for (int i = 0; i < type.bytes() - 1; i++) {
      out.int1(i < digits.length ? digits[digits.length - 1 - i] : 0);
    }
  }

  static BigDecimal readDecimal(TdsReader in, TdsType type, int bytes) {
    int sign = in.int1() == 0 ? -1 : 1;
    byte[] low = in.bytes(bytes - 1);
    byte[] high = new byte[low.length];
    for (int i = 0; i < low.length; i++) {
      high[i] = low[low.length - 1 - i];
    }
    return new BigDecimal(new BigInteger(sign, high), type.scale());
  }
}
