package io.gds.database.testkit.mongodb;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;

/** A part of a server that mongo-java-server does not have, with what state belongs to it. */
interface MongoKitRoom {
  /**
   * The answer to a command; empty if it is none of this room's.
   *
   * @param request as it was sent, with {@code $db}
   * @param server asks mongo-java-server something, with {@code $db} too
   */
  Optional<BsonDocument> answer(BsonDocument request, UnaryOperator<BsonDocument> server);

  /** A refusal, as the server writes one. */
  static BsonDocument refusal(int code, String codeName, String message) {
    return new BsonDocument("ok", new BsonInt32(0))
        .append("errmsg", new BsonString(message))
        .append("code", new BsonInt32(code))
        .append("codeName", new BsonString(codeName));
  }
}
