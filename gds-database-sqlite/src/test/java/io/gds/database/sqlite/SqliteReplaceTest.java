package io.gds.database.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gds.database.DropOptions;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.Location;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.error.AlreadyExistsException;
import io.gds.database.error.DatabaseInUseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.ProgressUnit;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What has the name of a restored database and cannot be overwritten by SQLite itself. */
class SqliteReplaceTest {
  private final Sandbox sandbox = new Sandbox();

  @AfterEach
  void close() {
    sandbox.close();
  }

  /** A backup of 100 rows marked new. */
  private Path backup(String journalMode) {
    SqliteDatabase source = sandbox.filled("new", journalMode, 100);
    Path archive = sandbox.backups().resolve("new.gds");
    source.backup(BackupOptions.to(archive));
    source.drop(DropOptions.defaults());
    return archive;
  }

  private static RestoreOptions over(Path archive, boolean force) {
    return RestoreOptions.builder().from(archive).overwrite(true).force(force).build();
  }

  private RestoreInfo restore(Path archive, SqliteRestoration restoration, PlainStep step) {
    return restoration.restore(
        SqliteArchive.at(Location.local(archive), context().connections()),
        sandbox.engine().inspectBackup(Location.local(archive)),
        sandbox.file("old"),
        over(archive, false),
        step);
  }

  private SqliteContext context() {
    return ((DefaultSqliteEngine) sandbox.engine()).context();
  }

  private String marks() {
    return Sandbox.ask(sandbox.file("old"), "SELECT min(mark) || ' ' || count(*) FROM item");
  }

  private void damage() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(sandbox.file("old").toFile(), "rw")) {
      file.setLength(600);
    }
  }

  @Test
  void aTargetThatIsDamagedIsReplaced() throws Exception {
    Path archive = backup("delete");
    sandbox.filled("old", "delete", 500);
    damage();
    Files.write(SideFiles.with(sandbox.file("old"), "-journal"), new byte[2048]);

    sandbox.database("old").restore(over(archive, true));

    assertThat(marks()).isEqualTo("new 100");
    assertThat(sandbox.files()).containsExactly("old.db");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aDamagedTargetThatThisProcessHasOpenIsNotReplaced(boolean force) throws Exception {
    Path archive = backup("delete");
    sandbox.filled("old", "delete", 500);
    assumeTrue(
        SqliteHolders.of(sandbox.file("old")).isPresent(),
        "skipped, because there is no /proc here");
    try (Connection own = Sandbox.connect(sandbox.file("old"))) {
      Sandbox.ask(own, "SELECT count(*) FROM item");
      damage();

      assertThatThrownBy(() -> sandbox.database("old").restore(over(archive, force)))
          .isInstanceOf(DatabaseInUseException.class)
          .hasMessageContaining("open in this process");
    }
    assertThat(sandbox.file("old")).hasSize(600);
    assertThat(sandbox.files()).containsExactly("old.db");
  }

  @Test
  void aDamagedTargetThatAnotherProcessHasOpenIsNotReplaced() throws Exception {
    Path archive = backup("delete");
    sandbox.filled("old", "delete", 500);
    assumeTrue(
        SqliteHolders.of(sandbox.file("old")).isPresent(),
        "skipped, because there is no /proc here");
    try (ChildJvm child =
        ChildJvm.start("hold", sandbox.file("old").toString(), "SELECT 1 FROM item")) {
      child.awaitLine("HOLDING");
      damage();

      assertThatThrownBy(() -> sandbox.database("old").restore(over(archive, true)))
          .isInstanceOf(DatabaseInUseException.class)
          .hasMessageContaining("open in process " + child.pid());
    }
    assertThat(sandbox.file("old")).hasSize(600);
  }

  /** The superuser without his rights is denied the descriptors of those who have theirs. */
  @Test
  void aDamagedTargetIsNotReplacedWithoutForceWhereNotAllProcessesCanBeLookedInto()
      throws Exception {
    List<String> powerless = List.of("setpriv", "--bounding-set=-all");
    assumeTrue(
        runs(powerless), "skipped, because a process cannot be started here with fewer rights");
    Path archive = backup("delete");
    sandbox.filled("old", "delete", 500);
    damage();

    try (ChildJvm child =
        ChildJvm.start(
            powerless, "restore", sandbox.data().toString(), "old", archive.toString())) {
      assertThat(child.await().output())
          .contains("FAILED " + ErrorCode.DATABASE_IN_USE)
          .contains("cannot be seen here");
    }

    assertThat(sandbox.file("old")).hasSize(600);
    sandbox.database("old").restore(over(archive, true));
    assertThat(marks()).isEqualTo("new 100");
  }

  private static boolean runs(List<String> prefix) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(
                  List.of(
                      prefix.get(0),
                      prefix.get(1),
                      "cat",
                      "/proc/" + ProcessHandle.current().pid() + "/environ"))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 1;
    } catch (IOException e) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"shopping list", "-", "\0"})
  void aFileThatIsNoDatabaseIsNotOverwrittenEvenByForce(String text) throws Exception {
    Path archive = backup("delete");
    for (int times : new int[] {1, 2_000}) {
      Path precious = Files.writeString(sandbox.file("old"), text.repeat(times));
      for (boolean force : new boolean[] {false, true}) {
        assertThatThrownBy(() -> sandbox.database("old").restore(over(archive, force)))
            .isInstanceOfSatisfying(
                AlreadyExistsException.class,
                e -> assertThat(e.remedy().orElseThrow()).startsWith("Move away"))
            .hasMessageContaining("no SQLite database");
      }
      assertThat(precious).hasContent(text.repeat(times));
    }
    assertThat(sandbox.files()).containsExactly("old.db");
  }

  @Test
  void aFileThatTookTheNameSinceItWasLookedAtIsNotOverwritten() throws Exception {
    Path archive = backup("delete");
    Path precious = Files.writeString(sandbox.file("old"), "shopping list\n".repeat(200));

    assertThatThrownBy(
            () -> restore(archive, new SqliteRestoration(context(), "old"), new PlainStep()))
        .isInstanceOf(AlreadyExistsException.class)
        .hasMessageContaining("no SQLite database");

    assertThat(precious).hasContent("shopping list\n".repeat(200));
    assertThat(sandbox.files()).containsExactly("old.db");
  }

  @Test
  void anEmptyFileIsOverwritten() throws Exception {
    Path archive = backup("delete");
    Files.createFile(sandbox.file("old"));

    sandbox.database("old").restore(over(archive, false));

    assertThat(marks()).isEqualTo("new 100");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aJournalModeThatSqliteDoesNotTakeIsLeftToDo(boolean exists) {
    Path archive = backup("wal");
    if (exists) {
      sandbox.filled("old", "delete", 5);
    }

    RestoreInfo info =
        restore(
            archive,
            new SqliteRestoration(context(), "old", (file, mode) -> "delete"),
            new PlainStep());

    assertThat(info.next())
        .containsExactly(
            "Run PRAGMA journal_mode = WAL where that is possible; here SQLite stays with delete.");
    assertThat(marks()).isEqualTo("new 100");
  }

  /**
   * Somebody who puts a directory where SQLite has logs, when a phase of the work is at its end.
   */
  private static final class Disturber extends PlainStep {
    private final Path directory;
    private final String phase;

    Disturber(Path directory, String phase) {
      this.directory = directory;
      this.phase = phase;
    }

    @Override
    public void progress(String now, long done, OptionalLong total, ProgressUnit unit) {
      if (!now.equals(phase) || done != total.orElse(-1)) {
        return;
      }
      for (String name : Listing.names(directory, "looking")) {
        if (name.endsWith(".partial")) {
          try {
            Files.createDirectories(directory.resolve(name + "-journal").resolve("full"));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aLeftoverThatCannotBeRemovedIsNoFailureOfTheRestore(boolean exists) {
    Path archive = backup("delete");
    if (exists) {
      sandbox.filled("old", "delete", 5);
    }

    RestoreInfo info =
        restore(
            archive,
            new SqliteRestoration(context(), "old"),
            new Disturber(sandbox.data(), exists ? "writing pages" : "copying the archive"));

    assertThat(info.target()).isEqualTo("old");
    assertThat(marks()).isEqualTo("new 100");
    assertThat(sandbox.files())
        .as("the leftover that cannot be removed, and nothing else")
        .hasSize(2)
        .contains("old.db")
        .anyMatch(name -> name.endsWith(".partial-journal"));
  }
}
