package io.gds.database.testkit.wire;

import java.time.Duration;
import java.util.Map;

/**
 * What a member of a replica set is like, whatever its role.
 *
 * @param arbiter whether it votes, and has no data
 * @param hidden whether drivers do not see it; its priority is 0
 * @param passive whether its priority is 0
 * @param delay how far it lags behind on purpose
 * @param tags for read preferences and write concerns
 */
record MongoTraits(
    boolean arbiter, boolean hidden, boolean passive, Duration delay, Map<String, String> tags) {
  static final MongoTraits NONE = new MongoTraits(false, false, false, Duration.ZERO, Map.of());

  MongoTraits {
    tags = Map.copyOf(tags);
  }

  static MongoTraits ofArbiter() {
    return new MongoTraits(true, false, false, Duration.ZERO, Map.of());
  }

  static MongoTraits ofHidden(Duration delay) {
    return new MongoTraits(false, true, false, delay, Map.of());
  }

  static MongoTraits ofPassive() {
    return new MongoTraits(false, false, true, Duration.ZERO, Map.of());
  }

  MongoTraits tagged(Map<String, String> with) {
    return new MongoTraits(arbiter, hidden, passive, delay, with);
  }

  /** Whether it can be elected. */
  boolean isElectable() {
    return !arbiter && !hidden && !passive;
  }
}
