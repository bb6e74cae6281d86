package io.gds.database.core.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.DeleteBackupsOptions;
import io.gds.database.backup.Location;
import io.gds.database.backup.ReachableWindow;
import io.gds.database.backup.RetentionPolicy;
import io.gds.database.connection.DatabaseType;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.NotFoundException;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.Check;
import io.gds.database.operation.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveShelfTest {
  private static final DatabaseType SAMPLE = DatabaseType.of("sample");

  @TempDir private Path directory;

  private Path archive(String name, String finishedAt) throws IOException {
    Path path = directory.resolve(name);
    try (ArchivePublisher publisher = ArchivePublisher.file(path)) {
      publisher.output().write(name.getBytes(StandardCharsets.UTF_8));
      publisher.publish(
          Manifest.builder()
              .platform(SAMPLE)
              .database("shop")
              .backupType(BackupType.FULL)
              .startedAt(Instant.parse(finishedAt))
              .finishedAt(Instant.parse(finishedAt))
              .content(publisher.seal(() -> {}))
              .build());
    }
    return path;
  }

  private List<BackupInfo> list() {
    return ArchiveShelf.list(
        directory, path -> ManifestFile.read(path, SAMPLE).toBackupInfo(path, List.of()));
  }

  @Test
  void theArchivesAreListedNewestFirstAndWhatCannotBeReadIsLeftOut() throws Exception {
    Path old = archive("old", "2026-01-01T00:00:00Z");
    Path young = archive("young", "2026-02-01T00:00:00Z");
    Files.writeString(directory.resolve("broken" + ArchiveNames.MANIFEST_SUFFIX), "{");
    Files.writeString(directory.resolve("stranger"), "");
    assertThat(list()).extracting(backup -> backup.location().path()).containsExactly(young, old);
  }

  @Test
  void aDirectoryThatIsNotThereIsSaidSo() {
    assertThatThrownBy(
            () ->
                ArchiveShelf.list(
                    directory.resolve("absent"),
                    path -> {
                      throw new AssertionError(path);
                    }))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void eachInstantIsReachedAndNothingBetween() throws Exception {
    archive("old", "2026-01-01T00:00:00Z");
    archive("young", "2026-02-01T00:00:00Z");
    ReachableWindow window = ArchiveShelf.instants("shop", list(), "no log", Instant.now());
    assertThat(window.reaches(Instant.parse("2026-01-01T00:00:00Z"))).isTrue();
    assertThat(window.reaches(Instant.parse("2026-01-02T00:00:00Z"))).isFalse();
    assertThat(window.gaps()).extracting(ReachableWindow.Gap::reason).containsExactly("no log");
    assertThat(ArchiveShelf.instants("shop", List.of(), "no log", Instant.now()).spans()).isEmpty();
  }

  @Test
  void aKeptBackupThatIsGoneCutOrAnothersIsToldSo() throws Exception {
    Path archive = archive("kept", "2026-01-01T00:00:00Z");
    Instant now = Instant.parse("2026-03-01T00:00:00Z");
    Check good = ArchiveShelf.whole(archive, SAMPLE, now);
    assertThat(good.verdict()).isEqualTo(Verdict.PASSED);
    assertThat(good.measured()).isEqualTo("4 bytes");
    assertThat(good.readAt()).isEqualTo(now);
    assertThat(ArchiveShelf.whole(archive, DatabaseType.of("other"), now).code())
        .isEqualTo(ErrorCode.ARCHIVE_WRONG_PLATFORM);
    Files.writeString(archive, "cut");
    Check cut = ArchiveShelf.whole(archive, SAMPLE, now);
    assertThat(cut.refused()).isTrue();
    assertThat(cut.code()).isEqualTo(ErrorCode.ARCHIVE_TRUNCATED);
    assertThat(cut.remedy()).contains("nothing is deleted");
    Files.delete(archive);
    assertThat(ArchiveShelf.whole(archive, SAMPLE, now).code()).isEqualTo(ErrorCode.NOT_FOUND);
  }

  @Test
  void placesThatAreNoPathOfThisMachineAreFaults() {
    assertThat(ArchiveShelf.faults("to", Location.local(directory))).isEmpty();
    assertThat(ArchiveShelf.faults("to", Location.server("/backups")))
        .extracting(OptionFault::option)
        .containsExactly("to");
  }

  @Test
  void aDeletionIsAboutTheDirectoryAndTheDatabaseItNames() throws Exception {
    archive("kept", "2026-01-01T00:00:00Z");
    BackupInfo backup = list().get(0);
    DeleteBackupsOptions.Builder options =
        DeleteBackupsOptions.builder().policy(RetentionPolicy.keepLast(1));
    assertThat(ArchiveShelf.query(options.build()).directory()).isEmpty();
    options.in(Location.local(directory));
    assertThat(ArchiveShelf.query(options.build()).directory()).contains(Location.local(directory));
    assertThat(ArchiveShelf.query(options.build()).matches(backup)).isTrue();
    options.database("other");
    assertThat(ArchiveShelf.query(options.build()).matches(backup)).isFalse();
  }

  @Test
  void whatIsDeletedGoesWithItsManifestAndWhatLiesBeside() throws Exception {
    Path kept = archive("kept", "2026-01-01T00:00:00Z");
    Path doomed = archive("doomed", "2026-02-01T00:00:00Z");
    Path beside = Files.writeString(directory.resolve("doomed.extra"), "x");
    ArchiveShelf.delete(doomed, beside);
    ArchiveShelf.delete(doomed, beside);
    assertThat(list()).extracting(backup -> backup.location().path()).containsExactly(kept);
    assertThat(doomed).doesNotExist();
    assertThat(beside).doesNotExist();
  }
}
