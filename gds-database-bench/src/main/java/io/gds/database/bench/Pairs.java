package io.gds.database.bench;

import java.util.Arrays;
import java.util.Random;

/**
 * Times two pieces of work in turn (A B B A …), so that a machine that grows slower or faster in
 * between is slow or fast for both, and tells the ratio pair by pair.
 */
final class Pairs {
  private static final int RESAMPLES = 2_000;

  /** A piece of work. */
  interface Work {
    void run() throws Exception;
  }

  /** A piece of work that tells itself how long it took, in nanoseconds. */
  interface Timed {
    double run() throws Exception;
  }

  /**
   * The outcome.
   *
   * @param a the median of the subject, in nanoseconds
   * @param b the median of the peer, in nanoseconds
   * @param ratio the median of the ratios A/B
   * @param low the lower end of its 95 % interval
   * @param high the upper end of its 95 % interval
   */
  record Outcome(double a, double b, double ratio, double low, double high) {}

  private Pairs() {}

  /**
   * Runs both in turn.
   *
   * @param warmUps pairs that are not counted
   * @param pairs pairs that are
   */
  static Outcome measure(int warmUps, int pairs, Work subject, Work peer) throws Exception {
    return measureTimed(warmUps, pairs, () -> time(subject), () -> time(peer));
  }

  /** The same for work that times itself. */
  static Outcome measureTimed(int warmUps, int pairs, Timed subject, Timed peer) throws Exception {
    double[] a = new double[pairs];
    double[] b = new double[pairs];
    for (int i = -warmUps; i < pairs; i++) {
      boolean subjectFirst = i % 2 == 0;
      double first = (subjectFirst ? subject : peer).run();
      double second = (subjectFirst ? peer : subject).run();
      if (i >= 0) {
        a[i] = subjectFirst ? first : second;
        b[i] = subjectFirst ? second : first;
      }
    }
    return outcome(a, b);
  }

  /** The outcome of runs that were timed in turn. */
  static Outcome outcome(double[] a, double[] b) {
    double[] ratios = new double[a.length];
    Arrays.setAll(ratios, i -> a[i] / b[i]);
    double[] interval = interval(ratios);
    return new Outcome(median(a), median(b), median(ratios), interval[0], interval[1]);
  }

  static double time(Work work) throws Exception {
    long start = System.nanoTime();
    work.run();
    return System.nanoTime() - start;
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** A bootstrap interval of the median; the seed is fixed, so that a run can be computed again. */
  private static double[] interval(double[] ratios) {
    Random random = new Random(1);
    double[] medians = new double[RESAMPLES];
    double[] sample = new double[ratios.length];
    for (int i = 0; i < RESAMPLES; i++) {
      for (int j = 0; j < sample.length; j++) {
        sample[j] = ratios[random.nextInt(ratios.length)];
      }
      medians[i] = median(sample);
    }
    Arrays.sort(medians);
    return new double[] {medians[RESAMPLES / 40], medians[RESAMPLES - 1 - RESAMPLES / 40]};
  }

  /** The exponent e of cost = c · n^e, fitted through the logarithms. */
  static double exponent(double[] n, double[] cost) {
    double meanX = Arrays.stream(n).map(Math::log).average().orElse(0);
    double meanY = Arrays.stream(cost).map(Math::log).average().orElse(0);
    double above = 0;
    double below = 0;
    for (int i = 0; i < n.length; i++) {
      double dx = Math.log(n[i]) - meanX;
      above += dx * (Math.log(cost[i]) - meanY);
      below += dx * dx;
    }
    return above / below;
  }
}
