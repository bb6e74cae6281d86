package io.gds.database.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TableTest {
  private static final Pairs.Outcome HALF_MORE = new Pairs.Outcome(3e6, 2e6, 1.5, 1.4, 1.6);
  private static final Pairs.Outcome CALM = new Pairs.Outcome(1, 1, 1, 0.99, 1.01);
  private static final Pairs.Outcome STORMY = new Pairs.Outcome(1, 1, 1, 0.7, 1.3);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Table table = new Table(new PrintStream(bytes, true, StandardCharsets.UTF_8));

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aRatioAboveItsGoalIsMissed() {
    table.ratio("dump", HALF_MORE, CALM, 1.1);
    table.ratio("clone", HALF_MORE, CALM, 2);

    assertThat(table.missed()).containsExactly("dump");
    assertThat(table.unjudged()).isEmpty();
    assertThat(printed()).contains("1.50 (1.40–1.60)", "3.0 ms", "2.0 ms", "≤ 1.10", "MISSED");
  }

  @Test
  void aNoisyMachineTellsNoRatioAndNeitherMeetsNorMissesAGoal() {
    table.ratio("dump", HALF_MORE, STORMY, 1.1);
    table.ratio("size", HALF_MORE, STORMY, 0);

    assertThat(table.missed()).isEmpty();
    assertThat(table.unjudged()).containsExactly("dump");
    assertThat(printed()).contains("too noisy", "0.70–1.30").doesNotContain("1.50 (");
  }
}
