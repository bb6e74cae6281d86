package io.gds.database.testkit.fake;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A complete and valid instance of every record of the API, for the tests of tools: what may be
 * missing is there, lists and maps are not empty, as far as the members allow each other. All of
 * them tell of one made-up server, with a database {@code orders}. Immutable and thread-safe.
 */
public final class Samples {
  static final Instant AT = Instant.parse("2026-01-01T12:00:00Z");
  static final Instant BEFORE = AT.minus(Duration.ofHours(1));
  static final String DATABASE = "orders";

  private static final Map<Class<? extends Record>, Record> ALL = gathered();

  private Samples() {}

  private static Map<Class<? extends Record>, Record> gathered() {
    Map<Class<? extends Record>, Record> all = new LinkedHashMap<>();
    SampleOperations.all().forEach(sample -> all.put(sample.getClass(), sample));
    SampleBackups.all().forEach(sample -> all.put(sample.getClass(), sample));
    SampleAccounts.all().forEach(sample -> all.put(sample.getClass(), sample));
    SampleGroups.all().forEach(sample -> all.put(sample.getClass(), sample));
    SampleFigures.all().forEach(sample -> all.put(sample.getClass(), sample));
    SampleTables.all().forEach(sample -> all.put(sample.getClass(), sample));
    return Collections.unmodifiableMap(all);
  }

  /** All samples, by their type. */
  public static Map<Class<? extends Record>, Record> all() {
    return ALL;
  }

  /**
   * The sample of a record.
   *
   * @throws IllegalArgumentException if it is no record of the API
   */
  public static <R extends Record> R of(Class<R> type) {
    Record sample = ALL.get(type);
    if (sample == null) {
      throw new IllegalArgumentException("no record of the API: " + type.getName());
    }
    return type.cast(sample);
  }
}
