package io.gds.database.core.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.backup.BackupType;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveNamesTest {
  private static final Path DIRECTORY = Path.of("/backups");

  @TempDir Path directory;

  private static String name(String database) {
    Path path =
        ArchiveNames.uniqueName(DIRECTORY, database, BackupType.FULL, TestArchives.STARTED, "db");
    assertThat(path.getParent()).isEqualTo(DIRECTORY);
    return path.getFileName().toString();
  }

  @Test
  void thePlainNameSaysOfWhatAndWhen() {
    assertThat(name("shop_2.main-x"))
        .matches("shop_2\\.main-x-full-20260102T030405678Z-[0-9a-f]{6}\\.db");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../etc/passwd", "/abs", "..", ".", "", "a/b", "a\\b", "-rf", ".hidden", "a\0b", "a\nb",
        "a b", "'; DROP", "\"", "`", "[x]", "%2F", "~", "\u202eevil", "ünïcode", "𝄞", "\ud83d",
        "CON", "a:b", "host=x dbname=y", "a*?<>|b"
      })
  void aHostileNameBecomesASafeOne(String database) {
    assertThat(name(database))
        .matches("[A-Za-z0-9_%][A-Za-z0-9_.%~-]*")
        .doesNotStartWith(".")
        .matches(".+-full-20260102T030405678Z-[0-9a-f]{6}\\.db");
  }

  @Test
  void anEmptyNameDoesNotStartWithADash() {
    assertThat(name("")).startsWith("%-full");
  }

  @Test
  void differentDatabasesNeverShareAName() {
    assertThat(name("a%2Fb").replaceAll("-full.*", ""))
        .isNotEqualTo(name("a/b").replaceAll("-full.*", ""));
    String long1 = name("x".repeat(300) + "1").replaceAll("-full.*", "");
    String long2 = name("x".repeat(300) + "2").replaceAll("-full.*", "");
    assertThat(long1).isNotEqualTo(long2);
  }

  @Test
  void randomNamesStayShortAndSafe() {
    Random random = new Random(3);
    for (int i = 0; i < 2000; i++) {
      StringBuilder database = new StringBuilder();
      int length = 1 + random.nextInt(200);
      for (int c = 0; c < length; c++) {
        database.append((char) random.nextInt(0x10000));
      }
      Path path = DIRECTORY.resolve(name(database.toString()));
      assertThat(ArchiveNames.fileName(path).length()).isLessThan(140);
      assertThat(path.getFileName().toString()).doesNotContain("%~").doesNotMatch(".*%[^0-9A-F].*");
      assertThat(PartialName.of(path).manifest().length()).isLessThan(255);
    }
  }

  @Test
  void namesOfOneInstantDiffer() {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      names.add(name("shop"));
    }
    assertThat(names).hasSizeGreaterThan(48);
  }

  @Test
  void aTakenNameIsNotGivenAgain() throws IOException {
    Path first =
        ArchiveNames.uniqueName(directory, "x", BackupType.LOG, TestArchives.STARTED, "db");
    Files.createFile(first);
    Path second =
        ArchiveNames.uniqueName(directory, "x", BackupType.LOG, TestArchives.STARTED, "db");
    assertThat(second).doesNotExist();
    assertThat(ArchiveNames.manifestOf(second))
        .doesNotExist()
        .hasFileName(second.getFileName() + ".manifest.json");
  }

  @Test
  void anExtensionIsPlain() {
    assertThatThrownBy(
            () ->
                ArchiveNames.uniqueName(
                    DIRECTORY, "x", BackupType.FULL, TestArchives.STARTED, "../x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "..", "/a/..", "a.partial", "a.manifest.json"})
  void aNameThatCannotBeAnArchivesIsRefused(String name) {
    Path path = Path.of(name);
    assertThatThrownBy(() -> ArchiveNames.manifestOf(path))
        .isInstanceOfSatisfying(
            InvalidOptionsException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_NAME));
  }

  @Test
  void aNameThatLeavesNoRoomForTheMarksIsRefused() {
    Path fits = Path.of("/b/" + "x".repeat(ArchiveNames.MAX_NAME_BYTES));
    assertThat(PartialName.of(fits).manifest().length()).isLessThanOrEqualTo(255);
    Path tooLong = Path.of("/b/" + "ü".repeat(ArchiveNames.MAX_NAME_BYTES / 2 + 1));
    assertThatThrownBy(() -> ArchivePublisher.file(tooLong))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("longer than 180 bytes");
  }

  @Test
  void partialNamesAreReadBack() {
    PartialName name = PartialName.of(Path.of("/b/a.1-2-3.x\ny"));
    assertThat(PartialName.parse(name.data())).contains(name);
    assertThat(PartialName.parse(name.manifest())).contains(name);
    assertThat(PartialName.parse("download.partial")).isEmpty();
    assertThat(PartialName.parse("a.12345678-1-1-1234567.partial")).isEmpty();
  }
}
