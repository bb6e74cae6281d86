package io.gds.database.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class StatementStatsTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  @Test
  void aStatementBuilderSetsEachMember() {
    assertThat(
            StatementStats.builder("42", "SELECT $1", 3, Duration.ofSeconds(6))
                .database("shop")
                .user("ada")
                .minTime(Duration.ofSeconds(1))
                .maxTime(Duration.ofSeconds(3))
                .cpuTime(Duration.ofSeconds(4))
                .rows(5)
                .readBytes(6)
                .writtenBytes(7)
                .since(NOW)
                .lastRunAt(NOW.plusSeconds(1))
                .attributes(Map.of("plans", "2"))
                .build())
        .isEqualTo(
            new StatementStats(
                "42",
                "SELECT $1",
                Optional.of("shop"),
                Optional.of("ada"),
                3,
                Duration.ofSeconds(6),
                Optional.of(Duration.ofSeconds(1)),
                Optional.of(Duration.ofSeconds(3)),
                Optional.of(Duration.ofSeconds(4)),
                OptionalLong.of(5),
                OptionalLong.of(6),
                OptionalLong.of(7),
                Optional.of(NOW),
                Optional.of(NOW.plusSeconds(1)),
                Map.of("plans", "2")));
  }

  @Test
  void theMeanTimeIsTheTotalByTheCalls() {
    assertThat(StatementStats.builder("1", "", 4, Duration.ofSeconds(6)).build().meanTime())
        .isEqualTo(Duration.ofMillis(1_500));
    assertThat(StatementStats.builder("1", "", 0, Duration.ZERO).build().meanTime())
        .isEqualTo(Duration.ZERO);
  }

  @Test
  void callsCannotBeNegative() {
    assertThatThrownBy(() -> StatementStats.builder("1", "", -1, Duration.ZERO).build())
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void itPrintsWithoutTheText() {
    assertThat(StatementStats.builder("1", "SET x = 'canary'", 2, Duration.ofSeconds(1)).build())
        .hasToString("statement 1, calls 2, total PT1S");
  }

  @Test
  void queryDefaultsArePinned() {
    assertThat(StatementQuery.top())
        .hasToString(
            "by=TOTAL_TIME, limit=20, database=null, user=null, since=null, textLength=4096");
  }

  @Test
  void queriesAreValues() {
    StatementQuery query =
        StatementQuery.top()
            .by(StatementOrder.CALLS)
            .limit(5)
            .database("shop")
            .user("ada")
            .since(NOW)
            .textLength(0);

    assertThat(query.by()).isEqualTo(StatementOrder.CALLS);
    assertThat(query.limit()).isEqualTo(5);
    assertThat(query.database()).contains("shop");
    assertThat(query.user()).contains("ada");
    assertThat(query.since()).contains(NOW);
    assertThat(query.textLength()).isZero();
    assertThat(query)
        .isEqualTo(query.limit(5))
        .hasSameHashCodeAs(query.limit(5))
        .isNotEqualTo(query.by(StatementOrder.ROWS))
        .isNotEqualTo(query.limit(6))
        .isNotEqualTo(query.database("x"))
        .isNotEqualTo(query.user("x"))
        .isNotEqualTo(query.since(NOW.plusSeconds(1)))
        .isNotEqualTo(query.textLength(1));
  }

  @Test
  void aQueryAsksForAtLeastOneAndCutsNothingBelowNothing() {
    assertThatThrownBy(() -> StatementQuery.top().limit(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> StatementQuery.top().textLength(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
