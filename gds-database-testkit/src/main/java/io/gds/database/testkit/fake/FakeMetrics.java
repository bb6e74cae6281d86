package io.gds.database.testkit.fake;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.core.MetricSampler;
import io.gds.database.observe.Metric;
import io.gds.database.observe.MetricQuery;
import io.gds.database.observe.MetricSampling;
import io.gds.database.observe.SamplingOptions;
import io.gds.database.observe.SupportsMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The figures of a fake server: those a test gave it, and counts of its databases and sessions. */
final class FakeMetrics extends FakePart implements SupportsMetrics {
  FakeMetrics(FakeWire wire) {
    super(wire, SupportsMetrics.class);
  }

  @Override
  public List<Metric> metrics(MetricQuery query) {
    if (query.isWindow() && metricHistory().isEmpty()) {
      throw UnsupportedCapabilityException.of(
          shape().type().id(),
          server().name(),
          CapabilityStatus.absent(
              SupportsMetrics.class,
              Availability.NOT_ON_PLATFORM,
              "the server keeps no past values",
              "Start a sampling, or build the fake with a metricHistory."));
    }
    return read(
        "metrics",
        server().name(),
        () ->
            (query.isWindow() ? history() : latest())
                .filter(query::matches)
                .sorted(Comparator.comparing(Metric::timestamp))
                .toList());
  }

  private Stream<Metric> history() {
    Instant oldest = server().now().minus(metricHistory().orElseThrow());
    return server().metrics.stream().filter(metric -> !metric.timestamp().isBefore(oldest));
  }

  /** The last value of each figure. */
  private Stream<Metric> latest() {
    Map<String, Metric> latest = new LinkedHashMap<>();
    Stream.concat(server().metrics.stream(), counted())
        .forEach(metric -> latest.put(metric.name() + metric.labels(), metric));
    return latest.values().stream();
  }

  private Stream<Metric> counted() {
    Instant now = server().now();
    return Stream.of(
        new Metric("databases", server().databases.size(), "databases", now, Map.of()),
        new Metric("sessions", server().processes.size(), "sessions", now, Map.of()));
  }

  @Override
  public Optional<Duration> metricHistory() {
    return shape().metricHistory();
  }

  @Override
  public MetricSampling startSampling(SamplingOptions options) {
    return MetricSampler.start(wire().runner(), options, () -> metrics(MetricQuery.now()));
  }
}
