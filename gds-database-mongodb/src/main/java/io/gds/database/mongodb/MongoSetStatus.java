package io.gds.database.mongodb;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.bson.BsonDocument;

/**
 * What one member says of its set, at one instant: only what is in one answer is compared.
 *
 * @param set the set's name
 * @param state what it says it is itself
 * @param term the newest election that it knows of
 * @param tooStale whether it has fallen so far behind that it never catches up, as it says since
 *     4.4; such a one is under maintenance by itself
 * @param date its time
 * @param members all members as it sees them
 * @see <a
 *     href="https://www.mongodb.com/docs/manual/reference/command/replSetGetStatus/">replSetGetStatus</a>
 */
record MongoSetStatus(
    String set,
    MongoMemberState state,
    OptionalLong term,
    boolean tooStale,
    Optional<Instant> date,
    List<MongoMemberStatus> members) {
  MongoSetStatus {
    members = List.copyOf(members);
  }

  static MongoSetStatus of(BsonDocument answer) {
    return new MongoSetStatus(
        MongoValues.text(answer, "set").orElse(""),
        MongoMemberState.of(MongoValues.number(answer, "myState").orElse(-1)),
        MongoValues.number(answer, "term"),
        MongoValues.truth(answer, "tooStale").orElse(false),
        MongoValues.instant(answer, "date"),
        MongoValues.documents(answer, "members").stream().map(MongoMemberStatus::of).toList());
  }

  /** Asks a member. */
  static MongoSetStatus read(MongoCommands commands) {
    return of(commands.admin(MongoCommands.command("replSetGetStatus")));
  }

  Optional<MongoMemberStatus> member(String host) {
    return members.stream().filter(member -> member.host().equals(host)).findFirst();
  }

  /** The one that answered; none if it was removed from the set. */
  Optional<MongoMemberStatus> self() {
    return members.stream().filter(MongoMemberStatus::self).findFirst();
  }

  /** Who is primary, as it sees it. */
  Optional<MongoMemberStatus> primary() {
    return members.stream()
        .filter(member -> member.up() && member.state() == MongoMemberState.PRIMARY)
        .findFirst();
  }
}
