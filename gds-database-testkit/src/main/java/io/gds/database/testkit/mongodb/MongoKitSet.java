package io.gds.database.testkit.mongodb;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;

/**
 * What a server says of its replica set whose only member and primary it is, or that it is in none.
 *
 * @see <a
 *     href="https://www.mongodb.com/docs/manual/reference/command/replSetGetStatus/">replSetGetStatus</a>
 * @see <a
 *     href="https://www.mongodb.com/docs/manual/reference/command/replSetGetConfig/">replSetGetConfig</a>
 */
final class MongoKitSet implements MongoKitRoom {
  private final String set;
  private final Supplier<String> address;

  /**
   * The room.
   *
   * @param set its name; empty for none
   * @param address of the server, once it has one
   */
  MongoKitSet(String set, Supplier<String> address) {
    this.set = set;
    this.address = address;
  }

  @Override
  public Optional<BsonDocument> answer(BsonDocument request, UnaryOperator<BsonDocument> server) {
    String database = request.getString("$db").getValue();
    return switch (request.getFirstKey()) {
      case "replSetGetConfig", "replSetGetStatus" ->
          Optional.of(answer(request.getFirstKey(), set, address.get()));
      case "find" ->
          database.equals("local") && !has(database, server)
              ? Optional.of(nothing(database, request))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** mongo-java-server makes a database that is only read. */
  private static boolean has(String database, UnaryOperator<BsonDocument> server) {
    BsonDocument list =
        new BsonDocument("listDatabases", new BsonInt32(1)).append("$db", new BsonString("admin"));
    return server.apply(list).getArray("databases").stream()
        .anyMatch(each -> each.asDocument().getString("name").getValue().equals(database));
  }

  /** A cursor without documents. */
  private static BsonDocument nothing(String database, BsonDocument find) {
    BsonDocument answer =
        BsonDocument.parse("{cursor: {id: {$numberLong: '0'}, firstBatch: []}, ok: 1}");
    answer
        .getDocument("cursor")
        .put("ns", new BsonString(database + "." + find.getString("find").getValue()));
    return answer;
  }

  private static BsonDocument answer(String command, String set, String address) {
    if (set.isEmpty()) {
      return BsonDocument.parse(
          "{ok: 0, code: 76, codeName: 'NoReplicationEnabled', errmsg: 'not running with"
              + " --replSet'}");
    }
    BsonDocument answer =
        BsonDocument.parse(
            command.equals("replSetGetConfig")
                ? """
                {config: {version: 1, term: {$numberLong: '1'}, protocolVersion: {$numberLong: '1'},
                  members: [{_id: 0, arbiterOnly: false, buildIndexes: true, hidden: false,
                    priority: 1, tags: {}, secondaryDelaySecs: {$numberLong: '0'}, votes: 1}],
                  settings: {electionTimeoutMillis: 10000,
                    replicaSetId: {$oid: '6ab13a80a1b2c3d4e5f60718'}}}, ok: 1}
                """
                : """
                {date: {$date: '2026-11-22T00:00:00Z'}, myState: 1, term: {$numberLong: '1'},
                  members: [{_id: 0, health: 1, state: 1, stateStr: 'PRIMARY', uptime: 60,
                    optime: {ts: {$timestamp: {t: 1790003600, i: 1}}, t: {$numberLong: '1'}},
                    configVersion: 1, configTerm: 1, self: true}], ok: 1}
                """);
    if (command.equals("replSetGetConfig")) {
      BsonDocument config = answer.getDocument("config");
      config.put("_id", new BsonString(set));
      config.getArray("members").get(0).asDocument().put("host", new BsonString(address));
    } else {
      answer.put("set", new BsonString(set));
      answer.getArray("members").get(0).asDocument().put("name", new BsonString(address));
    }
    return answer;
  }
}
