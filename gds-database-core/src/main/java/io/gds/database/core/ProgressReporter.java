package io.gds.database.core;

import io.gds.database.operation.OperationListener;
import io.gds.database.operation.Progress;
import io.gds.database.operation.ProgressUnit;
import io.gds.database.spi.EngineEnvironment;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes progress on, at most ten times a second, but always the first of a phase and its end, if
 * the total is known. Whoever throws when told is left out for the rest of the operation.
 * Thread-safe.
 */
final class ProgressReporter {
  private static final Logger LOG = LoggerFactory.getLogger(ProgressReporter.class);
  private static final long INTERVAL_NANOS = 100_000_000;

  private final List<Consumer<Progress>> watchers = new CopyOnWriteArrayList<>();
  private final Clock clock;
  private final LongAdder bytes = new LongAdder();
  private volatile @Nullable Progress last;
  private @Nullable String phase;
  private boolean phaseEnded;
  private long phaseBegun;
  private long phaseFirst;
  private long told;

  ProgressReporter(
      String operationId, Optional<Consumer<Progress>> consumer, EngineEnvironment environment) {
    for (List<OperationListener> listeners :
        List.of(environment.requiredListeners(), environment.listeners())) {
      listeners.forEach(
          listener -> watchers.add(progress -> listener.progressed(operationId, progress)));
    }
    consumer.ifPresent(watchers::add);
    clock = environment.clock();
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
      // A total may be an estimate that is passed: the end is told once, not from there on.
      boolean end = total.isPresent() && done >= total.getAsLong() && (first || !phaseEnded);
      if (!first && !end && nanos - told < INTERVAL_NANOS) {
        return;
      }
      if (first) {
        phase = newPhase;
        phaseBegun = nanos;
        phaseFirst = done;
        phaseEnded = false;
      }
      phaseEnded |= end;
      told = nanos;
      double seconds = (nanos - phaseBegun) / 1e9;
      OptionalDouble rate =
          seconds > 0 && done > phaseFirst
              ? OptionalDouble.of((done - phaseFirst) / seconds)
              : OptionalDouble.empty();
      now = new Progress(newPhase, done, total, unit, rate, clock.instant());
      last = now;
    }
    tell(now);
  }

  private void tell(Progress now) {
    List<Consumer<Progress>> broken =
        watchers.stream().filter(watcher -> !hears(watcher, now)).toList();
    if (!broken.isEmpty()) {
      watchers.removeAll(broken);
    }
  }

  private static boolean hears(Consumer<Progress> watcher, Progress now) {
    try {
      watcher.accept(now);
      return true;
    } catch (RuntimeException | Error e) {
      LOG.warn("A progress listener failed and is told no more: {}", e.toString());
      return false;
    }
  }
}
