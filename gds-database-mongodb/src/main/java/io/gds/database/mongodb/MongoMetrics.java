package io.gds.database.mongodb;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.DatabaseQuery;
import io.gds.database.core.MetricSampler;
import io.gds.database.observe.Metric;
import io.gds.database.observe.MetricQuery;
import io.gds.database.observe.MetricSampling;
import io.gds.database.observe.SamplingOptions;
import io.gds.database.observe.SupportsMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonInt32;

/**
 * Figures of the server in one command, of its replica set in three more, and of its databases, one
 * command each, only for a pattern that names them.
 */
final class MongoMetrics implements SupportsMetrics {
  /** Sections that cost something and are not told. */
  private static final List<String> WITHOUT =
      List.of("locks", "latchAnalysis", "tcmalloc", "sharding", "repl", "electionMetrics");

  private final MongoContext context;

  MongoMetrics(MongoContext context) {
    this.context = context;
  }

  @Override
  public List<Metric> metrics(MetricQuery query) {
    context.runner().requireOpen();
    if (query.isWindow()) {
      throw MongoCapabilities.refusal(
          context.runner().engine(),
          CapabilityStatus.absent(
              SupportsMetrics.class,
              Availability.NOT_ON_PLATFORM,
              "MongoDB tells what is now, and of its past nothing by a command",
              "Start a sampling, and ask that."));
    }
    String literal = query.like().map(like -> like.split("[*?]", 2)[0]).orElse("");
    MongoCommands commands = context.commands().anywhere();
    Instant now = context.clock().instant();
    boolean member = context.product().topology() == MongoTopology.REPLICA_SET;
    List<Metric> all = new ArrayList<>();
    if (MongoFigures.areWanted(literal)) {
      BsonDocument status = commands.admin(asking());
      // After a failover another member answers, whose counters are others.
      Map<String, String> labels =
          MongoValues.text(status, "host")
              .filter(host -> member)
              .map(host -> Map.of("node", host))
              .orElse(Map.of());
      MongoFigures.metrics(status, now, labels).forEach(all::add);
    }
    if (member && MongoSetFigures.areWanted(literal)) {
      all.addAll(MongoSetFigures.read(commands, now));
    }
    if (literal.startsWith(MongoDatabaseFigures.PREFIX)) {
      List<String> names =
          context.readings().databases(DatabaseQuery.userDatabases()).stream()
              .map(MongoDatabaseMetadata::name)
              .toList();
      for (String name : names) {
        MongoDatabaseFigures.read(commands, name, now).forEach(all::add);
      }
    }
    return all.stream().filter(query::matches).toList();
  }

  private static BsonDocument asking() {
    BsonDocument command = MongoCommands.command("serverStatus");
    WITHOUT.forEach(section -> command.append(section, new BsonInt32(0)));
    return command;
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
