package io.gds.database.observe;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * One measured value. What a server does not tell is missing, never zero.
 *
 * @param name what was measured, such as {@code connections.active}
 * @param value the value
 * @param unit the unit, such as {@code bytes} or {@code seconds}; {@code 1} for plain counts
 * @param timestamp when it was so
 * @param labels what it was measured of, such as {@code database}
 */
public record Metric(
    String name, double value, String unit, Instant timestamp, Map<String, String> labels) {
  /** Checks that nothing is missing and the value is a number, and takes a copy. */
  public Metric {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(unit, "unit");
    Objects.requireNonNull(timestamp, "timestamp");
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    if (Double.isNaN(value)) {
      throw new IllegalArgumentException(name + " is not a number: leave it out");
    }
  }
}
