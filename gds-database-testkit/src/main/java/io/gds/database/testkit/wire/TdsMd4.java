package io.gds.database.testkit.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The digest MD4, which no provider of the JVM has and Windows makes of passwords.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1320">RFC 1320</a>
 */
final class TdsMd4 {
  private static final int BLOCK = 64;
  private static final int WORDS = 16;
  private static final int ROUND_2 = 0x5A82_7999;
  private static final int ROUND_3 = 0x6ED9_EBA1;
  private static final int[][] SHIFTS = {{3, 7, 11, 19}, {3, 5, 9, 13}, {3, 9, 11, 15}};
  private static final int[][] ORDER = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
    {0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15},
    {0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15}
  };

  private TdsMd4() {}

  /** The digest of these bytes. */
  static byte[] of(byte[] message) {
    int blocks = (message.length + 8) / BLOCK + 1;
    ByteBuffer in = ByteBuffer.wrap(Arrays.copyOf(message, blocks * BLOCK));
    in.order(ByteOrder.LITTLE_ENDIAN).put(message.length, (byte) 0x80);
    in.putLong(blocks * BLOCK - 8, 8L * message.length);
    int[] state = {0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476};
    for (int block = 0; block < blocks; block++) {
      add(state, in, block * BLOCK);
    }
    ByteBuffer out = ByteBuffer.allocate(WORDS).order(ByteOrder.LITTLE_ENDIAN);
    for (int word : state) {
      out.putInt(word);
    }
    return out.array();
  }

  private static void add(int[] state, ByteBuffer in, int from) {
    int[] now = state.clone();
    for (int round = 0; round < SHIFTS.length; round++) {
      for (int step = 0; step < WORDS; step++) {
        int word = in.getInt(from + 4 * ORDER[round][step]);
        int sum = now[0] + mixed(round, now[1], now[2], now[3]) + word;
        now[0] = now[3];
        now[3] = now[2];
        now[2] = now[1];
        now[1] = Integer.rotateLeft(sum, SHIFTS[round][step % 4]);
      }
    }
    for (int i = 0; i < state.length; i++) {
      state[i] += now[i];
    }
  }

  private static int mixed(int round, int x, int y, int z) {
    return switch (round) {
      case 0 -> (x & y) | (~x & z);
      case 1 -> ((x & y) | (x & z) | (y & z)) + ROUND_2;
      default -> (x ^ y ^ z) + ROUND_3;
    };
  }
}
