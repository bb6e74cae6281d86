package io.gds.database.mongodb;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;

/**
 * What clients are doing on a server: operations that run, and transactions that are open. What
 * connections and members of the set do all the time is none of it.
 *
 * @see <a
 *     href="https://www.mongodb.com/docs/manual/reference/operator/aggregation/currentOp/">$currentOp</a>
 */
final class MongoWork {
  private static final Set<String> ALWAYS =
      Set.of("hello", "isMaster", "ismaster", "replSetHeartbeat");

  private MongoWork() {}

  static long count(MongoCommands commands) {
    BsonDocument what =
        new BsonDocument("allUsers", BsonBoolean.TRUE).append("idleSessions", BsonBoolean.TRUE);
    BsonDocument command =
        new BsonDocument("aggregate", new BsonInt32(1))
            .append("pipeline", new BsonArray(List.of(new BsonDocument("$currentOp", what))))
            .append("cursor", new BsonDocument());
    return commands.all("admin", command).stream().filter(MongoWork::isWork).count();
  }

  private static boolean isWork(BsonDocument operation) {
    if (MongoValues.document(operation, "transaction").isPresent()) {
      return true;
    }
    Optional<BsonDocument> command = MongoValues.document(operation, "command");
    boolean own =
        command
            .flatMap(sent -> MongoValues.documents(sent, "pipeline").stream().findFirst())
            .filter(stage -> stage.containsKey("$currentOp"))
            .isPresent();
    boolean always =
        command.filter(sent -> sent.keySet().stream().anyMatch(ALWAYS::contains)).isPresent();
    boolean ofSet =
        MongoValues.text(operation, "ns").filter(ns -> ns.startsWith("local.oplog.")).isPresent();
    return MongoValues.truth(operation, "active").orElse(false)
        && MongoValues.text(operation, "client").isPresent()
        && !own
        && !always
        && !ofSet;
  }
}
