package io.gds.database.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the first page of a WAL segment tells.
 *
 * @param systemIdentifier the server it is of
 * @param begin where it begins in the log
 */
record PostgresWalHeader(String systemIdentifier, long begin) {
  private static final int BYTES = 40;
  private static final int BEGIN = 8;
  private static final int SYSTEM = 24;
  private static final int SEGMENT_BYTES = 32;

  /**
   * Reads it; nothing if it does not begin as a segment does.
   *
   * @param segmentBytes the size of the server's segments
   */
  static Optional<PostgresWalHeader> read(Path file, long segmentBytes) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      bytes = in.readNBytes(BYTES);
    }
    if (bytes.length < BYTES) {
      return Optional.empty();
    }
    ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (header.getInt(SEGMENT_BYTES) != (int) segmentBytes) {
      header.order(ByteOrder.BIG_ENDIAN);
    }
    return header.getInt(SEGMENT_BYTES) != (int) segmentBytes
        ? Optional.empty()
        : Optional.of(
            new PostgresWalHeader(
                Long.toUnsignedString(header.getLong(SYSTEM)), header.getLong(BEGIN)));
  }
}
