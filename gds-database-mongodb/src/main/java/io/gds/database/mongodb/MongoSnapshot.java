package io.gds.database.mongodb;

import com.mongodb.ClientSessionOptions;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import io.gds.database.connection.DatabaseType;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonTimestamp;

/**
 * One instant of a replica set or cluster, which several threads read of. Servers from 5.0 on keep
 * it for five minutes, unless they were told otherwise.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/read-concern-snapshot/">snapshot
 *     reads</a>
 */
final class MongoSnapshot {
  /** How often an instant is looked for at which no collection came or went. */
  private static final int TRIES = 5;

  private final MongoClient client;
  private final BsonTimestamp time;

  private MongoSnapshot(MongoClient client, BsonTimestamp time) {
    this.client = client;
    this.time = time;
  }

  /**
   * What there was at an instant.
   *
   * @param snapshot the instant
   * @param items what there was
   */
  record Listed(MongoSnapshot snapshot, List<MongoDumpItem> items) {}

  /**
   * Finds an instant at which what is listed is what there was: the list before it and that after
   * it are the same.
   */
  static Listed take(MongoClient client, String database, Supplier<List<MongoDumpItem>> listing) {
    List<MongoDumpItem> before = listing.get();
    for (int i = 0; i < TRIES; i++) {
      MongoSnapshot snapshot = new MongoSnapshot(client, now(client, database, before));
      List<MongoDumpItem> after = listing.get();
      if (before.equals(after)) {
        return new Listed(snapshot, after);
      }
      before = after;
    }
    throw ErrorDetails.of(
            ErrorCode.WRONG_STATE,
            "collections or indexes of \"" + database + "\" come and go all the time")
        .platform(DatabaseType.MONGODB.id())
        .target(database)
        .remedy("Back it up when none are made, changed, renamed or dropped.")
        .toException();
  }

  private static BsonTimestamp now(MongoClient client, String database, List<MongoDumpItem> items) {
    String any =
        items.stream()
            .filter(item -> item.kind() == MongoDumpItem.Kind.COLLECTION)
            .map(item -> item.namespace().collection())
            .findFirst()
            .orElse("none");
    try (ClientSession session = open(client)) {
      client
          .getDatabase(database)
          .getCollection(any, BsonDocument.class)
          .find(session)
          .projection(new BsonDocument("_id", new BsonInt32(1)))
          .first();
      BsonTimestamp time = session.getSnapshotTimestamp();
      if (time == null) {
        throw ErrorDetails.of(
                ErrorCode.UNSUPPORTED_CAPABILITY,
                "the server does not tell of which instant it read")
            .platform(DatabaseType.MONGODB.id())
            .target(database)
            .remedy(
                "Snapshots are read of replica sets and clusters from 5.0 on. Without them each"
                    + " document is as it was when it was read: mongodb.consistency=none.")
            .toException();
      }
      return time;
    }
  }

  private static ClientSession open(MongoClient client) {
    return MongoSessions.watched(
        client, client.startSession(ClientSessionOptions.builder().snapshot(true).build()));
  }

  /** A session that reads of the instant; of one thread, and closed by it. */
  ClientSession session() {
    ClientSession session = open(client);
    session.setSnapshotTimestamp(time);
    return session;
  }

  BsonTimestamp time() {
    return time;
  }

  /** The second that an instant of a server falls in. */
  static Instant second(BsonTimestamp time) {
    return Instant.ofEpochSecond(Integer.toUnsignedLong(time.getTime()));
  }
}
