package io.gds.database.observe;

import io.gds.database.Capability;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Figures of a server. */
public interface SupportsMetrics extends Capability {
  /** All metrics as they are now, in as few statements as possible. Reads. */
  default List<Metric> metrics() {
    return metrics(MetricQuery.now());
  }

  /**
   * The metrics asked for, oldest first. A window is answered from the history the server keeps.
   * Reads.
   *
   * @throws io.gds.database.UnsupportedCapabilityException if past values are asked for, and the
   *     server keeps none: start a sampling
   */
  List<Metric> metrics(MetricQuery query);

  /** How far back the server itself keeps values; empty if it keeps none. No I/O. */
  Optional<Duration> metricHistory();

  /**
   * Starts to sample. It changes nothing on the server, and lasts until it or the engine is closed.
   */
  MetricSampling startSampling(SamplingOptions options);
}
