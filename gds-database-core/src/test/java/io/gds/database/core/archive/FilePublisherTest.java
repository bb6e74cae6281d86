package io.gds.database.core.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.AlreadyExistsException;
import io.gds.database.error.ArchiveException;
import io.gds.database.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilePublisherTest {
  @TempDir Path directory;

  @Test
  void aFileGetsItsNameOnceTheWholeOfItIsThere() throws IOException {
    Path file = directory.resolve("f");
    try (FilePublisher publisher = FilePublisher.begin(file, false)) {
      publisher.output().write(new byte[] {1, 2, 3});
      assertThat(file).doesNotExist();
      ArchiveContent content = publisher.publish();
      assertThat(content.bytes()).isEqualTo(3);
      assertThat(content.sha256()).startsWith("039058c6f2c0cb49");
      assertThatThrownBy(publisher::publish).isInstanceOf(IllegalStateException.class);
    }
    assertThat(file).hasBinaryContent(new byte[] {1, 2, 3});
    assertThat(TestArchives.names(directory)).containsExactly("f");
  }

  @Test
  void whatWasThereStaysUntilTheNewOneIsWhole() throws IOException {
    Path file = Files.write(directory.resolve("f"), new byte[] {9});
    try (FilePublisher publisher = FilePublisher.begin(file, true)) {
      publisher.output().write(1);
    }
    assertThat(file).hasBinaryContent(new byte[] {9});
    try (FilePublisher publisher = FilePublisher.begin(file, true)) {
      publisher.output().write(1);
      publisher.publish();
    }
    assertThat(file).hasBinaryContent(new byte[] {1});
    assertThat(TestArchives.names(directory)).containsExactly("f");
  }

  @Test
  void aNameThatIsTakenIsNeverGiven() throws IOException {
    Path file = directory.resolve("f");
    try (FilePublisher publisher = FilePublisher.begin(file, false)) {
      publisher.output().write(1);
      Files.write(file, new byte[] {9});
      assertThatThrownBy(publisher::publish).isInstanceOf(AlreadyExistsException.class);
    }
    assertThat(file).hasBinaryContent(new byte[] {9});
    assertThatThrownBy(() -> FilePublisher.begin(file, false))
        .isInstanceOf(AlreadyExistsException.class);
    Path link = Files.createSymbolicLink(directory.resolve("l"), file);
    assertThatThrownBy(() -> FilePublisher.begin(link, true)).isInstanceOf(ArchiveException.class);
    assertThatThrownBy(() -> FilePublisher.begin(directory.resolve("no/f"), false))
        .isInstanceOf(StorageException.class);
    assertThat(TestArchives.names(directory)).containsExactly("f", "l");
  }

  @Test
  void withoutHardLinksTheFileIsRenamed() throws IOException {
    Path file = directory.resolve("f");
    FailingActions noLinks = new FailingActions(0, false, action -> {});
    try (FilePublisher publisher = FilePublisher.begin(file, false, noLinks)) {
      publisher.output().write(1);
      publisher.publish();
    }
    assertThat(TestArchives.names(directory)).containsExactly("f");
  }

  @Test
  void aDiskThatRefusesLeavesNothingUnfinished() throws IOException {
    int refused = 0;
    for (int turn = 1; turn < 16; turn++) {
      FailingActions failing =
          new FailingActions(
              turn,
              true,
              action -> {
                throw new IOException("No space left on device");
              });
      Path file = directory.resolve("f" + turn);
      try (FilePublisher publisher = FilePublisher.begin(file, false, failing)) {
        publisher.output().write(1);
        publisher.publish();
        assertThat(file).hasBinaryContent(new byte[] {1});
      } catch (StorageException e) {
        assertThat(e).hasMessageContaining("full");
        refused++;
      }
      assertThat(Files.exists(file) ? Files.size(file) : 1).isEqualTo(1);
    }
    assertThat(refused).isGreaterThan(5);
  }
}
