package io.gds.database.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
