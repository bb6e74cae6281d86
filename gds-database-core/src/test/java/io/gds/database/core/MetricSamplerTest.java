package io.gds.database.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.observe.Metric;
import io.gds.database.observe.MetricQuery;
import io.gds.database.observe.MetricSampling;
import io.gds.database.observe.SamplingOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class MetricSamplerTest {
  private static final SamplingOptions EACH_SECOND =
      SamplingOptions.defaults().interval(Duration.ofSeconds(1));

  private final Gate gate = new Gate();
  private final AtomicInteger readings = new AtomicInteger();

  @AfterEach
  void close() throws InterruptedException {
    gate.close();
  }

  private List<Metric> read() {
    int n = readings.incrementAndGet();
    return List.of(
        new Metric("pages", n, "count", Instant.now(), Map.of()),
        new Metric("bytes", n * 4096.0, "bytes", Instant.now(), Map.of()));
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      Thread.sleep(5);
    }
  }

  @Test
  void theFirstReadingIsTakenAtOnceAndKept() throws InterruptedException {
    try (MetricSampling sampling = MetricSampler.start(gate.runner, EACH_SECOND, this::read)) {
      await(() -> sampling.samples(MetricQuery.now()).size() == 2);

      assertThat(sampling.samples(MetricQuery.now().like("pages")))
          .extracting(Metric::value)
          .containsExactly(1.0);
      assertThat(sampling.isRunning()).isTrue();
      assertThat(sampling.options()).isEqualTo(EACH_SECOND);
      assertThat(sampling.startedAt()).isBeforeOrEqualTo(Instant.now());
    }
  }

  @Test
  void onlyWhatWasAskedForIsKeptAndTheOldestIsForgotten() throws InterruptedException {
    SamplingOptions two = EACH_SECOND.like("pages").maxValues(1);
    try (MetricSampling sampling = MetricSampler.start(gate.runner, two, this::read)) {
      await(
          () ->
              readings.get() >= 2
                  && !sampling.samples(MetricQuery.now()).isEmpty()
                  && sampling.samples(MetricQuery.now()).get(0).value() >= 2);

      assertThat(sampling.samples(MetricQuery.now())).hasSize(1);
    }
  }

  @Test
  void aFailedReadingLeavesAGapAndTheSamplingGoesOn() throws InterruptedException {
    try (MetricSampling sampling =
        MetricSampler.start(
            gate.runner,
            EACH_SECOND,
            () -> {
              if (readings.get() == 0) {
                readings.incrementAndGet();
                throw ErrorDetails.of(ErrorCode.CONNECTION_LOST, "gone").toException();
              }
              return read();
            })) {
      await(() -> sampling.failures() == 1);
      assertThat(sampling.lastFailure())
          .get()
          .extracting(e -> e.code())
          .isEqualTo(ErrorCode.CONNECTION_LOST);

      await(() -> !sampling.samples(MetricQuery.now()).isEmpty());
      assertThat(sampling.lastFailure()).isEmpty();
      assertThat(sampling.failures()).isOne();
    }
  }

  @Test
  void aSlowReadingIsNotOvertakenByTheNext() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger atOnce = new AtomicInteger();
    try (MetricSampling sampling =
        MetricSampler.start(
            gate.runner,
            EACH_SECOND,
            () -> {
              atOnce.incrementAndGet();
              try {
                release.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return read();
            })) {
      Thread.sleep(1_200);
      assertThat(atOnce).hasValue(1);
      release.countDown();
      await(() -> !sampling.samples(MetricQuery.now()).isEmpty());
    }
  }

  @Test
  void itEndsWithTheEngineAndKeepsItsValues() throws InterruptedException {
    MetricSampling sampling = MetricSampler.start(gate.runner, EACH_SECOND, this::read);
    await(() -> !sampling.samples(MetricQuery.now()).isEmpty());

    gate.runner.close();

    assertThat(sampling.isRunning()).isFalse();
    assertThat(sampling.samples(MetricQuery.now())).isNotEmpty();
    sampling.close();
    assertThatThrownBy(() -> MetricSampler.start(gate.runner, EACH_SECOND, this::read))
        .hasMessageContaining("has been closed");
  }

  @Test
  void itStopsWhenThereIsNobodyLeftToRead() throws InterruptedException {
    gate.workers.shutdownNow();

    MetricSampling sampling = MetricSampler.start(gate.runner, EACH_SECOND, this::read);

    await(() -> !sampling.isRunning());
    assertThat(readings).hasValue(0);
  }

  @Test
  void valuesKeptForEverAreStillBoundedInNumber() throws InterruptedException {
    SamplingOptions forEver = EACH_SECOND.retention(ChronoUnit.FOREVER.getDuration()).maxValues(1);
    try (MetricSampling sampling = MetricSampler.start(gate.runner, forEver, this::read)) {
      await(() -> !sampling.samples(MetricQuery.now()).isEmpty());

      assertThat(sampling.samples(MetricQuery.now())).hasSize(1);
      assertThat(sampling.failures()).isZero();
    }
  }

  @Test
  void nothingIsLeftOfASamplingThatCouldNotBegin() {
    gate.scheduler.shutdownNow();

    assertThatThrownBy(() -> MetricSampler.start(gate.runner, EACH_SECOND, this::read))
        .isInstanceOf(RejectedExecutionException.class);
  }
}
