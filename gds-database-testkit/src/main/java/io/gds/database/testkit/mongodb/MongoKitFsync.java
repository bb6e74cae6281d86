package io.gds.database.testkit.mongodb;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;

/**
 * How often the server is locked against writes; nobody's writes wait for it. As in the server's
 * {@code fsync.cpp} and {@code current_op.cpp} of 7.0.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/command/fsync/">fsync</a>
 * @see <a href="https://www.mongodb.com/docs/manual/reference/command/fsyncUnlock/">fsyncUnlock</a>
 * @see <a href="https://www.mongodb.com/docs/manual/reference/command/currentOp/">currentOp</a>
 */
public final class MongoKitFsync implements MongoKitRoom {
  private long locks;

  MongoKitFsync() {}

  /** How many locks there are. */
  public synchronized long locks() {
    return locks;
  }

  @Override
  public synchronized Optional<BsonDocument> answer(
      BsonDocument request, UnaryOperator<BsonDocument> server) {
    return switch (request.getFirstKey()) {
      case "fsync", "fsyncUnlock", "currentOp" ->
          Optional.of(
              request.getString("$db").getValue().equals("admin")
                  ? answer(request)
                  : MongoKitRoom.refusal(
                      13,
                      "Unauthorized",
                      request.getFirstKey() + " may only be run against the admin database."));
      default -> Optional.empty();
    };
  }

  private BsonDocument answer(BsonDocument request) {
    return switch (request.getFirstKey()) {
      case "fsync" -> lock(request);
      case "fsyncUnlock" -> unlock();
      default -> running();
    };
  }

  private BsonDocument lock(BsonDocument request) {
    if (!request.getBoolean("lock", BsonBoolean.FALSE).getValue()) {
      return new BsonDocument("numFiles", new BsonInt32(1));
    }
    locks++;
    return new BsonDocument(
            "info", new BsonString("now locked against writes, use db.fsyncUnlock() to unlock"))
        .append("lockCount", new BsonInt64(locks))
        .append("seeAlso", new BsonString("http://dochub.mongodb.org/core/fsynccommand"));
  }

  private BsonDocument unlock() {
    if (locks == 0) {
      return MongoKitRoom.refusal(20, "IllegalOperation", "fsyncUnlock called when not locked");
    }
    locks--;
    return new BsonDocument("info", new BsonString("fsyncUnlock completed"))
        .append("lockCount", new BsonInt64(locks));
  }

  private BsonDocument running() {
    BsonDocument answer = new BsonDocument("inprog", new BsonArray());
    return locks == 0
        ? answer
        : answer
            .append("fsyncLock", BsonBoolean.TRUE)
            .append(
                "info",
                new BsonString("use db.fsyncUnlock() to terminate the fsync write/snapshot lock"));
  }
}
