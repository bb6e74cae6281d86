package io.gds.database.testkit.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.jspecify.annotations.Nullable;

/** The configuration of a replica set, and what its members tell of it. Not thread-safe. */
final class MongoMembers {
  private final String set;
  private final Map<MongoPeer, MongoTraits> all = new LinkedHashMap<>();
  private int version = 1;

  MongoMembers(String set) {
    this.set = set;
  }

  /** Has this member from the beginning. */
  void begin(MongoPeer member, MongoTraits traits) {
    all.put(member, traits);
  }

  /** Adds a member by a new configuration. */
  void add(MongoPeer member) {
    all.put(member, MongoTraits.NONE);
    version++;
  }

  /** Removes a member by a new configuration. */
  void remove(MongoPeer member) {
    all.remove(member);
    version++;
  }

  List<MongoPeer> all() {
    return List.copyOf(all.keySet());
  }

  /**
   * What a member is like.
   *
   * @throws IllegalArgumentException if it is none
   */
  MongoTraits traits(MongoPeer member) {
    MongoTraits traits = all.get(member);
    if (traits == null) {
      throw new IllegalArgumentException("no member of " + set + ": " + member);
    }
    return traits;
  }

  /**
   * What a member tells of itself.
   *
   * @param primary if there is one
   * @param disabled whether it could be a secondary, and is not
   * @param term of the primary
   */
  BsonDocument hello(MongoPeer member, @Nullable MongoPeer primary, boolean disabled, long term) {
    MongoTraits traits = traits(member);
    BsonDocument hello =
        new BsonDocument("hosts", addresses(MongoTraits::isElectable))
            .append(MongoHello.SET, new BsonString(set))
            .append("setVersion", new BsonInt32(version))
            .append("me", new BsonString(member.address()));
    append(hello, "passives", MongoTraits::passive);
    append(hello, "arbiters", MongoTraits::arbiter);
    if (primary != null) {
      hello.append("primary", new BsonString(primary.address()));
    }
    if (member.equals(primary)) {
      MongoHello.role(hello, MongoRole.PRIMARY);
      hello.append("electionId", MongoPeer.electionId(term));
    } else if (traits.arbiter()) {
      MongoHello.role(hello, MongoRole.ARBITER);
    } else {
      MongoHello.role(hello, disabled ? MongoRole.OTHER : MongoRole.SECONDARY);
    }
    describe(hello, traits, member.parts().setup().release());
    return hello;
  }

  private static void describe(BsonDocument hello, MongoTraits traits, MongoRelease release) {
    if (traits.hidden()) {
      hello.append("hidden", BsonBoolean.TRUE);
    }
    if (traits.passive() || traits.hidden()) {
      hello.append("passive", BsonBoolean.TRUE);
    }
    if (!traits.delay().isZero()) {
      String field = release.isAtLeast(5, 0) ? "secondaryDelaySecs" : "slaveDelay";
      hello.append(field, new BsonInt64(traits.delay().toSeconds()));
    }
    if (!traits.tags().isEmpty()) {
      BsonDocument tags = new BsonDocument();
      traits.tags().forEach((tag, value) -> tags.append(tag, new BsonString(value)));
      hello.append("tags", tags);
    }
  }

  private void append(BsonDocument hello, String field, Predicate<MongoTraits> which) {
    BsonArray addresses = addresses(which);
    if (!addresses.isEmpty()) {
      hello.append(field, addresses);
    }
  }

  private BsonArray addresses(Predicate<MongoTraits> which) {
    List<String> addresses = new ArrayList<>();
    all.forEach(
        (member, traits) -> {
          if (which.test(traits)) {
            addresses.add(member.address());
          }
        });
    return MongoHello.texts(addresses);
  }
}
