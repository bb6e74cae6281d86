package io.gds.database.mongodb;

import io.gds.database.schema.IndexInfo;
import io.gds.database.schema.IndexPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/**
 * Indexes as {@code listIndexes} tells them. Pure.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/command/listIndexes/">listIndexes</a>
 */
final class MongoIndexInfos {
  /** Parts of the key of a text index that stand for the fields it is over. */
  private static final Set<String> OF_TEXT = Set.of("_fts", "_ftsx");

  private MongoIndexInfos() {}

  /**
   * An index.
   *
   * @param building whether it is known to be still in the making
   * @param size its size in bytes, if that was asked for
   * @param defined whether the text that defines it is wanted
   */
  static IndexInfo of(BsonDocument found, boolean building, OptionalLong size, boolean defined) {
    String name = MongoValues.neededText(found, "name");
    BsonDocument key = MongoValues.document(found, "key").orElseGet(BsonDocument::new);
    boolean ofId = isOfId(found, key);
    IndexInfo.Builder index =
        IndexInfo.builder(name, parts(found, key))
            .unique(ofId || MongoValues.truth(found, "unique").orElse(false))
            .primary(ofId)
            .valid(!building && !MongoValues.truth(found, "hidden").orElse(false))
            .method(method(found, key));
    MongoValues.document(found, "partialFilterExpression")
        .map(MongoJson::of)
        .ifPresent(index::predicate);
    size.ifPresent(index::sizeBytes);
    if (defined) {
      BsonDocument definition = found.clone();
      definition.remove("ns");
      index.definition(MongoJson.of(definition));
    }
    return index.build();
  }

  /** The server does not say of the index on _id that it is unique; of a clustered one it does. */
  private static boolean isOfId(BsonDocument found, BsonDocument key) {
    return MongoValues.neededText(found, "name").equals("_id_")
        || (MongoValues.truth(found, "clustered").orElse(false)
            && key.keySet().equals(Set.of("_id")));
  }

  private static List<IndexPart> parts(BsonDocument found, BsonDocument key) {
    List<IndexPart> parts = new ArrayList<>();
    boolean told = false;
    for (Map.Entry<String, BsonValue> each : key.entrySet()) {
      if (!OF_TEXT.contains(each.getKey())) {
        parts.add(part(each.getKey(), each.getValue()));
      } else if (!told) {
        told = true;
        MongoValues.document(found, "weights").orElseGet(BsonDocument::new).keySet().stream()
            .map(IndexPart::column)
            .forEach(parts::add);
      }
    }
    return parts;
  }

  private static IndexPart part(String path, BsonValue order) {
    boolean wildcard = path.equals("$**") || path.endsWith(".$**");
    return new IndexPart(path, wildcard, order.isNumber() && order.asNumber().doubleValue() < 0);
  }

  private static String method(BsonDocument found, BsonDocument key) {
    if (MongoValues.truth(found, "clustered").orElse(false)) {
      return "clustered";
    }
    for (Map.Entry<String, BsonValue> each : key.entrySet()) {
      if (each.getValue().isString()) {
        return each.getValue().asString().getValue();
      }
      if (each.getKey().endsWith("$**")) {
        return "wildcard";
      }
    }
    return "btree";
  }
}
