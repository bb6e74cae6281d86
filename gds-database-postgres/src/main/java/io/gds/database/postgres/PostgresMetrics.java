package io.gds.database.postgres;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.MetricSampler;
import io.gds.database.jdbc.Row;
import io.gds.database.observe.Metric;
import io.gds.database.observe.MetricQuery;
import io.gds.database.observe.MetricSampling;
import io.gds.database.observe.SamplingOptions;
import io.gds.database.observe.SupportsMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Figures of the server in one statement, whichever its version. The sizes of databases are told
 * only if the pattern asks for {@code pg_database_size_…}: every file is looked at for them. What
 * this role may not see is left out.
 *
 * @see <a href="https://www.postgresql.org/docs/current/monitoring-stats.html">The Cumulative
 *     Statistics System</a>
 */
final class PostgresMetrics implements SupportsMetrics {
  private final PostgresContext context;

  PostgresMetrics(PostgresContext context) {
    this.context = context;
  }

  @Override
  public List<Metric> metrics(MetricQuery query) {
    context.runner().requireOpen();
    if (query.isWindow()) {
      throw UnsupportedCapabilityException.of(
          DatabaseType.POSTGRESQL.id(),
          context.runner().engine(),
          CapabilityStatus.absent(
              SupportsMetrics.class,
              Availability.NOT_ON_PLATFORM,
              "PostgreSQL keeps no past values",
              "Start a sampling, and ask that."));
    }
    String literal = query.like().map(like -> like.split("[*?]", 2)[0]).orElse("");
    PostgresVersion version = context.version();
    Map<String, PostgresFigures> wanted = new LinkedHashMap<>();
    for (PostgresFigures source : PostgresFigures.SOURCES) {
      if (source.isIn(version) && source.isWanted(literal)) {
        wanted.put(source.source(), source);
      }
    }
    return wanted.isEmpty() ? List.of() : read(wanted, query);
  }

  private List<Metric> read(Map<String, PostgresFigures> wanted, MetricQuery query) {
    Instant now = context.clock().instant();
    return context.sql().query(statement(wanted), row -> metric(row, wanted, now)).stream()
        .flatMap(Optional::stream)
        .filter(query::matches)
        .toList();
  }

  /** Every source as rows of labels, column and value. */
  private static String statement(Map<String, PostgresFigures> wanted) {
    return wanted.keySet().stream()
        .map(
            source ->
                "SELECT '"
                    + source
                    + "' AS source, labels, data FROM (\n"
                    + PostgresSql.text("metrics-" + source)
                    + "\n) AS q")
        .collect(
            Collectors.joining(
                "\nUNION ALL\n",
                "SELECT s.source AS source, s.labels AS labels, e.key AS key, e.value AS value"
                    + " FROM (\n",
                "\n) AS s CROSS JOIN LATERAL jsonb_each_text(s.data) AS e WHERE e.value IS NOT"
                    + " NULL"));
  }

  private static Optional<Metric> metric(
      Row row, Map<String, PostgresFigures> wanted, Instant now) {
    PostgresFigures source = wanted.get(row.text("source"));
    PostgresFigures.Figure figure = source == null ? null : source.figures().get(row.text("key"));
    if (figure == null) {
      return Optional.empty();
    }
    List<String> pairs = row.texts("labels");
    Map<String, String> labels = new LinkedHashMap<>();
    for (int i = 0; i + 1 < pairs.size(); i += 2) {
      labels.put(pairs.get(i), pairs.get(i + 1));
    }
    double value =
        switch (row.text("value")) {
          case "true" -> 1;
          case "false" -> 0;
          default -> Double.parseDouble(row.text("value")) * figure.factor();
        };
    return Optional.of(new Metric(figure.name(), value, figure.unit(), now, labels));
  }

  @Override
  public Optional<Duration> metricHistory() {
    return Optional.empty();
  }

  @Override
  public MetricSampling startSampling(SamplingOptions options) {
    MetricQuery query = options.like().map(MetricQuery.now()::like).orElse(MetricQuery.now());
    return MetricSampler.start(context.runner(), options, () -> metrics(query));
  }
}
