package io.gds.database.testkit.mongodb;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * Statistics of collections, whose documents are counted and take a page each, and their fields.
 *
 * @see <a
 *     href="https://www.mongodb.com/docs/manual/reference/operator/aggregation/collStats/">$collStats</a>
 */
final class MongoKitCollections implements MongoKitRoom {
  private static final long PAGE = 4096;

  /** How the types of fields are counted; what else is asked for is mongo-java-server's to do. */
  private static final List<BsonValue> COUNTING =
      BsonArray.parse(
          """
          [{$project: {_id: 0, f: {$concatArrays: [[{t: 'document'}],
              {$map: {input: {$objectToArray: '$$ROOT'}, as: 'e',
                in: {k: '$$e.k', t: {$type: '$$e.v'}}}}]}}},
            {$unwind: {path: '$f', includeArrayIndex: 'p'}},
            {$group: {_id: '$f', n: {$sum: 1}, p: {$min: '$p'}}},
            {$sort: {p: 1}}]""");

  @Override
  public Optional<BsonDocument> answer(BsonDocument request, UnaryOperator<BsonDocument> server) {
    return switch (request.getFirstKey()) {
      case "listCollections" -> ofMissing(request, server);
      case "aggregate" -> aggregate(request, server);
      default -> Optional.empty();
    };
  }

  /** mongo-java-server makes a database when it is asked for its collections. */
  private static Optional<BsonDocument> ofMissing(
      BsonDocument request, UnaryOperator<BsonDocument> server) {
    BsonDocument all =
        server.apply(
            new BsonDocument("listDatabases", new BsonInt32(1))
                .append("$db", new BsonString("admin")));
    boolean there =
        all.getArray("databases").stream()
            .anyMatch(each -> each.asDocument().getString("name").equals(request.getString("$db")));
    return there
        ? Optional.empty()
        : Optional.of(cursor(namespace(request, "$cmd.listCollections"), List.of()));
  }

  private static Optional<BsonDocument> aggregate(
      BsonDocument request, UnaryOperator<BsonDocument> server) {
    BsonArray pipeline = request.getArray("pipeline", new BsonArray());
    if (pipeline.isEmpty() || !request.isString("aggregate")) {
      return Optional.empty();
    }
    BsonDocument first = pipeline.get(0).asDocument();
    if (first.containsKey("$collStats")) {
      return Optional.of(statistics(request, first.getDocument("$collStats"), server));
    }
    boolean fields =
        first.containsKey("$sample")
            && pipeline.stream().skip(1).limit(COUNTING.size()).toList().equals(COUNTING);
    return fields ? Optional.of(fields(request, first, server)) : Optional.empty();
  }

  /** What mongo-java-server cannot: it has no {@code $type} in expressions. */
  private static BsonDocument fields(
      BsonDocument request, BsonDocument sample, UnaryOperator<BsonDocument> server) {
    BsonDocument found =
        server.apply(
            new BsonDocument("find", request.getString("aggregate"))
                .append("limit", sample.getDocument("$sample").getNumber("size"))
                .append("$db", request.getString("$db")));
    Map<BsonDocument, Integer> counts = new LinkedHashMap<>();
    for (BsonValue document : found.getDocument("cursor").getArray("firstBatch")) {
      counts.merge(new BsonDocument("t", new BsonString("document")), 1, Integer::sum);
      document
          .asDocument()
          .forEach(
              (name, value) ->
                  counts.merge(
                      new BsonDocument("k", new BsonString(name))
                          .append("t", new BsonString(type(value))),
                      1,
                      Integer::sum));
    }
    List<BsonDocument> answer = new ArrayList<>();
    counts.forEach(
        (field, n) ->
            answer.add(
                new BsonDocument("_id", field)
                    .append("n", new BsonInt32(n))
                    .append("p", new BsonInt64(answer.size()))));
    return cursor(namespace(request, request.getString("aggregate").getValue()), answer);
  }

  /**
   * By the server's names of types.
   *
   * @see <a href="https://www.mongodb.com/docs/manual/reference/bson-types/">BSON types</a>
   */
  private static String type(BsonValue value) {
    return switch (value.getBsonType()) {
      case DOUBLE -> "double";
      case STRING -> "string";
      case DOCUMENT -> "object";
      case ARRAY -> "array";
      case BINARY -> "binData";
      case OBJECT_ID -> "objectId";
      case BOOLEAN -> "bool";
      case DATE_TIME -> "date";
      case NULL -> "null";
      case REGULAR_EXPRESSION -> "regex";
      case INT32 -> "int";
      case TIMESTAMP -> "timestamp";
      case INT64 -> "long";
      case DECIMAL128 -> "decimal";
      default -> throw new AssertionError("a type that this kit does not know: " + value);
    };
  }

  private static BsonString namespace(BsonDocument request, String name) {
    return new BsonString(request.getString("$db").getValue() + "." + name);
  }

  private static BsonDocument cursor(BsonString namespace, List<BsonDocument> documents) {
    return new BsonDocument(
        "cursor",
        new BsonDocument("id", new BsonInt64(0))
            .append("ns", namespace)
            .append("firstBatch", new BsonArray(documents)));
  }

  private static BsonDocument statistics(
      BsonDocument request, BsonDocument wanted, UnaryOperator<BsonDocument> server) {
    BsonString database = request.getString("$db");
    BsonString name = request.getString("aggregate");
    long documents =
        server
            .apply(new BsonDocument("count", name).append("$db", database))
            .getNumber("n")
            .longValue();
    BsonString namespace = namespace(request, name.getValue());
    BsonDocument stats = new BsonDocument("ns", namespace);
    if (wanted.containsKey("count")) {
      stats.append("count", new BsonInt64(documents));
    }
    if (wanted.containsKey("storageStats")) {
      stats.append("storageStats", storage(documents, indexes(database, name, server)));
    }
    return cursor(namespace, List.of(stats));
  }

  private static BsonArray indexes(
      BsonString database, BsonString name, UnaryOperator<BsonDocument> server) {
    BsonDocument answer =
        server.apply(new BsonDocument("listIndexes", name).append("$db", database));
    return answer.containsKey("cursor")
        ? answer.getDocument("cursor").getArray("firstBatch")
        : new BsonArray();
  }

  private static BsonDocument storage(long documents, BsonArray indexes) {
    BsonDocument sizes = new BsonDocument();
    indexes.forEach(
        index ->
            sizes.append(index.asDocument().getString("name").getValue(), new BsonInt64(PAGE)));
    return new BsonDocument("size", new BsonInt64(documents * PAGE))
        .append("count", new BsonInt64(documents))
        .append("storageSize", new BsonInt64(documents * PAGE))
        .append("nindexes", new BsonInt32(sizes.size()))
        .append("indexBuilds", new BsonArray())
        .append("totalIndexSize", new BsonInt64(sizes.size() * PAGE))
        .append("totalSize", new BsonInt64((documents + sizes.size()) * PAGE))
        .append("indexSizes", sizes)
        .append("scaleFactor", new BsonInt32(1));
  }
}
