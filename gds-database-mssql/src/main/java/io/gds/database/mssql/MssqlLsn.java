package io.gds.database.mssql;

import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A log sequence number: {@code numeric(25,0)}, made of a virtual log file's number, a block of
 * five hundred and twelve bytes in it, and a slot in the block. A {@code long} cannot hold it.
 * Immutable.
 *
 * @param value the number, without a fraction, of at most 25 digits
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/t-sql/statements/restore-statements-headeronly-transact-sql">RESTORE
 *     HEADERONLY</a>
 */
public record MssqlLsn(BigDecimal value) implements Comparable<MssqlLsn> {
  private static final BigDecimal LIMIT = BigDecimal.TEN.pow(25);
  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,25}");
  private static final Pattern HEXADECIMAL =
      Pattern.compile("(?:0x)?([0-9a-fA-F]{1,8}):([0-9a-fA-F]{1,8}):([0-9a-fA-F]{1,4})");
  private static final BigInteger FILE = BigInteger.TEN.pow(15);
  private static final BigInteger BLOCK = BigInteger.TEN.pow(5);

  /** Checks that it is a number of the server's kind. */
  public MssqlLsn {
    Objects.requireNonNull(value, "value");
    if (value.signum() < 0 || (value.scale() > 0 && value.stripTrailingZeros().scale() > 0)) {
      throw new IllegalArgumentException(
          "a log sequence number is a whole number from 0: " + value);
    }
    value = value.scale() == 0 ? value : value.setScale(0);
    if (value.compareTo(LIMIT) >= 0) {
      throw new IllegalArgumentException("a log sequence number has at most 25 digits: " + value);
    }
  }

  /** A small number, such as tests and examples have. */
  public static MssqlLsn of(long value) {
    return new MssqlLsn(BigDecimal.valueOf(value));
  }

  /**
   * Reads both forms that the server writes: decimal, and {@code file:block:slot} in hexadecimal.
   *
   * @throws io.gds.database.error.InvalidOptionsException if it is neither
   */
  public static MssqlLsn parse(String text) {
    if (DECIMAL.matcher(text).matches()) {
      return new MssqlLsn(new BigDecimal(text));
    }
    Matcher parts = HEXADECIMAL.matcher(text);
    if (parts.matches()) {
      BigInteger slot = new BigInteger(parts.group(3), 16);
      BigInteger block = new BigInteger(parts.group(2), 16).multiply(BLOCK);
      BigInteger file = new BigInteger(parts.group(1), 16).multiply(FILE);
      return new MssqlLsn(new BigDecimal(file.add(block).add(slot)));
    }
    throw ErrorDetails.of(
            ErrorCode.INVALID_OPTIONS, "this is not a log sequence number: \"" + shown(text) + "\"")
        .target("lsn")
        .remedy(
            "Write it as the server does: up to 25 digits, or 0000001e:00000038:0001 in"
                + " hexadecimal.")
        .toException();
  }

  private static String shown(String text) {
    String plain = text.replaceAll("\\p{Cntrl}", "?");
    return plain.length() <= 60 ? plain : plain.substring(0, 60) + "…";
  }

  @Override
  public int compareTo(MssqlLsn other) {
    return value.compareTo(other.value);
  }

  /** Whether this comes before another. */
  public boolean isBefore(MssqlLsn other) {
    return compareTo(other) < 0;
  }

  /** Whether this comes after another. */
  public boolean isAfter(MssqlLsn other) {
    return compareTo(other) > 0;
  }

  /** All digits, in decimal. */
  @Override
  public String toString() {
    return value.toPlainString();
  }
}
