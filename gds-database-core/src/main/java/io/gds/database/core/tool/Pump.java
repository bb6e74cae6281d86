package io.gds.database.core.tool;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Copies one stream to another on its own thread, through one small buffer. After {@link #halt()}
 * it writes no more, even if it is still stuck in a read.
 */
final class Pump extends Thread {
  static final int BUFFER_BYTES = 64 * 1024;

  /** How the copying ended. */
  enum End {
    /** All was read and written. */
    COMPLETE,
    /** Reading failed. */
    READ_FAILED,
    /** Writing failed. */
    WRITE_FAILED,
    /** It was stopped before the end. */
    STOPPED
  }

  private final InputStream from;
  private final OutputStream to;
  private final boolean closeTarget;
  private final BiConsumer<Pump, End> atEnd;
  private final CompletableFuture<End> done = new CompletableFuture<>();
  private volatile boolean stopped;
  private volatile boolean writing;
  private final AtomicLong copied = new AtomicLong();
  private volatile @Nullable Throwable failure;

  /**
   * Makes a pump, to be started.
   *
   * @param closeTarget whether the target is closed at the end, or only flushed
   * @param atEnd told on the pump's thread how it ended
   */
  Pump(
      String name,
      InputStream from,
      OutputStream to,
      boolean closeTarget,
      BiConsumer<Pump, End> atEnd) {
    super(name);
    setDaemon(true);
    this.from = from;
    this.to = to;
    this.closeTarget = closeTarget;
    this.atEnd = atEnd;
  }

  @Override
  public void run() {
    End end = copy();
    atEnd.accept(this, end);
    done.complete(end);
  }

  private End copy() {
    byte[] buffer = new byte[BUFFER_BYTES];
    while (true) {
      int read;
      try {
        read = from.read(buffer);
      } catch (IOException | RuntimeException | Error e) {
        return failed(End.READ_FAILED, e);
      }
      if (stopped) {
        return End.STOPPED;
      }
      try {
        writing = true;
        if (read < 0) {
          finish();
          return End.COMPLETE;
        }
        to.write(buffer, 0, read);
        copied.addAndGet(read);
      } catch (IOException | RuntimeException | Error e) {
        return failed(End.WRITE_FAILED, e);
      } finally {
        writing = false;
      }
    }
  }

  private void finish() throws IOException {
    if (closeTarget) {
      to.close();
    } else {
      to.flush();
    }
  }

  private End failed(End how, Throwable cause) {
    failure = cause;
    return stopped ? End.STOPPED : how;
  }

  /** Writes no more. */
  void halt() {
    stopped = true;
  }

  /** Complete, never with a failure, when the copying has ended in whatever way. */
  CompletableFuture<End> done() {
    return done;
  }

  /** What made it fail, once it has. */
  Throwable failure() {
    return Objects.requireNonNull(failure, "it did not fail");
  }

  /** How many bytes were written. */
  long copied() {
    return copied.get();
  }

  /** Whether it is in the middle of a write. */
  boolean isWriting() {
    return writing;
  }
}
