package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresBaseManifestTest {
  @TempDir Path directory;

  @Test
  void itTellsOfEachFileAndKeepsNone() throws IOException {
    Path archive =
        new SampleManifest()
            .head(
                """
                { "PostgreSQL-Backup-Manifest-Version": 2,
                "System-Identifier": 18446744073709551615,
                """)
            .file("global/pg_control", 8192)
            .file("odd \\\"\\u0009\\\\ one", 7)
            .entry("\"Encoded-Path\": \"612fc3a4\"", 1)
            .lie(directory);
    List<String> told = new ArrayList<>();
    PostgresBaseManifest manifest =
        PostgresBaseManifest.read(
            archive, (path, bytes, sha256) -> told.add(path + " " + bytes + " " + sha256.length));
    assertThat(told)
        .containsExactly("global/pg_control 8192 32", "odd \"\t\\ one 7 32", "a/ä 1 32");
    assertThat(manifest)
        .isEqualTo(
            new PostgresBaseManifest(
                3,
                8200,
                List.of(
                    new PostgresBaseManifest.Range(
                        1, new PostgresLsn(0x2000028), new PostgresLsn(0x3000100)))));
  }

  private static void refused(Path archive, ErrorCode code, String why) {
    assertThatThrownBy(() -> PostgresBaseManifest.read(archive))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining(why)
        .satisfies(e -> assertThat(((DatabaseException) e).code()).isEqualTo(code));
  }

  @ParameterizedTest
  @ValueSource(strings = {"8192", "\"Size\"", "\"Files\"", "{ \"Timeline\"", "PostgreSQL"})
  void whateverByteWasChangedItIsDamaged(String where) throws IOException {
    Path archive = new SampleManifest().file("global/pg_control", 8192).lie(directory);
    Path file = archive.resolve(PostgresBaseManifest.NAME);
    Files.writeString(file, Files.readString(file).replace(where, "x" + where.substring(1)));
    refused(archive, ErrorCode.ARCHIVE_CORRUPT, "is not as it was written");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 60, 300})
  void aPartOfItIsDamaged(int length) throws IOException {
    Path archive = new SampleManifest().file("global/pg_control", 8192).lie(directory);
    Path file = archive.resolve(PostgresBaseManifest.NAME);
    Files.writeString(file, Files.readString(file).substring(0, length));
    refused(archive, ErrorCode.ARCHIVE_CORRUPT, "ends before its checksum");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ \"PostgreSQL-Backup-Manifest-Version\": 3,\n",
        "{ \"PostgreSQL-Backup-Manifest-Version\": 1,\n\"Secrets\": [],\n",
        "[ ",
      })
  void whatIsWholeAndNotKnownIsTooNew(String head) throws IOException {
    refused(
        new SampleManifest().head(head).file("global/pg_control", 8192).lie(directory),
        ErrorCode.ARCHIVE_TOO_NEW,
        "of a form that is not known here");
  }

  @Test
  void aFileOfNoNameOrOfTwoIsNotKnown() throws IOException {
    refused(
        new SampleManifest().entry("\"Encoded-Path\": \"6\"", 1).lie(directory.resolve("half")),
        ErrorCode.ARCHIVE_TOO_NEW,
        "a file without name");
    refused(
        new SampleManifest()
            .entry("\"Path\": \"a\", \"Encoded-Path\": \"61\"", 1)
            .lie(directory.resolve("two")),
        ErrorCode.ARCHIVE_TOO_NEW,
        "a file without name");
  }

  @Test
  void withoutAnyFileItIsDamaged() throws IOException {
    refused(new SampleManifest().lie(directory), ErrorCode.ARCHIVE_CORRUPT, "names no files");
  }

  @Test
  void itEndsOnTheNewerOfTwoTimelinesThatBeginAtOnePlace() {
    PostgresLsn at = new PostgresLsn(0x3000000);
    PostgresLsn end = new PostgresLsn(0x3000100);
    PostgresBaseManifest manifest =
        new PostgresBaseManifest(
            1,
            1,
            List.of(
                new PostgresBaseManifest.Range(2, at, end),
                new PostgresBaseManifest.Range(1, at, at)));
    assertThat(manifest.timeline()).isEqualTo(2);
    assertThat(manifest.end()).isEqualTo(end);
  }

  @Test
  void whereThereIsNoneThereIsNoBackup() {
    refused(directory, ErrorCode.ARCHIVE_UNRECOGNIZED, "has no backup_manifest");
  }
}
