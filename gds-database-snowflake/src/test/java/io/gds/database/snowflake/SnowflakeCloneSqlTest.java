package io.gds.database.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.InvalidOptionsException;
import io.gds.database.snowflake.SnowflakeCloneSql.Kind;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SnowflakeCloneSqlTest {
  private static final Instant THEN = Instant.parse("2026-03-01T10:00:00.123456789Z");
  private static final String QUERY = "01c43cd8-0005-67fe-000d-77de000c2c06";

  private static SnowflakeCloneSql shop(String target) {
    return SnowflakeCloneSql.of(
        Kind.DATABASE, SnowflakeSql.name("SHOP"), SnowflakeSql.name(target));
  }

  @Test
  void aCloneOfThePresentNamesNoInstantSoThatTasksComeAlong() {
    assertThat(shop("b\"").text()).isEqualTo("CREATE DATABASE \"b\"\"\" CLONE \"SHOP\"");
  }

  @Test
  void theClausesStandInTheOrderThatTheServerWants() {
    assertThat(
            shop("B")
                .asTransient(true)
                .from(SnowflakeTimeTravel.at(THEN))
                .skippingUnreachable(true)
                .withStages(true)
                .commented("it's \\ mine")
                .text())
        .isEqualTo(
            "CREATE TRANSIENT DATABASE \"B\" CLONE \"SHOP\""
                + " AT (TIMESTAMP => '2026-03-01 10:00:00.123456789 +00:00'::TIMESTAMP_TZ)"
                + " IGNORE TABLES WITH INSUFFICIENT DATA RETENTION IGNORE HYBRID TABLES"
                + " INCLUDE INTERNAL STAGES COMMENT = 'it''s \\\\ mine'");
  }

  @Test
  void aTableHasNoneOfTheClausesForWhatLiesInIt() {
    assertThat(
            SnowflakeCloneSql.of(Kind.TABLE, "\"D\".\"S\".\"T\"", "\"D\".\"S\".\"U\"")
                .from(SnowflakeTimeTravel.beforeStatement(QUERY))
                .skippingUnreachable(true)
                .withStages(true)
                .text())
        .isEqualTo(
            "CREATE TABLE \"D\".\"S\".\"U\" CLONE \"D\".\"S\".\"T\" BEFORE (STATEMENT => '"
                + QUERY
                + "')");
  }

  @Test
  void hybridTablesAreLeftOutWhereTheyWouldMakeItFail() {
    assertThat(SnowflakeCloneSql.of(Kind.SCHEMA, "\"D\".\"S\"", "\"D\".\"U\"").text())
        .endsWith(" IGNORE HYBRID TABLES");
    assertThat(shop("B").from(SnowflakeTimeTravel.ago(Duration.ofHours(1))).text())
        .endsWith(" AT (OFFSET => -3600) IGNORE HYBRID TABLES");
  }

  @Test
  void anOffsetIsWholeSecondsAndOfThePast() {
    for (Duration wrong :
        new Duration[] {Duration.ZERO, Duration.ofSeconds(-1), Duration.ofMillis(1500)}) {
      assertThatThrownBy(() -> SnowflakeTimeTravel.ago(wrong))
          .isInstanceOf(InvalidOptionsException.class)
          .hasMessageContaining("whole seconds");
    }
    assertThat(SnowflakeTimeTravel.ago(Duration.ofSeconds(60)).instant(THEN))
        .contains(THEN.minusSeconds(60));
  }

  @Test
  void onlyTheIdOfAQueryIsTakenForAStatement() {
    for (String wrong : new String[] {"", "x'); DROP", QUERY + "'", "8e5d0ca9", QUERY.repeat(2)}) {
      assertThatThrownBy(() -> SnowflakeTimeTravel.beforeStatement(wrong))
          .isInstanceOf(InvalidOptionsException.class);
    }
    SnowflakeTimeTravel before = SnowflakeTimeTravel.beforeStatement(QUERY);
    assertThat(before.instant(THEN)).isEmpty();
    assertThat(before.statement()).contains(QUERY);
    assertThat(before).hasToString("just before the statement " + QUERY);
    assertThat(SnowflakeTimeTravel.at(THEN)).hasToString(THEN.toString());
    assertThat(SnowflakeTimeTravel.ago(Duration.ofMinutes(1))).hasToString("60 seconds ago");
  }
}
