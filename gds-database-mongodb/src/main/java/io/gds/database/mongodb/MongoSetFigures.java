package io.gds.database.mongodb;

import io.gds.database.observe.Metric;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;

/**
 * Figures of a replica set: how far its members are behind the primary, as the answering member
 * sees them, and how far back the oplog reaches.
 *
 * @see <a
 *     href="https://www.mongodb.com/docs/manual/reference/command/replSetGetStatus/">replSetGetStatus</a>
 */
final class MongoSetFigures {
  private static final String LAG = "mongodb_replication_lag_seconds";
  private static final String HEALTH = "mongodb_replication_member_up";
  private static final String WINDOW = "mongodb_oplog_window_seconds";

  private static final int PRIMARY = 1;
  private static final int SECONDARY = 2;

  private MongoSetFigures() {}

  static boolean areWanted(String literal) {
    return Stream.of(LAG, HEALTH, WINDOW).anyMatch(name -> name.startsWith(literal));
  }

  static List<Metric> read(MongoCommands commands, Instant now) {
    List<Metric> all = new ArrayList<>();
    MongoPermitted.of(() -> commands.admin(MongoCommands.command("replSetGetStatus")))
        .ifPresent(status -> members(status, now, all));
    Optional<Instant> first = end(commands, 1);
    Optional<Instant> last = first.flatMap(found -> end(commands, -1));
    if (first.isPresent() && last.isPresent()) {
      all.add(
          new Metric(
              WINDOW,
              Duration.between(first.get(), last.get()).toMillis() / 1e3,
              MongoFigures.SECONDS,
              now,
              Map.of()));
    }
    return all;
  }

  private static void members(BsonDocument status, Instant now, List<Metric> into) {
    List<BsonDocument> members = MongoValues.documents(status, "members");
    Optional<Instant> primary =
        members.stream()
            .filter(member -> MongoValues.number(member, "state").orElse(0) == PRIMARY)
            .flatMap(member -> MongoValues.instant(member, "optimeDate").stream())
            .findFirst();
    for (BsonDocument member : members) {
      Map<String, String> labels = Map.of("member", MongoValues.text(member, "name").orElse(""));
      MongoValues.value(member, "health")
          .filter(BsonValue::isNumber)
          .ifPresent(
              health ->
                  into.add(
                      new Metric(
                          HEALTH,
                          health.asNumber().doubleValue(),
                          MongoFigures.COUNT,
                          now,
                          labels)));
      Optional<Instant> reached = MongoValues.instant(member, "optimeDate");
      if (MongoValues.number(member, "state").orElse(0) == SECONDARY
          && primary.isPresent()
          && reached.isPresent()) {
        // What the answering member knows of the primary may be older than what it knows of others.
        double lag = Duration.between(reached.get(), primary.get()).toMillis() / 1e3;
        into.add(new Metric(LAG, Math.max(0, lag), MongoFigures.SECONDS, now, labels));
      }
    }
  }

  /** The instant of the oldest or newest entry of the oplog, to the second. */
  private static Optional<Instant> end(MongoCommands commands, int direction) {
    BsonDocument command =
        MongoCommands.command("find", "oplog.rs")
            .append("sort", new BsonDocument("$natural", new BsonInt32(direction)))
            .append("projection", new BsonDocument("ts", new BsonInt32(1)))
            .append("limit", new BsonInt32(1));
    return MongoPermitted.of(() -> commands.all("local", command)).stream()
        .flatMap(List::stream)
        .flatMap(entry -> MongoValues.value(entry, "ts").stream())
        .filter(BsonValue::isTimestamp)
        .map(BsonValue::asTimestamp)
        .map((BsonTimestamp at) -> Instant.ofEpochSecond(Integer.toUnsignedLong(at.getTime())))
        .findFirst();
  }
}
