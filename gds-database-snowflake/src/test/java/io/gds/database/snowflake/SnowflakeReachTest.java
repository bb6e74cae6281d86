package io.gds.database.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.backup.ReachableWindow;
import io.gds.database.snowflake.SnowflakeReach.Item;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SnowflakeReachTest {
  private static final Instant NOW = Instant.parse("2026-11-22T09:00:00Z");

  private static Instant ago(int days) {
    return NOW.minus(Duration.ofDays(days));
  }

  private static Item database(int createdDaysAgo, int days) {
    return new Item("DATABASE", "SHOP", ago(createdDaysAgo), Optional.of(days), Optional.empty());
  }

  private static Item table(String name, int createdDaysAgo, int days) {
    return new Item("TABLE", name, ago(createdDaysAgo), Optional.of(days), Optional.empty());
  }

  @Test
  void aDatabaseReachesAsFarAsItsHistoryIsKeptAndNeverBeforeItWasMade() {
    assertThat(new SnowflakeReach(database(30, 7), List.of(), NOW).from()).isEqualTo(ago(7));
    assertThat(new SnowflakeReach(database(3, 7), List.of(), NOW).from()).isEqualTo(ago(3));
    SnowflakeReach reach = new SnowflakeReach(database(30, 7), List.of(), NOW);
    assertThat(reach.reaches(ago(7))).isTrue();
    assertThat(reach.reaches(ago(7).minusNanos(1))).isFalse();
    assertThat(reach.reaches(NOW.plusNanos(1))).isFalse();
  }

  @Test
  void aTableWithAShorterHistoryIsNamedAsWhatDoesNotReach() {
    SnowflakeReach reach =
        new SnowflakeReach(
            database(30, 7), List.of(table("S.LOG", 30, 1), table("S.NEW", 2, 7)), NOW);
    assertThat(reach.lost(ago(3))).extracting(Item::name).containsExactly("S.LOG");
    assertThat(reach.later(ago(3))).extracting(Item::name).containsExactly("S.NEW");
    assertThat(reach.lost(ago(1))).isEmpty();
    assertThat(reach.wholeFrom()).isEqualTo(ago(1));
  }

  @Test
  void aTableMadeLaterDoesNotStandInTheWayOfTheInstantsBefore() {
    SnowflakeReach reach = new SnowflakeReach(database(30, 7), List.of(table("N", 2, 7)), NOW);
    assertThat(reach.wholeFrom()).isEqualTo(ago(7));
  }

  @Test
  void theWindowSaysWhyThereIsNothingBefore() {
    ReachableWindow window =
        new SnowflakeReach(database(30, 7), List.of(table("S.LOG", 30, 1)), NOW).window("SHOP");
    assertThat(window.spans()).containsExactly(new ReachableWindow.Span(ago(1), NOW));
    assertThat(window.gaps()).hasSize(2);
    assertThat(window.gaps().get(0).reason()).contains("kept for 7 days").contains("fail-safe");
    assertThat(window.gaps().get(1).reason()).contains("table S.LOG back to " + ago(1));
  }

  @Test
  void manyObjectsAreCountedAndNotAllNamed() {
    List<Item> tables =
        java.util.stream.IntStream.range(0, 9).mapToObj(n -> table("T" + n, 30, 1)).toList();
    SnowflakeReach reach = new SnowflakeReach(database(30, 7), tables, NOW);
    assertThat(reach.named(tables)).contains("T0").endsWith("and 4 more");
  }
}
