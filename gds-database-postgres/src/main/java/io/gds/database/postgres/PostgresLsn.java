package io.gds.database.postgres;

import java.util.Locale;
import java.util.Optional;

/**
 * A position in the write-ahead log, written as two hexadecimal numbers with a slash between.
 *
 * @param value the position in bytes; unsigned
 */
record PostgresLsn(long value) implements Comparable<PostgresLsn> {
  private static final String FORM = "[0-9A-Fa-f]{1,8}/[0-9A-Fa-f]{1,8}";

  static Optional<PostgresLsn> parse(String text) {
    if (!text.matches(FORM)) {
      return Optional.empty();
    }
    int slash = text.indexOf('/');
    return Optional.of(
        new PostgresLsn(
            Long.parseLong(text.substring(0, slash), 16) << 32
                | Long.parseLong(text.substring(slash + 1), 16)));
  }

  static boolean isOne(String text) {
    return text.matches(FORM);
  }

  /** The number of the segment that this byte lies in. */
  long segment(long segmentBytes) {
    return Long.divideUnsigned(value, segmentBytes);
  }

  /** The number of the segment that the byte before this one lies in. */
  long segmentBefore(long segmentBytes) {
    return Long.divideUnsigned(value - 1, segmentBytes);
  }

  /** The name of a segment's file. */
  static String fileName(long timeline, long segment, long segmentBytes) {
    long perId = 0x100000000L / segmentBytes;
    return String.format(Locale.ROOT, "%08X%08X%08X", timeline, segment / perId, segment % perId);
  }

  @Override
  public int compareTo(PostgresLsn other) {
    return Long.compareUnsigned(value, other.value);
  }

  /** As the server writes it. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%X/%X", value >>> 32, value & 0xffffffffL);
  }
}
