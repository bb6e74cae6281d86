package io.gds.database.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class WatchTest {
  private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);

  @AfterEach
  void close() {
    scheduler.shutdownNow();
  }

  @Test
  void aLookThatFailsEndsNeitherTheRoundNorTheWatch() throws InterruptedException {
    CountDownLatch looks = new CountDownLatch(3);
    Watch<String> watch =
        new Watch<>(
            scheduler,
            name -> {
              if (name.equals("broken")) {
                throw new OutOfMemoryError("for the test");
              }
              looks.countDown();
            });

    watch.add("broken");
    watch.add("sound");

    assertThat(looks.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(watch.active()).containsExactlyInAnyOrder("broken", "sound");
  }

  @Test
  void thereIsNoTimerWhileThereIsNothingToLookAt() throws InterruptedException {
    scheduler.setRemoveOnCancelPolicy(true);
    CountDownLatch again = new CountDownLatch(1);
    Watch<String> watch = new Watch<>(scheduler, name -> again.countDown());
    watch.add("first");
    watch.remove("first");
    while (!scheduler.getQueue().isEmpty()) {
      Thread.sleep(10);
    }

    watch.add("second");

    assertThat(again.await(5, TimeUnit.SECONDS)).isTrue();
    watch.close();
    assertThat(scheduler.getQueue()).isEmpty();
  }
}
