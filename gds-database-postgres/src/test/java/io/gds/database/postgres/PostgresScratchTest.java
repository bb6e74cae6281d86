package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresScratchTest {
  @TempDir Path directory;

  @Test
  void itIsRemovedWithAllItHolds() throws IOException {
    Path place = directory.resolve("scratch");
    try (PostgresScratch scratch = PostgresScratch.make(place, "a test")) {
      Files.writeString(Files.createDirectory(scratch.path().resolve("below")).resolve("f"), "x");
    }
    assertThat(place).doesNotExist();
  }

  @Test
  void thatItCannotBeRemovedNeverHidesWhatFailedInIt() {
    assertThatThrownBy(() -> failTwice(directory.resolve("away.zip")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the first")
        .satisfies(
            e ->
                assertThat(e.getSuppressed())
                    .hasSize(1)
                    .hasOnlyElementsOfType(ClosedFileSystemException.class));
  }

  private static void failTwice(Path zip) throws IOException {
    // What lies in a file system that is gone cannot be removed.
    try (FileSystem files = FileSystems.newFileSystem(zip, Map.of("create", "true"));
        PostgresScratch scratch = PostgresScratch.make(files.getPath("/scratch"), "a test")) {
      Files.writeString(scratch.path().resolve("f"), "x");
      files.close();
      throw new IllegalStateException("the first");
    }
  }
}
