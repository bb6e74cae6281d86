package io.gds.database.core.forward;

import io.gds.database.observe.Metric;
import io.gds.database.observe.MetricQuery;
import io.gds.database.observe.MetricSampling;
import io.gds.database.observe.SamplingOptions;
import io.gds.database.observe.SupportsMetrics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A handle whose metrics another object has. */
public interface ForwardingMetrics extends SupportsMetrics {
  /** Who has them; asked for anew by every call. */
  SupportsMetrics metricsDelegate();

  @Override
  default List<Metric> metrics(MetricQuery query) {
    return metricsDelegate().metrics(query);
  }

  @Override
  default Optional<Duration> metricHistory() {
    return metricsDelegate().metricHistory();
  }

  @Override
  default MetricSampling startSampling(SamplingOptions options) {
    return metricsDelegate().startSampling(options);
  }
}
