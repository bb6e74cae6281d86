package io.gds.database.bench;

import java.util.Arrays;

/**
 * Pairs of work that tells the time at the end of each of its stages, so that one series of runs
 * answers several questions. Each array holds a run in its rows and a stage in its columns.
 */
final class Stages {
  /** More than this much either way between runs of the same work is too much to tell a ratio. */
  static final double NOISE = 0.05;

  /** With fewer, chance alone brings runs together. */
  static final int FEWEST_PAIRS = 5;

  private final double[][] a;
  private final double[][] b;

  /** Work in stages; tells how many nanoseconds after its start each of them ended. */
  interface Work {
    double[] run() throws Exception;
  }

  Stages(double[][] a, double[][] b) {
    this.a = a;
    this.b = b;
  }

  /** Runs both in turn, A B B A …, one pair more at first that is not counted. */
  static Stages measure(int pairs, Work subject, Work peer) throws Exception {
    return measure(1, pairs, subject, peer);
  }

  /** The same with as many pairs that are not counted as the work needs to become warm. */
  static Stages measure(int warmUps, int pairs, Work subject, Work peer) throws Exception {
    double[][] a = new double[pairs][];
    double[][] b = new double[pairs][];
    for (int i = -warmUps; i < pairs; i++) {
      boolean subjectFirst = i % 2 == 0;
      double[] first = (subjectFirst ? subject : peer).run();
      double[] second = (subjectFirst ? peer : subject).run();
      if (i >= 0) {
        a[i] = subjectFirst ? first : second;
        b[i] = subjectFirst ? second : first;
      }
    }
    return new Stages(a, b);
  }

  /** The ratio of the subject up to the end of one stage to the peer up to that of another. */
  Pairs.Outcome ratio(int subjectStage, int peerStage) {
    return Pairs.outcome(column(a, subjectStage), column(b, peerStage));
  }

  /** The same against one stage of the peer alone, without those before it. */
  Pairs.Outcome ratioToStage(int subjectStage, int peerStage) {
    double[] alone = column(b, peerStage);
    double[] before = column(b, peerStage - 1);
    Arrays.setAll(alone, i -> alone[i] - before[i]);
    return Pairs.outcome(column(a, subjectStage), alone);
  }

  /**
   * The ratio of a run to the next of the same work: in A B B A A B … each stands beside one like
   * it. Its interval is what the machine alone makes of a ratio of one; fewer than {@link
   * #FEWEST_PAIRS} tell nothing of that, so there it has no bounds.
   */
  Pairs.Outcome noise(int subjectStage, int peerStage) {
    double[] subject = column(a, subjectStage);
    double[] peer = column(b, peerStage);
    int count = subject.length - 1;
    if (subject.length < FEWEST_PAIRS) {
      return new Pairs.Outcome(subject[0], peer[0], Double.NaN, 0, Double.POSITIVE_INFINITY);
    }
    double[] former = new double[count];
    double[] latter = new double[count];
    for (int i = 0; i < count; i++) {
      double[] same = i % 2 == 0 ? peer : subject;
      former[i] = same[i];
      latter[i] = same[i + 1];
    }
    return Pairs.outcome(former, latter);
  }

  /** Whether runs of the same work differ so much that a ratio of two works says nothing. */
  static boolean isTooNoisy(Pairs.Outcome noise) {
    return noise.low() < 1 - NOISE || noise.high() > 1 + NOISE;
  }

  private static double[] column(double[][] rows, int stage) {
    return Arrays.stream(rows).mapToDouble(row -> row[stage]).toArray();
  }
}
