package io.gds.database.mongodb;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.Checksum;

/**
 * The checksum of an archive's namespaces: CRC-64/XZ, that is the ECMA polynomial reflected, begun
 * and ended with all bits inverted. Not thread-safe.
 */
final class MongoCrc64 implements Checksum {
  private static final long POLYNOMIAL = 0xC96C_5795_D787_0F42L;

  private static final int VALUES = 256;
  private static final int BYTE = 0xFF;

  /** So many bytes are taken at once: more would not stay near the processor. */
  private static final int STRIDE = 2 * Long.BYTES;

  /**
   * Row n, of as many numbers as a byte has values, holds what a byte does that n others follow.
   */
  private static final long[] TABLE = table();

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private long inverted = -1;

  private static long[] table() {
    long[] table = new long[STRIDE * VALUES];
    for (int value = 0; value < VALUES; value++) {
      long crc = value;
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ POLYNOMIAL;
      }
      table[value] = crc;
    }
    for (int at = VALUES; at < table.length; at++) {
      long before = table[at - VALUES];
      table[at] = (before >>> Byte.SIZE) ^ table[(int) before & BYTE];
    }
    return table;
  }

  @Override
  public void update(int value) {
    inverted = (inverted >>> Byte.SIZE) ^ TABLE[(int) (inverted ^ value) & BYTE];
  }

  @Override
  public void update(byte[] bytes, int offset, int length) {
    int at = offset;
    int end = offset + length;
    long crc = inverted;
    for (; end - at >= STRIDE; at += STRIDE) {
      long first = crc ^ (long) LONGS.get(bytes, at);
      long second = (long) LONGS.get(bytes, at + Long.BYTES);
      crc = eight(first, Long.BYTES) ^ eight(second, 0);
    }
    for (; at < end; at++) {
      crc = (crc >>> Byte.SIZE) ^ TABLE[(int) (crc ^ bytes[at]) & BYTE];
    }
    inverted = crc;
  }

  /** What eight bytes do that so many others follow; written out, since a loop is half as fast. */
  private static long eight(long bytes, int follow) {
    int at = follow * VALUES;
    return TABLE[at + 7 * VALUES + ((int) bytes & BYTE)]
        ^ TABLE[at + 6 * VALUES + ((int) (bytes >>> 8) & BYTE)]
        ^ TABLE[at + 5 * VALUES + ((int) (bytes >>> 16) & BYTE)]
        ^ TABLE[at + 4 * VALUES + ((int) (bytes >>> 24) & BYTE)]
        ^ TABLE[at + 3 * VALUES + ((int) (bytes >>> 32) & BYTE)]
        ^ TABLE[at + 2 * VALUES + ((int) (bytes >>> 40) & BYTE)]
        ^ TABLE[at + VALUES + ((int) (bytes >>> 48) & BYTE)]
        ^ TABLE[at + (int) (bytes >>> 56)];
  }

  /** The bits as an archive holds them: a long with its sign. */
  @Override
  public long getValue() {
    return ~inverted;
  }

  @Override
  public void reset() {
    inverted = -1;
  }
}
