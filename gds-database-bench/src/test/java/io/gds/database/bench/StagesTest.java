package io.gds.database.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StagesTest {
  private static final double[][] SUBJECT = {{2, 4}, {2, 4}, {2, 4}};
  private static final double[][] PEER = {{1, 2, 8}, {1, 2, 8}, {1, 2, 8}};

  @Test
  void subjectAndPeerTakeTurnsAndTheFirstPairIsNotCounted() throws Exception {
    List<String> order = new ArrayList<>();

    Stages stages =
        Stages.measure(
            2, () -> run(order, "A", order.size() + 10), () -> run(order, "B", order.size() + 10));

    assertThat(order).containsExactly("B", "A", "A", "B", "B", "A");
    // Counted are the runs 12 and 15 of the subject, 13 and 14 of the peer.
    Pairs.Outcome outcome = stages.ratio(0, 0);
    assertThat(outcome.a()).isEqualTo(13.5);
    assertThat(outcome.b()).isEqualTo(13.5);
  }

  private static double[] run(List<String> order, String name, double took) {
    order.add(name);
    return new double[] {took};
  }

  @Test
  void anyStageIsHeldAgainstAnyOther() {
    Stages stages = new Stages(SUBJECT, PEER);

    assertThat(stages.ratio(0, 0).ratio()).isEqualTo(2);
    assertThat(stages.ratio(1, 2).ratio()).isEqualTo(0.5);
    assertThat(stages.ratio(1, 2).b()).isEqualTo(8);
  }

  @Test
  void aStageOfThePeerStandsAloneWithoutThoseBefore() {
    Pairs.Outcome outcome = new Stages(SUBJECT, PEER).ratioToStage(1, 2);

    assertThat(outcome.b()).isEqualTo(6);
    assertThat(outcome.ratio()).isEqualTo(4 / 6.0, within(1e-9));
  }

  @Test
  void noiseIsTheRatioOfRunsOfTheSameWorkThatFollowOneAnother() {
    double[][] subject = {{10}, {30}, {20}, {40}, {40}};
    double[][] peer = {{6}, {3}, {5}, {5}, {9}};

    // In A B B A A B B A A B the neighbours are 6 and 3, 30 and 20, 5 and 5, 40 and 40.
    Pairs.Outcome noise = new Stages(subject, peer).noise(0, 0);

    assertThat(noise.ratio()).isEqualTo(1.25);
    assertThat(noise.a()).isEqualTo(18);
    assertThat(noise.b()).isEqualTo(12.5);
  }

  @Test
  void moreThanFivePercentBetweenEqualRunsIsTooNoisy() {
    assertThat(Stages.isTooNoisy(new Pairs.Outcome(1, 1, 1, 0.95, 1.05))).isFalse();
    assertThat(Stages.isTooNoisy(new Pairs.Outcome(1, 1, 1, 0.94, 1.01))).isTrue();
    assertThat(Stages.isTooNoisy(new Pairs.Outcome(1, 1, 1, 0.99, 1.06))).isTrue();
  }

  @Test
  void fewPairsTellNothingOfNoiseHoweverAlikeTheyAre() {
    double[][] four = {{5}, {5}, {5}, {5}};
    double[][] five = {{5}, {5}, {5}, {5}, {5}};

    assertThat(Stages.isTooNoisy(new Stages(four, four).noise(0, 0))).isTrue();
    assertThat(Stages.isTooNoisy(new Stages(five, five).noise(0, 0))).isFalse();
  }
}
