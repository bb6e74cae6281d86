package io.gds.database.mongodb;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;

/**
 * What one member's answer says of a member, itself or another.
 *
 * @param host its name in the set
 * @param up whether the member that answered has heard of it lately; of itself always
 * @param state what it is
 * @param self whether it is the one that answered
 * @param position the last change that it has; empty for an arbiter, and for one that is down,
 *     which the server tells as the year 1970
 * @param appliedAt when that change was made
 * @param heardAt when the one that answered heard of it last
 * @param info what the one that answered says of itself besides
 * @param maintenance how often it was put into maintenance and not taken out again; known only of
 *     the one that answered
 * @param syncsFrom from whom it takes its changes
 * @param configVersion which configuration it has
 * @param configTerm the election of the primary that made it
 * @see <a
 *     href="https://www.mongodb.com/docs/manual/reference/command/replSetGetStatus/">replSetGetStatus</a>
 */
record MongoMemberStatus(
    String host,
    boolean up,
    MongoMemberState state,
    boolean self,
    Optional<BsonTimestamp> position,
    Optional<Instant> appliedAt,
    Optional<Instant> heardAt,
    Optional<String> info,
    long maintenance,
    Optional<String> syncsFrom,
    OptionalLong configVersion,
    OptionalLong configTerm) {
  static MongoMemberStatus of(BsonDocument row) {
    boolean self = MongoValues.truth(row, "self").orElse(false);
    Optional<BsonTimestamp> position =
        MongoValues.value(row, "optime", "ts")
            .or(() -> MongoValues.value(row, "optime"))
            .filter(value -> value.isTimestamp())
            .map(value -> value.asTimestamp())
            .filter(time -> time.getTime() > 0);
    return new MongoMemberStatus(
        MongoValues.text(row, "name").orElse(""),
        self || MongoValues.number(row, "health").orElse(0) > 0,
        MongoMemberState.of(MongoValues.number(row, "state").orElse(-1)),
        self,
        position,
        position.map(time -> Instant.ofEpochSecond(Integer.toUnsignedLong(time.getTime()))),
        MongoValues.instant(row, "lastHeartbeatRecv")
            .or(() -> MongoValues.instant(row, "lastHeartbeat"))
            .filter(at -> at.getEpochSecond() > 0),
        text(row, "infoMessage"),
        MongoValues.number(row, "maintenanceMode").orElse(0),
        text(row, "syncSourceHost").or(() -> text(row, "syncingTo")),
        MongoValues.number(row, "configVersion"),
        MongoValues.number(row, "configTerm"));
  }

  private static Optional<String> text(BsonDocument row, String name) {
    return MongoValues.text(row, name).filter(said -> !said.isBlank());
  }
}
