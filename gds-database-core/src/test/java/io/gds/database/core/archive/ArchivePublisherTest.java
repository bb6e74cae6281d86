package io.gds.database.core.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gds.database.error.AlreadyExistsException;
import io.gds.database.error.ArchiveException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.OperationCancelledException;
import io.gds.database.error.StorageException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchivePublisherTest {
  @TempDir Path directory;
  private Path archive;

  @BeforeEach
  void setUp() {
    archive = directory.resolve("shop.db");
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void whatIsStreamedIsPublishedWithItsHash() throws IOException {
    byte[] bytes = TestArchives.bytes(1_000_003, 1);
    try (ArchivePublisher publisher = ArchivePublisher.file(archive)) {
      assertThat(publisher.archive()).isEqualTo(archive);
      OutputStream out = publisher.output();
      out.write(bytes, 0, 10);
      out.write(bytes[10]);
      out.flush();
      out.write(bytes, 11, bytes.length - 11);
      assertThat(publisher.output()).isSameAs(out);
      assertThat(archive).doesNotExist();
      ArchiveContent content = publisher.seal(TestArchives.ON);
      assertThat(content).isEqualTo(ArchiveContent.ofFile(bytes.length, TestArchives.sha(bytes)));
      publisher.publish(TestArchives.manifest().content(content).build());
    }
    assertThat(archive).hasBinaryContent(bytes);
    assertThat(TestArchives.names(directory)).containsExactly("shop.db", "shop.db.manifest.json");
    assertThat(mode(archive)).isEqualTo("rw-------");
    assertThat(mode(ArchiveNames.manifestOf(archive))).isEqualTo("rw-------");
    assertThat(TestArchives.verify(archive).database()).isEqualTo("shop");
  }

  @Test
  void anArchiveWrittenByPathIsReadForItsHashAndClosedToOthers() throws IOException {
    byte[] bytes = TestArchives.bytes(100_000, 2);
    try (ArchivePublisher publisher = ArchivePublisher.file(archive)) {
      assertThat(publisher.partial()).exists().isEmptyFile();
      assertThat(mode(publisher.partial())).isEqualTo("rw-------");
      Files.delete(publisher.partial());
      Files.write(publisher.partial(), bytes);
      Files.setPosixFilePermissions(
          publisher.partial(), PosixFilePermissions.fromString("rw-r--r--"));
      ArchiveContent content = publisher.seal(TestArchives.ON);
      assertThat(content.sha256()).isEqualTo(TestArchives.sha(bytes));
      publisher.publish(TestArchives.manifest().content(content).build());
    }
    assertThat(mode(archive)).isEqualTo("rw-------");
    TestArchives.verify(archive);
  }

  @Test
  void aDirectoryIsPublishedWithAllItsMembers() throws IOException {
    Manifest manifest = TestArchives.publishDirectory(archive);
    assertThat(manifest.content().members())
        .extracting(ArchiveMember::name)
        .containsExactly("data/1.dat", "data/deep/2.dat", "empty/", "toc.dat");
    assertThat(manifest.content().bytes()).isEqualTo(201_000);
    assertThat(mode(archive)).isEqualTo("rwx------");
    assertThat(TestArchives.verify(archive)).isEqualTo(manifest);
    TestArchives.assertClean(directory);
  }

  @Test
  void closingWithoutPublishingLeavesNothing() throws IOException {
    for (int stage = 0; stage < 3; stage++) {
      try (ArchivePublisher publisher = ArchivePublisher.file(archive)) {
        if (stage > 0) {
          publisher.output().write(TestArchives.bytes(70_000, 3));
        }
        if (stage > 1) {
          publisher.seal(TestArchives.ON);
        }
      }
      assertThat(TestArchives.names(directory)).isEmpty();
    }
    try (ArchivePublisher publisher = ArchivePublisher.directory(archive)) {
      Files.createDirectory(publisher.partial().resolve("sub"));
      Files.createFile(publisher.partial().resolve("sub/file"));
    }
    assertThat(TestArchives.names(directory)).isEmpty();
  }

  @Test
  void anExistingNameIsRefusedAtOnceWhateverHasIt() throws IOException {
    for (String taken : List.of("shop.db", "shop.db.manifest.json")) {
      Path path = directory.resolve(taken);
      Files.writeString(path, "old");
      assertThatThrownBy(() -> ArchivePublisher.file(archive))
          .isInstanceOf(AlreadyExistsException.class)
          .hasMessageContaining(path.toString());
      assertThat(path).hasContent("old");
      Files.delete(path);
    }
    Files.createDirectory(archive);
    assertThatThrownBy(() -> ArchivePublisher.file(archive))
        .isInstanceOf(AlreadyExistsException.class);
    Files.delete(archive);
    Files.createSymbolicLink(archive, directory.resolve("nowhere"));
    assertThatThrownBy(() -> ArchivePublisher.directory(archive))
        .isInstanceOf(AlreadyExistsException.class);
  }

  @Test
  void aNameTakenMeanwhileIsNeverOverwritten() throws IOException {
    for (boolean links : new boolean[] {true, false}) {
      for (String taken : List.of("shop.db", "shop.db.manifest.json")) {
        Path path = directory.resolve(taken);
        try (ArchivePublisher publisher =
            ArchivePublisher.begin(
                archive,
                false,
                new FailingActions(0, links, action -> {}),
                ProcessMark.current())) {
          publisher.output().write(1);
          Manifest manifest =
              TestArchives.manifest().content(publisher.seal(TestArchives.ON)).build();
          Files.writeString(path, "somebody else's");
          assertThatThrownBy(() -> publisher.publish(manifest))
              .isInstanceOf(AlreadyExistsException.class);
        }
        assertThat(path).hasContent("somebody else's");
        assertThat(TestArchives.names(directory)).containsExactly(taken);
        Files.delete(path);
      }
    }
  }

  @Test
  void aDirectoryTakenMeanwhileIsNeverOverwritten() throws IOException {
    try (ArchivePublisher publisher = ArchivePublisher.directory(archive)) {
      Files.createDirectory(archive);
      assertThatThrownBy(() -> TestArchives.finishDirectory(publisher))
          .isInstanceOf(AlreadyExistsException.class);
    }
    assertThat(TestArchives.names(directory)).containsExactly("shop.db");
    assertThat(TestArchives.names(archive)).isEmpty();
  }

  @Test
  void ofManyWritersOfOneNameExactlyOneWins() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Throwable>> writers =
          IntStream.range(0, 24)
              .<Callable<Throwable>>mapToObj(
                  i ->
                      () ->
                          catchThrowable(
                              () -> TestArchives.publish(archive, TestArchives.bytes(5000, i))))
              .toList();
      int won = 0;
      for (Future<Throwable> result : pool.invokeAll(writers)) {
        if (result.get() == null) {
          won++;
        } else {
          assertThat(result.get()).isInstanceOf(AlreadyExistsException.class);
        }
      }
      assertThat(won).isEqualTo(1);
    } finally {
      pool.shutdown();
    }
    TestArchives.assertClean(directory);
    TestArchives.verify(archive);
  }

  @Test
  void theStepsComeInTheirOrder() throws IOException {
    try (ArchivePublisher publisher = ArchivePublisher.file(archive)) {
      Manifest any =
          TestArchives.manifest().content(ArchiveContent.ofFile(0, TestArchives.sha(""))).build();
      assertThatThrownBy(() -> publisher.publish(any)).isInstanceOf(IllegalStateException.class);
      OutputStream out = publisher.output();
      out.write(7);
      ArchiveContent content = publisher.seal(TestArchives.ON);
      assertThatThrownBy(() -> out.write(8)).isInstanceOf(IOException.class);
      assertThatThrownBy(publisher::output).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> publisher.seal(TestArchives.ON))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> publisher.publish(any)).isInstanceOf(IllegalArgumentException.class);
      publisher.publish(TestArchives.manifest().content(content).build());
      assertThatThrownBy(() -> publisher.publish(any)).isInstanceOf(IllegalStateException.class);
    }
    try (ArchivePublisher publisher = ArchivePublisher.directory(directory.resolve("d"))) {
      assertThatThrownBy(publisher::output).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> publisher.seal(TestArchives.ON))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("nothing was written into it");
    }
    TestArchives.assertClean(directory);
  }

  @Test
  void anArchiveThatWasChangedBehindOurBackIsNotSealed() throws IOException {
    try (ArchivePublisher publisher = ArchivePublisher.file(archive)) {
      publisher.output().write(TestArchives.bytes(100, 1));
      publisher.output().flush();
      Files.write(publisher.partial(), new byte[500]);
      assertThatThrownBy(() -> publisher.seal(TestArchives.ON))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("somebody else changed");
    }
    assertThat(TestArchives.names(directory)).isEmpty();
  }

  @Test
  void linksInsideADirectoryAreRefused() throws IOException {
    try (ArchivePublisher publisher = ArchivePublisher.directory(archive)) {
      Files.createSymbolicLink(publisher.partial().resolve("passwd"), Path.of("/etc/passwd"));
      assertThatThrownBy(() -> publisher.seal(TestArchives.ON))
          .isInstanceOfSatisfying(
              ArchiveException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.ARCHIVE_UNSAFE));
    }
    assertThat(Path.of("/etc/passwd")).exists();
    assertThat(TestArchives.names(directory)).isEmpty();
  }

  @Test
  void sealingByPathCanBeStopped() throws IOException {
    try (ArchivePublisher publisher = ArchivePublisher.file(archive)) {
      Files.write(publisher.partial(), TestArchives.bytes(500_000, 4));
      int[] asked = {0};
      assertThatThrownBy(
              () ->
                  publisher.seal(
                      () -> {
                        if (++asked[0] == 3) {
                          throw new IllegalStateException("stop");
                        }
                      }))
          .hasMessage("stop");
    }
    assertThat(TestArchives.names(directory)).isEmpty();
  }

  @Test
  void anInterruptWhileWritingCancelsAndIsKept() throws Exception {
    try (ArchivePublisher publisher = ArchivePublisher.file(archive)) {
      OutputStream out = publisher.output();
      Thread.currentThread().interrupt();
      Throwable thrown = catchThrowable(() -> out.write(new byte[100_000]));
      assertThat(Thread.interrupted()).isTrue();
      assertThat(thrown).isInstanceOf(OperationCancelledException.class);
      assertThatThrownBy(() -> publisher.seal(TestArchives.ON))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThat(TestArchives.names(directory)).isEmpty();
  }

  @Test
  void anInterruptWhilePublishingComesAfterwards() throws IOException {
    try (ArchivePublisher publisher = ArchivePublisher.file(archive)) {
      publisher.output().write(1);
      Manifest manifest = TestArchives.manifest().content(publisher.seal(TestArchives.ON)).build();
      Thread.currentThread().interrupt();
      publisher.publish(manifest);
      assertThat(Thread.interrupted()).isTrue();
    }
    TestArchives.verify(archive);
  }

  @Test
  void aDirectoryThatIsNotThereIsNamedWithARemedy() {
    Path gone = directory.resolve("gone/shop.db");
    StorageException failed =
        catchThrowableOfType(StorageException.class, () -> ArchivePublisher.file(gone));
    assertThat(failed.code()).isEqualTo(ErrorCode.STORAGE_FAILED);
    assertThat(failed.path()).contains(gone.toString());
    assertThat(failed.remedy().orElseThrow()).contains("Create the directory " + gone.getParent());
  }

  @Test
  void aDirectoryThatVanishesMeanwhileIsAStorageFailure() throws IOException {
    Path mount = Files.createDirectory(directory.resolve("mount"));
    try (ArchivePublisher publisher = ArchivePublisher.file(mount.resolve("shop.db"))) {
      publisher.output().write(1);
      Directories.deleteTree(mount);
      assertThatThrownBy(() -> publisher.seal(TestArchives.ON))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("the directory is not there");
    }
    Files.createDirectory(mount);
    try (ArchivePublisher publisher = ArchivePublisher.file(mount.resolve("shop.db"))) {
      publisher.output().write(1);
      Manifest manifest = TestArchives.manifest().content(publisher.seal(TestArchives.ON)).build();
      Directories.deleteTree(mount);
      assertThatThrownBy(() -> publisher.publish(manifest)).isInstanceOf(StorageException.class);
      assertThatThrownBy(publisher::output).isInstanceOf(IllegalStateException.class);
    }
    Files.createDirectory(mount);
    try (ArchivePublisher publisher = ArchivePublisher.file(mount.resolve("shop.db"))) {
      Directories.deleteTree(mount);
      assertThatThrownBy(publisher::output).isInstanceOf(StorageException.class);
    }
  }

  @Test
  void leftoversOfADeadProcessAreSweptWhenTheNextArchiveIsBegun() throws IOException {
    Path left = directory.resolve(PartialName.of(archive, TestArchives.dead()).data());
    Files.write(left, new byte[10]);
    TestArchives.publish(archive, TestArchives.bytes(10, 1));
    TestArchives.assertClean(directory);
  }
}
