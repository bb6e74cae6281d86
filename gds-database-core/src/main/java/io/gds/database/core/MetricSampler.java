package io.gds.database.core;

import io.gds.database.error.DatabaseException;
import io.gds.database.observe.Metric;
import io.gds.database.observe.MetricQuery;
import io.gds.database.observe.MetricSampling;
import io.gds.database.observe.SamplingOptions;
import io.gds.database.spi.EngineEnvironment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a history of metrics for platforms whose server keeps none: reads them at each interval on
 * a worker thread and forgets the oldest. Thread-safe.
 */
public final class MetricSampler implements MetricSampling {
  private final SamplingOptions options;
  private final OperationRunner runner;
  private final EngineEnvironment environment;
  private final Supplier<List<Metric>> read;
  private final Instant startedAt;
  private final AtomicBoolean reading = new AtomicBoolean();
  private final Deque<Metric> kept = new ArrayDeque<>();
  private volatile @Nullable ScheduledFuture<?> timer;
  private long failures;
  private @Nullable DatabaseException lastFailure;
  private volatile boolean running = true;

  private MetricSampler(
      OperationRunner runner, SamplingOptions options, Supplier<List<Metric>> read) {
    this.runner = runner;
    this.environment = runner.environment();
    this.options = options;
    this.read = read;
    startedAt = environment.clock().instant();
  }

  /**
   * Starts to sample at once, until it or the engine is closed.
   *
   * @param runner the engine's gate
   * @param read reads all metrics as they are now; called on one thread at a time
   */
  public static MetricSampler start(
      OperationRunner runner, SamplingOptions options, Supplier<List<Metric>> read) {
    runner.requireOpen();
    MetricSampler sampler = new MetricSampler(runner, options, read);
    runner.owns(sampler);
    try {
      sampler.begin();
    } catch (RejectedExecutionException e) {
      // The manager is closing, and the engine with it.
      sampler.close();
      runner.requireOpen();
      throw e;
    }
    return sampler;
  }

  private void begin() {
    long millis = TimeUnit.MILLISECONDS.convert(options.interval());
    ScheduledFuture<?> started =
        environment.scheduler().scheduleAtFixedRate(this::tick, 0, millis, TimeUnit.MILLISECONDS);
    timer = started;
    if (!running) {
      started.cancel(false);
    }
  }

  /** On the scheduler, where nothing may block: hands the reading to a worker, one at a time. */
  private void tick() {
    if (running && reading.compareAndSet(false, true)) {
      try {
        environment.workers().execute(this::sample);
      } catch (RejectedExecutionException e) {
        reading.set(false);
        close();
      }
    }
  }

  private void sample() {
    try {
      keep(read.get());
    } catch (RuntimeException e) {
      missed(Failures.of(e));
    } finally {
      reading.set(false);
    }
  }

  private synchronized void keep(List<Metric> metrics) {
    if (!running) {
      return;
    }
    lastFailure = null;
    MetricQuery wanted = options.like().map(MetricQuery.now()::like).orElse(MetricQuery.now());
    metrics.stream().filter(wanted::matches).forEach(kept::addLast);
    Instant now = environment.clock().instant();
    while (!kept.isEmpty()
        && (kept.size() > options.maxValues() || isStale(kept.getFirst().timestamp(), now))) {
      kept.removeFirst();
    }
  }

  private boolean isStale(Instant read, Instant now) {
    return Duration.between(read, now).compareTo(options.retention()) > 0;
  }

  private synchronized void missed(DatabaseException failure) {
    failures++;
    lastFailure = failure;
  }

  @Override
  public SamplingOptions options() {
    return options;
  }

  @Override
  public Instant startedAt() {
    return startedAt;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public synchronized List<Metric> samples(MetricQuery query) {
    return kept.stream().filter(query::matches).toList();
  }

  @Override
  public synchronized long failures() {
    return failures;
  }

  @Override
  public synchronized Optional<DatabaseException> lastFailure() {
    return Optional.ofNullable(lastFailure);
  }

  @Override
  public void close() {
    running = false;
    ScheduledFuture<?> started = timer;
    if (started != null) {
      started.cancel(false);
    }
    runner.disowns(this);
  }
}
