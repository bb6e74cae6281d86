package io.gds.database.mongodb;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * Reads parameters, what the server was started with, and what the cluster has in common: by one
 * command for each, and one that tells which member of a replica set has answered. What of it this
 * user may not ask but the parameters is left out.
 *
 * @see <a
 *     href="https://www.mongodb.com/docs/manual/reference/command/getParameter/">getParameter</a>
 * @see <a
 *     href="https://www.mongodb.com/docs/manual/reference/command/getCmdLineOpts/">getCmdLineOpts</a>
 * @see <a
 *     href="https://www.mongodb.com/docs/manual/reference/command/getClusterParameter/">getClusterParameter</a>
 */
final class MongoParameterReader {
  /** Members of an answer that tell of the answer itself. */
  private static final Set<String> OF_ANSWERS =
      Set.of(
          "ok",
          "$clusterTime",
          "operationTime",
          "$gleStats",
          "lastCommittedOpTime",
          "$configServerState",
          "$configTime",
          "$topologyTime",
          "$readPreference");

  private MongoParameterReader() {}

  /** All there are, by name. */
  static List<MongoParameter> read(MongoCommands commands, MongoProduct product) {
    BsonDocument parameters = commands.admin(asking(product));
    Optional<BsonDocument> start =
        MongoPermitted.of(() -> commands.admin(MongoCommands.command("getCmdLineOpts")))
            .flatMap(answer -> MongoValues.document(answer, "parsed"));
    Optional<String> node = Optional.empty();
    Optional<BsonDocument> shared = Optional.empty();
    if (product.topology() != MongoTopology.STANDALONE) {
      node = MongoValues.text(commands.admin(MongoCommands.command("isMaster")), "me");
      if (product.isAtLeast(6, 0)) {
        shared =
            MongoPermitted.of(
                () -> commands.admin(MongoCommands.command("getClusterParameter", "*")));
      }
    }
    List<MongoParameter> all = new ArrayList<>();
    BsonDocument given =
        start
            .flatMap(parsed -> MongoValues.document(parsed, "setParameter"))
            .orElseGet(BsonDocument::new);
    for (Map.Entry<String, BsonValue> each : parameters.entrySet()) {
      if (!OF_ANSWERS.contains(each.getKey())) {
        all.add(
            MongoParameter.ofNode(
                each.getKey(),
                each.getValue(),
                hasDetails(product),
                Optional.ofNullable(given.get(each.getKey())),
                start.isPresent(),
                node));
      }
    }
    start.ifPresent(parsed -> options("", parsed, all));
    shared.ifPresent(
        answer ->
            MongoValues.documents(answer, "clusterParameters")
                .forEach(each -> all.add(MongoParameter.ofCluster(each))));
    all.sort(Comparator.comparing(MongoParameter::name));
    return all;
  }

  /** With what can be set when, where the server tells that. */
  private static BsonDocument asking(MongoProduct product) {
    BsonValue what =
        hasDetails(product)
            ? new BsonDocument("showDetails", BsonBoolean.TRUE)
                .append("allParameters", BsonBoolean.TRUE)
            : new BsonString("*");
    return new BsonDocument("getParameter", what);
  }

  private static boolean hasDetails(MongoProduct product) {
    return product.isAtLeast(5, 0);
  }

  /** What it was started with, by the names of the configuration file. */
  private static void options(String path, BsonDocument parsed, List<MongoParameter> into) {
    for (Map.Entry<String, BsonValue> each : parsed.entrySet()) {
      if (path.isEmpty() && each.getKey().equals("setParameter")) {
        continue;
      }
      String name = path.isEmpty() ? each.getKey() : path + "." + each.getKey();
      if (each.getValue().isDocument() && !each.getValue().asDocument().isEmpty()) {
        options(name, each.getValue().asDocument(), into);
      } else if (into.stream().noneMatch(known -> known.name().equals(name))) {
        into.add(MongoParameter.ofStart(name, each.getValue()));
      }
    }
  }
}
