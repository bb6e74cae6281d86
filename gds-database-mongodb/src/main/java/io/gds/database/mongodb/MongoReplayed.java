package io.gds.database.mongodb;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.StepContext;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.operation.ProgressUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.jspecify.annotations.Nullable;

/**
 * Does the oplog of a dump again, and the logs behind it. Changes of data are sent many at once, in
 * their order; commands each by itself. If the server refuses some of many they are sent again one
 * by one, which changes nothing that was done already: an entry says what is there after it, and
 * not what is done. Not thread-safe.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/command/applyOps/">applyOps</a>
 */
final class MongoReplayed implements MongoDumpSource.Sink {
  private static final String PHASE = "doing the oplog again";
  private static final Set<String> DATA = Set.of("i", "u", "d");

  /** What one command has at most, but for a single operation; a server logs it as one entry. */
  private static final int BATCH_BYTES = 8 * 1024 * 1024;

  private static final int MOST_OF_BATCH = 1_000;
  private static final int UNAUTHORIZED = 13;

  private final MongoDatabase admin;
  private final MongoRestoreWish wish;
  private final MongoReplayNames names;
  private final StepContext step;
  private final MongoReplay replay;
  private final MongoMissed missed;
  private final MongoOplogLink link = new MongoOplogLink();
  private final List<RawBsonDocument> batch = new ArrayList<>();
  private final List<BsonTimestamp> times = new ArrayList<>();
  private long bytes;
  private long done;
  private boolean consistent;
  private boolean wanted = true;
  private @Nullable BsonTimestamp now;
  private @Nullable BsonTimestamp last;

  /**
   * A replay.
   *
   * @param indexes those yet to be made, which the oplog changes
   * @param names what things are called now
   */
  MongoReplayed(
      MongoClient client,
      MongoRestoreWish wish,
      MongoPendingIndexes indexes,
      MongoReplayNames names,
      StepContext step) {
    admin = client.getDatabase("admin");
    this.wish = wish;
    this.names = names;
    this.step = step;
    missed = new MongoMissed(client);
    replay = new MongoReplay(indexes, wish.before(), wish.uuids(), names, this::apply);
  }

  /** Does all of it. */
  void run(MongoDumpSource dump, List<MongoDumpSource> logs) {
    read(dump);
    consistent = true;
    missed.requireNone();
    replay.consistent();
    logs.forEach(this::read);
  }

  private void read(MongoDumpSource source) {
    link.begin(source.name());
    source.read(this, new MongoTeam(1, step));
    link.end();
    flush();
  }

  @Override
  public boolean wants(MongoNamespace namespace) {
    return namespace.isOplog();
  }

  @Override
  public void begin(MongoNamespace namespace) {
    // The source sees to it that all that was promised comes.
  }

  @Override
  public void document(MongoNamespace namespace, byte[] document) {
    if (!namespace.isOplog() || !wanted) {
      return;
    }
    MongoOplogEntry entry =
        new MongoOplogEntry(MongoDocuments.decode(document, namespace.toString()));
    if (link.isNew(entry.document(), document)) {
      now = entry.time().orElse(null);
      wanted = replay.take(entry);
      last = wanted ? now : last;
    }
    step.progress(PHASE, ++done, OptionalLong.empty(), ProgressUnit.OBJECTS);
  }

  @Override
  public void end(MongoNamespace namespace) {
    // As above.
  }

  private void apply(BsonDocument operation) {
    MongoOplogEntry entry = new MongoOplogEntry(operation);
    RawBsonDocument raw = new RawBsonDocument(operation, new BsonDocumentCodec());
    int length = raw.getByteBuffer().remaining();
    boolean many = DATA.contains(entry.operation()) && !entry.namespace().endsWith(".system.views");
    if (!many || bytes + length > BATCH_BYTES || batch.size() >= MOST_OF_BATCH) {
      flush();
    }
    batch.add(raw);
    times.add(now == null ? new BsonTimestamp() : now);
    bytes += length;
    if (!many) {
      flush();
    }
  }

  private void flush() {
    if (batch.isEmpty()) {
      return;
    }
    step.throwIfCancelled();
    List<RawBsonDocument> operations = List.copyOf(batch);
    List<BsonTimestamp> at = List.copyOf(times);
    batch.clear();
    times.clear();
    bytes = 0;
    if (operations.size() > 1) {
      try {
        send(operations);
        operations.forEach(missed::done);
        return;
      } catch (MongoCommandException e) {
        requireAboutOperations(operations.get(0), at.get(0), e);
        // The server does not tell which of them it was.
      }
    }
    for (int i = 0; i < operations.size(); i++) {
      one(operations.get(i), at.get(i));
    }
    if (consistent) {
      missed.requireNone();
    }
  }

  private void one(RawBsonDocument operation, BsonTimestamp at) {
    try {
      send(List.of(operation));
    } catch (MongoCommandException e) {
      requireAboutOperations(operation, at, e);
      if (!missed.excuses(operation, e)) {
        throw refused(operation, at, e);
      }
    }
    missed.done(operation);
  }

  /** Throws what is about the server, or about who asks it. */
  private static void requireAboutOperations(
      RawBsonDocument operation, BsonTimestamp at, MongoCommandException refused) {
    if (refused.getErrorCode() == UNAUTHORIZED) {
      throw refused(operation, at, refused);
    }
    if (!MongoMissed.isAboutOperations(refused)) {
      throw refused;
    }
  }

  private void send(List<RawBsonDocument> operations) {
    BsonDocument command =
        new BsonDocument("applyOps", new BsonArray(operations))
            .append("writeConcern", wish.writeConcern().asDocument());
    if (!wish.validate()) {
      // What is there once was taken, whatever a validator says of it.
      command.append("bypassDocumentValidation", BsonBoolean.TRUE);
    }
    BsonDocument reply = admin.runCommand(command, BsonDocument.class);
    if (reply.get("writeConcernError") instanceof BsonDocument error) {
      throw new MongoException(
          error.getNumber("code").intValue(), error.getString("errmsg").getValue());
    }
  }

  private static RuntimeException refused(
      RawBsonDocument operation, BsonTimestamp at, MongoCommandException cause) {
    MongoOplogEntry entry = new MongoOplogEntry(operation);
    String what =
        entry.isCommand() ? entry.command() : "operation " + entry.operation() + " on a document";
    return ErrorDetails.of(
            cause.getErrorCode() == UNAUTHORIZED
                ? ErrorCode.PERMISSION_DENIED
                : ErrorCode.STATEMENT_FAILED,
            "the server refuses the entry of the oplog at "
                + MongoPositions.text(at)
                + " ("
                + MongoSnapshot.second(at)
                + "), "
                + what
                + " in "
                + entry.namespace()
                + ": "
                + cause.getErrorMessage())
        .platform(DatabaseType.MONGODB.id())
        .target(entry.namespace())
        .nativeCode(Integer.toString(cause.getErrorCode()))
        .cause(cause)
        .remedy(
            cause.getErrorCode() == UNAUTHORIZED
                ? "Whatever may be in an oplog takes anyAction on anyResource: grant this user a role"
                    + " with that for the time of the restore."
                : "Restore to an instant before it.")
        .toException();
  }

  /** What is to be told when no more comes. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    notes.add(replay.applied() + " operations of the oplog were done again");
    if (last != null) {
      notes.add("the last entry of the oplog that was done is " + MongoPositions.text(last));
    }
    if (replay.unfinished() > 0) {
      notes.add(
          replay.unfinished()
              + " transactions of the oplog had not ended: nothing of them was done");
    }
    if (!names.leftOut().isEmpty()) {
      notes.add("the oplog's changes of these were left out: " + names.leftOut());
    }
    return notes;
  }
}
