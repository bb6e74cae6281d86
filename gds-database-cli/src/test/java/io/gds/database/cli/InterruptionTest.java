package io.gds.database.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.testkit.fake.FakeStop;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class InterruptionTest {
  private final Shelf shelf = Shelf.of("interrupted");
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Console console =
      new Console(
          InputStream.nullInputStream(),
          new PrintStream(out, true, StandardCharsets.UTF_8),
          new PrintStream(err, true, StandardCharsets.UTF_8),
          false,
          false);

  @TempDir private Path directory;

  @AfterEach
  void close() {
    shelf.close();
  }

  /** Runs the command on a thread of its own, as the process would on its main thread. */
  private CompletableFuture<Interruption> start(String... args) {
    CompletableFuture<Interruption> started = new CompletableFuture<>();
    new Thread(
            () -> {
              Interruption interruption = new Interruption(console);
              started.complete(interruption);
              interruption.finished(new Gds(console, interruption).run(args));
            })
        .start();
    return started;
  }

  @Test
  void aRunningOperationIsCancelledCleanedUpAndTold() throws Exception {
    FakeStop stop = shelf.server().faults().stopAt("copy");
    Path archive = directory.resolve("b.gds");
    Interruption interruption =
        start(
                "--url",
                shelf.url(),
                "--output",
                "json",
                "backup",
                "orders",
                "--to",
                archive.toString())
            .get(10, TimeUnit.SECONDS);
    stop.awaitReached(Duration.ofSeconds(10));
    assertThat(interruption.interrupt()).isEqualTo(ExitCodes.CANCELLED);
    assertThat(interruption.requested()).isTrue();
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("gds: interrupted: cancelling the backup of orders and cleaning up")
        .contains("[CANCELLED]");
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("\"outcome\" : \"CANCELLED\"");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void aReadingCommandIsInterruptedToo() throws Exception {
    shelf.server().faults().slow(Duration.ofSeconds(20));
    Interruption interruption = start("--url", shelf.url(), "databases").get(10, TimeUnit.SECONDS);
    Thread.sleep(300);
    assertThat(interruption.interrupt()).isEqualTo(ExitCodes.CANCELLED);
    assertThat(out.size()).isZero();
  }

  @Test
  void anInterruptBeforeTheOperationBeginsCancelsItAtOnce() throws Exception {
    CompletableFuture<Interruption> started = new CompletableFuture<>();
    new Thread(
            () -> {
              Interruption own = new Interruption(console);
              started.complete(own);
              while (!own.requested()) {
                Thread.onSpinWait();
              }
              own.finished(new Gds(console, own).run("--url", shelf.url(), "create", "x"));
            })
        .start();
    assertThat(started.get(10, TimeUnit.SECONDS).interrupt()).isEqualTo(ExitCodes.CANCELLED);
    assertThat(shelf.server().content("x")).isEmpty();
  }

  @Test
  void anOperationThatEndedInTimeIsToldAsDone() {
    Interruption interruption = new Interruption(console);
    interruption.finished(new Gds(console, interruption).run("--url", shelf.url(), "create", "x"));
    assertThat(interruption.interrupt()).isZero();
  }
}
