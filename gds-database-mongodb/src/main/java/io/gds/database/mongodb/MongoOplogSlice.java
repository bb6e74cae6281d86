package io.gds.database.mongodb;

import com.mongodb.MongoCommandException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
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
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonNull;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.bson.ByteBuf;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * What a replica set wrote while it was dumped, or since it was backed up. Done again after a
 * restore it makes the whole as of the instant at which it ends. All of it is read of the primary,
 * or of the one member that the client is connected to. Not thread-safe.
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

  /** The entry that the backup before ended with; null for the slice of a dump. */
  private final @Nullable String known;

  private final List<BsonValue> member;

  /** Begins: what is written from here on, or belongs to a transaction that is open now. */
  MongoOplogSlice(MongoClient client) {
    this.client = client;
    known = null;
    BsonDocument hello = hello();
    member = member(hello);
    // What the member has latest may come before what it is still about to write with an earlier
    // time; behind what a majority has nothing earlier comes any more.
    BsonTimestamp now = written(hello).safe();
    BsonDocument oldest =
        client
            .getDatabase("config")
            .getCollection("transactions", BsonDocument.class)
            .withReadConcern(ReadConcern.LOCAL)
            .withReadPreference(ReadPreference.primary())
            .find(Filters.in("state", "prepared", "inProgress"))
            .sort(Sorts.ascending("startOpTime"))
            .first();
    BsonTimestamp open = oldest == null ? null : time(oldest.get("startOpTime"));
    start = open == null || open.compareTo(now) > 0 ? now : open;
    requireReach();
  }

  /**
   * Goes on where a backup ended.
   *
   * @param start its last entry, with which this one begins
   * @param known the SHA-256 of that entry
   */
  MongoOplogSlice(MongoClient client, BsonTimestamp start, String known) {
    this.client = client;
    this.start = start;
    this.known = known;
    member = List.of();
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

  private static Written written(BsonDocument hello) {
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

  /** Who answers, and by which election it is the primary. */
  private static List<BsonValue> member(BsonDocument hello) {
    return List.of(
        hello.getOrDefault("me", BsonNull.VALUE), hello.getOrDefault("electionId", BsonNull.VALUE));
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

  private static @Nullable BsonTimestamp time(@Nullable BsonValue optime) {
    return optime instanceof BsonDocument document
            && document.get("ts") instanceof BsonTimestamp time
        ? time
        : null;
  }

  private MongoCollection<RawBsonDocument> oplog() {
    return client
        .getDatabase("local")
        .getCollection("oplog.rs", RawBsonDocument.class)
        .withReadPreference(ReadPreference.primary());
  }

  /** The ring has not come round to where the slice begins. */
  private void requireReach() {
    RawBsonDocument first = oplog().find().sort(Sorts.ascending("$natural")).first();
    boolean reaches = first != null && first.getTimestamp("ts").compareTo(start) <= 0;
    if (!reaches) {
      throw ErrorDetails.of(
              ErrorCode.WRONG_STATE,
              "the oplog does not reach back to where the "
                  + (known == null ? "dump began: " : "backup before ended: ")
                  + MongoSnapshot.second(start))
          .platform(DatabaseType.MONGODB.id())
          .remedy(
              known == null
                  ? "Make the oplog larger (replSetResizeOplog), or back up when less is written; it"
                      + " has to hold all that is written while the dump is made."
                  : "Make a new LOGICAL backup, and back up the log more often, or make the oplog"
                      + " larger (replSetResizeOplog).")
          .toException();
    }
  }

  /**
   * Waits until a majority has all that the dump may hold, and says how far that is.
   *
   * @throws DatabaseException TIMEOUT if it does not come to be
   */
  BsonTimestamp end(StepContext step) {
    BsonTimestamp end = written(hello()).latest();
    // A document may be seen a moment before the member says that it has it; its entry is as well.
    RawBsonDocument newest = oplog().find().sort(Sorts.descending("$natural")).first();
    if (newest != null && newest.getTimestamp("ts").compareTo(end) > 0) {
      end = newest.getTimestamp("ts");
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (written(hello()).safe().compareTo(end) < 0) {
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
   * What was copied.
   *
   * @param entries how many there were
   * @param last the SHA-256 of the last of them
   */
  record Copied(long entries, String last) {}

  /**
   * Copies it.
   *
   * @param end of {@link #end}
   * @throws DatabaseException WRONG_STATE for what makes the dump worthless
   */
  Copied copy(BsonTimestamp end, MongoDumpTarget.Part part, StepContext step) throws IOException {
    requireReach();
    long count = 0;
    Optional<RawBsonDocument> last = Optional.empty();
    try (MongoCursor<RawBsonDocument> cursor =
        oplog()
            .withReadConcern(ReadConcern.MAJORITY)
            .find(Filters.and(Filters.gte("ts", start), Filters.lte("ts", end)))
            .noCursorTimeout(true)
            .batchSize(1_000)
            .iterator()) {
      while (cursor.hasNext()) {
        RawBsonDocument entry = cursor.next();
        if (count == 0) {
          requireFirst(entry);
        }
        if (known == null) {
          requireHarmless(new MongoOplogEntry(entry));
        }
        ByteBuf bytes = entry.getByteBuffer();
        part.document(bytes.array(), bytes.position(), bytes.remaining());
        step.bytes(bytes.remaining());
        last = Optional.of(entry);
        count++;
        if (cursor.available() == 0) {
          step.throwIfCancelled();
        }
      }
    }
    requireReach();
    boolean whole = last.filter(entry -> end.equals(entry.get("ts"))).isPresent();
    if (!whole || (known == null && !member.equals(member(hello())))) {
      throw changed("another member became the primary meanwhile");
    }
    return new Copied(count, sum(last.get()));
  }

  /** It begins with the very entry that it has to begin with, or something is missing. */
  private void requireFirst(RawBsonDocument entry) {
    boolean same = start.equals(entry.get("ts")) && (known == null || known.equals(sum(entry)));
    if (!same) {
      throw changed(
          "the oplog has not the entry any more that the "
              + (known == null ? "dump began with" : "backup before ended with"));
    }
  }

  private DatabaseException changed(String what) {
    return ErrorDetails.of(
            ErrorCode.WRONG_STATE,
            what + (known == null ? ": the dump may hold what was taken back" : ""))
        .platform(DatabaseType.MONGODB.id())
        .remedy(
            known == null
                ? "Back up again; haStatus() tells how the members do."
                : "Make a new LOGICAL backup: an election took back what the last one holds, or it"
                    + " is of another replica set.")
        .toException();
  }

  /** By what an entry is known again. */
  static String sum(RawBsonDocument entry) {
    ByteBuf bytes = entry.getByteBuffer();
    return sum(ByteBuffer.wrap(bytes.array(), bytes.position(), bytes.remaining()));
  }

  static String sum(ByteBuffer entry) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(entry);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
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
        command.equals("create")
            && entry.collection().filter(MongoOplogSlice::isResharding).isPresent();
    if (resharding) {
      throw broken("resharding", entry);
    }
  }

  /** Whether a collection is there only while others are sharded anew. */
  static boolean isResharding(MongoNamespace namespace) {
    return namespace.database().equals("config") && RESHARDING.contains(namespace.collection());
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
