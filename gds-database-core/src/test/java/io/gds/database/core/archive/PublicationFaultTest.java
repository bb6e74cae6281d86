package io.gds.database.core.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.gds.database.core.archive.FailingActions.Crash;
import io.gds.database.core.archive.FailingActions.Fault;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every single thing done to the disk fails once, and the process dies at each of them once. */
class PublicationFaultTest {
  private static final int MORE_THAN_ALL = 200;

  @TempDir Path directory;

  static Stream<Arguments> ways() {
    return Stream.of(
        Arguments.of("file", true),
        Arguments.of("file", false),
        Arguments.of("path", true),
        Arguments.of("path", false),
        Arguments.of("directory", true),
        Arguments.of("directory", false));
  }

  private void attempt(Path archive, String kind, FileActions actions, ProcessMark mark)
      throws IOException {
    ArchivePublisher publisher =
        ArchivePublisher.begin(archive, kind.equals("directory"), actions, mark);
    // Not by try-with-resources: a process that has died closes nothing.
    try {
      switch (kind) {
        case "file" -> TestArchives.finish(publisher, TestArchives.bytes(150_000, 5));
        case "path" -> {
          Files.write(publisher.partial(), TestArchives.bytes(1000, 6));
          publisher.publish(
              TestArchives.manifest().content(publisher.seal(TestArchives.ON)).build());
        }
        default -> TestArchives.finishDirectory(publisher);
      }
    } catch (RuntimeException | IOException e) {
      publisher.close();
      throw e;
    }
    publisher.close();
  }

  /** Strikes at each action in turn; returns at how many. */
  private int strikeEach(String kind, boolean links, ProcessMark mark, Fault fault, Aftermath check)
      throws IOException {
    for (int turn = 1; turn < MORE_THAN_ALL; turn++) {
      Path at = Files.createDirectory(directory.resolve("turn" + turn));
      Path archive = at.resolve("shop.db");
      FailingActions actions = new FailingActions(turn, links, fault);
      Throwable thrown = catchThrowable(() -> attempt(archive, kind, actions, mark));
      if (actions.count < turn) {
        assertThat(thrown).isNull();
        return turn - 1;
      }
      TestArchives.assertNoHalfArchive(at);
      check.look(at, archive, thrown);
      Directories.deleteTree(at);
    }
    throw new AssertionError("there is no end to it");
  }

  private interface Aftermath {
    void look(Path at, Path archive, Throwable thrown) throws IOException;
  }

  @ParameterizedTest
  @MethodSource("ways")
  void aFailureAtAnyPointLeavesNothingAndACleanRetryWorks(String kind, boolean links)
      throws IOException {
    Fault full =
        action -> {
          throw new IOException("No space left on device");
        };
    int struck =
        strikeEach(
            kind,
            links,
            ProcessMark.current(),
            full,
            (at, archive, thrown) -> {
              if (thrown == null) {
                // Only the removal of leftovers failed, after the archive was published.
                TestArchives.verify(archive);
                return;
              }
              assertThat(thrown)
                  .isInstanceOfSatisfying(
                      StorageException.class,
                      e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_FULL));
              assertThat(archive).doesNotExist();
              assertThat(TestArchives.names(at)).isEmpty();
              attempt(archive, kind, new FileActions(), ProcessMark.current());
              TestArchives.assertClean(at);
            });
    assertThat(struck).isGreaterThan(10);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void aCrashAtAnyPointLeavesNothingThatLooksLikeAnArchiveAndTheNextRunIsClean(
      String kind, boolean links) throws IOException {
    Fault crash =
        action -> {
          throw new Crash();
        };
    int struck =
        strikeEach(
            kind,
            links,
            TestArchives.dead(),
            crash,
            (at, archive, thrown) -> {
              assertThat(thrown).isInstanceOf(Crash.class);
              boolean published = Files.exists(archive);
              ArchiveSweeper.sweep(at, Duration.ofDays(1), Instant.now());
              TestArchives.assertClean(at);
              assertThat(Files.exists(archive)).isEqualTo(published);
              if (!published) {
                attempt(archive, kind, new FileActions(), ProcessMark.current());
              }
              TestArchives.verify(archive);
              TestArchives.assertClean(at);
            });
    assertThat(struck).isGreaterThan(10);
  }
}
