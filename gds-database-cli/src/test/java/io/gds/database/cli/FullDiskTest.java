package io.gds.database.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line, when the disk it writes to is full already, or fills up meanwhile. */
class FullDiskTest {
  private static final String BALLAST = "ballast";

  @TempDir private Path directory;
  private SqliteShelf source;
  private SqliteShelf disk;

  @BeforeEach
  void mount() throws Exception {
    Path mounted = Files.createDirectory(directory.resolve("disk"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", mounted.toString()),
        "skipped, because this user or container may not mount a small file system");
    disk = new SqliteShelf(mounted);
    source = new SqliteShelf(Files.createDirectory(directory.resolve("source")));
    source.fill("shop", "wal", 4_000, "new");
    assertThat(source.gds("backup shop --to DIR/b.gds").code()).isZero();
  }

  @AfterEach
  void unmount() throws Exception {
    run("umount", directory.resolve("disk").toString());
  }

  private static boolean run(String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** All that is left but so many bytes. */
  private void leave(long bytes) throws IOException {
    long free = Files.getFileStore(disk.directory()).getUsableSpace();
    Files.write(disk.directory().resolve(BALLAST), new byte[(int) (free - bytes)]);
  }

  private void takeAll() {
    try (OutputStream ballast = Files.newOutputStream(disk.directory().resolve(BALLAST))) {
      for (byte[] page = new byte[4096]; ; ) {
        ballast.write(page);
      }
    } catch (IOException e) {
      if (!String.valueOf(e.getMessage()).contains("No space")) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private String inPlaces(String command) {
    return command
        .replace("OVER", "--overwrite --yes")
        .replace("DISK", disk.directory().toString())
        .replace("SOURCE", source.directory().toString());
  }

  private void assertFull(Run run) {
    assertThat(run.code()).as(run.out() + run.err()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.out())
        .containsPattern("\"error\" : \\{\\s+\"code\" : \"STORAGE_FULL\"")
        .contains("\"outcome\" : \"FAILED\"");
    assertThat(run.err())
        .containsPattern("gds: .* failed: .*(is full|bytes free).*\\[STORAGE_FULL")
        .containsPattern("gds: .* failed: .*" + disk.directory() + ".*\\[STORAGE_FULL")
        .contains("gds: remedy: Free space")
        .doesNotContain("Exception");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--url sqlite:SOURCE backup shop --to DISK/new.gds",
        "--url sqlite:SOURCE clone shop new --target-url sqlite:DISK",
        "--url sqlite:DISK clone old new",
        "--url sqlite:DISK restore new --from SOURCE/b.gds",
        "--url sqlite:DISK restore old --from SOURCE/b.gds OVER"
      })
  void onADiskThatIsFullNothingIsBegun(String command) throws Exception {
    disk.fill("old", "delete", 500, "old");
    Map<String, Fingerprint> original = source.content("shop");
    Map<String, Fingerprint> old = disk.content("old");
    leave(200_000);

    Run run = Run.gds(inPlaces(command + " --output json").split(" "));

    assertFull(run);
    assertThat(run.out()).contains("NOT_STARTED").doesNotContain("\"status\" : \"FAILED\"");
    assertThat(disk.files()).containsExactly(BALLAST, "old.db");
    assertThat(disk.content("old")).isEqualTo(old);
    assertThat(source.content("shop")).isEqualTo(original);
  }

  @ParameterizedTest
  @CsvSource({
    "copying pages, 0, delete, --url sqlite:SOURCE backup shop --to DISK/new.gds",
    "checking integrity, 0, delete, --url sqlite:SOURCE backup shop --to DISK/new.gds",
    "copying pages, 0, delete, --url sqlite:SOURCE clone shop new --target-url sqlite:DISK",
    "copying pages, 0, wal, --url sqlite:DISK clone old new",
    "copying pages, 100, wal, --url sqlite:DISK clone old new",
    "copying the archive, 0, delete, --url sqlite:DISK restore new --from SOURCE/b.gds",
    "copying the archive, 100, delete, --url sqlite:DISK restore new --from SOURCE/b.gds",
    "copying the archive, 0, wal, --url sqlite:DISK restore old --from SOURCE/b.gds OVER",
    "writing pages, 0, delete, --url sqlite:DISK restore old --from SOURCE/b.gds OVER",
    "writing pages, 0, wal, --url sqlite:DISK restore old --from SOURCE/b.gds OVER"
  })
  void onADiskThatFillsUpMeanwhileAllIsAsBeforeAndTheNextRunSucceeds(
      String phase, int percent, String journalMode, String command) throws Exception {
    disk.fill("old", journalMode, 3_000, "old");
    Map<String, Fingerprint> original = source.content("shop");
    Map<String, Fingerprint> old = disk.content("old");
    String[] arguments = inPlaces(command + " --output json").split(" ");

    WatchedBar bar = new WatchedBar(phase, percent, this::takeAll);
    Run run = bar.gds(arguments);

    assertThat(bar.done()).isTrue();
    assertFull(run);
    assertThat(disk.files()).containsExactly(BALLAST, "old.db");
    Files.delete(disk.directory().resolve(BALLAST));
    assertThat(disk.marks("old")).isEqualTo("old");
    assertThat(disk.content("old")).isEqualTo(old);
    assertThat(source.content("shop")).isEqualTo(original);
    Run next = Run.gds(arguments);
    assertThat(next.code()).as(next.err()).isZero();
    assertThat(disk.files()).noneMatch(name -> name.contains(".partial"));
  }

  /** The last page is told of when the transaction is over: what comes after cannot undo it. */
  @ParameterizedTest
  @ValueSource(strings = {"delete", "wal"})
  void onADiskThatFillsUpAfterTheLastPageTheNewContentIsThereAndIsNotCalledAFailure(
      String journalMode) throws Exception {
    disk.fill("old", journalMode, 3_000, "old");

    WatchedBar bar = new WatchedBar("writing pages", 100, this::takeAll);
    Run run =
        bar.gds(inPlaces("--url sqlite:DISK restore old --from SOURCE/b.gds OVER").split(" "));

    assertThat(bar.done()).isTrue();
    assertThat(run.code()).as(run.err()).isZero();
    if (journalMode.equals("delete")) {
      assertThat(run.out()).contains("Run PRAGMA journal_mode = WAL", "the disk or quota is full");
    }
    Files.delete(disk.directory().resolve(BALLAST));
    assertThat(disk.marks("old")).isEqualTo("new");
    assertThat(disk.content("old")).isEqualTo(source.content("shop"));
  }

  @Test
  void theArchiveThatIsMadeOnceThereIsRoomAgainIsWhole() throws Exception {
    leave(200_000);
    String backup = inPlaces("backup shop --to DISK/new.gds");
    assertThat(source.gds(backup).code()).isEqualTo(ExitCodes.FAILED);
    Files.delete(disk.directory().resolve(BALLAST));

    assertThat(source.gds(backup).code()).isZero();
    assertThat(disk.gds("verify DIR/new.gds --level restore-and-check").code()).isZero();
    assertThat(disk.files()).isEqualTo(List.of("new.gds", "new.gds.manifest.json"));
  }
}
