package io.gds.database.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gds.database.backup.BackupOptions;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.StorageException;
import io.gds.database.operation.ProgressUnit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On a disk of four megabytes, a real one in memory. */
class SqliteFullDiskTest {
  private final Sandbox sandbox = new Sandbox();
  private Path disk;

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectory(sandbox.root().resolve("disk"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString()),
        "skipped, because this user or container may not mount a small file system");
  }

  @AfterEach
  void unmount() throws Exception {
    run("umount", disk.toString());
    sandbox.close();
  }

  private static boolean run(String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static void fill(Path file, String journalMode, int rows, String mark)
      throws SQLException {
    try (Connection connection = Sandbox.connect(file)) {
      Sandbox.run(
          connection,
          "pragma journal_mode = " + journalMode,
          "create table t (mark text, body blob)",
          """
          insert into t
          with recursive n(i) as (select 1 union all select i + 1 from n where i < %d)
          select '%s', randomblob(1000) from n
          """
              .formatted(rows, mark));
    }
  }

  private static String marks(Path file) throws SQLException {
    try (Connection connection = Sandbox.connect(file)) {
      return Sandbox.ask(connection, "select distinct mark from t")
          + " "
          + Sandbox.ask(connection, "pragma integrity_check");
    }
  }

  /** All that is left but so many bytes. */
  private void leave(long bytes) throws IOException {
    long free = Files.getFileStore(disk).getUsableSpace();
    Files.write(disk.resolve("ballast"), new byte[(int) Math.max(0, free - bytes)]);
  }

  /** With little old content, the disk is full only at the commit, after the last page. */
  @ParameterizedTest
  @CsvSource({"delete, 1000", "wal, 1000", "delete, 1", "wal, 1"})
  void overwritingThatRunsOutOfDiskIsAFailureAndLeavesTheOldContent(String journalMode, int oldRows)
      throws Exception {
    Path source = sandbox.root().resolve("new.db");
    fill(source, "delete", 1_500, "new");
    Path target = disk.resolve("old.db");
    fill(target, journalMode, oldRows, "old");
    leave(200_000);
    try (Workers workers = new Workers()) {
      SqliteConnections connections =
          new SqliteConnections(
              "test", Duration.ofSeconds(5), Duration.ofSeconds(1), workers.environment());

      assertThatThrownBy(
              () -> new SqliteInPlace(connections).restore(source, target, new PlainStep()))
          .isInstanceOf(DatabaseException.class)
          .satisfies(
              e -> assertThat(((DatabaseException) e).code()).isEqualTo(ErrorCode.STORAGE_FULL));
    }

    assertThat(marks(target)).isEqualTo("old ok");
  }

  /** The log has room, but not a second time in the file itself. */
  @Test
  void whatIsCommittedInTheLogIsASuccessThoughItCannotBeMovedIntoTheFileYet() throws Exception {
    Path source = sandbox.root().resolve("new.db");
    fill(source, "delete", 1_500, "new");
    Path target = disk.resolve("old.db");
    fill(target, "wal", 1, "old");
    leave(2_400_000);
    try (Workers workers = new Workers()) {
      SqliteConnections connections =
          new SqliteConnections(
              "test", Duration.ofSeconds(5), Duration.ofSeconds(1), workers.environment());

      new SqliteInPlace(connections).restore(source, target, new PlainStep());
    }

    assertThat(SideFiles.unfinished(target)).as("what is left in the log").isNotEmpty();
    assertThat(marks(target)).isEqualTo("new ok");
  }

  @Test
  void aTrialRestoreWithoutRoomIsRefusedBeforeAnythingIsWritten() throws Exception {
    Path archive = sandbox.root().resolve("archive.db");
    fill(archive, "delete", 1_000, "kept");
    leave(200_000);
    SqliteContext context = ((DefaultSqliteEngine) sandbox.engine()).context();
    PlainStep writingNothing =
        new PlainStep() {
          @Override
          public void progress(String phase, long done, OptionalLong total, ProgressUnit unit) {
            throw new AssertionError("it has begun: " + phase);
          }
        };

    assertThatThrownBy(
            () -> new SqliteTrialRestore(context, disk).restore(archive, "", true, writingNothing))
        .isInstanceOfSatisfying(
            StorageException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_FULL);
              assertThat(e.remedy().orElseThrow()).contains("java.io.tmpdir");
            })
        .hasMessageContaining(disk.toString());

    assertThat(Listing.names(disk, "looking")).containsExactly("ballast");
  }

  @Test
  void aBackupToAFullDiskIsRefusedBeforeAnythingIsWritten() throws Exception {
    fill(sandbox.file("load"), "wal", 1_000, "kept");
    leave(200_000);

    assertThatThrownBy(() -> sandbox.database("load").backup(BackupOptions.into(disk)))
        .isInstanceOf(StorageException.class);

    try (Stream<Path> files = Files.list(disk)) {
      assertThat(files.map(path -> path.getFileName().toString()).toList())
          .isEqualTo(List.of("ballast"));
    }
  }
}
