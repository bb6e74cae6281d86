package io.gds.database.testkit.wire;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonInt32;

/** Gives an answer step by step. */
final class MongoRun {
  private static final Set<String> FIELDS = Set.of("codeName", "errorLabels");

  private final MongoSession session;
  private final MongoMessage message;
  private final MongoRequest request;
  private boolean answered;

  MongoRun(MongoSession session, MongoMessage message, MongoRequest request) {
    this.session = session;
    this.message = message;
    this.request = request;
  }

  /**
   * Gives it all.
   *
   * @throws IllegalArgumentException if it is no answer of MongoDB
   */
  void give(List<WireAnswer> steps) throws IOException {
    for (WireAnswer step : steps) {
      if (step instanceof MongoReply reply) {
        say(reply.document(), reply.sent());
      } else if (step instanceof MongoCursor cursor) {
        say(MongoReply.of(session.parts().cursors().first(cursor, request)).document(), -1);
      } else if (step instanceof WireAnswer.Done done) {
        say(done(done.count()), -1);
      } else if (step instanceof WireAnswer.Failure failure) {
        say(document(failure), -1);
        if (failure.fatal()) {
          throw new MongoClosed(failure.message());
        }
      } else if (step instanceof WireAnswer.Dropped) {
        throw new MongoClosed("the script says so");
      } else if (step instanceof WireAnswer.Pause || step instanceof WireAnswer.Held) {
        session.await(step);
      } else {
        throw new IllegalArgumentException("MongoDB answers by a document, not by " + step);
      }
    }
    if (!answered) {
      throw new IllegalArgumentException("it has no end");
    }
  }

  /** Whether the client has got its answer, as far as it wants one. */
  boolean isAnswered() {
    return answered;
  }

  private BsonDocument done(long count) {
    BsonDocument done = new BsonDocument();
    if (count >= 0) {
      done.append("n", new BsonInt32((int) count));
      if (request.name().equals("update")) {
        done.append("nModified", new BsonInt32((int) count));
      }
    }
    return MongoReply.of(done).document();
  }

  /**
   * An error as a document.
   *
   * @throws IllegalArgumentException if its code or one of its fields is not MongoDB's
   */
  static BsonDocument document(WireAnswer.Failure failure) {
    Map<String, String> fields = failure.fields();
    if (!failure.code().matches("[0-9]{1,9}") || !FIELDS.containsAll(fields.keySet())) {
      throw new IllegalArgumentException("no error of MongoDB: " + failure);
    }
    int code = Integer.parseInt(failure.code());
    String name = fields.getOrDefault("codeName", MongoCodes.nameOrLocation(code));
    MongoReply error = MongoReply.error(code, name, failure.message());
    String labels = fields.get("errorLabels");
    return (labels == null ? error : error.labels(labels.split(","))).document();
  }

  private void say(BsonDocument document, int sent) throws IOException {
    if (answered) {
      throw new IllegalArgumentException("a command has one answer");
    }
    answered = true;
    if (message.isAcknowledged()) {
      session.say(
          message.id(), message.legacy(), session.parts().beside().whole(document, request), sent);
    } else if (sent >= 0) {
      throw new MongoClosed("the script says so");
    }
  }
}
