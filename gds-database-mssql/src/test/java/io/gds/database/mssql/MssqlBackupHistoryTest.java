package io.gds.database.mssql;

import static io.gds.database.mssql.MssqlTestSets.disk;
import static io.gds.database.mssql.MssqlTestSets.full;
import static io.gds.database.mssql.MssqlTestSets.media;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MssqlBackupHistoryTest {
  private static final UUID A = new UUID(0, 10);
  private static final UUID B = new UUID(0, 11);

  private static List<Boolean> readable(MssqlBackupSet... rows) {
    return MssqlBackupHistory.of(List.of(rows)).sets().stream()
        .map(set -> set.reading().isPresent())
        .toList();
  }

  @Test
  void aSetReadInTwoPlacesIsOneSetWithBothItsMedia() {
    UUID id = UUID.randomUUID();
    MssqlBackupSet first =
        full(10, "2026-05-01T01:00:00")
            .id(id)
            .media(media(A, 2, 1, disk(1, 0, "/a/1", true)))
            .set();
    MssqlBackupSet again =
        full(10, "2026-05-01T01:00:00")
            .id(id)
            .media(media(A, 2, 1, disk(2, 0, "/a/2", true)), media(B, 1, 4, disk(1, 0, "/c", true)))
            .set();

    List<MssqlBackupSet> sets = MssqlBackupHistory.of(List.of(first, again)).sets();

    assertThat(sets).hasSize(1);
    assertThat(sets.get(0).media()).hasSize(2);
    assertThat(sets.get(0).reading().orElseThrow().devices())
        .extracting(MssqlMedia.Device::name)
        .containsExactly("/a/1", "/a/2");
  }

  @Test
  void aDeviceFoundToBeGoneIsGoneWhateverTheHistorySays() {
    UUID id = UUID.randomUUID();
    MssqlBackupSet told =
        full(10, "2026-05-01T01:00:00").id(id).media(media(A, 1, 1, disk(1, 0, "/a", true))).set();
    MssqlBackupSet looked =
        full(10, "2026-05-01T01:00:00").id(id).media(media(A, 1, 1, disk(1, 0, "/a", false))).set();

    assertThat(readable(told, looked)).containsExactly(false);
    assertThat(readable(looked, told)).containsExactly(false);
  }

  @Test
  void mediaBegunAnewHoldNothingOfBefore() {
    MssqlBackupSet monday =
        full(10, "2026-05-01T01:00:00").media(media(A, 1, 1, disk(1, 0, "/a", true))).set();
    MssqlBackupSet tuesday =
        full(20, "2026-05-02T01:00:00").media(media(A, 1, 2, disk(1, 0, "/a", true))).set();
    MssqlBackupSet wednesday =
        full(30, "2026-05-03T01:00:00").media(media(A, 1, 1, disk(1, 0, "/a", true))).set();
    MssqlBackupSet thursday =
        full(40, "2026-05-04T01:00:00").media(media(A, 1, 2, disk(1, 0, "/a", true))).set();

    assertThat(readable(monday, tuesday)).containsExactly(true, true);
    assertThat(readable(monday, tuesday, wednesday, thursday))
        .containsExactly(false, false, true, true);
  }

  @Test
  void aFileThatWasFormattedBelongsToItsLastMedia() {
    MssqlBackupSet before =
        full(10, "2026-05-01T01:00:00").media(media(A, 1, 1, disk(1, 0, "/a", true))).set();
    MssqlBackupSet after =
        full(20, "2026-05-02T01:00:00").media(media(B, 1, 1, disk(1, 0, "/a", true))).set();
    MssqlBackupSet elsewhere =
        full(20, "2026-05-02T01:00:00")
            .server("other")
            .media(media(B, 1, 1, disk(1, 0, "/a", true)))
            .set();

    assertThat(readable(after, before)).containsExactly(true, false);
    assertThat(readable(elsewhere, before)).containsExactly(true, true);
  }

  @Test
  void whatTheServerCannotOpenIsNoPlace() {
    MssqlMedia.Device virtual =
        new MssqlMedia.Device(1, 0, MssqlMedia.DeviceType.VIRTUAL, "{guid}", true);
    MssqlBackupSet set = full(10, "2026-05-01T01:00:00").media(media(A, 1, 1, virtual)).set();

    assertThat(set.reading()).isEmpty();
    assertThat(MssqlRestoreLimits.NONE.refusal(set))
        .hasValueSatisfying(why -> assertThat(why).contains("{guid}"));
    assertThat(MssqlRestoreLimits.NONE.refusal(set.on(List.of())))
        .contains("where it lies is not known");
    assertThatThrownBy(() -> media(A, 0, 1)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "D, 1, FULL",
    "L, 2, LOG",
    "F, 4, FILE",
    "I, 5, DIFFERENTIAL",
    "G, 6, FILE_DIFFERENTIAL",
    "P, 7, PARTIAL",
    "Q, 8, PARTIAL_DIFFERENTIAL",
    "X, 3, OTHER",
    "'', 0, OTHER"
  })
  void everyKindIsKnownByLetterAndNumber(String letter, int number, MssqlBackupKind kind) {
    assertThat(MssqlBackupKind.ofLetter(letter)).isEqualTo(kind);
    assertThat(MssqlBackupKind.ofNumber(number)).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "2, DISK",
    "102, DISK",
    "5, TAPE",
    "105, TAPE",
    "7, VIRTUAL",
    "107, VIRTUAL",
    "9, URL",
    "109, URL",
    "6, OTHER",
    "0, OTHER"
  })
  void everyDeviceIsKnownByItsNumber(int number, MssqlMedia.DeviceType type) {
    assertThat(MssqlMedia.DeviceType.of(number)).isEqualTo(type);
  }
}
