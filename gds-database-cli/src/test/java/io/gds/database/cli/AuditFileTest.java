package io.gds.database.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gds.database.testkit.fake.FakeStop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditFileTest {
  private final Shelf shelf = Shelf.of("audited");

  @TempDir private Path directory;

  @AfterEach
  void close() {
    shelf.close();
  }

  @Test
  void everyOperationLeavesTwoLinesAndOlderOnesStay() throws Exception {
    Path file = directory.resolve("audit.log");
    Files.writeString(file, "before\n");
    shelf.gds("--audit", file.toString(), "create", "shop");
    shelf.gds("--audit", file.toString(), "create", "shop");
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(5);
    assertThat(lines.get(0)).isEqualTo("before");
    assertThat(lines.get(1)).startsWith("{\"event\":\"STARTED\"").contains("create database");
    assertThat(lines.get(2)).contains("\"event\":\"FINISHED\"", "\"outcome\":\"SUCCEEDED\"");
    assertThat(lines.get(4)).contains("\"outcome\":\"FAILED\"", "\"errorCode\":\"ALREADY_EXISTS\"");
  }

  @Test
  void whatCannotBeRecordedIsNotBegun() {
    Path file = directory.resolve("missing").resolve("audit.log");
    Run run = shelf.gds("--audit", file.toString(), "create", "shop");
    assertThat(run.code()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.err()).contains("[AUDIT_FAILED]", file.toString()).doesNotContain("warning");
    assertThat(shelf.server().content("shop")).isEmpty();
    assertThat(shelf.server().changes()).isEmpty();
  }

  @Test
  void aRecordForWhichThereIsNoRoomLeavesNoHalfLine() throws Exception {
    Path disk = Files.createDirectory(directory.resolve("disk"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", disk.toString()),
        "skipped, because this user or container may not mount a small file system");
    try {
      Path file = disk.resolve("audit.log");
      Files.writeString(file, "x".repeat(3_999) + "\n");
      Run run = shelf.gds("--audit", file.toString(), "create", "shop");
      assertThat(run.err()).contains("[AUDIT_FAILED]");
      assertThat(Files.size(file)).isEqualTo(4_000);
    } finally {
      run("umount", disk.toString());
    }
  }

  private static boolean run(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aMissingEndIsTold() throws Exception {
    Path file = directory.resolve("audit.log");
    FakeStop stop = shelf.server().faults().stopAt("create");
    Thread meanwhile =
        new Thread(
            () -> {
              stop.awaitReached(Duration.ofSeconds(10));
              try {
                Files.delete(file);
                Files.createDirectory(file);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              } finally {
                stop.release();
              }
            });
    meanwhile.start();
    Run run = shelf.gds("--audit", file.toString(), "create", "shop");
    meanwhile.join();
    assertThat(run.code()).isZero();
    assertThat(run.err()).contains("warning: the end of the create of shop is missing");
  }
}
