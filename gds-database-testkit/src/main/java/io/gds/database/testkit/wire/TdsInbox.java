package io.gds.database.testkit.wire;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Reads what a client says while its session is at work, so that an attention is seen at once. A
 * thread of its own reads.
 */
final class TdsInbox implements AutoCloseable {
  private static final long PATIENCE_MILLIS = 5000;

  private final InputStream in;
  private final Runnable attention;
  private final Runnable gone;
  private final BlockingQueue<TdsMessage> messages = new LinkedBlockingQueue<>();
  private final Thread reader = new Thread(this::read, Thread.currentThread().getName() + "-in");

  /**
   * Begins to read.
   *
   * @param attention what to do when the client wants its statement cancelled
   * @param gone what to do when it says nothing any more
   */
  TdsInbox(InputStream in, Runnable attention, Runnable gone) {
    this.in = in;
    this.attention = attention;
    this.gone = gone;
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try {
      while (true) {
        TdsMessage message = TdsMessage.read(in);
        messages.add(message);
        if (message.type() == TdsMessage.ATTENTION) {
          attention.run();
        }
      }
    } catch (IOException e) {
      end();
      gone.run();
    }
  }

  /** Nothing that comes after what has come already is taken. */
  void end() {
    messages.add(TdsMessage.none());
  }

  /**
   * The next message, as soon as there is one.
   *
   * @throws TdsClosed if there will be none
   */
  TdsMessage next() throws TdsClosed {
    try {
      TdsMessage message = messages.take();
      if (message.type() < 0) {
        throw new TdsClosed("the client has gone");
      }
      return message;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TdsClosed("interrupted");
    }
  }

  /** Whether the client wants the statement cancelled that it said last. */
  boolean holdsAttention() {
    return messages.stream().anyMatch(message -> message.type() == TdsMessage.ATTENTION);
  }

  /** Waits for the end of the reader, whose stream has been closed. */
  @Override
  public void close() {
    try {
      reader.join(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
