package io.gds.database.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PairsTest {
  @Test
  void subjectAndPeerTakeTurnsInBeingFirst() throws Exception {
    List<String> order = new ArrayList<>();

    Pairs.measure(0, 2, () -> order.add("A"), () -> order.add("B"));

    assertThat(order).containsExactly("A", "B", "B", "A");
  }

  @Test
  void theRatioOfEqualWorkIsAboutOneAndLiesInItsInterval() throws Exception {
    Pairs.Outcome outcome = Pairs.measure(2, 15, () -> Thread.sleep(2), () -> Thread.sleep(2));

    assertThat(outcome.ratio()).isBetween(outcome.low(), outcome.high());
    assertThat(outcome.a()).isPositive();
    assertThat(outcome.b()).isPositive();
  }

  @Test
  void aLinearCostHasTheExponentOne() {
    assertThat(Pairs.exponent(new double[] {10, 100, 1000}, new double[] {5, 50, 500}))
        .isEqualTo(1, within(1e-9));
    assertThat(Pairs.exponent(new double[] {10, 100, 1000}, new double[] {1, 100, 10_000}))
        .isEqualTo(2, within(1e-9));
  }

  @Test
  void theMedianOfAnEvenNumberIsBetweenTheTwoInTheMiddle() {
    assertThat(Pairs.median(new double[] {4, 1, 3, 2})).isEqualTo(2.5);
    assertThat(Pairs.median(new double[] {9, 1, 5})).isEqualTo(5);
  }
}
