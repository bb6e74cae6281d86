package io.gds.database.core;

import io.gds.database.operation.OperationListener;
import io.gds.database.operation.Progress;
import io.gds.database.operation.ProgressUnit;
import io.gds.database.spi.EngineEnvironment;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes progress on, at most ten times a second but always the first and the last of a phase. A
 * listener that throws is left out from then on. Thread-safe.
 */
final class ProgressReporter {
  private static final Logger LOG = LoggerFactory.getLogger(ProgressReporter.class);
  private static final long INTERVAL_NANOS = 100_000_000;

  private final String operationId;
  private final @Nullable Consumer<Progress> consumer;
  private final EngineEnvironment environment;
  private final LongAdder bytes = new LongAdder();
  private volatile @Nullable Progress last;
  private volatile boolean deaf;
  private @Nullable String phase;
  private long phaseBegun;
  private long phaseFirst;
  private long told;

  ProgressReporter(
      String operationId, Optional<Consumer<Progress>> consumer, EngineEnvironment environment) {
    this.operationId = operationId;
    this.consumer = consumer.orElse(null);
    this.environment = environment;
  }

  void addBytes(long count) {
    bytes.add(count);
  }

  long bytes() {
    return bytes.sum();
  }

  Optional<Progress> last() {
    return Optional.ofNullable(last);
  }

  Optional<String> phase() {
    return last().map(Progress::phase);
  }

  void report(String newPhase, long done, OptionalLong total, ProgressUnit unit) {
    Progress now;
    synchronized (this) {
      long nanos = System.nanoTime();
      boolean first = !Objects.equals(phase, newPhase);
      boolean end = total.isPresent() && done >= total.getAsLong();
      if (!first && !end && nanos - told < INTERVAL_NANOS) {
        return;
      }
      if (first) {
        phase = newPhase;
        phaseBegun = nanos;
        phaseFirst = done;
      }
      told = nanos;
      double seconds = (nanos - phaseBegun) / 1e9;
      OptionalDouble rate =
          seconds > 0 && done > phaseFirst
              ? OptionalDouble.of((done - phaseFirst) / seconds)
              : OptionalDouble.empty();
      now = new Progress(newPhase, done, total, unit, rate, environment.clock().instant());
      last = now;
    }
    tell(now);
  }

  private void tell(Progress now) {
    for (OperationListener listener : environment.requiredListeners()) {
      quietly(() -> listener.progressed(operationId, now));
    }
    for (OperationListener listener : environment.listeners()) {
      quietly(() -> listener.progressed(operationId, now));
    }
    if (consumer != null && !deaf && !quietly(() -> consumer.accept(now))) {
      deaf = true;
    }
  }

  private static boolean quietly(Runnable call) {
    try {
      call.run();
      return true;
    } catch (RuntimeException e) {
      LOG.warn("A progress listener failed: {}", e.toString());
      return false;
    }
  }
}
