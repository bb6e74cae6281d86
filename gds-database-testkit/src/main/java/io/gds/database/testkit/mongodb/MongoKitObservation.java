package io.gds.database.testkit.mongodb;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bson.BsonArray;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;

/**
 * What a server tells of itself: a status, and what it remembers of its log, of which a few lines
 * are here.
 *
 * @see <a
 *     href="https://www.mongodb.com/docs/manual/reference/command/serverStatus/">serverStatus</a>
 * @see <a href="https://www.mongodb.com/docs/manual/reference/command/getLog/">getLog</a>
 */
final class MongoKitObservation implements MongoKitRoom {
  private final String version;
  private final Instant started = Clock.systemUTC().instant().truncatedTo(ChronoUnit.MILLIS);

  MongoKitObservation(String version) {
    this.version = version;
  }

  @Override
  public Optional<BsonDocument> answer(BsonDocument request, UnaryOperator<BsonDocument> server) {
    return switch (request.getFirstKey()) {
      case "serverStatus" -> Optional.of(status());
      case "getLog" -> Optional.of(log(request.getString("getLog").getValue()));
      default -> Optional.empty();
    };
  }

  private BsonDocument status() {
    BsonDocument status =
        BsonDocument.parse(
            """
            {process: 'mongod', uptimeMillis: {$numberLong: '61000'},
              storageEngine: {name: 'wiredTiger', persistent: true},
              connections: {current: 3, available: 51197, totalCreated: 9, active: 1},
              opcounters: {insert: {$numberLong: '10'}, query: {$numberLong: '4'},
                update: {$numberLong: '1'}, delete: {$numberLong: '0'},
                getmore: {$numberLong: '2'}, command: {$numberLong: '70'}},
              network: {bytesIn: {$numberLong: '5000'}, bytesOut: {$numberLong: '9000'},
                numRequests: {$numberLong: '87'}},
              mem: {bits: 64, resident: 120, virtual: 2600, supported: true},
              asserts: {regular: 0, warning: 0, msg: 0, user: 2, rollovers: 0},
              globalLock: {currentQueue: {total: 0, readers: 0, writers: 0},
                activeClients: {total: 0, readers: 0, writers: 0}},
              wiredTiger: {cache: {'bytes currently in the cache': 250,
                'maximum bytes configured': 1000, 'tracked dirty bytes in the cache': 50}}}""");
    return status
        .append("version", new BsonString(version))
        .append("localTime", new BsonDateTime(System.currentTimeMillis()));
  }

  private BsonDocument log(String name) {
    if (name.equals("*")) {
      return new BsonDocument(
          "names",
          new BsonArray(List.of(new BsonString("global"), new BsonString("startupWarnings"))));
    }
    List<BsonString> lines =
        switch (name) {
          case "global" ->
              List.of(
                  line(0, "I", "CONTROL", "MongoDB starting", "{\"pid\":7}"),
                  line(1, "W", "CONTROL", "Access control is not enabled", "{}"),
                  line(2, "I", "NETWORK", "Waiting for connections", "{\"port\":27017}"));
          case "startupWarnings" ->
              List.of(line(1, "W", "CONTROL", "Access control is not enabled", "{}"));
          default -> List.of();
        };
    return lines.isEmpty()
        ? MongoKitRoom.refusal(2, "BadValue", "no RamLog named: " + name)
        : new BsonDocument("totalLinesWritten", new BsonInt32(lines.size()))
            .append("log", new BsonArray(lines));
  }

  private BsonString line(int after, String severity, String component, String text, String more) {
    return new BsonString(
        "{\"t\":{\"$date\":\""
            + started.plusMillis(after).toString().replace("Z", "+00:00")
            + "\"},\"s\":\""
            + severity
            + "\",  \"c\":\""
            + component
            + "\",  \"id\":4615611, \"ctx\":\"initandlisten\",\"msg\":\""
            + text
            + "\",\"attr\":"
            + more
            + "}");
  }
}
