package io.gds.database.mongodb;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bson.BsonDocument;

/**
 * A member as the configuration of its set has it.
 *
 * @param id its number in the set
 * @param host its name in the set: where the others reach it
 * @param arbiter whether it votes only, and has no data
 * @param hidden whether clients do not see it
 * @param priority how much it wants to be primary; never at 0
 * @param votes 0 or 1
 * @param delay how far it stays behind on purpose
 * @param buildsIndexes whether it has the indexes that the others have
 * @param tags its tags
 * @see <a href="https://www.mongodb.com/docs/manual/reference/replica-configuration/">replica set
 *     configuration</a>
 */
record MongoSetMember(
    long id,
    String host,
    boolean arbiter,
    boolean hidden,
    double priority,
    long votes,
    Duration delay,
    boolean buildsIndexes,
    Map<String, String> tags) {
  MongoSetMember {
    tags = Map.copyOf(tags);
  }

  static MongoSetMember of(BsonDocument member) {
    Map<String, String> tags = new LinkedHashMap<>();
    MongoValues.document(member, "tags")
        .ifPresent(
            all ->
                all.keySet()
                    .forEach(
                        tag ->
                            MongoValues.text(all, tag).ifPresent(value -> tags.put(tag, value))));
    long delay =
        MongoValues.number(member, "secondaryDelaySecs")
            .orElseGet(() -> MongoValues.number(member, "slaveDelay").orElse(0));
    boolean arbiter = MongoValues.truth(member, "arbiterOnly").orElse(false);
    return new MongoSetMember(
        MongoValues.number(member, "_id").orElse(-1),
        MongoValues.text(member, "host").orElse(""),
        arbiter,
        MongoValues.truth(member, "hidden").orElse(false),
        MongoValues.value(member, "priority")
            .filter(value -> value.isNumber())
            .map(value -> value.asNumber().doubleValue())
            .orElse(arbiter ? 0.0 : 1.0),
        MongoValues.number(member, "votes").orElse(1),
        Duration.ofSeconds(delay),
        MongoValues.truth(member, "buildIndexes").orElse(true),
        tags);
  }

  /** Whether it votes in elections. */
  boolean isVoter() {
    return votes > 0;
  }

  /** Whether the set may make it primary by itself. */
  boolean isElectable() {
    return !arbiter && isVoter() && priority > 0;
  }

  /** Whether it is there for reading or for another time, and not for clients at large. */
  boolean isAside() {
    return hidden || !delay.isZero();
  }
}
