package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PostgresSummariesTest {
  private static String reached(String from, String... rows) {
    return PostgresSummaries.reached(
            PostgresLsn.parse(from).orElseThrow(), PostgresSummaries.parse(List.of(rows)))
        .toString();
  }

  @Test
  void stretchesThatTouchLeadOn() {
    assertThat(reached("0/28", "0/20 0/100", "0/100 0/200", "0/150 0/180", "0/200 1/0"))
        .isEqualTo("1/0");
  }

  @Test
  void aHoleEndsThem() {
    assertThat(reached("0/28", "0/28 0/100", "0/101 0/200")).isEqualTo("0/100");
    assertThat(reached("0/28", "0/29 0/100")).isEqualTo("0/28");
    assertThat(reached("0/28")).isEqualTo("0/28");
  }
}
