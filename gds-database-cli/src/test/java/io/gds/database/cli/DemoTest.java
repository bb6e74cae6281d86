package io.gds.database.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DemoTest {
  private List<Path> before = List.of();

  private static List<Path> directories() throws IOException {
    try (Stream<Path> found = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return found
          .filter(path -> path.getFileName().toString().startsWith("gds-demo-"))
          .sorted()
          .toList();
    }
  }

  @BeforeEach
  void look() throws IOException {
    before = directories();
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    Thread.interrupted();
    assertThat(directories()).isEqualTo(before);
  }

  @Test
  void theStoryIsToldAndEveryComparisonHolds() {
    Run run = Run.gds("demo");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .containsSubsequence(
            "1. Create",
            "create of shop succeeded",
            "2. List",
            "customers 500",
            "3. Back it up",
            "backup of shop succeeded",
            "sha256",
            "4. Verify",
            "5. Lose it",
            "exists: no",
            "6. Restore",
            "order_lines",
            "same",
            "7. Clone",
            "8. Script a drop",
            "-- step 1 of",
            "9. Ask",
            "SupportsUsers: NOT_ON_PLATFORM",
            "10. The audit trail",
            "FINISHED",
            "Every comparison held")
        .doesNotContain("DIFFERS", "BackupInfo[");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void inJsonTheComparisonsAreTheDocumentAndTheStoryGoesToStandardError() {
    Run run = Run.gds("demo", "--output", "json");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .startsWith("[ {")
        .contains("\"table\" : \"customers\"", "\"same\" : true");
    assertThat(run.out()).doesNotContain("\"same\" : false");
    assertThat(run.err()).contains("1. Create", "Every comparison held");
    assertThat(Run.gds("demo", "--output", "csv").out())
        .startsWith("table,database,rows,found,same,sha256\r\n");
  }

  @Test
  void aDryRunOfItIsRefused() {
    assertThat(Run.gds("demo", "--dry-run").code()).isEqualTo(ExitCodes.USAGE);
  }

  @Test
  void anInterruptEndsItAndLeavesNothing() {
    Thread.currentThread().interrupt();
    Run run = Run.gds("demo");
    assertThat(run.code()).isNotZero();
    assertThat(run.out()).doesNotContain("Every comparison held");
  }

  @Test
  void itsDataIsTheSameAtEveryRun() {
    List<String> first = hashes(Run.gds("demo", "--output", "table").out());
    List<String> second = hashes(Run.gds("demo").out());
    assertThat(first).isNotEmpty().isEqualTo(second);
  }

  private static List<String> hashes(String story) {
    return Arrays.stream(story.split("\n")).filter(line -> line.contains(" same ")).toList();
  }
}
