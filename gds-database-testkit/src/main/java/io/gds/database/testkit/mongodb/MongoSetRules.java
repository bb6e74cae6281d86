package io.gds.database.testkit.mongodb;

import io.gds.database.testkit.wire.MongoReply;
import io.gds.database.testkit.wire.MongoRequest;
import io.gds.database.testkit.wire.WireAnswer;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonTimestamp;

/**
 * What the members of a {@link MongoSetModel} answer; refusals by the server's codes.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/command/nav-replication/">replication
 *     commands</a>
 * @see <a
 *     href="https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml">error_codes.yml</a>
 */
final class MongoSetRules {
  private static final int BAD_VALUE = 2;
  private static final int OPERATION_FAILED = 96;
  private static final int NODE_NOT_FOUND = 74;
  private static final int INVALID_CONFIG = 93;
  private static final int NOT_INITIATED = 94;
  private static final int NOT_SECONDARY = 95;
  private static final int INCOMPATIBLE = 103;
  private static final int COMMAND_FAILED = 125;
  private static final int TIME_LIMIT = 262;
  private static final int NOT_COMMITTED = 308;
  private static final int NOT_PRIMARY = 10107;

  /** What a connection is about, and not what it is for. */
  private static final Set<String> OF_CONNECTIONS =
      Set.of(
          "hello",
          "isMaster",
          "ismaster",
          "ping",
          "buildInfo",
          "saslStart",
          "saslContinue",
          "authenticate",
          "logout",
          "endSessions",
          "refreshSessions");

  private static final BsonString SNAPSHOT = new BsonString("snapshot");

  private final MongoSetModel model;
  private BsonDocument concern = new BsonDocument();

  MongoSetRules(MongoSetModel model) {
    this.model = model;
  }

  void add(MongoSetNode node) {
    model.data().ifPresentOrElse(data -> answerFrom(data, node), () -> answerAlone(node));
    answer(node, "replSetGetConfig", this::config);
    answer(node, "replSetGetStatus", this::status);
    answer(node, "replSetInitiate", this::initiate);
    answer(node, "replSetReconfig", this::reconfigure);
    answer(node, "replSetStepDown", this::stepDown);
    answer(node, "replSetStepUp", this::stepUp);
    answer(node, "replSetFreeze", this::freeze);
    answer(node, "replSetMaintenance", this::maintain);
    answer(node, "getDefaultRWConcern", (at, request) -> concern());
    answer(node, "setDefaultRWConcern", this::setConcern);
    answer(node, "getCmdLineOpts", (at, request) -> options());
    node.peer
        .on("local", "find")
        .of("oplog.rs")
        .by(
            request -> {
              synchronized (model) {
                return MongoReply.cursor(new BsonDocument("ts", node.oldest));
              }
            });
  }

  private static void answerAlone(MongoSetNode node) {
    // There are no users, and so nobody is asked who they are.
    node.peer
        .on("admin", "connectionStatus")
        .answer(
            "{authInfo: {authenticatedUsers: [], authenticatedUserRoles: [],"
                + " authenticatedUserPrivileges: []}}");
    node.peer.on("admin", "listDatabases").answer("{databases: [{name: 'admin'}]}");
  }

  /** Asked last of all rules: what a test or the model says counts more. */
  private static void answerFrom(MongoKit data, MongoSetNode node) {
    node.peer
        .script()
        .matching(request -> !OF_CONNECTIONS.contains(request.name()))
        .by(request -> MongoReply.of(ofInstant(request.body(), data.answer(request.command()))));
  }

  /** A read of an instant says of which; here nobody changes anything meanwhile. */
  private static BsonDocument ofInstant(BsonDocument command, BsonDocument answer) {
    BsonDocument concern = command.getDocument("readConcern", new BsonDocument());
    if (answer.isDocument("cursor") && SNAPSHOT.equals(concern.get("level"))) {
      answer
          .getDocument("cursor")
          .put("atClusterTime", concern.get("atClusterTime", MongoSetNode.BEGINNING));
    }
    return answer;
  }

  private void answer(
      MongoSetNode node, String command, BiFunction<MongoSetNode, MongoRequest, WireAnswer> rule) {
    node.peer
        .on("admin", command)
        .by(
            request -> {
              synchronized (model) {
                return rule.apply(node, request);
              }
            });
  }

  private static MongoReply ok() {
    return MongoReply.of(new BsonDocument());
  }

  private static MongoReply notInitiated() {
    return MongoReply.error(NOT_INITIATED, "no replset config has been received");
  }

  private boolean isOutside(MongoSetNode node) {
    return model.memberOf(node).isEmpty();
  }

  private boolean isLeader(MongoSetNode node) {
    return node.equals(model.leader());
  }

  private MongoReply config(MongoSetNode node, MongoRequest request) {
    return isOutside(node)
        ? notInitiated()
        : MongoReply.of(
            new BsonDocument("config", Objects.requireNonNull(model.current()).clone()));
  }

  private MongoReply options() {
    return MongoReply.of(
        new BsonDocument("argv", new BsonArray())
            .append(
                "parsed",
                new BsonDocument(
                    "replication", new BsonDocument("replSetName", new BsonString(model.name())))));
  }

  private MongoReply status(MongoSetNode node, MongoRequest request) {
    if (isOutside(node)) {
      return notInitiated();
    }
    BsonArray members = new BsonArray();
    for (BsonDocument member : MongoSetModel.members(Objects.requireNonNull(model.current()))) {
      model
          .nodeOf(member.getString("host").getValue())
          .ifPresent(other -> members.add(row(node, other, member)));
    }
    BsonDocument status =
        new BsonDocument("set", new BsonString(model.name()))
            .append("date", new BsonDateTime(1_790_003_700_000L))
            .append("myState", new BsonInt32(model.stateOf(node)))
            .append("term", new BsonInt64(model.term()));
    if (node.tooStale && model.isAtLeast("4.4")) {
      status.append("tooStale", BsonBoolean.TRUE);
    }
    return MongoReply.of(
        status
            .append("heartbeatIntervalMillis", new BsonInt64(2000))
            .append("optimes", optimes())
            .append("members", members));
  }

  /** What a primary begins its term with has a majority at once, if there is one. */
  private BsonDocument optimes() {
    long committed = model.hasMajority() ? model.term() : model.term() - 1;
    return new BsonDocument("lastCommittedOpTime", new BsonDocument("t", new BsonInt64(committed)));
  }

  private BsonDocument row(MongoSetNode asked, MongoSetNode node, BsonDocument member) {
    int state = model.stateOf(node);
    BsonDocument row =
        new BsonDocument("_id", member.get("_id"))
            .append("name", new BsonString(node.host()))
            .append("health", new BsonDouble(node.up ? 1 : 0))
            .append("state", new BsonInt32(state))
            .append("uptime", new BsonInt32(node.up ? 5000 : 0));
    if (!MongoSetNode.is(member, "arbiterOnly")) {
      BsonTimestamp at = node.up ? node.position : new BsonTimestamp(0, 0);
      row.append(
              "optime",
              new BsonDocument("ts", at).append("t", new BsonInt64(node.up ? model.term() : -1)))
          .append("optimeDate", new BsonDateTime(at.getTime() * 1000L));
    }
    if (asked.equals(node)) {
      row.append("self", BsonBoolean.TRUE);
      if (node.maintenance > 0) {
        row.append("maintenanceMode", new BsonInt32(node.maintenance));
      }
    } else {
      row.append("lastHeartbeat", new BsonDateTime(1_790_003_699_000L))
          .append("lastHeartbeatRecv", new BsonDateTime(node.up ? 1_790_003_699_500L : 0))
          .append("lastHeartbeatMessage", new BsonString(node.up ? "" : "Connection refused"));
    }
    row.append("infoMessage", new BsonString(""))
        .append("configVersion", new BsonInt64(node.up ? node.configVersion : -1));
    if (model.isAtLeast("4.4")) {
      row.append("configTerm", new BsonInt64(node.up ? model.term() : -1));
    }
    return row;
  }

  private MongoReply initiate(MongoSetNode node, MongoRequest request) {
    if (!isOutside(node)) {
      return MongoReply.error(23, "already initialized");
    }
    BsonDocument given = request.body().getDocument("replSetInitiate");
    if (!given.getString("_id").getValue().equals(model.name())) {
      return MongoReply.error(INVALID_CONFIG, "the set is called otherwise");
    }
    Optional<MongoReply> refusal = shape(given);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    model.install(completed(given));
    model.elect(node);
    return ok();
  }

  /** With the fields that were left out. */
  private BsonDocument completed(BsonDocument given) {
    BsonArray members = new BsonArray();
    for (BsonDocument member : MongoSetModel.members(given)) {
      BsonDocument whole =
          model.member(member.getNumber("_id").intValue(), member.getString("host").getValue());
      whole.putAll(member);
      members.add(whole);
    }
    BsonDocument completed = given.clone();
    completed.put("members", members);
    completed.putIfAbsent("version", new BsonInt32(1));
    if (model.isAtLeast("4.4")) {
      completed.put("term", new BsonInt64(model.term()));
    }
    return completed;
  }

  private Optional<MongoReply> shape(BsonDocument given) {
    List<BsonDocument> members = MongoSetModel.members(given);
    Set<Integer> ids = new HashSet<>();
    int voters = 0;
    for (BsonDocument member : members) {
      voters += MongoSetNode.number(member, "votes", 1) > 0 ? 1 : 0;
      boolean passive = MongoSetNode.number(member, "priority", 1) <= 0;
      boolean aside =
          MongoSetNode.is(member, "hidden")
              || MongoSetNode.number(member, "secondaryDelaySecs", 0) > 0
              || MongoSetNode.number(member, "slaveDelay", 0) > 0
              || MongoSetNode.number(member, "votes", 1) <= 0;
      if (!ids.add(member.getNumber("_id").intValue())) {
        return Optional.of(MongoReply.error(INVALID_CONFIG, "two members of one _id"));
      }
      if (aside && !passive && !MongoSetNode.is(member, "arbiterOnly")) {
        return Optional.of(
            MongoReply.error(
                INVALID_CONFIG, "priority must be 0 when hidden, delayed or no voter"));
      }
      if (model.nodeOf(member.getString("host").getValue()).isEmpty()) {
        return Optional.of(
            MongoReply.error(
                NODE_NOT_FOUND, "cannot reach " + member.getString("host").getValue()));
      }
    }
    if (voters > 7 || members.stream().noneMatch(MongoSetNode::isElectable)) {
      return Optional.of(
          MongoReply.error(INVALID_CONFIG, "1 to 7 voters, one of them electable, are needed"));
    }
    return Optional.empty();
  }

  private static Set<String> voters(BsonDocument of) {
    Set<String> voters = new HashSet<>();
    for (BsonDocument member : MongoSetModel.members(of)) {
      if (MongoSetNode.number(member, "votes", 1) > 0) {
        voters.add(member.getString("host").getValue());
      }
    }
    return voters;
  }

  private MongoReply reconfigure(MongoSetNode node, MongoRequest request) {
    BsonDocument old = model.current();
    BsonDocument given = request.body().getDocument("replSetReconfig");
    boolean force = MongoSetNode.is(request.body(), "force");
    if (old == null || isOutside(node)) {
      return notInitiated();
    }
    if (!force && !isLeader(node)) {
      return MongoReply.error(
          NOT_PRIMARY, "New config is rejected: only a primary reconfigures without force");
    }
    long version = given.getNumber("version").longValue();
    if (!force && version <= old.getNumber("version").longValue()) {
      return MongoReply.error(INCOMPATIBLE, "the version must be greater than that of the old");
    }
    Set<String> changed = new HashSet<>(voters(old));
    Set<String> next = voters(given);
    long gone = changed.stream().filter(host -> !next.contains(host)).count();
    long come = next.stream().filter(host -> !changed.contains(host)).count();
    if (!force && model.isAtLeast("4.4") && gone + come > 1) {
      return MongoReply.error(INCOMPATIBLE, "more than one voting member added or removed");
    }
    if (!force && model.isAtLeast("4.4") && !isCommitted(old)) {
      return MongoReply.error(
          NOT_COMMITTED, "Cannot run replSetReconfig because the current config is not committed");
    }
    Optional<MongoReply> refusal = shape(given);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    BsonDocument installed = completed(given);
    if (force) {
      installed.put("version", new BsonInt32((int) version + 10_000));
    }
    model.install(installed);
    return ok();
  }

  private boolean isCommitted(BsonDocument old) {
    long version = old.getNumber("version").longValue();
    Set<String> voters = voters(old);
    long have =
        voters.stream()
            .flatMap(host -> model.nodeOf(host).stream())
            .filter(node -> node.up && node.configVersion == version)
            .count();
    return have > voters.size() / 2;
  }

  private MongoReply stepDown(MongoSetNode node, MongoRequest request) {
    if (!isLeader(node)) {
      return MongoReply.error(NOT_PRIMARY, "not primary so can't step down");
    }
    BsonDocument body = request.body();
    double seconds = MongoSetNode.number(body, "replSetStepDown", 60);
    double catchUp = MongoSetNode.number(body, "secondaryCatchUpPeriodSecs", 10);
    if (seconds < catchUp) {
      return MongoReply.error(
          BAD_VALUE, "stepdown period must be longer than secondaryCatchUpPeriodSecs");
    }
    Optional<MongoSetNode> heir = model.heir();
    if (heir.isEmpty()) {
      return MongoReply.error(
          TIME_LIMIT, "No electable secondaries caught up as of the end of the period");
    }
    // One that is frozen is chosen all the same, and does not stand.
    model.elect(heir.get().frozen ? null : heir.get());
    return ok();
  }

  private MongoReply stepUp(MongoSetNode node, MongoRequest request) {
    if (isLeader(node)) {
      return ok();
    }
    if (isOutside(node) || node.frozen || !model.isElectable(node)) {
      return MongoReply.error(COMMAND_FAILED, "Election failed.");
    }
    model.elect(node);
    return ok();
  }

  private MongoReply freeze(MongoSetNode node, MongoRequest request) {
    if (isLeader(node)) {
      return MongoReply.error(
          NOT_SECONDARY, "cannot freeze node when primary or running for election");
    }
    node.frozen = MongoSetNode.number(request.body(), "replSetFreeze", 0) > 0;
    return ok();
  }

  private MongoReply maintain(MongoSetNode node, MongoRequest request) {
    boolean on = MongoSetNode.is(request.body(), "replSetMaintenance");
    if (isLeader(node)) {
      return MongoReply.error(NOT_SECONDARY, "primaries can't modify maintenance mode");
    }
    if (!on && node.maintenance == 0) {
      return MongoReply.error(OPERATION_FAILED, "already out of maintenance mode");
    }
    node.maintenance += on ? 1 : -1;
    node.state = node.maintenance > 0 ? MongoSetNode.RECOVERING : MongoSetNode.SECONDARY;
    return ok();
  }

  private MongoReply concern() {
    if (!concern.isEmpty()) {
      return MongoReply.of(
          new BsonDocument("defaultWriteConcern", concern)
              .append("defaultWriteConcernSource", new BsonString("global")));
    }
    return model.isAtLeast("5.0")
        ? MongoReply.parse(
            "{defaultWriteConcern: {w: 'majority', wtimeout: 0}, defaultWriteConcernSource:"
                + " 'implicit'}")
        : MongoReply.of(new BsonDocument());
  }

  private MongoReply setConcern(MongoSetNode node, MongoRequest request) {
    BsonDocument given = request.body().getDocument("defaultWriteConcern", new BsonDocument());
    if (given.isEmpty()) {
      return MongoReply.error(
          20,
          "IllegalOperation",
          "The global default write concern cannot be unset once it is set.");
    }
    concern = given;
    return ok();
  }
}
