package io.gds.database.mongodb;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.DatabaseQuery;
import io.gds.database.observe.StatementOrder;
import io.gds.database.observe.StatementQuery;
import io.gds.database.observe.StatementStats;
import io.gds.database.observe.SupportsStatements;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.bson.BsonArray;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;

/**
 * The costliest of what the profilers have kept, which is what was slow while they were on: added
 * up by the shape of a query, or by the kind of operation and its collection where it has none. One
 * command lists the databases, unless one is named, and one more each adds up.
 */
final class MongoTopStatements implements SupportsStatements {
  private static final double NANOS_OF_MILLI = 1e6;

  private final MongoContext context;

  MongoTopStatements(MongoContext context) {
    this.context = context;
  }

  @Override
  public List<StatementStats> topStatements(StatementQuery query) {
    context.runner().requireOpen();
    List<String> databases =
        query
            .database()
            .map(List::of)
            .orElseGet(
                () ->
                    context.readings().databases(DatabaseQuery.userDatabases()).stream()
                        .map(MongoDatabaseMetadata::name)
                        .toList());
    List<StatementStats> all = new ArrayList<>();
    for (String database : databases) {
      MongoNames.database(database);
      BsonDocument command =
          MongoCommands.command("aggregate", MongoProfiling.COLLECTION)
              .append("pipeline", pipeline(query))
              .append("cursor", new BsonDocument());
      context.commands().anywhere().all(database, command).stream()
          .map(found -> statement(found, database, query.textLength()))
          .forEach(all::add);
    }
    return all.stream().sorted(order(query.by())).limit(query.limit()).toList();
  }

  private BsonArray pipeline(StatementQuery query) {
    BsonDocument match = new BsonDocument();
    query
        .user()
        .ifPresent(user -> match.append("user", new BsonDocument("$eq", new BsonString(user))));
    query
        .since()
        .ifPresent(
            since ->
                match.append(
                    "ts", new BsonDocument("$gte", new BsonDateTime(since.toEpochMilli()))));
    BsonArray pipeline = new BsonArray();
    if (!match.isEmpty()) {
      pipeline.add(new BsonDocument("$match", match));
    }
    pipeline.add(
        BsonDocument.parse(
            """
            {$group: {_id: {hash: '$queryHash', op: '$op', ns: '$ns'}, calls: {$sum: 1},
              millis: {$sum: '$millis'}, least: {$min: '$millis'}, most: {$max: '$millis'},
              mean: {$avg: '$millis'}, cpu: {$sum: '$cpuNanos'}, rows: {$sum: {$add: [
                {$ifNull: ['$nreturned', 0]}, {$ifNull: ['$nModified', 0]},
                {$ifNull: ['$ninserted', 0]}, {$ifNull: ['$ndeleted', 0]}]}},
              read: {$sum: '$storage.data.bytesRead'}, first: {$min: '$ts'}, last: {$max: '$ts'},
              keys: {$sum: '$keysExamined'}, documents: {$sum: '$docsExamined'},
              user: {$min: '$user'}, lastUser: {$max: '$user'}, plan: {$last: '$planSummary'},
              command: {$last: '$command'}}}"""));
    pipeline.add(
        new BsonDocument("$sort", new BsonDocument(member(query.by()), new BsonInt32(-1))));
    pipeline.add(new BsonDocument("$limit", new BsonInt32(query.limit())));
    return pipeline;
  }

  private String member(StatementOrder by) {
    return switch (by) {
      case TOTAL_TIME -> "millis";
      case MEAN_TIME -> "mean";
      case CALLS -> "calls";
      case ROWS -> "rows";
      case READS -> "read";
      case CPU_TIME -> {
        // Counted from 6.3 on, on Linux.
        if (!context.product().isAtLeast(6, 3)) {
          throw MongoCapabilities.refusal(
              context.runner().engine(),
              CapabilityStatus.absent(
                  SupportsStatements.class,
                  Availability.VERSION,
                  "the profiler counts processor time from version 6.3 on",
                  "Rank by total time."));
        }
        yield "cpu";
      }
    };
  }

  private static Comparator<StatementStats> order(StatementOrder by) {
    Comparator<StatementStats> least =
        switch (by) {
          case TOTAL_TIME -> Comparator.comparing(StatementStats::totalTime);
          case MEAN_TIME -> Comparator.comparing(StatementStats::meanTime);
          case CALLS -> Comparator.comparing(StatementStats::calls);
          case ROWS -> Comparator.comparing(stats -> stats.rows().orElse(0));
          case READS -> Comparator.comparing(stats -> stats.readBytes().orElse(0));
          case CPU_TIME -> Comparator.comparing(stats -> stats.cpuTime().orElse(Duration.ZERO));
        };
    return least.reversed();
  }

  private static StatementStats statement(BsonDocument found, String database, int length) {
    String operation = MongoValues.text(found, "_id", "op").orElse("");
    String namespace = MongoValues.text(found, "_id", "ns").orElse("");
    Optional<String> hash = MongoValues.text(found, "_id", "hash");
    String text =
        MongoValues.document(found, "command")
            .map(MongoSecretNames::redacted)
            .map(MongoJson::of)
            .orElse("");
    StatementStats.Builder stats =
        StatementStats.builder(
                hash.orElse(operation + " " + namespace),
                text.substring(0, Math.min(text.length(), length)),
                MongoValues.number(found, "calls").orElse(0),
                millis(found, "millis").orElse(Duration.ZERO))
            .database(database);
    millis(found, "least").ifPresent(stats::minTime);
    millis(found, "most").ifPresent(stats::maxTime);
    OptionalLong cpu = MongoValues.number(found, "cpu");
    if (cpu.orElse(0) > 0) {
      stats.cpuTime(Duration.ofNanos(cpu.getAsLong()));
    }
    MongoValues.number(found, "rows").ifPresent(stats::rows);
    MongoValues.number(found, "read").ifPresent(stats::readBytes);
    MongoValues.text(found, "user")
        .filter(
            user ->
                !user.isEmpty() && MongoValues.text(found, "lastUser").equals(Optional.of(user)))
        .ifPresent(stats::user);
    Optional<Instant> first = MongoValues.instant(found, "first");
    first.ifPresent(stats::since);
    MongoValues.instant(found, "last").ifPresent(stats::lastRunAt);
    return stats.attributes(attributes(found, operation, namespace)).build();
  }

  private static Map<String, String> attributes(
      BsonDocument found, String operation, String namespace) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("operation", operation);
    all.put("namespace", namespace);
    MongoValues.text(found, "plan").ifPresent(plan -> all.put("plan", plan));
    MongoValues.number(found, "keys")
        .ifPresent(keys -> all.put("keysExamined", Long.toString(keys)));
    MongoValues.number(found, "documents")
        .ifPresent(documents -> all.put("documentsExamined", Long.toString(documents)));
    return all;
  }

  private static Optional<Duration> millis(BsonDocument found, String member) {
    return MongoValues.value(found, member)
        .filter(value -> value.isNumber())
        .map(value -> Duration.ofNanos((long) (value.asNumber().doubleValue() * NANOS_OF_MILLI)));
  }
}
