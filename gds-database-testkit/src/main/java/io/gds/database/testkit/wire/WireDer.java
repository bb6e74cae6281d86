package io.gds.database.testkit.wire;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The few forms of DER that a certificate is made of.
 *
 * @see <a href="https://www.itu.int/rec/T-REC-X.690">X.690</a>
 */
final class WireDer {
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final int GENERAL_BEYOND = 2050;
  private static final DateTimeFormatter SHORT_YEAR = format("yyMMddHHmmss'Z'");
  private static final DateTimeFormatter LONG_YEAR = format("uuuuMMddHHmmss'Z'");

  private WireDer() {}

  private static DateTimeFormatter format(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
  }

  static byte[] tagged(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int length = content.size();
    if (length < 0x80) {
      out.write(length);
    } else {
      byte[] bytes = BigInteger.valueOf(length).toByteArray();
      int leading = bytes[0] == 0 ? 1 : 0;
      out.write(0x80 | (bytes.length - leading));
      out.write(bytes, leading, bytes.length - leading);
    }
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }

  static byte[] sequence(byte[]... parts) {
    return tagged(SEQUENCE, parts);
  }

  static byte[] integer(BigInteger value) {
    return tagged(0x02, value.toByteArray());
  }

  static byte[] truth() {
    return tagged(0x01, new byte[] {(byte) 0xFF});
  }

  static byte[] bits(byte[] value) {
    return tagged(0x03, new byte[1], value);
  }

  static byte[] octets(byte[] value) {
    return tagged(0x04, value);
  }

  /** A number of the tree of objects, such as {@code 2.5.29.17}. */
  static byte[] object(String dotted) {
    String[] numbers = dotted.split("\\.", -1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(Integer.parseInt(numbers[0]) * 40 + Integer.parseInt(numbers[1]));
    for (int i = 2; i < numbers.length; i++) {
      long number = Long.parseLong(numbers[i]);
      int groups = Math.max(1, (64 - Long.numberOfLeadingZeros(number) + 6) / 7);
      for (int group = groups - 1; group >= 0; group--) {
        int bits = (int) (number >> (7 * group)) & 0x7F;
        out.write(group > 0 ? bits | 0x80 : bits);
      }
    }
    return tagged(0x06, out.toByteArray());
  }

  /** A moment, in whole seconds. */
  static byte[] time(Instant moment) {
    boolean late = moment.atZone(ZoneOffset.UTC).getYear() >= GENERAL_BEYOND;
    String text = (late ? LONG_YEAR : SHORT_YEAR).format(moment);
    return tagged(late ? 0x18 : 0x17, text.getBytes(StandardCharsets.US_ASCII));
  }

  /** A name that has but a common one. */
  static byte[] name(String common) {
    byte[] text = tagged(0x0C, common.getBytes(StandardCharsets.UTF_8));
    return sequence(tagged(SET, sequence(object("2.5.4.3"), text)));
  }
}
