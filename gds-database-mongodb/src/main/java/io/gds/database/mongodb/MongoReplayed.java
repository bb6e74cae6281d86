package io.gds.database.mongodb;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonDocument;

/** Does the oplog of a dump again, operation by operation. Not thread-safe. */
final class MongoReplayed {
  private final MongoDatabase admin;
  private final MongoRestoreWish wish;
  private final MongoReplay replay;
  private final Runnable first;
  private boolean begun;
  private boolean wanted = true;

  /**
   * A replay.
   *
   * @param indexes those yet to be made, which the oplog changes
   * @param first what is done before the first entry
   */
  MongoReplayed(
      MongoClient client, MongoRestoreWish wish, MongoPendingIndexes indexes, Runnable first) {
    admin = client.getDatabase("admin");
    this.wish = wish;
    this.first = first;
    replay = new MongoReplay(indexes, wish.before(), wish.uuids(), this::apply);
  }

  /** The next entry. */
  void take(byte[] entry) {
    if (!begun) {
      first.run();
      begun = true;
    }
    if (wanted) {
      wanted =
          replay.take(
              new MongoOplogEntry(MongoDocuments.decode(entry, MongoNamespace.OPLOG.toString())));
    }
  }

  private void apply(BsonDocument operation) {
    BsonDocument command =
        new BsonDocument("applyOps", new BsonArray(List.of(operation)))
            .append("writeConcern", wish.writeConcern().asDocument());
    MongoSent.as(command.getFirstKey(), () -> admin.runCommand(command));
  }

  /** What is to be told when no more comes. */
  List<String> end() {
    List<String> notes = new ArrayList<>();
    notes.add(replay.applied() + " operations of the oplog were done again");
    if (replay.unfinished() > 0) {
      notes.add(
          replay.unfinished()
              + " transactions of the oplog had not ended: nothing of them was done");
    }
    return notes;
  }
}
