package io.gds.database.mongodb;

import io.gds.database.schema.ColumnInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/**
 * Looks which fields some documents of a collection have, taken at random. The server counts them,
 * by one command: what the documents hold does not leave it.
 *
 * @see <a
 *     href="https://www.mongodb.com/docs/manual/reference/operator/aggregation/sample/">$sample</a>
 */
final class MongoFieldSample {
  /** How many documents are looked at where nothing else is said. */
  static final int USUAL = 100;

  /** The most documents that may be looked at. */
  static final int MOST = 100_000;

  /** The most fields, each of a type, that are told. */
  private static final int MOST_FIELDS = 10_000;

  private MongoFieldSample() {}

  static List<MongoField> read(MongoCommands commands, String database, String name, int size) {
    BsonDocument command =
        MongoCommands.command("aggregate", name)
            .append("pipeline", pipeline(size))
            .append("cursor", new BsonDocument());
    return fields(commands.all(database, command));
  }

  /** Each document becomes a mark of itself and one of each of its fields, which are counted. */
  private static BsonArray pipeline(int size) {
    return BsonArray.parse(
        "[{$sample: {size: "
            + size
            + "}}, {$project: {_id: 0, f: {$concatArrays: [[{t: 'document'}], {$map: {input:"
            + " {$objectToArray: '$$ROOT'}, as: 'e', in: {k: '$$e.k', t: {$type: '$$e.v'}}}}]}}},"
            + " {$unwind: {path: '$f', includeArrayIndex: 'p'}}, {$group: {_id: '$f', n: {$sum:"
            + " 1}, p: {$min: '$p'}}}, {$sort: {p: 1}}, {$limit: "
            + MOST_FIELDS
            + "}]");
  }

  private static List<MongoField> fields(List<BsonDocument> counts) {
    long documents = 0;
    Map<String, Map<String, Long>> types = new LinkedHashMap<>();
    for (BsonDocument count : counts) {
      String type = MongoValues.text(count, "_id", "t").orElse("missing");
      long n = MongoValues.number(count, "n").orElse(0);
      BsonValue name = MongoValues.value(count, "_id", "k").orElse(null);
      if (name == null) {
        documents += n;
      } else {
        types
            .computeIfAbsent(name.asString().getValue(), first -> new LinkedHashMap<>())
            .merge(type, n, Long::sum);
      }
    }
    List<MongoField> fields = new ArrayList<>();
    for (Map.Entry<String, Map<String, Long>> each : types.entrySet()) {
      long in = each.getValue().values().stream().mapToLong(Long::longValue).sum();
      fields.add(
          new MongoField(
              each.getKey(), in, (double) in / documents, mostFrequentFirst(each.getValue())));
    }
    return List.copyOf(fields);
  }

  private static Map<String, Long> mostFrequentFirst(Map<String, Long> types) {
    return types.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, Map.Entry::getValue, Long::sum, LinkedHashMap::new));
  }

  /** The fields as columns: of several types, all of them. */
  static List<ColumnInfo> columns(List<MongoField> fields) {
    List<ColumnInfo> columns = new ArrayList<>();
    for (MongoField field : fields) {
      columns.add(
          ColumnInfo.builder(
                  field.name(), columns.size() + 1, String.join(" | ", field.types().keySet()))
              .nullable(field.share() < 1 || field.types().containsKey("null"))
              .build());
    }
    return columns;
  }
}
