package io.gds.database.mongodb;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;

/**
 * What {@code $collStats} tells of a collection, each shard for itself, added up. Pure.
 *
 * @see <a
 *     href="https://www.mongodb.com/docs/manual/reference/operator/aggregation/collStats/">$collStats</a>
 */
final class MongoCollectionStats {
  private static final List<String> SUMS = List.of("storageSize", "totalIndexSize");

  private MongoCollectionStats() {}

  /** What no shard tells is not there. */
  static BsonDocument sum(List<BsonDocument> shards) {
    BsonDocument sum = new BsonDocument();
    Map<String, Long> indexes = new TreeMap<>();
    BsonArray builds = new BsonArray();
    for (BsonDocument shard : shards) {
      BsonDocument storage =
          MongoValues.document(shard, "storageStats").orElseGet(BsonDocument::new);
      OptionalLong count = MongoValues.number(shard, "count");
      add(sum, "count", count.isPresent() ? count : MongoValues.number(storage, "count"));
      SUMS.forEach(name -> add(sum, name, MongoValues.number(storage, name)));
      BsonDocument sizes = MongoValues.document(storage, "indexSizes").orElseGet(BsonDocument::new);
      sizes
          .keySet()
          .forEach(
              name ->
                  MongoValues.number(sizes, name)
                      .ifPresent(size -> indexes.merge(name, size, Long::sum)));
      MongoValues.texts(storage, "indexBuilds").forEach(name -> builds.add(new BsonString(name)));
    }
    BsonDocument sizes = new BsonDocument();
    indexes.forEach((name, size) -> sizes.append(name, new BsonInt64(size)));
    return sum.append("indexSizes", sizes).append("indexBuilds", builds);
  }

  private static void add(BsonDocument sum, String name, OptionalLong value) {
    if (value.isPresent()) {
      sum.append(name, new BsonInt64(MongoValues.number(sum, name).orElse(0) + value.getAsLong()));
    }
  }
}
