package io.gds.database.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.OperationCancelledException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class MongoReadAheadTest {
  private final List<Integer> taken = new ArrayList<>();

  private static RawBsonDocument document(int number) {
    return new RawBsonDocument(
        new BsonDocument("_id", new BsonInt32(number)), new BsonDocumentCodec());
  }

  private void take(RawBsonDocument document) {
    taken.add(document.getInt32("_id").getValue());
  }

  @Test
  void allBatchesComeInTheirOrderAndOnlyTheNextIsFetchedMeanwhile() {
    AtomicInteger asked = new AtomicInteger();
    AtomicInteger worked = new AtomicInteger();
    MongoReadAhead.read(
        (documents, between) -> {
          for (int i = 0; i < 1_000; i++) {
            documents.accept(document(i));
            if (i % 10 == 9) {
              asked.incrementAndGet();
              between.run();
            }
          }
        },
        document -> {
          take(document);
          if (taken.size() % 10 == 0) {
            // One is worked on, one waits to be taken.
            assertThat(asked.get()).isBetween(worked.incrementAndGet(), worked.get() + 1);
          }
        },
        () -> {});
    assertThat(taken).isEqualTo(IntStream.range(0, 1_000).boxed().toList());
  }

  @Test
  void whatFailsOnTheWayComesUpBehindWhatCameBeforeIt() {
    IllegalStateException why = new IllegalStateException("the cursor is gone");
    assertThatThrownBy(
            () ->
                MongoReadAhead.read(
                    (documents, between) -> {
                      documents.accept(document(1));
                      between.run();
                      documents.accept(document(2));
                      throw why;
                    },
                    this::take,
                    () -> {}))
        .isSameAs(why);
    assertThat(taken).containsExactly(1, 2);
  }

  @Test
  void whoCannotGoOnStopsTheFetchingWhichClosesWhatItHasOpened() throws Exception {
    IllegalStateException why = new IllegalStateException("no space left on device");
    CountDownLatch closed = new CountDownLatch(1);
    assertThatThrownBy(
            () ->
                MongoReadAhead.read(
                    (documents, between) -> {
                      try {
                        for (int i = 0; i < 1_000; i++) {
                          documents.accept(document(i));
                          between.run();
                        }
                      } finally {
                        assertThat(Thread.currentThread().isInterrupted()).isFalse();
                        closed.countDown();
                      }
                    },
                    document -> {
                      throw why;
                    },
                    () -> {}))
        .isSameAs(why);
    assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aServerThatDoesNotAnswerIsNotWaitedForWhenTheWorkIsToStop() {
    CountDownLatch answer = new CountDownLatch(1);
    AtomicInteger looks = new AtomicInteger();
    assertThatThrownBy(
            () ->
                MongoReadAhead.read(
                    (documents, between) -> {
                      // As a driver that is deaf to interrupts.
                      while (answer.getCount() > 0) {
                        Thread.onSpinWait();
                      }
                    },
                    this::take,
                    () -> {
                      if (looks.incrementAndGet() > 2) {
                        throw new IllegalStateException("cancelled");
                      }
                    }))
        .hasMessage("cancelled");
    answer.countDown();
    assertThat(taken).isEmpty();
  }

  @Test
  void whoIsInterruptedWhileWaitingStaysInterrupted() {
    Thread waiting = Thread.currentThread();
    assertThatThrownBy(
            () ->
                MongoReadAhead.read(
                    (documents, between) -> {
                      waiting.interrupt();
                      between.run();
                      between.run();
                    },
                    this::take,
                    () -> {}))
        .isInstanceOf(OperationCancelledException.class);
    assertThat(Thread.interrupted()).isTrue();
  }
}
