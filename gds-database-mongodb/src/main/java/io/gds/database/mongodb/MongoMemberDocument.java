package io.gds.database.mongodb;

import io.gds.database.error.OptionFault;
import io.gds.database.ha.AddNodeOptions;
import io.gds.database.ha.HaRole;
import io.gds.database.operation.OptionValues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;

/** A member as the configuration writes it, of what was asked for. Pure. */
final class MongoMemberDocument {
  private static final Set<HaRole> ROLES =
      Set.of(HaRole.SECONDARY, HaRole.REPLICA, HaRole.ARBITER, HaRole.PRIMARY);

  private MongoMemberDocument() {}

  /** Its name in the set. */
  static String host(AddNodeOptions options) {
    return options.endpoint().orElse(options.node());
  }

  /**
   * What cannot be of a new member.
   *
   * @param first whether it may be the set's first primary
   */
  static List<OptionFault> faults(AddNodeOptions options, boolean first) {
    List<OptionFault> faults = new ArrayList<>();
    if (MongoMembers.address(host(options)).isEmpty()) {
      faults.add(new OptionFault("node", "is called by its host and port, such as db2:27017"));
    }
    if (options.endpoint().filter(there -> !there.equals(options.node())).isPresent()) {
      faults.add(new OptionFault("endpoint", "is the member's name here: give one of them"));
    }
    HaRole role = options.role().orElse(HaRole.SECONDARY);
    if (!ROLES.contains(role) || (role == HaRole.PRIMARY && !first)) {
      faults.add(
          new OptionFault(
              "role",
              "is SECONDARY, REPLICA (hidden) or ARBITER; who is primary an election decides"));
    }
    if (options.syncMode().isPresent()) {
      faults.add(new OptionFault("syncMode", "is nothing of one member here: see setSyncMode"));
    }
    faults.addAll(faults(options.platformOptions()));
    return faults;
  }

  static List<OptionFault> faults(OptionValues given) {
    List<OptionFault> faults = new ArrayList<>();
    boolean aside =
        given.given(MongoMember.HIDDEN).orElse(false)
            || given.given(MongoMember.VOTES).orElse(1) == 0
            || !given.given(MongoMember.DELAY).orElse(Duration.ZERO).isZero();
    if (aside && given.given(MongoMember.PRIORITY).orElse(0.0) > 0) {
      faults.add(
          new OptionFault(
              MongoMember.PRIORITY.id(), "is 0 where a member is hidden, delayed or has no vote"));
    }
    return faults;
  }

  /** A new member. */
  static BsonDocument of(int id, AddNodeOptions options, boolean modern) {
    HaRole role = options.role().orElse(HaRole.SECONDARY);
    BsonDocument member =
        new BsonDocument("_id", new BsonInt32(id)).append("host", new BsonString(host(options)));
    if (role == HaRole.ARBITER) {
      member.append("arbiterOnly", BsonBoolean.TRUE).append("priority", new BsonDouble(0));
    } else if (role == HaRole.REPLICA) {
      member.append("hidden", BsonBoolean.TRUE).append("priority", new BsonDouble(0));
    } else if (role == HaRole.PRIMARY) {
      member.append("priority", new BsonDouble(2));
    } else if (!options.automaticFailover().orElse(true)) {
      member.append("priority", new BsonDouble(0));
    }
    return edited(member, options.platformOptions(), modern);
  }

  /**
   * A member with what was given otherwise.
   *
   * @param modern whether the server calls a delay so as from 5.0 on
   */
  static BsonDocument edited(BsonDocument member, OptionValues given, boolean modern) {
    boolean aside =
        given.given(MongoMember.HIDDEN).orElse(false)
            || given.given(MongoMember.VOTES).orElse(1) == 0
            || !given.given(MongoMember.DELAY).orElse(Duration.ZERO).isZero();
    given
        .given(MongoMember.PRIORITY)
        .or(() -> aside ? Optional.of(0.0) : Optional.empty())
        .ifPresent(value -> member.put("priority", new BsonDouble(value)));
    given.given(MongoMember.VOTES).ifPresent(value -> member.put("votes", new BsonInt32(value)));
    given
        .given(MongoMember.HIDDEN)
        .ifPresent(value -> member.put("hidden", BsonBoolean.valueOf(value)));
    given
        .given(MongoMember.DELAY)
        .ifPresent(
            value ->
                member.put(
                    modern ? "secondaryDelaySecs" : "slaveDelay",
                    new BsonInt64(value.toSeconds())));
    given.given(MongoMember.TAGS).ifPresent(value -> member.put("tags", tags(value)));
    return member;
  }

  private static BsonDocument tags(String text) {
    BsonDocument tags = new BsonDocument();
    for (String each : text.split(",")) {
      int equals = each.indexOf('=');
      if (equals > 0) {
        tags.put(each.substring(0, equals), new BsonString(each.substring(equals + 1)));
      }
    }
    return tags;
  }
}
