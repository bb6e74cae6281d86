package io.gds.database.core.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveSweeperTest {
  private static final Duration WEEK = Duration.ofDays(7);
  private static final ProcessMark ELSEWHERE = new ProcessMark("00000000", 1, "1");

  @TempDir Path directory;
  private Path archive;

  @BeforeEach
  void setUp() {
    archive = directory.resolve("shop.db");
  }

  private List<Path> sweep() {
    return ArchiveSweeper.sweep(directory, WEEK, Instant.now());
  }

  private Path write(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content);
  }

  @Test
  void theWorkOfALivingProcessStays() throws IOException {
    try (ArchivePublisher publisher = ArchivePublisher.file(archive)) {
      publisher.output().write(1);
      assertThat(sweep()).isEmpty();
      assertThat(publisher.partial()).exists();
    }
  }

  @Test
  void theWorkOfADeadProcessGoes() throws IOException {
    PartialName dead = PartialName.of(archive, TestArchives.dead());
    Path data = write(dead.data(), "x");
    Path manifest = write(dead.manifest(), "{}");
    Path tree = directory.resolve(PartialName.of(archive, TestArchives.dead()).data());
    Files.createDirectories(tree.resolve("a/b"));
    assertThat(sweep()).containsExactlyInAnyOrder(data, manifest, tree);
    assertThat(TestArchives.names(directory)).isEmpty();
  }

  @Test
  void whatIsNotOursStays() throws IOException {
    write("download.partial", "x");
    write("shop.db.partial", "x");
    write("shop.db.12345678-1-1.partial", "x");
    write("other.manifest.json", "{}");
    Path target = write("precious", "x");
    Path link =
        Files.createSymbolicLink(
            directory.resolve(PartialName.of(archive, TestArchives.dead()).data()), target);
    assertThat(sweep()).isEmpty();
    assertThat(TestArchives.names(directory)).hasSize(6);
    assertThat(link).exists();
  }

  @Test
  void leftoversFromElsewhereGoOnlyWhenNobodyTouchedThemForLong() throws IOException {
    Path file = write(PartialName.of(archive, ELSEWHERE).data(), "x");
    Path tree = directory.resolve(PartialName.of(archive, ELSEWHERE).data());
    Path inside = Files.createDirectories(tree).resolve("inside");
    Files.writeString(inside, "x");
    assertThat(sweep()).isEmpty();
    FileTime old = FileTime.from(Instant.now().minus(Duration.ofDays(8)));
    Files.setLastModifiedTime(tree, old);
    Files.setLastModifiedTime(file, old);
    assertThat(sweep()).containsExactly(file);
    Files.setLastModifiedTime(inside, old);
    assertThat(sweep()).containsExactly(tree);
  }

  @Test
  void aLoneManifestGoesOnlyIfItIsTheOneThatWasBeingPublished() throws IOException {
    PartialName dead = PartialName.of(archive, TestArchives.dead());
    Path manifest = ArchiveNames.manifestOf(archive);
    write(dead.manifest(), "{ \"whole\" : 1 }");

    Files.writeString(manifest, "{ \"other\" : 1 }");
    assertThat(sweep()).doesNotContain(manifest);
    assertThat(manifest).exists();

    write(dead.manifest(), "{ \"whole\" : 1 }");
    Files.writeString(manifest, "{ \"who");
    assertThat(sweep()).contains(manifest);
    assertThat(TestArchives.names(directory)).isEmpty();
  }

  @Test
  void aLongerManifestThanTheOneBeingPublishedStays() throws IOException {
    write(PartialName.of(archive, TestArchives.dead()).manifest(), "{");
    Path manifest = Files.writeString(ArchiveNames.manifestOf(archive), "{}");
    sweep();
    assertThat(manifest).exists();
  }

  @Test
  void aManifestWithItsArchiveStays() throws IOException {
    TestArchives.publish(archive, TestArchives.bytes(10, 1));
    byte[] json = Files.readAllBytes(ArchiveNames.manifestOf(archive));
    Files.write(directory.resolve(PartialName.of(archive, TestArchives.dead()).manifest()), json);
    assertThat(sweep()).hasSize(1);
    TestArchives.verify(archive);
    TestArchives.assertClean(directory);
  }

  @Test
  void aDirectoryThatCannotBeReadIsReportedButDoesNotStopAnArchive() {
    Path gone = directory.resolve("gone");
    assertThatThrownBy(() -> ArchiveSweeper.sweep(gone, WEEK, Instant.now()))
        .isInstanceOf(StorageException.class);
    ArchiveSweeper.sweepQuietly(gone.resolve("x"), WEEK, Instant.now());
  }

  @Test
  void aFileInTheMakingCarriesTheMarkOfItsProcess() throws IOException {
    Path partial = ArchiveNames.partialOf(archive);
    Files.writeString(partial, "x");

    assertThat(PartialName.parse(partial.getFileName().toString()))
        .get()
        .extracting(PartialName::mark)
        .isEqualTo(ProcessMark.current());
    assertThat(sweep()).isEmpty();
    assertThat(partial.getParent()).isEqualTo(directory);
    assertThat(ArchiveNames.partialOf(archive)).isNotEqualTo(partial);
  }
}
