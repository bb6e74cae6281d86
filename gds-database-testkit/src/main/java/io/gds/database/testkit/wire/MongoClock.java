package io.gds.database.testkit.wire;

import java.time.Instant;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonTimestamp;

/** The time of a replica set, which goes forward with each answer; its members share it. */
final class MongoClock {
  private static final int HASH = 20;

  private BsonTimestamp now = new BsonTimestamp((int) Instant.now().getEpochSecond(), 1);
  private long term = 1;

  synchronized BsonTimestamp now() {
    return now;
  }

  synchronized BsonTimestamp next() {
    int second = Math.max(now.getTime(), (int) Instant.now().getEpochSecond());
    now = new BsonTimestamp(second, second == now.getTime() ? now.getInc() + 1 : 1);
    return now;
  }

  /** Which primary it is, counted from 1. */
  synchronized long term() {
    return term;
  }

  synchronized long nextTerm() {
    term++;
    return term;
  }

  /** A time as it is gossiped, with a signature as that of a server without log-ins. */
  static BsonDocument told(BsonTimestamp time) {
    return new BsonDocument("clusterTime", time)
        .append(
            "signature",
            new BsonDocument("hash", new BsonBinary(new byte[HASH]))
                .append("keyId", new BsonInt64(0)));
  }
}
