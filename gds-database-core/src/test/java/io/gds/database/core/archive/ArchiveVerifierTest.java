package io.gds.database.core.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.connection.DatabaseType;
import io.gds.database.error.ArchiveException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.NotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveVerifierTest {
  private static final int SIZE = 200_003;

  @TempDir Path directory;
  private final byte[] bytes = TestArchives.bytes(SIZE, 42);
  private Path archive;
  private Path tree;
  private Manifest manifest;

  @BeforeEach
  void publish() throws IOException {
    archive = directory.resolve("shop.db");
    tree = directory.resolve("tree");
    manifest = TestArchives.publish(archive, bytes);
    TestArchives.publishDirectory(tree);
  }

  private static ArchiveException refusal(Path archive, VerifyLevel level) {
    ArchiveException refused =
        catchThrowableOfType(
            ArchiveException.class,
            () ->
                ArchiveVerifier.verify(
                    archive, DatabaseType.SQLITE, level, b -> {}, TestArchives.ON));
    assertThat(refused).isNotNull();
    assertThat(refused.path()).isPresent();
    assertThat(refused.remedy()).isPresent();
    return refused;
  }

  private static ErrorCode code(Path archive) {
    return refusal(archive, VerifyLevel.ARCHIVE).code();
  }

  @Test
  void aGoodArchiveIsProvedAtEachLevel() {
    for (VerifyLevel level : VerifyLevel.values()) {
      assertThat(
              ArchiveVerifier.verify(archive, DatabaseType.SQLITE, level, b -> {}, TestArchives.ON))
          .isEqualTo(manifest);
    }
    TestArchives.verify(tree);
  }

  @Test
  void everyTruncationIsDetectedEvenWithoutReading() throws IOException {
    for (int twentieth = 0; twentieth < 20; twentieth++) {
      Files.write(archive, Arrays.copyOf(bytes, SIZE * twentieth / 20));
      assertThat(refusal(archive, VerifyLevel.MANIFEST).code())
          .isEqualTo(ErrorCode.ARCHIVE_TRUNCATED);
      assertThat(code(archive)).isEqualTo(ErrorCode.ARCHIVE_TRUNCATED);
    }
    Files.write(archive, Arrays.copyOf(bytes, SIZE - 1));
    assertThat(refusal(archive, VerifyLevel.ARCHIVE))
        .hasMessageContaining("has 200002 bytes, 200003 were written");
  }

  @Test
  void eachOfAThousandFlippedBitsIsDetected() throws IOException {
    Random random = new Random(1);
    try (RandomAccessFile file = new RandomAccessFile(archive.toFile(), "rw")) {
      for (int i = 0; i < 1000; i++) {
        int at = random.nextInt(SIZE);
        file.seek(at);
        file.write(bytes[at] ^ (1 << random.nextInt(8)));
        assertThat(code(archive)).isEqualTo(ErrorCode.ARCHIVE_CORRUPT);
        file.seek(at);
        file.write(bytes[at]);
      }
    }
    TestArchives.verify(archive);
  }

  @Test
  void aChangedByteGoesUnseenOnlyAtTheLevelThatDoesNotRead() throws IOException {
    byte[] changed = bytes.clone();
    changed[7] ^= 1;
    Files.write(archive, changed);
    ArchiveVerifier.verify(
        archive, DatabaseType.SQLITE, VerifyLevel.MANIFEST, b -> {}, TestArchives.ON);
    assertThat(refusal(archive, VerifyLevel.RESTORE_AND_CHECK))
        .hasMessageContaining("is damaged: it has SHA-256 " + TestArchives.sha(changed));
  }

  @Test
  void whatWasAppendedIsDetected() throws IOException {
    Files.write(archive, Arrays.copyOf(bytes, SIZE + 1));
    assertThat(refusal(archive, VerifyLevel.MANIFEST).code()).isEqualTo(ErrorCode.ARCHIVE_CORRUPT);
  }

  @Test
  void whatIsMissingIsSaid() throws IOException {
    Path gone = directory.resolve("gone.db");
    assertThatThrownBy(() -> TestArchives.verify(gone))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining(gone.toString());
    Files.delete(ArchiveNames.manifestOf(archive));
    ArchiveException noManifest = refusal(archive, VerifyLevel.MANIFEST);
    assertThat(noManifest.code()).isEqualTo(ErrorCode.ARCHIVE_UNRECOGNIZED);
    assertThat(noManifest.remedy().orElseThrow()).contains("shop.db.manifest.json");
  }

  @Test
  void anArchiveOfAnotherPlatformIsRefused() {
    ArchiveException refused =
        catchThrowableOfType(
            ArchiveException.class,
            () ->
                ArchiveVerifier.verify(
                    archive,
                    DatabaseType.POSTGRESQL,
                    VerifyLevel.MANIFEST,
                    b -> {},
                    TestArchives.ON));
    assertThat(refused.code()).isEqualTo(ErrorCode.ARCHIVE_WRONG_PLATFORM);
    assertThat(refused).hasMessageContaining("is of platform sqlite, not of postgresql");
  }

  @Test
  void linksDirectoriesAndDevicesAreRefusedWhereAFileIsDue() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("link"), archive);
    assertThat(code(link)).isEqualTo(ErrorCode.ARCHIVE_UNSAFE);

    Path pipe = directory.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    assertThat(refusal(pipe, VerifyLevel.ARCHIVE)).hasMessageContaining("a device or pipe");

    Files.delete(archive);
    Files.createDirectory(archive);
    assertThat(code(archive)).isEqualTo(ErrorCode.ARCHIVE_UNRECOGNIZED);

    Directories.deleteTree(tree);
    Files.write(tree, new byte[201_000]);
    assertThat(refusal(tree, VerifyLevel.MANIFEST))
        .hasMessageContaining("is a file, but its manifest describes a directory");

    Path file = ArchiveNames.manifestOf(archive);
    Files.move(file, directory.resolve("elsewhere"));
    Files.createSymbolicLink(file, directory.resolve("elsewhere"));
    assertThat(code(archive)).isEqualTo(ErrorCode.ARCHIVE_UNSAFE);
    Files.delete(file);
    Files.createDirectory(file);
    assertThat(refusal(archive, VerifyLevel.MANIFEST)).hasMessageContaining("is a directory");
  }

  @Test
  void aDamagedMemberIsNamed() throws IOException {
    Path member = tree.resolve("data/1.dat");
    byte[] good = Files.readAllBytes(member);
    byte[] bad = good.clone();
    bad[100_000] ^= 4;
    Files.write(member, bad);
    assertThat(refusal(tree, VerifyLevel.ARCHIVE))
        .hasMessageContaining("is damaged: its member data/1.dat");
    Files.write(member, Arrays.copyOf(good, 5));
    ArchiveException truncated = refusal(tree, VerifyLevel.MANIFEST);
    assertThat(truncated.code()).isEqualTo(ErrorCode.ARCHIVE_TRUNCATED);
    assertThat(truncated).hasMessageContaining("has a member data/1.dat of 5 bytes");
    Files.delete(member);
    assertThat(refusal(tree, VerifyLevel.MANIFEST))
        .hasMessageContaining("lacks its member data/1.dat");
  }

  @Test
  void missingDirectoriesAndMembersTooManyAreDetected() throws IOException {
    Files.delete(tree.resolve("empty"));
    assertThat(refusal(tree, VerifyLevel.MANIFEST)).hasMessageContaining("lacks its member empty/");
    Files.createDirectory(tree.resolve("empty"));
    TestArchives.verify(tree);
    Files.writeString(tree.resolve("empty/more\n"), "x");
    assertThat(refusal(tree, VerifyLevel.MANIFEST).code()).isEqualTo(ErrorCode.ARCHIVE_CORRUPT);
    Files.delete(tree.resolve("empty/more\n"));
    Files.writeString(tree.resolve("more\n"), "x");
    assertThat(refusal(tree, VerifyLevel.MANIFEST))
        .hasMessageContaining("holds more?, which its manifest does not know");
  }

  @Test
  void aLinkInsideIsRefusedThoughItsTargetIsTheSame() throws IOException {
    Path member = tree.resolve("toc.dat");
    Path outside = directory.resolve("outside");
    Files.move(member, outside);
    Files.createSymbolicLink(member, outside);
    assertThat(code(tree)).isEqualTo(ErrorCode.ARCHIVE_UNSAFE);
  }

  @Test
  void progressIsToldInBytesUpToTheTotal() {
    for (Path path : List.of(archive, tree)) {
      List<Long> told = new ArrayList<>();
      Manifest read =
          ArchiveVerifier.verify(
              path, DatabaseType.SQLITE, VerifyLevel.ARCHIVE, told::add, TestArchives.ON);
      assertThat(told).isSorted().hasSizeGreaterThan(3);
      assertThat(told.get(told.size() - 1)).isEqualTo(read.content().bytes());
    }
  }

  @Test
  void aVerificationCanBeStopped() {
    int[] asked = {0};
    Runnable third =
        () -> {
          if (++asked[0] == 3) {
            throw new IllegalStateException("stop");
          }
        };
    assertThatThrownBy(
            () ->
                ArchiveVerifier.verify(
                    archive, DatabaseType.SQLITE, VerifyLevel.ARCHIVE, b -> {}, third))
        .hasMessage("stop");
    assertThat(asked[0]).isEqualTo(3);
  }

  @Test
  void dataAreProvedBeforeTheyHaveAManifest() throws IOException {
    Path partial = Files.write(directory.resolve("partial"), bytes);
    ArchiveVerifier.verifyContent(
        partial, manifest.content(), VerifyLevel.ARCHIVE, b -> {}, TestArchives.ON);
    Path gone = directory.resolve("gone");
    assertThatThrownBy(
            () ->
                ArchiveVerifier.verifyContent(
                    gone, manifest.content(), VerifyLevel.ARCHIVE, b -> {}, TestArchives.ON))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void memoryDoesNotGrowWithTheArchive() throws IOException {
    Path large = directory.resolve("large.db");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    byte[] piece = TestArchives.bytes(64 * 1024, 3);
    TestArchives.verify(archive);
    long before = threads.getThreadAllocatedBytes(id);
    try (ArchivePublisher publisher = ArchivePublisher.file(large)) {
      for (int i = 0; i < 1024; i++) {
        publisher.output().write(piece);
      }
      publisher.publish(TestArchives.manifest().content(publisher.seal(TestArchives.ON)).build());
    }
    TestArchives.verify(large);
    assertThat(threads.getThreadAllocatedBytes(id) - before)
        .as("bytes allocated for writing and verifying 64 MiB")
        .isLessThan(2 * 1024 * 1024);
  }
}
