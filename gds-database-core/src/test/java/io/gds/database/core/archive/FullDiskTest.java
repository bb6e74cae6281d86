package io.gds.database.core.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gds.database.error.ErrorCode;
import io.gds.database.error.StorageException;
import io.gds.database.operation.Check;
import io.gds.database.operation.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real file system of one mebibyte, where the system lets us mount one. */
class FullDiskTest {
  private static final int MEBIBYTE = 1024 * 1024;

  @TempDir Path directory;
  private boolean mounted;

  @BeforeEach
  void mount() throws Exception {
    mounted = run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", directory.toString());
    assumeTrue(mounted, "skipped, because mounting a small file system is not permitted here");
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      assertThat(run("umount", directory.toString())).isTrue();
    }
  }

  private static boolean run(String... command) throws Exception {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aFullDiskLeavesTheOldArchiveAndNothingElse() throws IOException {
    Path old = directory.resolve("old.db");
    Manifest manifest = TestArchives.publish(old, TestArchives.bytes(300_000, 1));
    Path next = directory.resolve("new.db");
    byte[] tooMuch = TestArchives.bytes(4 * MEBIBYTE, 2);
    StorageException full =
        catchThrowableOfType(StorageException.class, () -> TestArchives.publish(next, tooMuch));
    assertThat(full.code()).isEqualTo(ErrorCode.STORAGE_FULL);
    assertThat(full.path()).contains(next.toString());
    assertThat(full.remedy().orElseThrow()).contains("Free space in " + directory);
    assertThat(TestArchives.names(directory)).containsExactly("old.db", "old.db.manifest.json");
    assertThat(TestArchives.verify(old)).isEqualTo(manifest);
    TestArchives.publish(next, TestArchives.bytes(300_000, 3));
    TestArchives.assertClean(directory);
  }

  @Test
  void roomForTheDataButNotForTheManifestIsAFullDiskToo() throws IOException {
    Path archive = directory.resolve("shop.db");
    boolean manifestDidNotFit = false;
    for (int size = MEBIBYTE; size > 0; size -= 4096) {
      byte[] bytes = TestArchives.bytes(size, size);
      Throwable thrown = catchThrowable(() -> TestArchives.publish(archive, bytes));
      if (thrown == null) {
        break;
      }
      assertThat(thrown)
          .isInstanceOfSatisfying(
              StorageException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_FULL));
      manifestDidNotFit |= thrown.getMessage().startsWith("publishing");
      assertThat(TestArchives.names(directory)).isEmpty();
    }
    assertThat(manifestDidNotFit).isTrue();
    TestArchives.verify(archive);
  }

  @Test
  void aReadOnlyFileSystemIsNamedAsSuch() throws Exception {
    Path archive = directory.resolve("shop.db");
    assertThat(run("mount", "-o", "remount,ro", directory.toString())).isTrue();
    StorageException refused =
        catchThrowableOfType(StorageException.class, () -> ArchivePublisher.file(archive));
    assertThat(refused.code()).isEqualTo(ErrorCode.STORAGE_READ_ONLY);
    assertThat(refused.path()).contains(archive.toString());
    assertThat(refused.remedy().orElseThrow()).contains("write to " + directory);
  }

  @Test
  void aFileSystemThatTurnsReadOnlyMeanwhileIsNamedAsSuch() throws Exception {
    Path archive = directory.resolve("shop.db");
    ArchivePublisher publisher = ArchivePublisher.file(archive);
    publisher.output().write(1);
    Manifest manifest = TestArchives.manifest().content(publisher.seal(TestArchives.ON)).build();
    assertThat(run("mount", "-o", "remount,ro", directory.toString())).isTrue();
    for (Throwable refused :
        new Throwable[] {
          catchThrowable(() -> publisher.publish(manifest)), catchThrowable(publisher::close)
        }) {
      assertThat(refused)
          .isInstanceOfSatisfying(
              StorageException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_READ_ONLY));
    }
    assertThat(archive).doesNotExist();
  }

  @Test
  void freeSpaceIsMeasuredBeforehand() {
    Check enough = Directories.freeSpace(directory, 1000, TestArchives.STARTED);
    assertThat(enough.verdict()).isEqualTo(Verdict.PASSED);
    Check full = Directories.freeSpace(directory, 2 * MEBIBYTE, TestArchives.STARTED);
    assertThat(full.refused()).isTrue();
    assertThat(full.code()).isEqualTo(ErrorCode.STORAGE_FULL);
    assertThat(full.limit()).isEqualTo("at least 2097152 bytes");
    assertThat(full.remedy()).isNotEmpty();
  }
}
