package io.gds.database.mongodb;

import com.mongodb.client.MongoClient;
import io.gds.database.connection.DatabaseType;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;

/** Makes collections, views and time series as the metadata of a dump tell. */
final class MongoCreation {
  private final MongoClient client;
  private final MongoVersion server;
  private final MongoRestoreWish wish;

  MongoCreation(MongoClient client, MongoVersion server, MongoRestoreWish wish) {
    this.client = client;
    this.server = server;
    this.wish = wish;
  }

  /** Makes it, under the name under which it is filled. */
  void create(MongoRestoreItem item) {
    BsonDocument command = command(item, server);
    Optional<UUID> uuid = wish.uuids() ? uuid(item) : Optional.empty();
    if (uuid.isPresent()) {
      if (command.get("idIndex") instanceof BsonDocument index) {
        // Where create would choose, applyOps wants to be told.
        index.put("v", new BsonInt32(2));
      }
      BsonDocument operation =
          new BsonDocument("op", new BsonString(MongoOplogEntry.COMMAND))
              .append("ns", new BsonString(item.filled().database() + ".$cmd"))
              .append("o", command)
              .append("ui", new BsonBinary(uuid.get()));
      send("admin", new BsonDocument("applyOps", new BsonArray(List.of(operation))));
      return;
    }
    send(item.filled().database(), command);
  }

  private void send(String database, BsonDocument command) {
    command.append("writeConcern", wish.writeConcern().asDocument());
    MongoSent.as(
        command.getFirstKey(),
        () -> MongoSessions.run(client, client.getDatabase(database), command, BsonDocument.class));
  }

  /** The command that makes it, without what only the connection adds. */
  static BsonDocument command(MongoRestoreItem item, MongoVersion server) {
    BsonDocument command = new BsonDocument("create", new BsonString(item.filled().collection()));
    command.putAll(item.item().metadata().options());
    // Whether places of documents are replicated is the server's own affair.
    command.remove("recordIdsReplicated");
    Optional<BsonDocument> idIndex =
        command.containsKey("clusteredIndex") ? Optional.empty() : idIndex(item.item());
    if (server.isAtLeast(8, 2) || idIndex.isPresent()) {
      command.remove("autoIndexId");
    } else if (BsonBoolean.FALSE.equals(command.get("autoIndexId"))
        && !item.filled().database().equals("local")) {
      command.put("autoIndexId", BsonBoolean.TRUE);
    }
    idIndex.ifPresent(index -> command.put("idIndex", index));
    return command;
  }

  private static Optional<BsonDocument> idIndex(MongoDumpItem item) {
    return item.kind() != MongoDumpItem.Kind.COLLECTION
        ? Optional.empty()
        : item.metadata().indexes().stream()
            .filter(index -> new BsonString("_id_").equals(index.get("name")))
            .filter(MongoIndexes::isOnId)
            .map(MongoIndexes::clean)
            .findFirst();
  }

  /** The number that it had, where it is known. */
  static Optional<UUID> uuid(MongoRestoreItem item) {
    return item.item().metadata().uuid().map(text -> parse(text, item));
  }

  private static UUID parse(String text, MongoRestoreItem item) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(text));
      if (bytes.remaining() == 2 * Long.BYTES) {
        return new UUID(bytes.getLong(), bytes.getLong());
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    throw MongoFrames.corrupt(
        item.item().namespace().toString(), "its uuid is none: " + text.length() + " characters");
  }

  /** Makes its indexes. */
  void indexes(MongoNamespace collection, List<BsonDocument> indexes) {
    if (indexes.isEmpty()) {
      return;
    }
    send(collection.database(), indexesCommand(collection, indexes));
  }

  /** The command that makes indexes. */
  static BsonDocument indexesCommand(MongoNamespace collection, List<BsonDocument> indexes) {
    List<BsonValue> wanted = List.copyOf(indexes);
    return new BsonDocument("createIndexes", new BsonString(collection.collection()))
        .append("indexes", new BsonArray(wanted))
        .append("ignoreUnknownIndexOptions", BsonBoolean.TRUE);
  }

  void drop(MongoNamespace collection) {
    MongoSent.as(
        "drop",
        () -> {
          client
              .getDatabase(collection.database())
              .getCollection(collection.collection())
              .withWriteConcern(wish.writeConcern())
              .drop();
          return true;
        });
  }

  /** Gives a collection another name; in the place of what has it only if that is wished. */
  void swap(MongoNamespace from, MongoNamespace to) {
    send("admin", swapCommand(from, to, wish.overwrite()));
  }

  /** The command that gives a collection the place of another. */
  static BsonDocument swapCommand(MongoNamespace from, MongoNamespace to, boolean overwrite) {
    return new BsonDocument("renameCollection", new BsonString(from.toString()))
        .append("to", new BsonString(to.toString()))
        .append("dropTarget", BsonBoolean.valueOf(overwrite));
  }

  /** Refuses an index that no server of today makes. */
  static void requireMakeable(MongoRestoreItem item, MongoVersion server) {
    for (BsonDocument index : item.item().metadata().indexes()) {
      boolean haystack = index.getDocument("key").containsValue(new BsonString("geoHaystack"));
      if (haystack && server.isAtLeast(4, 9)) {
        throw haystack(item);
      }
    }
  }

  private static DatabaseException haystack(MongoRestoreItem item) {
    return ErrorDetails.of(
            ErrorCode.UNSUPPORTED_CAPABILITY,
            item.item().namespace() + " has a geoHaystack index, which servers from 5.0 on refuse")
        .platform(DatabaseType.MONGODB.id())
        .target(item.target().toString())
        .remedy("Restore without indexes, and make a 2d index in its place.")
        .toException();
  }
}
