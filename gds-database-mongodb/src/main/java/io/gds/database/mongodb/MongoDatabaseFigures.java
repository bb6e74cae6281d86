package io.gds.database.mongodb;

import io.gds.database.observe.Metric;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.bson.BsonDocument;

/**
 * What {@code dbStats} tells of a database as metrics.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/command/dbStats/">dbStats</a>
 */
final class MongoDatabaseFigures {
  /** The begin of all their names. */
  static final String PREFIX = "mongodb_database_";

  private MongoDatabaseFigures() {}

  static Stream<Metric> read(MongoCommands commands, String database, Instant now) {
    return MongoPermitted.of(() -> commands.run(database, MongoCommands.command("dbStats")))
        .stream()
        .flatMap(stats -> metrics(stats, database, now));
  }

  private static Stream<Metric> metrics(BsonDocument stats, String database, Instant now) {
    return Stream.of(
            metric(stats, "collections", "collections_count", MongoFigures.COUNT, database, now),
            metric(stats, "views", "views_count", MongoFigures.COUNT, database, now),
            metric(stats, "objects", "documents_count", MongoFigures.COUNT, database, now),
            metric(stats, "indexes", "indexes_count", MongoFigures.COUNT, database, now),
            metric(stats, "dataSize", "data_bytes", MongoFigures.BYTES, database, now),
            metric(stats, "storageSize", "storage_bytes", MongoFigures.BYTES, database, now),
            metric(stats, "indexSize", "index_bytes", MongoFigures.BYTES, database, now))
        .flatMap(metrics -> metrics);
  }

  private static Stream<Metric> metric(
      BsonDocument stats, String member, String name, String unit, String database, Instant now) {
    return MongoValues.number(stats, member).stream()
        .mapToObj(
            value -> new Metric(PREFIX + name, value, unit, now, Map.of("database", database)));
  }
}
