package io.gds.database.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The command line, killed in the middle of its work by SIGKILL, of which it cannot learn. It is
 * stopped there first, so that the middle is the same at every run.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no SIGKILL to send")
class KilledTest {
  private static final int KILLED = 128 + 9;

  @TempDir private Path directory;
  private SqliteShelf shelf;
  private Map<String, Fingerprint> original;

  @BeforeEach
  void fill() throws Exception {
    shelf = new SqliteShelf(directory);
    shelf.fill("shop", "wal", 6_000, "new");
    original = shelf.content("shop");
  }

  private void killAt(String phase, int percent, String command) throws Exception {
    try (SqliteChild child = SqliteChild.stoppedAt(phase, percent, shelf.arguments(command))) {
      assertThat(child.kill()).isEqualTo(KILLED);
    }
  }

  private void succeeds(String command) {
    Run run = shelf.gds(command);
    assertThat(run.code()).as(command + ": " + run.err()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"copying pages, 50", "checking integrity, 0"})
  void aKilledBackupIsNoArchiveAndTheNextOneIsWhole(String phase, int percent) throws Exception {
    killAt(phase, percent, "backup shop --to DIR/b.gds");

    assertThat(shelf.unfinished()).isNotEmptyFile();
    assertThat(shelf.files()).doesNotContain("b.gds", "b.gds.manifest.json");
    assertThat(shelf.gds("verify DIR/b.gds").code()).isEqualTo(ExitCodes.NOT_FOUND_OR_EXISTS);
    assertThat(shelf.databases()).containsExactly("shop");
    assertThat(shelf.content("shop")).isEqualTo(original);
    succeeds("backup shop --to DIR/b.gds");
    assertThat(shelf.files()).containsExactly("b.gds", "b.gds.manifest.json", "shop.db");
    succeeds("verify DIR/b.gds --level restore-and-check");
  }

  @Test
  void aKilledCloneIsNoDatabaseAndTheNextOneIsWhole() throws Exception {
    killAt("copying pages", 50, "clone shop copy");

    assertThat(Files.size(shelf.unfinished()))
        .isBetween(1L, Files.size(shelf.file("shop")) * 9 / 10);
    assertNoCopy();
    succeeds("clone shop copy");
    assertThat(shelf.files()).containsExactly("copy.db", "shop.db");
    assertThat(shelf.content("copy")).isEqualTo(original);
  }

  @Test
  void aKilledRestoreUnderANewNameIsNoDatabaseAndTheNextOneIsWhole() throws Exception {
    succeeds("backup shop --to DIR/b.gds");
    killAt("copying the archive", 10, "restore copy --from DIR/b.gds");

    assertThat(Files.size(shelf.unfinished()))
        .isBetween(1L, Files.size(directory.resolve("b.gds")) * 9 / 10);
    assertNoCopy();
    succeeds("verify DIR/b.gds");
    succeeds("restore copy --from DIR/b.gds");
    assertThat(shelf.files()).containsExactly("b.gds", "b.gds.manifest.json", "copy.db", "shop.db");
    assertThat(shelf.content("copy")).isEqualTo(original);
  }

  private void assertNoCopy() throws Exception {
    assertThat(shelf.file("copy")).doesNotExist();
    assertThat(shelf.databases()).containsExactly("shop");
    assertThat(shelf.gds("describe copy").code()).isEqualTo(ExitCodes.NOT_FOUND_OR_EXISTS);
    assertThat(shelf.content("shop")).isEqualTo(original);
  }

  @ParameterizedTest
  @ValueSource(strings = {"delete", "wal"})
  void aRestoreKilledWhileItOverwritesLeavesTheOldContent(String journalMode) throws Exception {
    Map<String, Fingerprint> old = prepareOverwriting(journalMode);
    byte[] before = Files.readAllBytes(shelf.file("old"));
    killAt("writing pages", 50, "restore old --from DIR/b.gds --overwrite --yes");

    String log = journalMode.equals("wal") ? "-wal" : "-journal";
    assertThat(directory.resolve("old.db" + log)).isNotEmptyFile();
    if (log.equals("-journal")) {
      assertThat(Files.readAllBytes(shelf.file("old"))).isNotEqualTo(before);
    }
    assertThat(shelf.databases()).containsExactly("old", "shop");
    assertThat(shelf.content("old")).isEqualTo(old);
    assertThat(shelf.marks("old")).isEqualTo("old");
    assertTheNextOneIsWhole();
  }

  @Test
  void aRestoreKilledBeforeItOverwritesLeavesTheOldContent() throws Exception {
    Map<String, Fingerprint> old = prepareOverwriting("wal");
    killAt("copying the archive", 10, "restore old --from DIR/b.gds --overwrite --yes");

    assertThat(shelf.unfinished()).isNotEmptyFile();
    assertThat(shelf.databases()).containsExactly("old", "shop");
    assertThat(shelf.content("old")).isEqualTo(old);
    assertTheNextOneIsWhole();
  }

  /** The last page is told of when the transaction is over. */
  @ParameterizedTest
  @ValueSource(strings = {"delete", "wal"})
  void aRestoreKilledAfterTheLastPageHasTheNewContent(String journalMode) throws Exception {
    prepareOverwriting(journalMode);
    killAt("writing pages", 100, "restore old --from DIR/b.gds --overwrite --yes");

    assertThat(shelf.content("old")).isEqualTo(original);
    assertThat(shelf.marks("old")).isEqualTo("new");
    assertTheNextOneIsWhole();
  }

  private Map<String, Fingerprint> prepareOverwriting(String journalMode) throws Exception {
    shelf.fill("old", journalMode, 5_000, "old");
    succeeds("backup shop --to DIR/b.gds");
    return shelf.content("old");
  }

  private void assertTheNextOneIsWhole() throws Exception {
    succeeds("verify DIR/b.gds");
    succeeds("restore old --from DIR/b.gds --overwrite --yes");
    assertThat(shelf.content("old")).isEqualTo(original);
    assertThat(shelf.marks("old")).isEqualTo("new");
    assertThat(shelf.files()).containsExactly("b.gds", "b.gds.manifest.json", "old.db", "shop.db");
    succeeds("backup old --to DIR/c.gds");
    succeeds("verify DIR/c.gds --level restore");
  }
}
