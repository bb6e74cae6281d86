package io.gds.database.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Bytes from one tool to another, in bounded memory. Who fails says so, and the other end learns it
 * at its next read or write instead of taking it for the end. Thread-safe.
 */
final class PostgresPipe {
  private final byte[] ring = new byte[1 << 20];
  private int head;
  private int size;
  private long written;
  private boolean ended;
  private boolean enough;
  private @Nullable String broken;

  /** Where the first tool's output goes. */
  OutputStream in() {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        put(bytes, offset, length);
      }
    };
  }

  /** Where the second tool's input comes from. */
  InputStream out() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        return take(bytes, offset, length);
      }
    };
  }

  private synchronized void put(byte[] bytes, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      while (size == ring.length && broken == null && !enough) {
        pause();
      }
      throwIfBroken();
      if (enough) {
        return;
      }
      int at = (head + size) % ring.length;
      int part = Math.min(Math.min(length - done, ring.length - size), ring.length - at);
      System.arraycopy(bytes, offset + done, ring, at, part);
      size += part;
      done += part;
      written += part;
      notifyAll();
    }
  }

  private synchronized int take(byte[] bytes, int offset, int length) throws IOException {
    while (size == 0 && !ended && broken == null) {
      pause();
    }
    throwIfBroken();
    if (size == 0) {
      return -1;
    }
    int part = Math.min(Math.min(length, size), ring.length - head);
    System.arraycopy(ring, head, bytes, offset, part);
    head = (head + part) % ring.length;
    size -= part;
    notifyAll();
    return part;
  }

  /** Called in a loop that asks again what it waits for. */
  @SuppressWarnings("WaitNotInLoop")
  private void pause() throws InterruptedIOException {
    try {
      wait();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  private void throwIfBroken() throws IOException {
    if (broken != null) {
      throw new IOException(broken);
    }
  }

  /** The first tool has ended well: after what is in it, the pipe is at its end. */
  synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** The second tool has ended well: what still comes is not wanted. */
  synchronized void enough() {
    enough = true;
    notifyAll();
  }

  /** One of the tools has failed. Nothing, where both have ended well. */
  synchronized void breakOff(String why) {
    if (broken == null && !ended && !enough) {
      broken = why;
    }
    notifyAll();
  }

  /** How many bytes went in. */
  synchronized long written() {
    return written;
  }
}
