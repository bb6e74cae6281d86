package io.gds.database.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * The block before each member of a tar file. Immutable.
 *
 * @see <a
 *     href="https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_06">ustar
 *     Interchange Format</a>
 */
final class PostgresTarHeader {
  /** The bytes of each block. */
  static final int BLOCK = 512;

  /** What is told of a size that makes no sense. */
  static final long NONE = -1;

  private static final int NAME_BYTES = 100;
  private static final int SIZE = 124;
  private static final int SIZE_BYTES = 12;
  private static final int CHECKSUM = 148;
  private static final int CHECKSUM_BYTES = 8;
  private static final int TYPE = 156;
  private static final int MAGIC = 257;
  private static final String USTAR = "ustar";

  private final byte[] block;

  /**
   * Reads it from a block.
   *
   * @param block fewer bytes than a block has are no header
   */
  PostgresTarHeader(byte[] block) {
    this.block = block.clone();
  }

  /** Whether it is a header, and as it was written. */
  boolean isSound() {
    if (!isUstar()) {
      return false;
    }
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      boolean own = i >= CHECKSUM && i < CHECKSUM + CHECKSUM_BYTES;
      sum += own ? ' ' : block[i] & 0xff;
    }
    return sum == number(CHECKSUM, CHECKSUM_BYTES);
  }

  /** Whether it has the sign of one. */
  boolean isUstar() {
    return block.length >= BLOCK && text(MAGIC, USTAR.length()).equals(USTAR);
  }

  /** Whether it is one of the two that end a tar file. */
  boolean isEmpty() {
    return isEmpty(block, block.length);
  }

  String name() {
    return text(0, NAME_BYTES);
  }

  boolean isFile() {
    return block[TYPE] == '0' || block[TYPE] == 0;
  }

  boolean isDirectory() {
    return block[TYPE] == '5';
  }

  boolean isLink() {
    return block[TYPE] == '2';
  }

  /** The bytes of the member, or {@link #NONE}. */
  long size() {
    long size = number(SIZE, SIZE_BYTES);
    return size < 0 || size > Long.MAX_VALUE / 2 ? NONE : size;
  }

  /** Whether nothing but empty bytes comes any more, as some writers fill up their last record. */
  static boolean isOver(InputStream in) throws IOException {
    byte[] rest = new byte[BLOCK];
    int read;
    while ((read = in.readNBytes(rest, 0, BLOCK)) > 0) {
      if (!isEmpty(rest, read)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isEmpty(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /** Octal digits, or, where those do not suffice, a set highest bit and a binary number. */
  private long number(int offset, int length) {
    long value = 0;
    if ((block[offset] & 0x80) != 0) {
      for (int i = offset + length - 8; i < offset + length; i++) {
        value = (value << 8) | (block[i] & 0xff);
      }
      return value;
    }
    for (int i = offset; i < offset + length; i++) {
      int digit = block[i] - '0';
      if (digit >= 0 && digit < 8) {
        value = value * 8 + digit;
      } else if (block[i] != ' ' && block[i] != 0) {
        return NONE;
      }
    }
    return value;
  }

  private String text(int offset, int length) {
    int end = offset;
    while (end < offset + length && block[end] != 0) {
      end++;
    }
    return new String(block, offset, end - offset, StandardCharsets.UTF_8);
  }
}
