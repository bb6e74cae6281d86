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

  /** Eight bytes are taken at once: row n holds what a byte does that n others follow. */
  private static final long[][] TABLE = table();

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private long inverted = -1;

  private static long[][] table() {
    long[][] table = new long[Long.BYTES][256];
    for (int value = 0; value < 256; value++) {
      long crc = value;
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ POLYNOMIAL;
      }
      table[0][value] = crc;
    }
    for (int row = 1; row < table.length; row++) {
      for (int value = 0; value < 256; value++) {
        long before = table[row - 1][value];
        table[row][value] = (before >>> Byte.SIZE) ^ table[0][(int) before & 0xFF];
      }
    }
    return table;
  }

  @Override
  public void update(int value) {
    inverted = (inverted >>> Byte.SIZE) ^ TABLE[0][(int) (inverted ^ value) & 0xFF];
  }

  @Override
  public void update(byte[] bytes, int offset, int length) {
    int at = offset;
    int end = offset + length;
    for (; end - at >= Long.BYTES; at += Long.BYTES) {
      long next = inverted ^ (long) LONGS.get(bytes, at);
      long crc = 0;
      for (int i = 0; i < Long.BYTES; i++) {
        crc ^= TABLE[Long.BYTES - 1 - i][(int) (next >>> (Byte.SIZE * i)) & 0xFF];
      }
      inverted = crc;
    }
    for (; at < end; at++) {
      update(bytes[at]);
    }
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
