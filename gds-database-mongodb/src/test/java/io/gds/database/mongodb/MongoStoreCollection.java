package io.gds.database.mongodb;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.types.ObjectId;

/** One collection of a {@link MongoStore}: documents as the bytes they came as. */
final class MongoStoreCollection {
  final String type;
  final BsonDocument options;
  final List<BsonDocument> indexes = new ArrayList<>();
  final Map<BsonValue, RawBsonDocument> documents = new LinkedHashMap<>();
  UUID uuid = UUID.randomUUID();

  MongoStoreCollection(BsonDocument options) {
    this.options = options;
    type =
        options.containsKey("viewOn")
            ? "view"
            : options.containsKey("timeseries") ? "timeseries" : "collection";
    if (type.equals("collection") && !options.containsKey("clusteredIndex")) {
      BsonDocument idIndex =
          options.containsKey("idIndex")
              ? options.getDocument("idIndex").clone()
              : new BsonDocument("key", new BsonDocument("_id", new BsonInt32(1)))
                  .append("name", new BsonString("_id_"));
      idIndex.remove("ns");
      options.remove("idIndex");
      BsonDocument first = new BsonDocument("v", new BsonInt32(2));
      first.putAll(idIndex);
      indexes.add(first);
    }
  }

  MongoStoreCollection copy() {
    MongoStoreCollection copy = new MongoStoreCollection(options.clone());
    copy.documents.putAll(documents);
    return copy;
  }

  /** As {@code listCollections} tells it. */
  BsonDocument listed(String name) {
    BsonDocument info = new BsonDocument("readOnly", BsonBoolean.valueOf(type.equals("view")));
    if (type.equals("collection")) {
      info.append("uuid", new BsonBinary(uuid));
    }
    BsonDocument listed =
        new BsonDocument("name", new BsonString(name))
            .append("type", new BsonString(type))
            .append("options", options)
            .append("info", info);
    if (!indexes.isEmpty()) {
      listed.append("idIndex", indexes.get(0));
    }
    return listed;
  }

  /**
   * Inserts a document as a server does: one without {@code _id} gets one, and zero timestamps of
   * the first level become now.
   *
   * @return 11000 if there is one of its identity, else 0
   */
  int insert(RawBsonDocument given, boolean literally) {
    RawBsonDocument document = given;
    boolean zero =
        !literally
            && given.entrySet().stream()
                .anyMatch(
                    field ->
                        !field.getKey().equals("_id")
                            && field.getValue().equals(new BsonTimestamp(0)));
    if (zero || !given.containsKey("_id")) {
      BsonDocument changed = new BsonDocument();
      changed.put("_id", given.get("_id", new BsonObjectId(new ObjectId())));
      given.forEach(
          (field, value) ->
              changed.put(
                  field,
                  zero && !field.equals("_id") && value.equals(new BsonTimestamp(0))
                      ? new BsonTimestamp(1_700_000_000, 1)
                      : value));
      document = new RawBsonDocument(MongoStoreWire.bytes(changed));
    }
    return documents.putIfAbsent(document.get("_id"), document) == null ? 0 : 11_000;
  }
}
