package io.gds.database.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MetricTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private static Metric metric(String name, Instant at) {
    return new Metric(name, 1, "bytes", at, Map.of());
  }

  @Test
  void aMetricKeepsItsOwnLabelsInOrder() {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("z", "1");
    labels.put("a", "2");
    Metric metric = new Metric("size", 1.5, "bytes", NOW, labels);

    labels.clear();

    assertThat(metric.labels()).containsExactly(Map.entry("z", "1"), Map.entry("a", "2"));
  }

  @Test
  void whatWasNotMeasuredIsLeftOutAndNotMadeUp() {
    assertThatThrownBy(() -> new Metric("size", Double.NaN, "bytes", NOW, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("size is not a number");
  }

  @Test
  void aWindowHoldsItsBeginAndNotItsEnd() {
    MetricQuery query = MetricQuery.now().since(NOW).until(NOW.plusSeconds(10));

    assertThat(query.matches(metric("x", NOW.minusNanos(1)))).isFalse();
    assertThat(query.matches(metric("x", NOW))).isTrue();
    assertThat(query.matches(metric("x", NOW.plusSeconds(9)))).isTrue();
    assertThat(query.matches(metric("x", NOW.plusSeconds(10)))).isFalse();
  }

  @Test
  void aQueryChoosesByPattern() {
    assertThat(MetricQuery.now().like("cache.*").matches(metric("cache.used", NOW))).isTrue();
    assertThat(MetricQuery.now().like("cache.*").matches(metric("size", NOW))).isFalse();
  }

  @Test
  void aQueryWithoutAWindowAsksForNow() {
    assertThat(MetricQuery.now().isWindow()).isFalse();
    assertThat(MetricQuery.now().since(NOW).isWindow()).isTrue();
    assertThat(MetricQuery.now().until(NOW).isWindow()).isTrue();
  }

  @Test
  void aWindowEndsAfterItBegins() {
    assertThatThrownBy(() -> MetricQuery.now().since(NOW).until(NOW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a window ends after it begins");
  }

  @Test
  void queriesAreValues() {
    MetricQuery query = MetricQuery.now().like("x").since(NOW).until(NOW.plusSeconds(1));

    assertThat(query.like()).contains("x");
    assertThat(query.since()).contains(NOW);
    assertThat(query.until()).contains(NOW.plusSeconds(1));
    assertThat(query)
        .isEqualTo(query.like("x"))
        .hasSameHashCodeAs(query.like("x"))
        .isNotEqualTo(query.like("y"))
        .isNotEqualTo(query.since(NOW.minusSeconds(1)))
        .isNotEqualTo(query.until(NOW.plusSeconds(2)));
    assertThat(MetricQuery.now()).hasToString("like=null, since=null, until=null");
  }

  @Test
  void samplingDefaultsArePinned() {
    SamplingOptions options = SamplingOptions.defaults();

    assertThat(options.interval()).isEqualTo(Duration.ofSeconds(15));
    assertThat(options.retention()).isEqualTo(Duration.ofHours(1));
    assertThat(options.maxValues()).isEqualTo(100_000);
    assertThat(options.like()).isEmpty();
  }

  @Test
  void everySamplingOptionCanBeSet() {
    SamplingOptions options =
        SamplingOptions.defaults()
            .interval(Duration.ofSeconds(1))
            .retention(Duration.ofMinutes(1))
            .maxValues(1)
            .like("cache.*");

    assertThat(options).hasToString("interval=PT1S, retention=PT1M, maxValues=1, like=cache.*");
    assertThat(options.like()).contains("cache.*");
    assertThat(options)
        .isEqualTo(options.maxValues(1))
        .hasSameHashCodeAs(options.maxValues(1))
        .isNotEqualTo(options.interval(Duration.ofSeconds(2)))
        .isNotEqualTo(options.retention(Duration.ofSeconds(2)))
        .isNotEqualTo(options.maxValues(2))
        .isNotEqualTo(options.like("x"));
  }

  @Test
  void aSamplingIsNeitherTooFastNorEndlessNorEmpty() {
    SamplingOptions options = SamplingOptions.defaults();

    assertThatThrownBy(() -> options.interval(Duration.ofMillis(999)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> options.retention(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> options.retention(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> options.maxValues(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void askingWithoutAQueryReadsAllAsTheyAreNow() {
    List<MetricQuery> asked = new ArrayList<>();
    SupportsMetrics metrics =
        new SupportsMetrics() {
          @Override
          public List<Metric> metrics(MetricQuery query) {
            asked.add(query);
            return List.of(metric("size", NOW));
          }

          @Override
          public Optional<Duration> metricHistory() {
            return Optional.empty();
          }

          @Override
          public MetricSampling startSampling(SamplingOptions options) {
            throw new AssertionError("nobody should ask this");
          }
        };

    assertThat(metrics.metrics()).containsExactly(metric("size", NOW));
    assertThat(asked).containsExactly(MetricQuery.now());
  }
}
