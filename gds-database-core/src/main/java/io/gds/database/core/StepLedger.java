package io.gds.database.core;

import io.gds.database.operation.StepResult;
import io.gds.database.operation.StepStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Keeps what became of each step. Thread-safe. */
final class StepLedger {
  private final List<PlannedStep> steps;
  private final StepStatus[] status;
  private final int[] attempts;
  private final long[] begun;
  private final long[] elapsed;

  StepLedger(List<PlannedStep> steps) {
    this.steps = steps;
    status = new StepStatus[steps.size()];
    Arrays.fill(status, StepStatus.NOT_STARTED);
    attempts = new int[steps.size()];
    begun = new long[steps.size()];
    elapsed = new long[steps.size()];
  }

  synchronized void sent(int index) {
    if (attempts[index]++ == 0) {
      begun[index] = System.nanoTime();
    }
  }

  synchronized void ended(int index, StepStatus how) {
    status[index] = how;
    elapsed[index] = attempts[index] == 0 ? 0 : System.nanoTime() - begun[index];
  }

  /**
   * Whether the step at this place was ever sent; with no step there, that everything before was.
   */
  synchronized boolean begun(int index) {
    return index < attempts.length
        ? attempts[index] > 0
        : Arrays.stream(status).allMatch(StepStatus.DONE::equals);
  }

  /** How often the most repeated step was sent. */
  synchronized int attempts() {
    int most = 0;
    for (int count : attempts) {
      most = Math.max(most, count);
    }
    return most;
  }

  /** The step whose fate is unknown, or -1. */
  synchronized int unknown() {
    return Arrays.asList(status).indexOf(StepStatus.UNKNOWN);
  }

  /** The last step that was sent, or -1. */
  synchronized int lastSent() {
    return IntStream.range(0, attempts.length).filter(i -> attempts[i] > 0).max().orElse(-1);
  }

  synchronized List<StepResult> results() {
    List<StepResult> results = new ArrayList<>(status.length);
    for (int i = 0; i < status.length; i++) {
      Duration took = Duration.ofNanos(elapsed[i]);
      results.add(new StepResult(steps.get(i).step(), status[i], attempts[i], took));
    }
    return results;
  }
}
