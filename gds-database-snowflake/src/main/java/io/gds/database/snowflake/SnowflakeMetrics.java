package io.gds.database.snowflake;

import io.gds.database.core.MetricSampler;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.observe.Metric;
import io.gds.database.observe.MetricQuery;
import io.gds.database.observe.MetricSampling;
import io.gds.database.observe.SamplingOptions;
import io.gds.database.observe.SupportsMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Warehouses as they are now, in one statement that needs none; and of the past credits, storage
 * and queries, each in one statement that needs a warehouse, and as late as its view is: every
 * value says when it was so. A pattern that begins otherwise spares a statement. What the role may
 * not read is left out of what is told now, and refused where the past is asked for.
 */
final class SnowflakeMetrics implements SupportsMetrics {
  private static final String WAREHOUSE = "snowflake_warehouse_";

  /** How long the views keep what they tell. */
  private static final Duration KEPT = Duration.ofDays(365);

  private final SnowflakeContext context;

  SnowflakeMetrics(SnowflakeContext context) {
    this.context = context;
  }

  @Override
  public List<Metric> metrics(MetricQuery query) {
    context.runner().requireOpen();
    String beginning = query.like().map(like -> like.split("[*?]", 2)[0]).orElse("");
    List<Metric> all = new ArrayList<>();
    if (query.isWindow()) {
      Instant now = context.clock().instant();
      Instant from = query.since().orElse(now.minus(KEPT));
      Instant to = query.until().orElse(now);
      for (SnowflakeFigures figures : wanted(beginning)) {
        // Days count from their begin, and the view is asked for whole ones.
        all.addAll(read(figures, from, to.plus(Duration.ofDays(1))));
      }
    } else {
      if (WAREHOUSE.startsWith(beginning) || beginning.startsWith(WAREHOUSE)) {
        all.addAll(warehouses());
      }
      wanted(beginning).forEach(figures -> all.addAll(newest(figures)));
    }
    return all.stream()
        .filter(query::matches)
        .sorted(Comparator.comparing(Metric::timestamp))
        .toList();
  }

  private static List<SnowflakeFigures> wanted(String beginning) {
    return SnowflakeFigures.ALL.stream().filter(each -> each.isWanted(beginning)).toList();
  }

  private List<Metric> warehouses() {
    Instant now = context.clock().instant();
    List<Metric> metrics = new ArrayList<>();
    for (SnowflakeWarehouse each : new SnowflakeComputing(context).warehouses()) {
      Map<String, String> labels = Map.of("warehouse", each.name());
      boolean on = each.state() == SnowflakeWarehouse.State.STARTED;
      if (each.state() != SnowflakeWarehouse.State.UNKNOWN) {
        metrics.add(new Metric(WAREHOUSE + "started", on ? 1 : 0, "1", now, labels));
      }
      add(metrics, "running", each.running(), now, labels);
      add(metrics, "queued", each.queued(), now, labels);
    }
    return metrics;
  }

  private static void add(
      List<Metric> metrics, String name, OptionalLong value, Instant at, Map<String, String> of) {
    value.ifPresent(number -> metrics.add(new Metric(WAREHOUSE + name, number, "1", at, of)));
  }

  /** The last value of each, if the role may read it and the view has one of late. */
  private List<Metric> newest(SnowflakeFigures figures) {
    Instant now = context.clock().instant();
    List<Metric> read;
    try {
      read = read(figures, now.minus(figures.span()), now.plus(Duration.ofDays(1)));
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.PERMISSION_DENIED || isWithoutWarehouse(e)) {
        return List.of();
      }
      throw e;
    }
    Map<String, Metric> newest = new LinkedHashMap<>();
    for (Metric each : read) {
      newest.merge(
          each.name() + each.labels(),
          each,
          (one, other) -> one.timestamp().isAfter(other.timestamp()) ? one : other);
    }
    return List.copyOf(newest.values());
  }

  /** None is chosen, or the one that is does not resume by itself. */
  private static boolean isWithoutWarehouse(DatabaseException e) {
    return e.nativeCode().filter(code -> code.equals("606")).isPresent();
  }

  private List<Metric> read(SnowflakeFigures figures, Instant from, Instant to) {
    List<Metric> metrics = new ArrayList<>();
    SnowflakeUsage.read(context, figures.view(), figures.statement(from, to), figures::metrics)
        .forEach(metrics::addAll);
    return metrics;
  }

  @Override
  public Optional<Duration> metricHistory() {
    return Optional.of(KEPT);
  }

  /**
   * Without a pattern only what needs no warehouse is sampled: the rest changes by the hour or the
   * day, and asking for it again and again would keep a warehouse running, and paid for.
   */
  @Override
  public MetricSampling startSampling(SamplingOptions options) {
    MetricQuery query = MetricQuery.now().like(options.like().orElse(WAREHOUSE + "*"));
    return MetricSampler.start(context.runner(), options, () -> metrics(query));
  }
}
