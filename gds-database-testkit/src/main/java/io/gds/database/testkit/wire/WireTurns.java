package io.gds.database.testkit.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What a rule answers, and how often it still does. Not thread-safe.
 *
 * @param <Q> what is asked
 */
final class WireTurns<Q> {
  private static final int ALWAYS = Integer.MAX_VALUE;

  private final Function<Q, WireAnswer> answers;
  private int left;

  private WireTurns(Function<Q, WireAnswer> answers, int times) {
    this.answers = answers;
    left = times;
  }

  /** As often as it is asked. */
  static <Q> WireTurns<Q> always(Function<Q, WireAnswer> answers) {
    return new WireTurns<>(answers, ALWAYS);
  }

  /** So often. */
  static <Q> WireTurns<Q> times(int times, WireAnswer answer) {
    if (times < 1) {
      throw new IllegalArgumentException("less than once: " + times);
    }
    return new WireTurns<>(asked -> answer, times);
  }

  /** One each time, in this order. */
  static <Q> WireTurns<Q> inTurn(List<WireAnswer> answers) {
    List<WireAnswer> all = new ArrayList<>(answers);
    return new WireTurns<>(asked -> all.remove(0), all.size());
  }

  boolean areLeft() {
    return left > 0;
  }

  /** Whether some are left that were to be given so many times. */
  boolean areUnused() {
    return left > 0 && left != ALWAYS;
  }

  WireAnswer take(Q asked) {
    if (left != ALWAYS) {
      left--;
    }
    return answers.apply(asked);
  }
}
