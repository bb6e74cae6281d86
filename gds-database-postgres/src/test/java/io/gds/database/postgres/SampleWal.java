package io.gds.database.postgres;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** A directory of WAL that nobody wrote: segments with no more than a header. */
final class SampleWal {
  static final long SEGMENT = 16L << 20;
  private static final int HEADER = 40;

  private SampleWal() {}

  /** Makes it, with the segments from one to another, and what is told of the last transaction. */
  static Path make(Path directory, int from, int to, Instant last) throws IOException {
    Files.createDirectory(directory);
    for (int at = from; at <= to; at++) {
      Path file = directory.resolve(PostgresLsn.fileName(1, at, SEGMENT));
      ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
      header.putLong(8, at * SEGMENT);
      header.putLong(24, Long.parseLong(SampleBase.SYSTEM));
      header.putInt(32, (int) SEGMENT);
      Files.write(file, header.array());
      try (RandomAccessFile whole = new RandomAccessFile(file.toFile(), "rw")) {
        whole.setLength(SEGMENT);
      }
    }
    Files.writeString(
        directory.resolve("said"),
        "rmgr: Transaction len (rec/tot):     34/    34, tx:        740, lsn: "
            + new PostgresLsn(to * SEGMENT + 0x1000)
            + ", prev 0/00000028, desc: COMMIT "
            + last.toString().replace('T', ' ').replace("Z", ".000000 UTC")
            + "\n");
    return directory;
  }
}
