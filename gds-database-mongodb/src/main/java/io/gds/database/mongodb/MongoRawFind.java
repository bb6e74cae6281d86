package io.gds.database.mongodb;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import com.mongodb.connection.ClusterType;
import io.gds.database.connection.DatabaseType;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;

/**
 * Reads the buckets of a time series of servers from 8.3 on, where they lie under the name of the
 * series and are shown only to who asks for raw data. The driver has no option for that, so that
 * the cursor is asked by commands; which one of several mongos would answer is not known then.
 */
final class MongoRawFind {
  private final MongoDatabase database;
  private final MongoClient client;
  private final Optional<MongoSnapshot> snapshot;

  MongoRawFind(MongoClient client, String database, Optional<MongoSnapshot> snapshot) {
    this.client = client;
    this.database = client.getDatabase(database);
    this.snapshot = snapshot;
  }

  /**
   * Reads all of it.
   *
   * @param between called between batches; throws if the work shall stop
   */
  void read(String collection, int batch, Consumer<RawBsonDocument> sink, Runnable between) {
    requireOneServer(collection);
    BsonDocument find =
        new BsonDocument("find", new BsonString(collection))
            .append("batchSize", new BsonInt32(batch))
            .append("noCursorTimeout", BsonBoolean.TRUE)
            .append("rawData", BsonBoolean.TRUE);
    snapshot.map(MongoSnapshot::time).ifPresent(time -> find.append("readConcern", at(time)));
    try (ClientSession session = MongoSessions.watched(client, client.startSession())) {
      BsonDocument cursor = run(session, find);
      long id = take(cursor, "firstBatch", sink);
      try {
        while (id != 0) {
          between.run();
          BsonDocument more =
              new BsonDocument("getMore", new BsonInt64(id))
                  .append("collection", new BsonString(collection))
                  .append("batchSize", new BsonInt32(batch));
          id = take(run(session, more), "nextBatch", sink);
        }
      } finally {
        if (id != 0) {
          run(
              session,
              new BsonDocument("killCursors", new BsonString(collection))
                  .append("cursors", new BsonArray(List.of(new BsonInt64(id)))));
        }
      }
    }
  }

  private static BsonDocument at(BsonTimestamp time) {
    return new BsonDocument("level", new BsonString("snapshot")).append("atClusterTime", time);
  }

  private void requireOneServer(String collection) {
    boolean several =
        client.getClusterDescription().getType() == ClusterType.SHARDED
            && client.getClusterDescription().getServerDescriptions().size() > 1;
    if (several) {
      throw ErrorDetails.of(
              ErrorCode.UNSUPPORTED_CAPABILITY,
              "the time series " + collection + " cannot be read through several mongos at once")
          .platform(DatabaseType.MONGODB.id())
          .target(collection)
          .remedy("Name one mongos only in the connection, or leave time series out.")
          .toException();
    }
  }

  private BsonDocument run(ClientSession session, BsonDocument command) {
    return database.runCommand(session, command, RawBsonDocument.class);
  }

  private static long take(BsonDocument reply, String batch, Consumer<RawBsonDocument> sink) {
    BsonDocument cursor = reply.getDocument("cursor");
    for (BsonValue each : cursor.getArray(batch)) {
      sink.accept((RawBsonDocument) each);
    }
    return cursor.getInt64("id").getValue();
  }
}
