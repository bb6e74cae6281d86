package io.gds.database.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class LeakCheckTest {
  private static LeakCheck impatient() {
    return LeakCheck.begin().patience(Duration.ZERO);
  }

  private static void assertLeft(LeakCheck check, String what) {
    assertThatThrownBy(check::close)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("left behind")
        .hasMessageContaining(what);
  }

  @Test
  void seesAThreadOfOursAndNoOther() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    LeakCheck check = impatient();
    Thread ours = new Thread(() -> await(end), "gds-worker-99");
    Thread other = new Thread(() -> await(end), "other");
    ours.start();
    other.start();
    assertLeft(check, "thread: gds-worker-99");
    end.countDown();
    ours.join();
    other.join();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void givesWhatIsLeftSomeTimeToGo() {
    LeakCheck check = LeakCheck.begin();
    Thread slow = new Thread(() -> sleep(), "gds-slow");
    slow.start();

    assertThatCode(check::close).doesNotThrowAnyException();
  }

  private static void sleep() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void seesAChildProcess() throws Exception {
    LeakCheck check = impatient();
    Process child = new ProcessBuilder("sleep", "30").start();
    try {
      assertLeft(check, "process: " + child.pid());
    } finally {
      child.destroyForcibly().waitFor();
    }
  }

  @Test
  void seesATemporaryFileAndWhatIsHeldOpen() throws Exception {
    LeakCheck check = impatient();
    Path file = Files.createTempFile("gds-leak", ".tmp");
    try (InputStream open = Files.newInputStream(file)) {
      assertLeft(check, "temporary file: " + file.getFileName());
      LeakCheck again = impatient();
      try (InputStream second = Files.newInputStream(file)) {
        assertLeft(again, file.toString());
      }
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void countsWhatItIsGiven() {
    AtomicLong connections = new AtomicLong(2);
    LeakCheck check = impatient().counting("open connections", connections::get);
    connections.set(3);
    assertLeft(check, "open connections: 3, before 2");

    connections.set(2);
    LeakCheck clean = impatient().counting("open connections", connections::get);
    connections.set(1);
    assertThatCode(clean::close).doesNotThrowAnyException();
  }

  @Test
  void looksOnceAndEndsEarlyIfInterrupted() {
    AtomicLong count = new AtomicLong();
    LeakCheck check = LeakCheck.begin().counting("things", count::get);
    count.set(1);
    Thread.currentThread().interrupt();
    assertLeft(check, "things: 1");

    assertThatCode(check::close).doesNotThrowAnyException();
    org.assertj.core.api.Assertions.assertThat(Thread.interrupted()).isTrue();
  }
}
