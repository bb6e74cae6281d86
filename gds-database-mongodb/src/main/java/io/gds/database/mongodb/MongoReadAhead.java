package io.gds.database.mongodb;

import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Fetches a batch of documents on a thread of its own while the one before is worked on. No more
 * than these two are in memory.
 */
final class MongoReadAhead {
  private static final long LOOK_MILLIS = 50;
  private static final long PATIENCE_MILLIS = 300;
  private static final AtomicInteger COUNT = new AtomicInteger();

  /** What fetches. Whatever it has opened it closes itself, since only it knows when it is free. */
  interface Source {
    /**
     * Reads to the end.
     *
     * @param documents takes each
     * @param between called after each batch, before the next is asked for
     */
    void read(Consumer<RawBsonDocument> documents, Runnable between);
  }

  /** What has been fetched, why nothing more comes, and whether this is the end. */
  private record Batch(
      List<RawBsonDocument> documents, @Nullable Throwable failure, boolean last) {}

  private final SynchronousQueue<Batch> fetched = new SynchronousQueue<>();
  private volatile boolean stopped;
  private List<RawBsonDocument> batch = new ArrayList<>();

  private MongoReadAhead() {}

  /**
   * Reads all there is.
   *
   * @param between called after each batch was worked on, and while one is waited for; throws if
   *     the work shall stop, for which the server is not waited
   */
  static void read(Source source, Consumer<RawBsonDocument> sink, Runnable between) {
    new MongoReadAhead().run(source, sink, between);
  }

  private void run(Source source, Consumer<RawBsonDocument> sink, Runnable between) {
    Thread fetching =
        new Thread(
            MongoSessions.inherited(() -> fetch(source)),
            "gds-mongodb-reader-" + COUNT.incrementAndGet());
    fetching.setDaemon(true);
    fetching.start();
    boolean ended = false;
    try {
      while (!ended) {
        Batch next = fetched.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        if (next != null) {
          ended = next.last();
          next.documents().forEach(sink);
          throwFailure(next.failure());
        }
        between.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ErrorDetails.of(ErrorCode.CANCELLED, "the working thread was interrupted")
          .toException();
    } finally {
      if (!ended) {
        stopped = true;
        abandon(fetching);
      }
    }
  }

  /** Waits for a moment only: the server may never answer. */
  private static void abandon(Thread fetching) {
    fetching.interrupt();
    boolean interrupted = Thread.interrupted();
    try {
      fetching.join(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void throwFailure(@Nullable Throwable failure) {
    if (failure instanceof RuntimeException thrown) {
      throw thrown;
    }
    if (failure instanceof Error thrown) {
      throw thrown;
    }
  }

  private void fetch(Source source) {
    Throwable failure = null;
    try {
      source.read(
          document -> batch.add(document),
          () -> {
            hand(new Batch(batch, null, false));
            batch = new ArrayList<>();
          });
    } catch (RuntimeException | Error e) {
      failure = e;
    }
    if (!stopped) {
      hand(new Batch(batch, failure, true));
    }
  }

  private void hand(Batch next) {
    try {
      fetched.put(next);
    } catch (InterruptedException e) {
      // Not told on: the cursor is still to be closed, for which this thread speaks to the server.
      throw ErrorDetails.of(ErrorCode.CANCELLED, "nobody waits for more").toException();
    }
  }
}
