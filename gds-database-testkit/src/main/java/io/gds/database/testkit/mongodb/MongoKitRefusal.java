package io.gds.database.testkit.mongodb;

import org.bson.BsonDocument;

/** What the server says to what it does not do. */
final class MongoKitRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;
  private final String codeName;

  MongoKitRefusal(int code, String codeName, String message) {
    super(message, null, false, false);
    this.code = code;
    this.codeName = codeName;
  }

  static MongoKitRefusal badValue(String message) {
    return new MongoKitRefusal(2, "BadValue", message);
  }

  BsonDocument answer() {
    return MongoKitRoom.refusal(code, codeName, String.valueOf(getMessage()));
  }
}
