package io.gds.database.mongodb;

import com.mongodb.MongoCommandException;
import com.mongodb.ReadConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonTimestamp;
import org.bson.ByteBuf;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * What a replica set wrote while it was dumped. Done again after a restore it makes the whole as of
 * the instant at which the dump ended. Not thread-safe.
 */
final class MongoOplogSlice {
  private static final int COMMAND_NOT_FOUND = 59;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** What cannot be done again upon a dump that may hold the one half and not the other. */
  private static final Set<String> FORBIDDEN =
      Set.of("renameCollection", "importCollection", "upgradeDowngradeViewlessTimeseries");

  private static final Set<String> RESHARDING =
      Set.of(
          "reshardingOperations",
          "localReshardingOperations.donor",
          "localReshardingOperations.recipient");

  private final MongoClient client;
  private final BsonTimestamp start;

  /** Begins: what is written from here on, or belongs to a transaction that is open now. */
  MongoOplogSlice(MongoClient client) {
    this.client = client;
    BsonTimestamp now = written().latest();
    BsonDocument oldest =
        client
            .getDatabase("config")
            .getCollection("transactions", BsonDocument.class)
            .withReadConcern(ReadConcern.LOCAL)
            .find(Filters.in("state", "prepared", "inProgress"))
            .sort(Sorts.ascending("startOpTime"))
            .first();
    BsonTimestamp open = oldest == null ? null : time(oldest.get("startOpTime"));
    start = open == null || open.compareTo(now) > 0 ? now : open;
    requireReach();
  }

  BsonTimestamp start() {
    return start;
  }

  /**
   * How far a member is.
   *
   * @param latest what it has itself
   * @param safe what a majority has
   */
  private record Written(BsonTimestamp latest, BsonTimestamp safe) {}

  private Written written() {
    BsonDocument hello = hello();
    BsonDocument last = hello.getDocument("lastWrite", new BsonDocument());
    BsonTimestamp latest = time(last.get("opTime"));
    BsonTimestamp safe = time(last.get("majorityOpTime"));
    if (latest == null || safe == null) {
      throw ErrorDetails.of(
              ErrorCode.UNSUPPORTED_CAPABILITY, "the server is no member of a replica set")
          .platform(DatabaseType.MONGODB.id())
          .remedy("Only a member of a replica set has an oplog; through mongos there is none.")
          .toException();
    }
    return new Written(latest, safe);
  }

  private BsonDocument hello() {
    try {
      return run("hello");
    } catch (MongoCommandException e) {
      if (e.getErrorCode() != COMMAND_NOT_FOUND) {
        throw e;
      }
      return run("isMaster");
    }
  }

  private BsonDocument run(String command) {
    return client
        .getDatabase("admin")
        .runCommand(new BsonDocument(command, new BsonInt32(1)), BsonDocument.class);
  }

  private static @Nullable BsonTimestamp time(org.bson.@Nullable BsonValue optime) {
    return optime instanceof BsonDocument document
            && document.get("ts") instanceof BsonTimestamp time
        ? time
        : null;
  }

  private MongoCollection<RawBsonDocument> oplog() {
    return client.getDatabase("local").getCollection("oplog.rs", RawBsonDocument.class);
  }

  /** The ring has not come round to where the slice begins. */
  private void requireReach() {
    RawBsonDocument first = oplog().find().sort(Sorts.ascending("$natural")).first();
    boolean reaches = first != null && first.getTimestamp("ts").compareTo(start) <= 0;
    if (!reaches) {
      throw ErrorDetails.of(
              ErrorCode.WRONG_STATE,
              "the oplog does not reach back to where the dump began: "
                  + MongoSnapshot.second(start))
          .platform(DatabaseType.MONGODB.id())
          .remedy(
              "Make the oplog larger (replSetResizeOplog), or back up when less is written; it has"
                  + " to hold all that is written while the dump is made.")
          .toException();
    }
  }

  /**
   * Waits until a majority has all that the dump may hold, and says how far that is.
   *
   * @throws DatabaseException TIMEOUT if it does not come to be
   */
  BsonTimestamp end(StepContext step) {
    BsonTimestamp end = written().latest();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (written().safe().compareTo(end) < 0) {
      step.throwIfCancelled();
      if (System.nanoTime() - deadline > 0) {
        throw ErrorDetails.of(
                ErrorCode.TIMEOUT,
                "what the dump holds is not on a majority of the members after " + PATIENCE)
            .platform(DatabaseType.MONGODB.id())
            .remedy("Look at the lag of the secondaries, and back up again.")
            .toException();
      }
      pause();
    }
    return end;
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ErrorDetails.of(ErrorCode.CANCELLED, "the working thread was interrupted")
          .toException();
    }
  }

  /**
   * Copies it.
   *
   * @param end of {@link #end}
   * @return how many entries there were
   * @throws DatabaseException WRONG_STATE for what makes the dump worthless
   */
  long copy(BsonTimestamp end, MongoDumpTarget.Part part, StepContext step) throws IOException {
    requireReach();
    long count = 0;
    try (MongoCursor<RawBsonDocument> cursor =
        oplog()
            .withReadConcern(ReadConcern.MAJORITY)
            .find(Filters.and(Filters.gte("ts", start), Filters.lte("ts", end)))
            .noCursorTimeout(true)
            .batchSize(1_000)
            .iterator()) {
      while (cursor.hasNext()) {
        RawBsonDocument entry = cursor.next();
        requireHarmless(new MongoOplogEntry(entry));
        ByteBuf bytes = entry.getByteBuffer();
        part.document(bytes.array(), bytes.position(), bytes.remaining());
        step.bytes(bytes.remaining());
        count++;
        if (cursor.available() == 0) {
          step.throwIfCancelled();
        }
      }
    }
    requireReach();
    return count;
  }

  private static void requireHarmless(MongoOplogEntry entry) {
    String command = entry.command();
    if (entry.namespace().equals("admin.system.version")) {
      throw broken("a change of the feature compatibility version", entry);
    }
    if (FORBIDDEN.contains(command)) {
      throw broken(command.equals("renameCollection") ? "a rename, or $out," : command, entry);
    }
    boolean resharding =
        entry.database().equals("config")
            && command.equals("create")
            && entry.collection().filter(it -> RESHARDING.contains(it.collection())).isPresent();
    if (resharding) {
      throw broken("resharding", entry);
    }
  }

  private static DatabaseException broken(String what, MongoOplogEntry entry) {
    return ErrorDetails.of(
            ErrorCode.WRONG_STATE,
            what
                + " came in between in "
                + entry.database()
                + ", at "
                + entry.time().map(MongoSnapshot::second).map(Object::toString).orElse("?")
                + ": the dump may hold one half of it")
        .platform(DatabaseType.MONGODB.id())
        .target(entry.namespace())
        .remedy("Back up again when nothing of the kind goes on.")
        .toException();
  }
}
