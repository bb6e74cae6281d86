package io.gds.database.mongodb;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Packs, hashes and writes on a thread of its own, so that the server is asked for more meanwhile.
 * A failure comes up at the next write, at the latest at the flush, after which nothing is on its
 * way. Little that is written starts no thread. Written by one thread at a time; memory is bounded.
 */
final class MongoWriteBehind extends OutputStream {
  private static final int PIECE = 256 * 1024;
  private static final int PIECES = 4;
  private static final long PATIENCE_MILLIS = 600;
  private static final AtomicInteger COUNT = new AtomicInteger();

  /** Some bytes on their way; without any, the end. */
  private static final class Piece {
    private final byte[] bytes;
    private int filled;

    Piece(int size) {
      bytes = new byte[size];
    }
  }

  private final OutputStream out;
  private final BlockingQueue<Piece> free = new ArrayBlockingQueue<>(PIECES);
  private final BlockingQueue<Piece> full = new ArrayBlockingQueue<>(PIECES);
  private int made;
  private @Nullable Piece current;
  private @Nullable Thread thread;
  private volatile @Nullable Throwable failure;

  /**
   * Writes behind.
   *
   * @param out is written by another thread until a flush, and closed with this
   */
  MongoWriteBehind(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, source.length);
    int at = offset;
    for (int left = length; left > 0; ) {
      Piece piece = piece();
      int part = Math.min(left, piece.bytes.length - piece.filled);
      System.arraycopy(source, at, piece.bytes, piece.filled, part);
      piece.filled += part;
      at += part;
      left -= part;
      if (piece.filled == piece.bytes.length) {
        current = null;
        hand(piece);
      }
    }
  }

  private Piece piece() throws IOException {
    throwFailure();
    Piece known = current;
    if (known == null) {
      known = free.poll();
      if (known == null) {
        known = made < PIECES ? new Piece(PIECE) : taken();
        made = Math.min(PIECES, made + 1);
      }
      current = known;
    }
    return known;
  }

  private Piece taken() {
    try {
      return free.take();
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private static RuntimeException interrupted() {
    Thread.currentThread().interrupt();
    return ErrorDetails.of(ErrorCode.CANCELLED, "the working thread was interrupted").toException();
  }

  private void hand(Piece piece) {
    if (thread == null) {
      Thread started = new Thread(this::work, "gds-mongodb-writer-" + COUNT.incrementAndGet());
      started.setDaemon(true);
      started.start();
      thread = started;
    }
    try {
      full.put(piece);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private void work() {
    try {
      while (true) {
        Piece piece = full.take();
        if (piece.bytes.length == 0) {
          return;
        }
        write(piece);
        piece.filled = 0;
        free.add(piece);
      }
    } catch (InterruptedException e) {
      // Whoever is abandoned needs nothing more.
    }
  }

  /** After a failure the rest is let go, so that nobody waits for a place. */
  private void write(Piece piece) {
    if (failure != null) {
      return;
    }
    try {
      out.write(piece.bytes, 0, piece.filled);
    } catch (IOException | RuntimeException | Error e) {
      failure = e;
    }
  }

  private void throwFailure() throws IOException {
    Throwable why = failure;
    if (why instanceof IOException failed) {
      throw failed;
    }
    if (why instanceof RuntimeException failed) {
      throw failed;
    }
    if (why instanceof Error failed) {
      throw failed;
    }
  }

  /** Waits until everything is written, and ends the thread until there is more. */
  @Override
  public void flush() throws IOException {
    Thread working = thread;
    if (working != null) {
      hand(new Piece(0));
      try {
        working.join();
      } catch (InterruptedException e) {
        throw interrupted();
      }
      thread = null;
    }
    throwFailure();
    Piece last = current;
    if (last != null && last.filled > 0) {
      out.write(last.bytes, 0, last.filled);
      last.filled = 0;
    }
    out.flush();
  }

  /** Ends it, with what is behind it. */
  @Override
  public void close() throws IOException {
    try {
      flush();
    } catch (IOException | RuntimeException e) {
      abandon();
      throw e;
    }
    out.close();
  }

  /**
   * Stops writing, wherever that is, and closes what is behind it; nothing may be written any more.
   */
  void abandon() {
    if (failure == null) {
      failure = new IOException("it was abandoned");
    }
    Thread working = thread;
    thread = null;
    if (working != null) {
      working.interrupt();
      try {
        working.join(PATIENCE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    try {
      out.close();
    } catch (IOException | DatabaseException e) {
      // What could not be written is about to be deleted.
    }
  }
}
