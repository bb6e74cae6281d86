package io.gds.database.core.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.StorageException;
import io.gds.database.operation.Check;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileHelpersTest {
  @TempDir Path directory;

  @Test
  void replacingPutsTheNewContentThereWholeAndLeavesNothingElse() throws IOException {
    Path file = directory.resolve("state");
    FileSync.replace(file, new byte[] {1, 2});
    FileSync.replace(file, new byte[] {3});
    assertThat(file).hasBinaryContent(new byte[] {3});
    assertThat(TestArchives.names(directory)).containsExactly("state");
  }

  @Test
  void aReplacementThatFailsLeavesTheOldContent() throws IOException {
    Path file = Files.createDirectories(directory.resolve("state/inside")).getParent();
    assertThatThrownBy(() -> FileSync.replace(file, new byte[] {1}))
        .isInstanceOf(StorageException.class);
    assertThat(file.resolve("inside")).exists();
    assertThat(TestArchives.names(directory)).containsExactly("state");
  }

  @Test
  void syncingReportsWhatIsNotThere() throws IOException {
    FileSync.directory(directory);
    FileSync.file(Files.createFile(directory.resolve("f")));
    assertThatThrownBy(() -> FileSync.file(directory.resolve("gone")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void uninterruptedWorkRunsToItsEndAndTheInterruptIsKept() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicBoolean done = new AtomicBoolean();
    AtomicBoolean kept = new AtomicBoolean();
    Thread thread =
        new Thread(
            () -> {
              Throwable thrown =
                  catchThrowable(
                      () ->
                          Uninterrupted.run(
                              () -> {
                                begun.countDown();
                                try {
                                  goOn.await();
                                } catch (InterruptedException e) {
                                  throw new IOException("interrupted after all", e);
                                }
                                done.set(true);
                              }));
              kept.set(thrown == null && Thread.currentThread().isInterrupted());
            });
    thread.start();
    begun.await();
    thread.interrupt();
    Thread.sleep(20);
    goOn.countDown();
    thread.join();
    assertThat(done).isTrue();
    assertThat(kept).isTrue();
  }

  @Test
  void failuresOfUninterruptedWorkAreThrownOn() {
    IOException checked = new IOException("a");
    assertThatThrownBy(
            () ->
                Uninterrupted.run(
                    () -> {
                      throw checked;
                    }))
        .isSameAs(checked);
    assertThatThrownBy(
            () ->
                Uninterrupted.run(
                    () -> {
                      throw new IllegalStateException("b");
                    }))
        .hasMessage("b");
  }

  @Test
  void deletingATreeDeletesLinksAndNotTheirTargets() throws IOException {
    Path outside = Files.createDirectory(directory.resolve("outside"));
    Files.createFile(outside.resolve("precious"));
    Path tree = Files.createDirectories(directory.resolve("tree/sub")).getParent();
    Files.createSymbolicLink(tree.resolve("link"), outside);
    Files.createFile(tree.resolve("sub/file"));
    Directories.deleteTree(tree);
    Directories.deleteTree(tree);
    assertThat(tree).doesNotExist();
    assertThat(outside.resolve("precious")).exists();
  }

  @Test
  void roomIsRefusedWhereThereIsNoDirectory() throws IOException {
    Check gone = Directories.freeSpace(directory.resolve("gone"), 1, TestArchives.STARTED);
    assertThat(gone.refused()).isTrue();
    assertThat(gone.code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(gone.measured()).isEqualTo("not there");
    Path file = Files.createFile(directory.resolve("file"));
    assertThat(Directories.freeSpace(file, 1, TestArchives.STARTED).measured())
        .isEqualTo("not a directory");
    assertThat(Directories.freeSpace(directory, 1, TestArchives.STARTED).refused()).isFalse();
  }

  @Test
  void failuresToWriteAreToldApart() {
    String path = directory.resolve("x").toString();
    Map<IOException, ErrorCode> table =
        Map.of(
            new IOException("No space left on device"), ErrorCode.STORAGE_FULL,
            new FileSystemException(path, null, "Disk quota exceeded"), ErrorCode.STORAGE_FULL,
            new IOException("There is not enough space on the disk"), ErrorCode.STORAGE_FULL,
            new FileSystemException(path, null, "Read-only file system"),
                ErrorCode.STORAGE_READ_ONLY,
            new AccessDeniedException(path), ErrorCode.STORAGE_READ_ONLY,
            new NoSuchFileException(path), ErrorCode.STORAGE_FAILED,
            new NotDirectoryException(path), ErrorCode.STORAGE_FAILED,
            new FileAlreadyExistsException(path), ErrorCode.ALREADY_EXISTS,
            new ClosedByInterruptException(), ErrorCode.CANCELLED,
            new IOException("Input/output error"), ErrorCode.STORAGE_FAILED);
    table.forEach(
        (cause, code) -> {
          DatabaseException failed =
              StorageFailures.writing(directory.resolve("x"), "writing", cause);
          assertThat(failed.code()).as(cause.toString()).isEqualTo(code);
          assertThat(failed).hasCause(cause).hasMessageContaining(path);
          assertThat(failed.details().get("path")).contains(path);
          assertThat(code == ErrorCode.CANCELLED || failed.remedy().isPresent()).isTrue();
        });
  }

  @Test
  void failuresToReadAreToldApart() {
    String path = directory.resolve("x").toString();
    Map<IOException, ErrorCode> table =
        Map.of(
            new AccessDeniedException(path), ErrorCode.STORAGE_UNREADABLE,
            new NoSuchFileException(path), ErrorCode.NOT_FOUND,
            new NotDirectoryException(path), ErrorCode.NOT_FOUND,
            new ClosedByInterruptException(), ErrorCode.CANCELLED,
            new IOException(), ErrorCode.STORAGE_FAILED);
    table.forEach(
        (cause, code) ->
            assertThat(StorageFailures.reading(directory.resolve("x"), "reading", cause).code())
                .as(cause.toString())
                .isEqualTo(code));
  }

  @Test
  void aFailureInAnUnknownLanguageLooksAtTheDiskItself() {
    // /proc is a file system without any room.
    DatabaseException failed =
        StorageFailures.writing(
            Path.of("/proc/x"), "writing", new IOException("Auf dem Gerät ist kein Platz"));
    assertThat(failed.code()).isEqualTo(ErrorCode.STORAGE_FULL);
    DatabaseException vanished =
        StorageFailures.writing(
            directory.resolve("gone/x"), "writing", new IOException("E/A-Fehler"));
    assertThat(vanished.code()).isEqualTo(ErrorCode.STORAGE_FAILED);
  }

  @Test
  void theRootIsItsOwnDirectory() {
    assertThat(StorageFailures.directoryOf(Path.of("/"))).isEqualTo(Path.of("/"));
  }
}
