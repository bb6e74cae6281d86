package io.gds.database.core.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.ArchiveException;
import io.gds.database.error.ErrorCode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestFileTest {
  @TempDir Path directory;

  @Test
  void aBackupIsPinnedByReplacingItsManifest() throws IOException {
    Path archive = directory.resolve("shop.db");
    Manifest manifest = TestArchives.publish(archive, TestArchives.bytes(10, 1));
    Manifest pinned = manifest.toBuilder().pinned(true).build();
    ManifestFile.replace(archive, pinned);
    assertThat(TestArchives.verify(archive)).isEqualTo(pinned);
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(ArchiveNames.manifestOf(archive))))
        .isEqualTo("rw-------");
    TestArchives.assertClean(directory);
  }

  @Test
  void aManifestOfOtherContentIsNotTaken() throws IOException {
    Path archive = directory.resolve("shop.db");
    Manifest manifest = TestArchives.publish(archive, TestArchives.bytes(10, 1));
    Manifest other =
        manifest.toBuilder().content(ArchiveContent.ofFile(10, TestArchives.sha("x"))).build();
    assertThatThrownBy(() -> ManifestFile.replace(archive, other))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(TestArchives.verify(archive)).isEqualTo(manifest);
  }

  @Test
  void aHugeManifestIsRefusedUnread() throws IOException {
    Path archive = directory.resolve("shop.db");
    try (RandomAccessFile file =
        new RandomAccessFile(ArchiveNames.manifestOf(archive).toFile(), "rw")) {
      file.setLength(ManifestJson.MAX_BYTES + 1L);
    }
    assertThatThrownBy(() -> ManifestFile.read(archive))
        .isInstanceOfSatisfying(
            ArchiveException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ARCHIVE_CORRUPT))
        .hasMessageContaining("larger than 16 MiB");
  }
}
