package io.gds.database.core.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gds.database.backup.BackupInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.error.ArchiveException;
import io.gds.database.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {
  private static final Manifest FULL = TestArchives.fullManifest();

  private static String json(Manifest manifest) {
    return new String(ManifestJson.write(manifest), StandardCharsets.UTF_8);
  }

  /** The text with a SHA-256 that fits it, as a forger would make it. */
  private static byte[] sealed(String text) {
    int at = text.lastIndexOf("\"manifestSha256\"");
    String seal = TestArchives.sha(text.substring(0, at));
    return text.replaceAll("(\"manifestSha256\" : \")[0-9a-f]{64}", "$1" + seal)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static ArchiveException refusal(byte[] bytes) {
    ArchiveException refused =
        catchThrowableOfType(ArchiveException.class, () -> ManifestJson.read(bytes, "/b/x.json"));
    assertThat(refused).isNotNull();
    assertThat(refused.path()).contains("/b/x.json");
    assertThat(refused.remedy()).isPresent();
    return refused;
  }

  @Test
  void whatIsWrittenIsRead() {
    assertThat(ManifestJson.read(ManifestJson.write(FULL), "x")).isEqualTo(FULL);
    Manifest least =
        TestArchives.manifest()
            .database("a\"\\\n→\u0000\u202e")
            .content(ArchiveContent.ofFile(0, TestArchives.sha("")))
            .build();
    assertThat(ManifestJson.read(ManifestJson.write(least), "x")).isEqualTo(least);
  }

  @Test
  void theSameManifestIsAlwaysTheSameText() {
    assertThat(json(FULL))
        .isEqualTo(
            """
            {
              "formatVersion" : 1,
              "backupId" : "b-1",
              "platform" : "sqlite",
              "libraryVersion" : "0.1.0",
              "serverVersion" : "3.54.1",
              "toolVersion" : "1.2.3",
              "database" : "shop",
              "settings" : {
                "journal_mode" : "wal",
                "z" : "1"
              },
              "grants" : [
                "GRANT CONNECT TO \\"a\\"",
                "GRANT ALL TO b"
              ],
              "backupType" : "FULL",
              "startedAt" : "2026-01-02T03:04:05.678Z",
              "finishedAt" : "2026-01-02T03:04:12.678Z",
              "consistentAt" : "2026-01-02T03:04:08.678Z",
              "basedOn" : "b-0",
              "positions" : {
                "lsn" : "0/1"
              },
              "attributes" : {
                "pages" : "17"
              },
              "pinned" : true,
              "bytes" : 7,
              "sha256" : "%s",
              "members" : [
                {
                  "name" : "data/1.dat",
                  "bytes" : 4,
                  "sha256" : "%s"
                },
                {
                  "name" : "empty/",
                  "bytes" : 0,
                  "sha256" : "%s"
                },
                {
                  "name" : "toc.dat",
                  "bytes" : 3,
                  "sha256" : "%s"
                }
              ],
              "manifestSha256" : "%s"
            }
            """
                .formatted(
                    FULL.content().sha256(),
                    TestArchives.sha("defg"),
                    TestArchives.sha(""),
                    TestArchives.sha("abc"),
                    json(FULL).replaceAll("(?s).*\"([0-9a-f]{64})\".*", "$1")));
  }

  @Test
  void everyFlippedBitOfAManifestIsDetected() {
    byte[] good = ManifestJson.write(FULL);
    for (int bit = 0; bit < good.length * 8; bit++) {
      byte[] bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(refusal(bad).code())
          .as("bit %s", bit)
          .isIn(ErrorCode.ARCHIVE_CORRUPT, ErrorCode.ARCHIVE_TOO_NEW);
    }
  }

  @Test
  void everyTruncationOfAManifestIsDetected() {
    byte[] good = ManifestJson.write(FULL);
    // Without the newline at its end it is whole.
    for (int length = 0; length < good.length - 1; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThat(refusal(cut).code()).as("length %s", length).isEqualTo(ErrorCode.ARCHIVE_CORRUPT);
    }
  }

  @Test
  void anEditedManifestIsDetected() {
    byte[] edited = json(FULL).replace("shop", "shed").getBytes(StandardCharsets.UTF_8);
    assertThat(refusal(edited)).hasMessageContaining("its own SHA-256 does not fit");
  }

  @Test
  void aNewerFormIsRefusedWhateverElseItHolds() {
    String newer = json(FULL).replace("\"formatVersion\" : 1", "\"formatVersion\" : 2");
    ArchiveException refused = refusal(newer.getBytes(StandardCharsets.UTF_8));
    assertThat(refused.code()).isEqualTo(ErrorCode.ARCHIVE_TOO_NEW);
    assertThat(refused).hasMessageContaining("form 2, this version reads up to 1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"formatVersion\" : 1 | \"formatVersion\" : 0 | formatVersion is 0",
        "\"formatVersion\" : 1 | \"formatVersion\" : 1.5 | formatVersion is not a whole number",
        "\"formatVersion\" : 1 | \"formatVersion\" : \"1\" | formatVersion is not a whole number",
        "\"database\" : \"shop\", |  | database is missing",
        "\"database\" : \"shop\" | \"database\" : null | database is not a text",
        "\"pinned\" : true | \"pinned\" : 1 | pinned is neither true nor false",
        "\"bytes\" : 7 | \"bytes\" : -7 | bytes is not a whole number",
        "\"bytes\" : 7 | \"bytes\" : 99999999999999999999 | bytes is not a whole number",
        "\"bytes\" : 7 | \"bytes\" : 8 | do not fit the list of members",
        "\"FULL\" | \"HALF\" | backupType has a value that is not known",
        "\"sqlite\" | \"a b\" | platform has a value that is not known",
        "2026-01-02T03:04:05.678Z | yesterday | startedAt is not an instant",
        "2026-01-02T03:04:08.678Z | 2026 | consistentAt is not an instant",
        "\"z\" : \"1\" | \"z\" : 1 | settings.z is not a text",
        "\"GRANT ALL TO b\" | 7 | grants[1] is not a text",
        "\"name\" : \"toc.dat\" | \"nome\" : \"toc.dat\" | members[2].name is missing",
        "\"name\" : \"toc.dat\" | \"more\" : 1, \"name\" : \"toc.dat\" | members[2].more is not a known",
        "\"pinned\" : true | \"pinned\" : true, \"extra\" : 1 | extra is not a known field",
        "\"name\" : \"toc.dat\" | \"name\" : \"empty\" | two members are called",
        "\"name\" : \"toc.dat\" | \"name\" : \"data\" | data/1.dat lies inside another member",
        "\"name\" : \"toc.dat\" | \"name\" : \"tac.dat\" | do not fit the list of members",
        "\"pinned\" : true | \"pinned\" : true, \"pinned\" : true | not the JSON that was written",
      })
  void aMalformedManifestIsRefusedSayingWhatIsWrong(String from, String to, String why) {
    String text = json(FULL).replace(from, to == null ? "" : to);
    assertThat(text).isNotEqualTo(json(FULL));
    ArchiveException refused = refusal(sealed(text));
    assertThat(refused.code()).isEqualTo(ErrorCode.ARCHIVE_CORRUPT);
    assertThat(refused).hasMessageContaining(why);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "7",
        "null",
        "",
        "not json",
        "{} {}",
        "{\"formatVersion\" : 1}",
        "{\"formatVersion\" : 1, \"manifestSha256\" : \"x\"}"
      })
  void whatIsNoManifestIsRefused(String text) {
    assertThat(refusal(text.getBytes(StandardCharsets.UTF_8)).code())
        .isEqualTo(ErrorCode.ARCHIVE_CORRUPT);
  }

  @Test
  void objectsAndListsAreToldApart() {
    String noList = json(FULL).replaceAll("(?s)\"grants\" : \\[.*?\\]", "\"grants\" : {}");
    assertThat(refusal(sealed(noList))).hasMessageContaining("grants is not a list");
    String noObject = json(FULL).replaceAll("(?s)\"settings\" : \\{.*?\\}", "\"settings\" : []");
    assertThat(refusal(sealed(noObject))).hasMessageContaining("settings is not an object");
    String noMembers = json(FULL).replaceAll("(?s)\"members\" : \\[.*?\\]", "\"members\" : [ 1 ]");
    assertThat(refusal(sealed(noMembers))).hasMessageContaining("members[0] is not an object");
  }

  @Test
  void deepNestingIsRefused() {
    String deep = "{\"a\":" + "[".repeat(50_000) + "]".repeat(50_000) + "}";
    assertThat(refusal(deep.getBytes(StandardCharsets.UTF_8)).code())
        .isEqualTo(ErrorCode.ARCHIVE_CORRUPT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../evil",
        "a/../../evil",
        "/etc/passwd",
        "a//b",
        "./a",
        "a/.",
        "..",
        "\\\\server\\share",
        "a\\..\\b",
        "C:evil",
        "c:/evil",
        "",
        "/"
      })
  void aMemberThatCouldLeadOutsideIsRefused(String name) {
    byte[] bytes =
        sealed(json(FULL).replace("\"toc.dat\"", "\"" + name.replace("\\", "\\\\") + "\""));
    ArchiveException refused = refusal(bytes);
    assertThat(refused.code()).isEqualTo(ErrorCode.ARCHIVE_UNSAFE);
  }

  @Test
  void namesThatAreTooLongOrHoldNulAreUnsafeToo() {
    String sha = TestArchives.sha("");
    for (String name : List.of("x".repeat(5000), "a\0b")) {
      assertThatThrownBy(() -> new ArchiveMember(name, 0, sha))
          .isInstanceOfSatisfying(
              ArchiveException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.ARCHIVE_UNSAFE));
    }
  }

  @Test
  void sizesAndHashesAreCheckedWhereTheyEnter() {
    String sha = TestArchives.sha("");
    assertThatThrownBy(() -> new ArchiveMember("a", -1, sha))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ArchiveMember("a", 1, "ABC"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ArchiveContent.ofFile(-1, sha))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ArchiveContent.ofFile(1, "x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ArchiveContent.ofMembers(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aManifestAboveTheLimitIsNotWritten() {
    Manifest huge = FULL.toBuilder().grants(List.of("x".repeat(ManifestJson.MAX_BYTES))).build();
    assertThatThrownBy(() -> ManifestJson.write(huge)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void tenThousandMembersAreNoTrouble() {
    List<ArchiveMember> members =
        IntStream.range(0, 10_000)
            .mapToObj(i -> new ArchiveMember("d" + i % 7 + "/f" + i, i, TestArchives.sha("" + i)))
            .collect(Collectors.toList());
    Manifest many = FULL.toBuilder().content(ArchiveContent.ofMembers(members)).build();
    assertThat(ManifestJson.read(ManifestJson.write(many), "x")).isEqualTo(many);
  }

  @Test
  void aManifestTellsTheSameAsTheApi() {
    BackupInfo info = FULL.toBackupInfo(Path.of("/b/x"), List.of("read"));
    assertThat(info.id()).isEqualTo("b-1");
    assertThat(info.location().path()).isEqualTo(Path.of("/b/x"));
    assertThat(info.bytes()).hasValue(7);
    assertThat(info.sha256()).contains(FULL.content().sha256());
    assertThat(info.checked()).containsExactly("read");
    assertThat(info.basedOn()).contains("b-0");
    Manifest back =
        Manifest.builder(info)
            .libraryVersion(FULL.libraryVersion())
            .settings(FULL.settings())
            .grants(FULL.grants())
            .content(FULL.content())
            .build();
    assertThat(back).isEqualTo(FULL);
    assertThat(FULL.toBuilder().build()).isEqualTo(FULL);
    assertThat(FULL.toBuilder().pinned(false).build().pinned()).isFalse();
  }

  @Test
  void defaultsAreFilledInAndWhatMustBeGivenIsDemanded() {
    Manifest.Builder builder = TestArchives.manifest();
    assertThatThrownBy(builder::build)
        .isInstanceOf(NullPointerException.class)
        .hasMessage("content");
    Manifest manifest = builder.content(ArchiveContent.ofFile(1, TestArchives.sha("x"))).build();
    assertThat(manifest.backupId()).hasSize(36);
    assertThat(manifest.libraryVersion()).isNotBlank();
    assertThat(manifest.serverVersion()).isEqualTo(Optional.empty());
    assertThat(manifest.pinned()).isFalse();
    assertThat(manifest.platform()).isEqualTo(DatabaseType.SQLITE);
  }
}
