package io.gds.database.sqlite;

import io.gds.database.core.StepContext;
import io.gds.database.core.archive.StorageFailures;
import io.gds.database.operation.ProgressUnit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;

/** Copies a file that is no live database, byte by byte, through one small buffer. */
final class FileCopy {
  private static final int BUFFER_BYTES = 256 * 1024;

  private FileCopy() {}

  /**
   * Copies, brings the copy to the disk, and stops at a cancel.
   *
   * @param target must not exist
   */
  static void copy(Path source, Path target, String phase, StepContext step) {
    try (FileChannel in =
        FileChannel.open(source, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      try (FileChannel out =
          FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        pump(in, out, phase, step);
      } catch (IOException e) {
        throw StorageFailures.writing(target, "copying " + source, e);
      }
    } catch (IOException e) {
      throw StorageFailures.reading(source, "reading the archive", e);
    }
  }

  private static void pump(FileChannel in, FileChannel out, String phase, StepContext step)
      throws IOException {
    OptionalLong total = OptionalLong.of(in.size());
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    long done = 0;
    while (in.read(buffer) >= 0) {
      step.throwIfCancelled();
      buffer.flip();
      while (buffer.hasRemaining()) {
        done += out.write(buffer);
      }
      buffer.clear();
      step.progress(phase, done, total, ProgressUnit.BYTES);
    }
    step.bytes(done);
    out.force(true);
  }
}
