package io.gds.database.testkit.wire;

import java.util.List;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonNumber;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** What a server says beside its answers: the time, and whether a write may be sent again. */
final class MongoBeside {
  private final MongoRelease release;
  private final MongoState state;
  private final MongoClock clock;

  MongoBeside(MongoRelease release, MongoState state, MongoClock clock) {
    this.release = release;
    this.state = state;
    this.clock = clock;
  }

  /** The answer with it, as far as the answer does not say so itself. */
  BsonDocument whole(BsonDocument answer, MongoRequest request) {
    BsonDocument whole = new BsonDocument();
    answer.forEach(whole::put);
    if (release.isAtLeast(4, 4) && state.isInSet() && isRetryable(answer, request.document())) {
      whole.putIfAbsent("errorLabels", MongoHello.texts(List.of("RetryableWriteError")));
    }
    if (state.hasClusterTime()) {
      BsonTimestamp time = clock.next();
      whole.putIfAbsent("$clusterTime", MongoClock.told(time));
      whole.putIfAbsent("operationTime", time);
    }
    return whole;
  }

  private static boolean isRetryable(BsonDocument answer, BsonDocument command) {
    return command.containsKey("txnNumber")
        && !BsonBoolean.FALSE.equals(command.get("autocommit"))
        && (isRetryable(answer.get("code"))
            || (answer.get("writeConcernError") instanceof BsonDocument error
                && isRetryable(error.get("code"))));
  }

  private static boolean isRetryable(@Nullable BsonValue code) {
    return code instanceof BsonNumber number && MongoCodes.isRetryable(number.intValue());
  }
}
