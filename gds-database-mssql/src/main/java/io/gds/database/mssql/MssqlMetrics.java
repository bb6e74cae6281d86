package io.gds.database.mssql;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.MetricSampler;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.jdbc.Row;
import io.gds.database.mssql.MssqlCounters.Counter;
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
import java.util.stream.Collectors;

/**
 * Figures of the server in one statement, and the load of its processors in another, which also
 * tells what it was in the last hours. Of the counters those of general interest are told; a
 * pattern that names another object gets all of its own, such as {@code
 * mssql_deprecated_features_*}.
 */
final class MssqlMetrics implements SupportsMetrics {
  private final MssqlContext context;

  MssqlMetrics(MssqlContext context) {
    this.context = context;
  }

  @Override
  public List<Metric> metrics(MetricQuery query) {
    context.runner().requireOpen();
    String literal = query.like().map(like -> like.split("[*?]", 2)[0]).orElse("");
    List<Metric> all = new ArrayList<>();
    if (query.isWindow()) {
      if (!MssqlCpuHistory.isWanted(literal)) {
        throw noHistory();
      }
      all.addAll(new MssqlCpuHistory(context).read(false));
    } else {
      if (MssqlCpuHistory.isWanted(literal)) {
        all.addAll(newestLoad());
      }
      all.addAll(now(literal));
    }
    return all.stream()
        .filter(query::matches)
        .sorted(Comparator.comparing(Metric::timestamp))
        .toList();
  }

  private UnsupportedCapabilityException noHistory() {
    return UnsupportedCapabilityException.of(
        DatabaseType.MSSQL.id(),
        context.runner().engine(),
        CapabilityStatus.absent(
            SupportsMetrics.class,
            Availability.NOT_ON_PLATFORM,
            "of its past SQL Server keeps the load of the processors only: "
                + MssqlCpuHistory.PROCESS
                + " and "
                + MssqlCpuHistory.IDLE,
            "Start a sampling, and ask that."));
  }

  /** What this login may not see is left out of what is told now. */
  private List<Metric> newestLoad() {
    try {
      return new MssqlCpuHistory(context).read(true);
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.PERMISSION_DENIED) {
        return List.of();
      }
      throw e;
    }
  }

  private List<Metric> now(String literal) {
    List<MssqlFigures> wanted =
        MssqlFigures.SOURCES.stream().filter(source -> source.isWanted(literal)).toList();
    boolean general = MssqlCounters.areGeneral(literal);
    boolean counters =
        general
            || (wanted.isEmpty()
                && !MssqlCpuHistory.isWanted(literal)
                && literal.startsWith("mssql_"));
    List<MssqlFigures> sources = new ArrayList<>(wanted);
    if (counters) {
      sources.add(MssqlFigures.COUNTERS);
    }
    return sources.isEmpty() ? List.of() : read(sources, general);
  }

  /** All sources in one statement. */
  static String statement(List<MssqlFigures> sources, boolean general) {
    int labels = sources.stream().mapToInt(source -> source.labels().size()).max().orElse(0);
    int values = sources.stream().mapToInt(MssqlFigures::width).max().orElse(0);
    return sources.stream()
        .map(source -> source.select(labels, values, general || source != MssqlFigures.COUNTERS))
        .collect(Collectors.joining(" UNION ALL "));
  }

  private List<Metric> read(List<MssqlFigures> sources, boolean general) {
    Map<String, MssqlFigures> byName = new LinkedHashMap<>();
    sources.forEach(source -> byName.put(source.source(), source));
    Instant now = context.clock().instant();
    List<Reading> rows =
        context.sql().query(statement(sources, general), row -> Reading.of(row, byName, now));
    List<Metric> metrics = new ArrayList<>();
    rows.forEach(row -> metrics.addAll(row.metrics()));
    metrics.addAll(
        MssqlCounters.metrics(
            rows.stream().map(Reading::counter).flatMap(Optional::stream).toList(), now));
    return metrics;
  }

  /** A row: a counter, which means something with others only, or metrics. */
  private record Reading(Optional<Counter> counter, List<Metric> metrics) {
    private static Reading of(Row row, Map<String, MssqlFigures> sources, Instant now) {
      MssqlFigures source = sources.get(row.text("source"));
      return source == null || source == MssqlFigures.COUNTERS
          ? new Reading(Optional.of(MssqlMetrics.counter(row)), List.of())
          : new Reading(Optional.empty(), MssqlMetrics.metrics(row, source, now));
    }
  }

  private static Counter counter(Row row) {
    return new Counter(
        row.text("label_0").strip(),
        row.text("label_1").strip(),
        row.optionalText("label_2").orElse("").strip(),
        row.longValue("value_0"),
        row.longValue("value_1"));
  }

  private static List<Metric> metrics(Row row, MssqlFigures source, Instant now) {
    Map<String, String> labels = new LinkedHashMap<>();
    for (int i = 0; i < source.labels().size(); i++) {
      Optional<String> text = row.optionalText("label_" + i);
      if (text.isPresent()) {
        labels.put(source.labels().get(i), text.get());
      }
    }
    List<Metric> metrics = new ArrayList<>();
    for (int i = 0; i < source.figures().size(); i++) {
      MssqlFigures.Figure figure = source.figures().get(i);
      row.optionalLong("value_" + i)
          .ifPresent(
              value ->
                  metrics.add(
                      new Metric(
                          figure.name(), value * figure.factor(), figure.unit(), now, labels)));
    }
    return metrics;
  }

  @Override
  public Optional<Duration> metricHistory() {
    return Optional.of(MssqlCpuHistory.KEPT);
  }

  @Override
  public MetricSampling startSampling(SamplingOptions options) {
    MetricQuery query = options.like().map(MetricQuery.now()::like).orElse(MetricQuery.now());
    return MetricSampler.start(context.runner(), options, () -> metrics(query));
  }
}
