package io.gds.database.testkit.mongodb;

import io.gds.database.testkit.wire.MongoPeer;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;

/** One server of a {@link MongoSetModel}; guarded by the model. */
final class MongoSetNode {
  static final int STARTUP = 0;
  static final int PRIMARY = 1;
  static final int SECONDARY = 2;
  static final int RECOVERING = 3;
  static final int ARBITER = 7;
  static final int DOWN = 8;

  private static final int FIRST = 1_790_000_000;

  /** The position that all begin at. */
  static final BsonTimestamp BEGINNING = new BsonTimestamp(FIRST + 3600, 1);

  final MongoPeer peer;

  /** What it is while it is up; a primary is a secondary that was elected. */
  int state = SECONDARY;

  boolean up = true;
  boolean frozen;
  int maintenance;
  boolean tooStale;

  /** Whether it takes configurations that the primary makes. */
  boolean takesConfigurations = true;

  long configVersion = 1;
  BsonTimestamp position = BEGINNING;
  BsonTimestamp oldest = new BsonTimestamp(FIRST, 1);

  MongoSetNode(MongoPeer peer) {
    this.peer = peer;
  }

  String host() {
    return peer.address();
  }

  static boolean is(BsonDocument document, String field) {
    return document.get(field) instanceof BsonBoolean truth && truth.getValue();
  }

  static double number(BsonDocument document, String field, double otherwise) {
    BsonValue value = document.get(field);
    return value != null && value.isNumber() ? value.asNumber().doubleValue() : otherwise;
  }

  static boolean isElectable(BsonDocument member) {
    return !is(member, "arbiterOnly")
        && number(member, "votes", 1) > 0
        && number(member, "priority", 1) > 0;
  }
}
