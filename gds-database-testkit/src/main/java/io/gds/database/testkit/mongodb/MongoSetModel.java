package io.gds.database.testkit.mongodb;

import io.gds.database.testkit.wire.MongoPeer;
import io.gds.database.testkit.wire.MongoReply;
import io.gds.database.testkit.wire.MongoRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A replica set of {@link MongoPeer}s that keeps its configuration, term, positions and primary as
 * MongoDB does, as far as its commands show: it elects by priority and position, takes a
 * configuration or refuses it, steps down, steps up and freezes. Time stands still: nobody is
 * elected, synced or told to vote again by itself, and what a command brings about is there when it
 * answers. What it does is no evidence of what MongoDB does.
 *
 * <p>Thread-safe.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/command/nav-replication/">replication
 *     commands</a>
 */
public final class MongoSetModel implements AutoCloseable {
  private final String name;
  private final String version;
  private final Optional<MongoKit> data;
  private final UnaryOperator<MongoPeer.Builder> like;
  private final List<MongoSetNode> nodes = new ArrayList<>();
  private final MongoSetRules rules = new MongoSetRules(this);
  private @Nullable BsonDocument config;
  private @Nullable MongoSetNode primary;
  private long term = 1;

  private MongoSetModel(
      String name, String version, Optional<MongoKit> data, UnaryOperator<MongoPeer.Builder> like) {
    this.name = name;
    this.version = version;
    this.data = data;
    this.like = like;
  }

  /**
   * A set whose first member is primary.
   *
   * @param version of all its members
   */
  public static MongoSetModel start(String name, String version, int members) {
    return start(servers(name, version, members));
  }

  /**
   * The same, whose members answer from one server what is not about the set: what one of them is
   * told to keep, all have.
   *
   * @param data of the same version; the caller closes it
   * @param like says how members are reached, such as by which password
   */
  public static MongoSetModel over(
      MongoKit data, String name, int members, UnaryOperator<MongoPeer.Builder> like) {
    return start(
        servers(new MongoSetModel(name, data.version(), Optional.of(data), like), members));
  }

  private static MongoSetModel start(MongoSetModel model) {
    synchronized (model) {
      BsonArray all = new BsonArray();
      for (MongoSetNode node : model.nodes) {
        all.add(model.member(all.size(), node.host()));
      }
      model.config = model.config(all);
      model.primary = model.nodes.get(0);
      model.tell();
    }
    return model;
  }

  /** Servers that were started for a set, which nobody has initiated. */
  public static MongoSetModel servers(String name, String version, int count) {
    return servers(
        new MongoSetModel(name, version, Optional.empty(), UnaryOperator.identity()), count);
  }

  private static MongoSetModel servers(MongoSetModel model, int count) {
    for (int i = 0; i < count; i++) {
      model.spare();
    }
    return model;
  }

  /** One more server, which is in no set yet; its host. */
  public String spare() {
    MongoPeer peer = like.apply(MongoPeer.builder().version(version).replicaSet(name)).start();
    MongoSetNode node = new MongoSetNode(peer);
    synchronized (this) {
      nodes.add(node);
      rules.add(node);
      tell();
    }
    return node.host();
  }

  private BsonDocument config(BsonArray members) {
    BsonDocument made =
        new BsonDocument("_id", new BsonString(name)).append("version", new BsonInt32(1));
    if (isAtLeast("4.4")) {
      made.append("term", new BsonInt64(term));
    }
    return made.append("protocolVersion", new BsonInt64(1))
        .append("writeConcernMajorityJournalDefault", BsonBoolean.TRUE)
        .append("members", members)
        .append(
            "settings",
            new BsonDocument("chainingAllowed", BsonBoolean.TRUE)
                .append("heartbeatIntervalMillis", new BsonInt32(2000))
                .append("electionTimeoutMillis", new BsonInt32(10_000))
                .append(
                    "replicaSetId", new BsonObjectId(new ObjectId("6ab13a80a1b2c3d4e5f60718"))));
  }

  /** As {@code replSetGetConfig} has it. */
  BsonDocument member(int id, String host) {
    return new BsonDocument("_id", new BsonInt32(id))
        .append("host", new BsonString(host))
        .append("arbiterOnly", BsonBoolean.FALSE)
        .append("buildIndexes", BsonBoolean.TRUE)
        .append("hidden", BsonBoolean.FALSE)
        .append("priority", new BsonDouble(1))
        .append("tags", new BsonDocument())
        .append(isAtLeast("5.0") ? "secondaryDelaySecs" : "slaveDelay", new BsonInt64(0))
        .append("votes", new BsonInt32(1));
  }

  boolean isAtLeast(String other) {
    return version.compareTo(other) >= 0;
  }

  String name() {
    return name;
  }

  /** Who answers what is not about the set. */
  Optional<MongoKit> data() {
    return data;
  }

  // What a test arranges and looks at.

  /** {@code mongodb://} with all members, and the name of the set. */
  public synchronized String url() {
    return "mongodb://"
        + String.join(",", nodes.stream().map(MongoSetNode::host).toList())
        + "/?replicaSet="
        + name;
  }

  /** The host and port of a member, from 0. */
  public synchronized String host(int number) {
    return nodes.get(number).host();
  }

  /** The peer of a member, to overrule what it answers. */
  public synchronized MongoPeer peer(int number) {
    return nodes.get(number).peer;
  }

  /** The configuration now; empty if there is none. */
  public synchronized Optional<BsonDocument> config() {
    return Optional.ofNullable(config).map(BsonDocument::clone);
  }

  /** Has had another configuration all the time; its version stays. */
  public synchronized MongoSetModel configured(UnaryOperator<BsonDocument> change) {
    config = change.apply(Objects.requireNonNull(config).clone());
    tell();
    return this;
  }

  /** Has had a member with these fields all the time. */
  public MongoSetModel configured(int number, String json) {
    String host = host(number);
    return configured(
        all -> {
          for (BsonDocument member : members(all)) {
            if (member.getString("host").getValue().equals(host)) {
              member.putAll(BsonDocument.parse(json));
              nodeOf(host)
                  .filter(node -> MongoSetNode.is(member, "arbiterOnly"))
                  .ifPresent(node -> node.state = MongoSetNode.ARBITER);
            }
          }
          return all;
        });
  }

  /** Who is primary; empty if nobody is. */
  public synchronized Optional<String> primary() {
    return Optional.ofNullable(primary).map(MongoSetNode::host);
  }

  /** The last election. */
  public synchronized long term() {
    return term;
  }

  /** Elects a member, whatever speaks against it. */
  public synchronized MongoSetModel elect(int number) {
    elect(nodes.get(number));
    return this;
  }

  /** Has nobody be primary. */
  public synchronized MongoSetModel withoutPrimary() {
    primary = null;
    tell();
    return this;
  }

  /** Takes a member down. */
  public MongoSetModel down(int number) {
    MongoPeer peer = peer(number);
    synchronized (this) {
      nodes.get(number).up = false;
      if (nodes.get(number).equals(primary)) {
        primary = null;
      }
      tell();
    }
    peer.down();
    return this;
  }

  /** Brings a member back. */
  public MongoSetModel up(int number) {
    MongoPeer peer = peer(number);
    synchronized (this) {
      nodes.get(number).up = true;
      tell();
    }
    peer.up();
    return this;
  }

  /** Puts a member into a state by the server's number, such as 3 for RECOVERING. */
  public synchronized MongoSetModel state(int number, int state) {
    nodes.get(number).state = state;
    tell();
    return this;
  }

  /** Has a member be so far behind the position that all begin at. */
  public synchronized MongoSetModel lags(int number, Duration by) {
    MongoSetNode node = nodes.get(number);
    node.position = new BsonTimestamp((int) (node.position.getTime() - by.toSeconds()), 1);
    return this;
  }

  /** Has a member's oplog begin so long after the position that all begin at, or before. */
  public synchronized MongoSetModel oplogSince(int number, Duration before) {
    MongoSetNode node = nodes.get(number);
    node.oldest = new BsonTimestamp((int) (node.position.getTime() - before.toSeconds()), 1);
    return this;
  }

  /** Has a member been put into maintenance so often: it is RECOVERING then. */
  public synchronized MongoSetModel maintenance(int number, int times) {
    MongoSetNode node = nodes.get(number);
    node.maintenance = times;
    node.state = times > 0 ? MongoSetNode.RECOVERING : MongoSetNode.SECONDARY;
    tell();
    return this;
  }

  /**
   * Has a member fallen so far behind that it never catches up: it has put itself into maintenance,
   * and says so from 4.4 on.
   *
   * @see <a href="https://jira.mongodb.org/browse/SERVER-29803">tooStale</a>
   */
  public synchronized MongoSetModel tooStale(int number) {
    nodes.get(number).tooStale = true;
    return maintenance(number, 1);
  }

  /** Has a member keep the configuration that it has. */
  public synchronized MongoSetModel takesNoConfiguration(int number) {
    nodes.get(number).takesConfigurations = false;
    return this;
  }

  /** Whether a member was told not to stand for election. */
  public synchronized boolean isFrozen(int number) {
    return nodes.get(number).frozen;
  }

  /** Answers a command at all members, whatever the model would. */
  public MongoSetModel answer(String command, MongoReply reply) {
    for (MongoSetNode node : copy()) {
      node.peer.on("admin", command).answer(reply);
    }
    return this;
  }

  /** Answers the next such command that comes to a member, whatever the model would. */
  public MongoSetModel once(int number, String command, MongoReply reply) {
    peer(number).on("admin", command).once(reply);
    return this;
  }

  /** What came to all members, but for what drivers send by themselves; of one member in order. */
  public List<MongoRequest> requests() {
    return copy().stream().flatMap(node -> node.peer.requests().stream()).toList();
  }

  /** The same of one command. */
  public List<MongoRequest> requests(String command) {
    return requests().stream().filter(request -> request.name().equals(command)).toList();
  }

  private synchronized List<MongoSetNode> copy() {
    return List.copyOf(nodes);
  }

  @Override
  public void close() {
    copy().forEach(node -> node.peer.close());
  }

  // What its rules do; all under the model's lock.

  @Nullable BsonDocument current() {
    return config;
  }

  @Nullable MongoSetNode leader() {
    return primary;
  }

  static List<BsonDocument> members(BsonDocument of) {
    return of.getArray("members").stream().map(BsonValue::asDocument).toList();
  }

  Optional<BsonDocument> memberOf(MongoSetNode node) {
    BsonDocument now = config;
    return now == null
        ? Optional.empty()
        : members(now).stream()
            .filter(member -> member.getString("host").getValue().equals(node.host()))
            .findFirst();
  }

  Optional<MongoSetNode> nodeOf(String host) {
    return nodes.stream().filter(node -> node.host().equals(host)).findFirst();
  }

  /** What a member is now. */
  int stateOf(MongoSetNode node) {
    if (!node.up) {
      return MongoSetNode.DOWN;
    }
    return node.equals(primary) ? MongoSetNode.PRIMARY : node.state;
  }

  /** Whether as many voters are up as it takes to elect one. */
  boolean hasMajority() {
    List<BsonDocument> voters =
        members(Objects.requireNonNull(config)).stream()
            .filter(member -> MongoSetNode.number(member, "votes", 1) > 0)
            .toList();
    long up =
        voters.stream()
            .filter(
                member ->
                    nodeOf(member.getString("host").getValue()).filter(it -> it.up).isPresent())
            .count();
    return up > voters.size() / 2;
  }

  /** Whether it could be elected if it stood for it. */
  boolean isElectable(MongoSetNode node) {
    boolean newest =
        nodes.stream()
            .filter(other -> other.up && memberOf(other).isPresent())
            .filter(other -> other.state != MongoSetNode.ARBITER)
            .noneMatch(other -> other.position.compareTo(node.position) > 0);
    return node.up
        && node.state == MongoSetNode.SECONDARY
        && newest
        && hasMajority()
        && memberOf(node).filter(MongoSetNode::isElectable).isPresent();
  }

  /** To whom a primary that steps down hands over: the highest priority, then the lowest id. */
  Optional<MongoSetNode> heir() {
    MongoSetNode best = null;
    double most = 0;
    for (BsonDocument member : members(Objects.requireNonNull(config))) {
      Optional<MongoSetNode> node = nodeOf(member.getString("host").getValue());
      double priority = MongoSetNode.number(member, "priority", 1);
      if (node.filter(it -> !it.equals(primary) && isElectable(it)).isPresent()
          && priority > most) {
        best = node.get();
        most = priority;
      }
    }
    return Optional.ofNullable(best);
  }

  void elect(@Nullable MongoSetNode node) {
    primary = node;
    if (node != null) {
      term++;
    }
    tell();
  }

  void install(BsonDocument next) {
    config = next;
    for (MongoSetNode node : nodes) {
      if (node.up && node.takesConfigurations && memberOf(node).isPresent()) {
        node.configVersion = next.getNumber("version").longValue();
        node.state =
            memberOf(node).filter(member -> MongoSetNode.is(member, "arbiterOnly")).isPresent()
                ? MongoSetNode.ARBITER
                : node.state;
      }
    }
    if (primary != null && memberOf(primary).isEmpty()) {
      primary = null;
    }
    tell();
  }

  private void tell() {
    for (MongoSetNode node : nodes) {
      BsonDocument hello = hello(node);
      node.peer.hello(
          told -> {
            told.clear();
            told.putAll(hello);
          });
    }
  }

  private BsonDocument hello(MongoSetNode node) {
    BsonDocument now = config;
    Optional<BsonDocument> own = memberOf(node);
    int state = stateOf(node);
    BsonDocument hello =
        new BsonDocument("isWritablePrimary", BsonBoolean.valueOf(state == MongoSetNode.PRIMARY))
            .append("secondary", BsonBoolean.valueOf(state == MongoSetNode.SECONDARY));
    if (now == null || own.isEmpty()) {
      hello.put("secondary", BsonBoolean.FALSE);
      return hello.append("isreplicaset", BsonBoolean.TRUE);
    }
    BsonArray hosts = new BsonArray();
    for (BsonDocument member : members(now)) {
      if (MongoSetNode.isElectable(member)) {
        hosts.add(member.get("host"));
      }
    }
    hello
        .append("hosts", hosts)
        .append("setName", new BsonString(name))
        .append("setVersion", now.get("version"))
        .append("me", new BsonString(node.host()));
    if (MongoSetNode.is(own.get(), "arbiterOnly")) {
      hello.append("arbiterOnly", BsonBoolean.TRUE);
    }
    if (primary != null) {
      hello.append("primary", new BsonString(primary.host()));
    }
    if (state == MongoSetNode.PRIMARY) {
      hello.append("electionId", new BsonObjectId(new ObjectId("7fffffff%016x".formatted(term))));
    }
    return hello;
  }
}
