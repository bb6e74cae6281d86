package io.gds.database.core.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Objects;

/**
 * Writes an archive in pieces of 64 KiB and hashes it on the way. Failures come as {@link
 * io.gds.database.error.StorageException}, unchecked, so that they keep their code on the way
 * through whatever writes here. Used by one thread at a time.
 */
final class ArchiveOutput extends OutputStream {
  private final Path path;
  private final FileChannel channel;
  private final FileActions actions;
  private final MessageDigest digest = Hashes.sha256();
  private final byte[] buffer = new byte[Hashes.BUFFER_BYTES];
  private int buffered;
  private long bytes;
  private boolean failed;
  private boolean closed;

  ArchiveOutput(Path path, FileChannel channel, FileActions actions) {
    this.path = path;
    this.channel = channel;
    this.actions = actions;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, source.length);
    if (closed) {
      throw new IOException("the archive is closed");
    }
    int at = offset;
    int left = length;
    while (left > 0) {
      int part = Math.min(left, buffer.length - buffered);
      System.arraycopy(source, at, buffer, buffered, part);
      buffered += part;
      at += part;
      left -= part;
      if (buffered == buffer.length) {
        flush();
      }
    }
  }

  @Override
  public void flush() {
    if (buffered == 0) {
      return;
    }
    try {
      actions.write(channel, ByteBuffer.wrap(buffer, 0, buffered));
    } catch (IOException e) {
      failed = true;
      throw StorageFailures.writing(path, "writing the archive", e);
    }
    digest.update(buffer, 0, buffered);
    bytes += buffered;
    buffered = 0;
  }

  /** Takes no more. What was written is not on the disk for sure until it is sealed. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      if (!failed) {
        flush();
      }
    }
  }

  /** Brings all to the disk and says what it is. */
  ArchiveContent seal() {
    close();
    if (failed) {
      throw new IllegalStateException("an archive that could not be written cannot be published");
    }
    try {
      actions.force(channel);
      channel.close();
    } catch (IOException e) {
      throw StorageFailures.writing(path, "bringing the archive to the disk", e);
    }
    return ArchiveContent.ofFile(bytes, Hashes.hex(digest.digest()));
  }

  /** Lets go of the file, whatever is in it. */
  void abandon() {
    closed = true;
    failed = true;
    try {
      channel.close();
    } catch (IOException e) {
      // The file is about to be deleted: what could not be written to it does not matter any more.
    }
  }
}
