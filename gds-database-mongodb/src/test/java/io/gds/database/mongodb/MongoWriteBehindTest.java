package io.gds.database.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.error.OperationCancelledException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class MongoWriteBehindTest {
  private static final int MUCH = 5_000_000;

  /** Keeps what comes, and knows by whom and whether it was closed. */
  private static final class Kept extends OutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean byAnother;

    @Override
    public void write(int value) {
      bytes.write(value);
    }

    @Override
    public void write(byte[] source, int offset, int length) {
      byAnother |= Thread.currentThread().getName().startsWith("gds-mongodb-writer-");
      bytes.write(source, offset, length);
    }

    @Override
    public void close() {
      closed.set(true);
    }
  }

  /** Fails from its second write on. */
  private static final class Failing extends OutputStream {
    private final IOException why = new IOException("no space left on device");
    private int writes;

    @Override
    public void write(int value) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      writes++;
      if (writes > 1) {
        throw why;
      }
    }
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @Test
  void everythingArrivesInItsOrderHoweverItIsCutAndFlushed() throws IOException {
    byte[] all = random(MUCH);
    Kept kept = new Kept();
    Random random = new Random(7);
    try (MongoWriteBehind behind = new MongoWriteBehind(kept)) {
      for (int at = 0; at < all.length; ) {
        int part = Math.min(1 + random.nextInt(700_000), all.length - at);
        behind.write(all, at, part);
        at += part;
        if (random.nextInt(4) == 0) {
          behind.flush();
          assertThat(kept.bytes.size()).isEqualTo(at);
        }
      }
      behind.write(42);
    }
    byte[] arrived = kept.bytes.toByteArray();
    assertThat(arrived).hasSize(MUCH + 1).startsWith(all).endsWith(42);
    assertThat(kept.byAnother).isTrue();
    assertThat(kept.closed).isTrue();
  }

  @Test
  void littleIsWrittenByWhoeverFlushes() throws IOException {
    Kept kept = new Kept();
    try (MongoWriteBehind behind = new MongoWriteBehind(kept)) {
      behind.write(random(1_000));
    }
    assertThat(kept.bytes.toByteArray()).isEqualTo(random(1_000));
    assertThat(kept.byAnother).isFalse();
  }

  @Test
  void aFullDiskComesUpAtTheNextWriteAndNobodyWaitsForAPlace() {
    Failing full = new Failing();
    MongoWriteBehind behind = new MongoWriteBehind(full);
    byte[] much = random(MUCH);
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 100; i++) {
                behind.write(much);
              }
            })
        .isSameAs(full.why);
    assertThatThrownBy(behind::flush).isSameAs(full.why);
    assertThatThrownBy(behind::close).isSameAs(full.why);
    assertThat(full.writes).isEqualTo(2);
  }

  @Test
  void whatFailedAtTheEndIsToldByTheFlush() throws IOException {
    OutputStream refusing =
        new OutputStream() {
          @Override
          public void write(int value) {
            throw ErrorDetails.of(ErrorCode.STORAGE_FULL, "full").toException();
          }
        };
    MongoWriteBehind behind = new MongoWriteBehind(refusing);
    // One piece and no more: the next would tell of the failure, if the thread was quicker.
    behind.write(random(256 * 1024));
    assertThatThrownBy(behind::flush).hasMessageContaining("full");
  }

  @Test
  void whoIsInterruptedDoesNotWaitForASlowDiskAndAbandoningEndsItsThread() throws Exception {
    Thread writing = Thread.currentThread();
    CountDownLatch stopped = new CountDownLatch(1);
    OutputStream stuck =
        new OutputStream() {
          @Override
          public void write(int value) {
            throw new UnsupportedOperationException();
          }

          @Override
          public void write(byte[] source, int offset, int length) {
            writing.interrupt();
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              stopped.countDown();
            }
          }
        };
    MongoWriteBehind behind = new MongoWriteBehind(stuck);
    assertThatThrownBy(() -> behind.write(random(MUCH)))
        .isInstanceOf(OperationCancelledException.class);
    assertThat(Thread.interrupted()).isTrue();
    behind.abandon();
    stopped.await();
  }
}
