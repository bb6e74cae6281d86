package io.gds.database.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.snowflake.SnowflakeStamp.Kind;
import io.gds.database.testkit.contract.HostileName;
import io.gds.database.testkit.contract.HostileNames;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SnowflakeMarkTest {
  private static final Instant NOW = Instant.parse("2026-11-22T09:00:00.5Z");

  private static SnowflakeMark mark(String name, String of, String comment) {
    return new SnowflakeMark(
        Kind.SNAPSHOT,
        "7",
        name,
        of,
        NOW,
        Optional.of(NOW.minusSeconds(60)),
        Optional.of(NOW.plusSeconds(60)),
        comment);
  }

  @Test
  void aStampIsReadAgainFromItsName() {
    SnowflakeStamp stamp = SnowflakeStamp.of(Kind.SNAPSHOT, "SHOP", NOW);
    assertThat(stamp.name()).matches("SHOP\\$GDS\\$SNAPSHOT\\$20261122T090000Z\\$[0-9A-F]{8}");
    assertThat(SnowflakeStamp.parse(stamp.name())).contains(stamp);
    assertThat(SnowflakeStamp.of(Kind.SNAPSHOT, "SHOP", NOW)).isNotEqualTo(stamp);
  }

  @Test
  void whatIsGoneAgainSoonHasANameThatNeedsNoQuotes() {
    String name = SnowflakeStamp.of(Kind.UNLOAD, "my shop", NOW).name();
    assertThat(SnowflakeIdentifiers.isPlain(name)).isTrue();
    assertThat(name).isUpperCase();
  }

  @Test
  void noNameOfADatabaseMakesAStampTooLong() {
    for (String name : new String[] {"x".repeat(255), "😀".repeat(255), "x"}) {
      String stamped = SnowflakeStamp.of(Kind.KEPT, name, NOW).name();
      assertThat(stamped.codePointCount(0, stamped.length())).isLessThanOrEqualTo(255);
      assertThat(SnowflakeSql.name(stamped)).isNotBlank();
      assertThat(SnowflakeStamp.parse(stamped)).get().extracting("kind").isEqualTo(Kind.KEPT);
    }
  }

  @Test
  void whatLooksAlmostLikeAStampIsNone() {
    for (String name :
        new String[] {
          "SHOP",
          "SHOP$GDS$SNAPSHOT$20261322T090000Z$0A0A0A0A",
          "GDS$OTHER$20261122T090000Z$0A0A0A0A",
          "SHOPGDS$KEPT$20261122T090000Z$0A0A0A0A"
        }) {
      assertThat(SnowflakeStamp.parse(name)).as(name).isEmpty();
    }
  }

  @Test
  void aMarkIsReadAgainWhateverTheNamesInIt() {
    for (HostileName hostile : HostileNames.corpus()) {
      if (hostile.text().indexOf('\0') >= 0 || hostile.text().isEmpty()) {
        continue;
      }
      SnowflakeMark mark = mark(hostile.text(), hostile.text(), hostile.text());
      assertThat(SnowflakeMark.of(hostile.text(), mark.text())).as(hostile.what()).contains(mark);
    }
  }

  @Test
  void aCloneOfASnapshotTakesItsCommentAlongAndIsNoSnapshot() {
    SnowflakeMark mark = mark("SNAP", "SHOP", "");
    assertThat(SnowflakeMark.of("SNAP", mark.text())).contains(mark);
    assertThat(SnowflakeMark.of("DEV", mark.text())).isEmpty();
  }

  @Test
  void aCommentOfSomebodyElseIsNoMark() {
    String mark = mark("SNAP", "SHOP", "").text();
    for (String comment :
        new String[] {
          "",
          "the shop",
          "{}",
          "{\"gds-database\":1,",
          mark.replace("SNAPSHOT", "OTHER"),
          mark.replace("2026-", "x"),
          mark.replace(":1,", ":2,"),
          ' ' + mark
        }) {
      assertThat(SnowflakeMark.of("SNAP", comment)).as(comment).isEmpty();
    }
  }
}
