package io.gds.database.cli;

import io.gds.database.DatabaseEngine;
import io.gds.database.observe.Metric;
import io.gds.database.observe.MetricQuery;
import io.gds.database.observe.SupportsMetrics;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists metrics. */
@Command(
    name = "metrics",
    description = "Show metrics, now or in a window that the server has kept.")
final class MetricsCommand extends EngineCommand {
  @Option(
      names = "--like",
      paramLabel = "P",
      description = "Only names like this, with * and ? as wildcards.")
  private @Nullable String like;

  @Mixin private final WindowOptions window = new WindowOptions();

  MetricsCommand(Gds gds) {
    super(gds);
  }

  @Override
  void read(DatabaseEngine engine) {
    window.check();
    MetricQuery query = MetricQuery.now();
    query = like == null ? query : query.like(like);
    query = window.since().map(query::since).orElse(query);
    query = window.until().map(query::until).orElse(query);
    gds.output()
        .list(
            engine.require(SupportsMetrics.class).metrics(query),
            Metric.class,
            List.of(
                Column.left("NAME", Metric::name),
                Column.right("VALUE", Metric::value),
                Column.left("UNIT", Metric::unit),
                Column.left("LABELS", Metric::labels),
                Column.left("AT", Metric::timestamp)));
  }
}
