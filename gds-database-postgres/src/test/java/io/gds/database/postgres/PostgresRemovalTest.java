package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.backup.BackupInfo;
import io.gds.database.core.archive.Directories;
import io.gds.database.error.ArchiveException;
import io.gds.database.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is removed where some of it cannot be. */
class PostgresRemovalTest {
  @TempDir Path directory;

  /** Cannot delete what has one of these in its name. */
  private static PostgresRemoval failing(List<Path> tried, String... stuck) {
    return new PostgresRemoval(
        "what is tried",
        path -> {
          tried.add(path);
          for (String name : stuck) {
            if (path.getFileName().toString().contains(name)) {
              throw new IOException(name + " is stuck");
            }
          }
          Directories.deleteTree(path);
        });
  }

  @Test
  void oneThatStaysKeepsNoneOfTheOthersAndAllThatStayAreNamed() throws IOException {
    Map<String, Path> spaces = Map.of("1", directory.resolve("one"), "2", directory.resolve("two"));
    PostgresServerTarget target = new PostgresServerTarget(directory.resolve("data"), spaces);
    target.fill(
        (data, places) -> {
          Files.writeString(data.resolve("backup_label"), "START WAL LOCATION");
          // As pg_basebackup leaves it.
          Files.createDirectory(data.resolve("pg_tblspc"));
          return List.of();
        },
        directory.resolve("archive"),
        Map.of());
    target.publish();
    List<Path> tried = new ArrayList<>();

    assertThatThrownBy(() -> target.remove(failing(tried, "one", "data")))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("one is stuck")
        .hasMessageContaining(directory.resolve("one") + ", " + directory.resolve("data"))
        .satisfies(e -> assertThat(e.getSuppressed()).isNotEmpty());

    assertThat(directory.resolve("one")).exists();
    assertThat(directory.resolve("two")).doesNotExist();
    assertThat(directory.resolve("data")).exists();
    target.remove();
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aTrialThatFailsSaysWhyEvenIfItsRestsStay() throws IOException {
    BackupInfo backup = new SampleBase("full").lie(directory);
    try (UnaskedEngine unasked = new UnaskedEngine(directory)) {
      PostgresServerTrial trial =
          new PostgresServerTrial(
              unasked.context(),
              PostgresBaseChain.of(backup, List.of()),
              directory.resolve("full"),
              Optional.empty(),
              false);
      List<Path> tried = new ArrayList<>();

      assertThatThrownBy(() -> trial.run(new QuietStep(), failing(tried, "full")))
          .isInstanceOf(ArchiveException.class)
          .satisfies(
              e ->
                  assertThat(e.getSuppressed())
                      .singleElement()
                      .satisfies(
                          left ->
                              assertThat(left)
                                  .isInstanceOf(StorageException.class)
                                  .hasMessageContaining("still there: " + trial.scratch())));
      assertThat(tried).hasSize(2).contains(trial.scratch());
      assertThat(tried.get(1)).doesNotExist();
    }
  }
}
