package io.gds.database.testkit.mongodb;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * How the profilers are set: the level of each database, the rest for all of them.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/command/profile/">profile</a>
 */
final class MongoKitProfile implements MongoKitRoom {
  private static final int READ = -1;

  private final Map<String, Integer> levels = new TreeMap<>();
  private BsonDocument shared =
      new BsonDocument("slowms", new BsonInt32(100)).append("sampleRate", new BsonDouble(1));

  @Override
  public synchronized Optional<BsonDocument> answer(
      BsonDocument request, UnaryOperator<BsonDocument> server) {
    return request.getFirstKey().equals("profile")
        ? Optional.of(profile(request, request.getString("$db").getValue()))
        : Optional.empty();
  }

  /** What is told is what was before. */
  private BsonDocument profile(BsonDocument request, String database) {
    int level = request.getNumber("profile").intValue();
    if (level < READ || level > 2) {
      return MongoKitRoom.refusal(2, "BadValue", "invalid profiling level: " + level);
    }
    BsonDocument answer = new BsonDocument("was", new BsonInt32(levels.getOrDefault(database, 0)));
    answer.putAll(shared);
    if (level != READ) {
      levels.put(database, level);
      shared = changed(request);
    }
    return answer;
  }

  private BsonDocument changed(BsonDocument request) {
    BsonDocument changed = shared.clone();
    for (String name : new String[] {"slowms", "sampleRate", "filter"}) {
      BsonValue value = request.get(name);
      if (new BsonString("unset").equals(value)) {
        changed.remove(name);
      } else if (value != null) {
        changed.put(name, value);
      }
    }
    return changed;
  }
}
