package io.gds.database.mongodb;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import java.util.List;
import java.util.Optional;
import org.bson.BsonDocument;

/** What another configuration of a set needs. Not thread-safe. */
final class MongoTopologyChecks {
  private final MongoContext context;
  private final MongoCheckList checks;

  MongoTopologyChecks(MongoContext context, MongoCheckList checks) {
    this.context = context;
    this.checks = checks;
  }

  /** That the set can take it: one that is whole, by a majority before and after. */
  void change(MongoSetView view, MongoSetConfig wanted) {
    MongoSetConfig now = view.config();
    String set = now.name();
    Optional<String> primary = view.primary();
    checks.demand(
        primary.isPresent(),
        "there is a primary",
        set,
        primary.orElse("none"),
        "one",
        ErrorCode.WRONG_STATE,
        "Wait for an election, or see why none comes: haStatus().");
    may(MongoAction.SET_CONFIGURE);
    checks.demand(
        view.hasMajority(),
        "a majority of the voters is there",
        set,
        view.alive().size() + " of " + now.voters().size(),
        "at least " + now.majority(),
        ErrorCode.WRONG_STATE,
        "Bring members back first.");
    long left =
        wanted.voters().stream()
            .map(MongoSetMember::host)
            .filter(host -> view.alive().contains(host) || now.member(host).isEmpty())
            .count();
    checks.demand(
        left >= wanted.majority(),
        "a majority of the voters is there afterwards",
        set,
        left + " of " + wanted.voters().size(),
        "at least " + wanted.majority(),
        ErrorCode.WRONG_STATE,
        "Bring members back, or remove who is gone, first.");
    List<String> behind = view.behindInConfiguration();
    checks.demand(
        behind.isEmpty(),
        "the configuration before has arrived everywhere",
        set,
        behind.isEmpty() ? "it has" : "not at " + String.join(", ", behind),
        "it has",
        ErrorCode.WRONG_STATE,
        "Wait until it has; if it does not, see why.");
    numbers(set, wanted);
    implicitConcern(set, now, wanted);
  }

  void numbers(String set, MongoSetConfig wanted) {
    int voters = wanted.voters().size();
    checks.demand(
        voters <= MongoSetConfig.MOST_VOTERS,
        "no more vote than can",
        set,
        Integer.toString(voters),
        "at most " + MongoSetConfig.MOST_VOTERS,
        ErrorCode.PRECONDITION_FAILED,
        "Add it without a vote: mongodb.votes=0.");
    checks.demand(
        wanted.members().size() <= MongoSetConfig.MOST_MEMBERS,
        "no more members than can be",
        set,
        Integer.toString(wanted.members().size()),
        "at most " + MongoSetConfig.MOST_MEMBERS,
        ErrorCode.PRECONDITION_FAILED,
        "Remove another first.");
    boolean electable = wanted.members().stream().anyMatch(MongoSetMember::isElectable);
    checks.demand(
        electable,
        "somebody can be elected",
        set,
        electable ? "somebody" : "nobody",
        "somebody",
        ErrorCode.PRECONDITION_FAILED,
        "Leave one member with data a vote and a priority above 0.");
    checks.advise(
        voters % 2 == 1,
        "the number of voters is odd",
        set,
        Integer.toString(voters),
        "odd",
        "An even number survives the loss of no more than the odd one below it.");
  }

  /**
   * From 5.0 on the server takes no configuration that changes what a write waits for where nobody
   * has said that.
   */
  private void implicitConcern(String set, MongoSetConfig now, MongoSetConfig wanted) {
    MongoProduct product = context.product();
    boolean before = MongoDefaultConcern.isMajority(product, now);
    boolean after = MongoDefaultConcern.isMajority(product, wanted);
    boolean changes =
        before != after && MongoDefaultConcern.read(context, Optional.of(now)).implicit();
    checks.demand(
        !changes,
        "what a write waits for stays the same",
        set,
        changes
            ? "nobody has set it, and it would change from a majority to one member, or back"
            : "the same",
        "the same",
        ErrorCode.PRECONDITION_FAILED,
        "Set it first: setSyncMode(), which cannot be unset again.");
  }

  void may(MongoAction action) {
    try {
      checks.may(MongoRights.read(context), action);
    } catch (DatabaseException e) {
      MongoSetLook.throwUnlessSilent(e);
      checks.refused("the user's rights can be read", context.runner().engine(), "readable", e);
    }
  }

  /** That a server may become a member: it was started for a set, and is in none. */
  void free(String host) {
    MongoMembers.Asked<BsonDocument> asked =
        new MongoMembers(context)
            .ask(List.of(host), commands -> commands.admin(MongoCommands.command("isMaster")))
            .getOrDefault(host, new MongoMembers.Asked<>(Optional.empty(), false, "not asked"));
    if (asked.answer().isEmpty()) {
      checks.advise(
          false,
          "the new member was asked",
          host,
          asked.why(),
          "asked",
          "See that it was started for this set, is in none, and is reached by the others.");
      return;
    }
    BsonDocument hello = asked.answer().get();
    Optional<String> set = MongoValues.text(hello, "setName");
    boolean started = hello.containsKey("isreplicaset");
    checks.demand(
        set.isEmpty(),
        "the new member is in no other set",
        host,
        set.map(name -> "in the set " + name).orElse("in none"),
        "in none",
        ErrorCode.ALREADY_EXISTS,
        "Remove it there, and empty its data directory, first.");
    checks.demand(
        started || set.isPresent(),
        "the new member was started for a set",
        host,
        started || set.isPresent() ? "it was" : "it stands alone",
        "it was",
        ErrorCode.WRONG_STATE,
        "Start it with replication.replSetName.");
  }

  /** How the servers of a new set were started. */
  void name(String wanted, BsonDocument options) {
    Optional<String> started =
        MongoValues.text(options, "parsed", "replication", "replSetName")
            .or(() -> MongoValues.text(options, "parsed", "replication", "replSet"));
    checks.demand(
        started.isEmpty() || started.get().equals(wanted),
        "the set is called as the server was started for",
        wanted,
        started.orElse("not told"),
        wanted,
        ErrorCode.PRECONDITION_FAILED,
        "Call it so, or start the servers with the other name.");
  }
}
