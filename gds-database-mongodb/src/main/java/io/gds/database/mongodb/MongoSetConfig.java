package io.gds.database.mongodb;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonValue;

/**
 * The configuration of a replica set. What is changed is changed in the whole document, so that
 * what this library does not know stays as it is. Immutable.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/replica-configuration/">replica set
 *     configuration</a>
 */
final class MongoSetConfig {
  /** How many members can vote. */
  static final int MOST_VOTERS = 7;

  /** How many members a set can have. */
  static final int MOST_MEMBERS = 50;

  /**
   * What is known of a member, see {@link MongoSetMember}; the server keeps the last to itself, and
   * only what it stores has it.
   */
  private static final Set<String> MEMBER =
      Set.of(
          "_id",
          "host",
          "arbiterOnly",
          "buildIndexes",
          "hidden",
          "priority",
          "tags",
          "secondaryDelaySecs",
          "slaveDelay",
          "votes",
          "newlyAdded");

  private static final long ELECTION_MILLIS = 10_000;

  private final BsonDocument document;
  private final List<MongoSetMember> members;

  private MongoSetConfig(BsonDocument document) {
    this.document = document;
    this.members =
        MongoValues.documents(document, "members").stream().map(MongoSetMember::of).toList();
  }

  /** Of the answer to {@code replSetGetConfig}. */
  static MongoSetConfig ofAnswer(BsonDocument answer) {
    return of(MongoValues.document(answer, "config").orElseGet(BsonDocument::new));
  }

  static MongoSetConfig of(BsonDocument config) {
    return new MongoSetConfig(config.clone());
  }

  /** Reads it. */
  static MongoSetConfig read(MongoCommands commands) {
    return ofAnswer(commands.admin(MongoCommands.command("replSetGetConfig")));
  }

  BsonDocument document() {
    return document.clone();
  }

  String name() {
    return MongoValues.text(document, "_id").orElse("");
  }

  long version() {
    return MongoValues.number(document, "version").orElse(0);
  }

  /** The election of the primary that made it; servers before 4.4 do not keep it. */
  OptionalLong term() {
    return MongoValues.number(document, "term");
  }

  List<MongoSetMember> members() {
    return members;
  }

  Optional<MongoSetMember> member(String host) {
    return members.stream().filter(member -> member.host().equals(host)).findFirst();
  }

  List<MongoSetMember> voters() {
    return members.stream().filter(MongoSetMember::isVoter).toList();
  }

  /** How many voters it takes to elect a primary. */
  int majority() {
    return voters().size() / 2 + 1;
  }

  /** How long a primary may be silent before another is elected. */
  Duration electionTimeout() {
    return Duration.ofMillis(
        MongoValues.number(document, "settings", "electionTimeoutMillis").orElse(ELECTION_MILLIS));
  }

  /** When it was made: its identity has the time in it. */
  Optional<Instant> createdAt() {
    return MongoValues.value(document, "settings", "replicaSetId")
        .filter(id -> id.isObjectId())
        .map(id -> id.asObjectId().getValue().getDate().toInstant());
  }

  /** The write concern of servers before 4.4, where it is kept here. */
  Optional<BsonDocument> lastErrorDefaults() {
    return MongoValues.document(document, "settings", "getLastErrorDefaults");
  }

  /** A number that no member has. */
  int freeId() {
    return (int) members.stream().mapToLong(MongoSetMember::id).max().orElse(-1) + 1;
  }

  /** With one member otherwise. */
  MongoSetConfig edited(String host, UnaryOperator<BsonDocument> change) {
    return with(
        documents().stream()
            .map(
                member ->
                    MongoSetMember.of(member).host().equals(host)
                        ? change.apply(member.clone())
                        : member)
            .toList());
  }

  MongoSetConfig added(BsonDocument member) {
    List<BsonDocument> all = new ArrayList<>(documents());
    all.add(member);
    return with(all);
  }

  MongoSetConfig without(String host) {
    return with(
        documents().stream()
            .filter(member -> !MongoSetMember.of(member).host().equals(host))
            .toList());
  }

  /** With one of its settings otherwise. */
  MongoSetConfig setting(String name, BsonDocument value) {
    BsonDocument changed = document();
    BsonDocument settings =
        MongoValues.document(changed, "settings").orElseGet(BsonDocument::new).clone();
    settings.put(name, value);
    changed.put("settings", settings);
    return new MongoSetConfig(changed);
  }

  private List<BsonDocument> documents() {
    return MongoValues.documents(document, "members");
  }

  private MongoSetConfig with(List<BsonDocument> all) {
    BsonDocument changed = document();
    changed.put("members", new BsonArray(all));
    return new MongoSetConfig(changed);
  }

  /** With the version that comes after another's. */
  MongoSetConfig after(MongoSetConfig before) {
    BsonDocument changed = document();
    changed.put("version", new BsonInt32((int) (before.version() + 1)));
    // The primary takes its own term, and refuses that of another.
    before
        .term()
        .ifPresentOrElse(
            term -> changed.put("term", new BsonInt64(term)), () -> changed.remove("term"));
    return new MongoSetConfig(changed);
  }

  /**
   * Whether it says the same, whichever version it has. The server writes out what was left to it,
   * and a number by whichever type it likes.
   */
  boolean says(MongoSetConfig other) {
    return members.equals(other.members) && rest().equals(other.rest());
  }

  /** All but the version, and what is known of members. */
  private BsonDocument rest() {
    BsonDocument rest = document();
    rest.remove("version");
    rest.remove("term");
    BsonArray unknown = new BsonArray();
    for (BsonDocument member : MongoValues.documents(rest, "members")) {
      MEMBER.forEach(member::remove);
      unknown.add(member);
    }
    rest.put("members", unknown);
    return plain(rest).asDocument();
  }

  private static BsonValue plain(BsonValue value) {
    if (value.isNumber()) {
      return new BsonDouble(value.asNumber().doubleValue());
    }
    if (value.isDocument()) {
      BsonDocument plain = new BsonDocument();
      value.asDocument().forEach((name, each) -> plain.put(name, plain(each)));
      return plain;
    }
    return value.isArray()
        ? new BsonArray(value.asArray().stream().map(MongoSetConfig::plain).toList())
        : value;
  }
}
