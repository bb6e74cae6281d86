package io.gds.database.bench;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Random;

/** What the machine can do at best, to be seen beside a ratio. */
final class Limits {
  private static final int REPEATS = 5;
  private static final int BUFFER = 1 << 20;

  private Limits() {}

  /** The median of a few runs, in milliseconds. */
  static double millis(Pairs.Work work) throws Exception {
    double[] took = new double[REPEATS];
    for (int i = -1; i < REPEATS; i++) {
      double nanos = Pairs.time(work);
      if (i >= 0) {
        took[i] = nanos;
      }
    }
    return Pairs.median(took) / 1e6;
  }

  /** Copies a file and brings the copy to the disk. */
  static void copy(Path file, Path to) throws IOException {
    Files.deleteIfExists(to);
    Files.copy(file, to);
    try (FileChannel channel = FileChannel.open(to, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.delete(to);
  }

  /** Makes a file of so many bytes that no file system can leave out. */
  static Path file(Path file, long bytes) throws IOException {
    byte[] buffer = new byte[BUFFER];
    new Random(1).nextBytes(buffer);
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      for (long left = bytes; left > 0; left -= BUFFER) {
        out.write(buffer, 0, (int) Math.min(BUFFER, left));
      }
    }
    return file;
  }

  /** Reads a file to its end and hashes it as the manifest wants. */
  static void hash(Path file) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    try (FileChannel channel = FileChannel.open(file)) {
      while (channel.read(buffer.clear()) >= 0) {
        digest.update(buffer.flip());
      }
    }
    if (digest.digest().length != 32) {
      throw new IllegalStateException("not the hash that was asked for");
    }
  }
}
