package io.gds.database.testkit.mongodb;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * What the server says it is doing: what a test puts here, and the command itself that asks for it.
 * What runs is told as the server tells it, by the instant of the telling and how long it has run
 * until then. Thread-safe.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/operator/aggregation/currentOp/">
 *     $currentOp</a>
 * @see <a href="https://www.mongodb.com/docs/manual/reference/command/killOp/">killOp</a>
 * @see <a
 *     href="https://www.mongodb.com/docs/manual/reference/command/killSessions/">killSessions</a>
 */
public final class MongoKitOperations implements MongoKitRoom {
  private static final DateTimeFormatter SHOWN =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSXXX").withZone(ZoneOffset.UTC);

  /** Where the numbers begin that the commands themselves get which ask. */
  private static final int OWN = 900_000;

  private record Running(BsonDocument told, Optional<Instant> since, boolean stubborn) {}

  private final Map<Integer, Running> running = new LinkedHashMap<>();
  private int next;
  private int asked;
  private BsonArray locks = new BsonArray();

  MongoKitOperations() {}

  /**
   * Something that runs from now on.
   *
   * @param json what is told of it, but for how long it has run, as JSON
   * @param since when it began
   */
  public synchronized MongoKitOperations running(String json, Instant since) {
    running.put(next++, new Running(BsonDocument.parse(json), Optional.of(since), false));
    return this;
  }

  /** The same, which goes on when it is told to end, and is told as about to end. */
  public synchronized MongoKitOperations stubborn(String json, Instant since) {
    running.put(next++, new Running(BsonDocument.parse(json), Optional.of(since), true));
    return this;
  }

  /** A connection or session that does nothing. */
  public synchronized MongoKitOperations idle(String json) {
    running.put(next++, new Running(BsonDocument.parse(json), Optional.empty(), false));
    return this;
  }

  /** What {@code lockInfo} tells: an array, as JSON. */
  public synchronized MongoKitOperations locks(String json) {
    locks = BsonArray.parse(json);
    return this;
  }

  /** Nothing goes on any more. */
  public synchronized void clear() {
    running.clear();
  }

  @Override
  public synchronized Optional<BsonDocument> answer(
      BsonDocument request, UnaryOperator<BsonDocument> server) {
    return switch (request.getFirstKey()) {
      case "aggregate" -> options(request).map(options -> list(request, options));
      case "killOp" -> Optional.of(killOp(request));
      case "killSessions" -> Optional.of(killSessions(request));
      case "lockInfo" -> Optional.of(new BsonDocument("lockInfo", locks));
      default -> Optional.empty();
    };
  }

  /** What {@code $currentOp} is asked with, if it is asked. */
  private static Optional<BsonDocument> options(BsonDocument request) {
    BsonArray stages = request.getArray("pipeline", new BsonArray());
    return stages.isEmpty() || !stages.get(0).asDocument().containsKey("$currentOp")
        ? Optional.empty()
        : Optional.of(stages.get(0).asDocument().getDocument("$currentOp"));
  }

  private BsonDocument list(BsonDocument request, BsonDocument options) {
    if (!request.getString("$db").getValue().equals("admin")) {
      return MongoKitRoom.refusal(
          73, "InvalidNamespace", "$currentOp must be run against the 'admin' database");
    }
    Instant now = Instant.now();
    boolean connections = options.getBoolean("idleConnections", BsonBoolean.FALSE).getValue();
    boolean sessions = options.getBoolean("idleSessions", BsonBoolean.TRUE).getValue();
    BsonArray all = new BsonArray();
    for (Running each : running.values()) {
      boolean session =
          each.told.get("type", new BsonString("op")).equals(new BsonString("idleSession"));
      if (each.since.isPresent() || (session ? sessions : connections)) {
        all.add(told(each.told, each.since, now));
      }
    }
    BsonDocument asking =
        BsonDocument.parse(
                "{type: 'op', desc: 'conn1', connectionId: 1, client: '127.0.0.1:50000', active:"
                    + " true, op: 'command', ns: 'admin.$cmd.aggregate'}")
            .append("opid", new BsonInt32(OWN + asked++))
            .append("command", request);
    all.add(told(asking, Optional.of(now), now));
    return new BsonDocument(
        "cursor",
        new BsonDocument("firstBatch", all)
            .append("id", new BsonInt64(0))
            .append("ns", new BsonString("admin.$cmd.aggregate")));
  }

  private static BsonDocument told(BsonDocument told, Optional<Instant> since, Instant now) {
    BsonDocument shown = told.clone();
    shown.append("currentOpTime", new BsonString(SHOWN.format(now)));
    since.ifPresent(
        start -> {
          long micros = ChronoUnit.MICROS.between(start, now);
          shown.append("secs_running", new BsonInt64(micros / 1_000_000));
          shown.append("microsecs_running", new BsonInt64(micros));
        });
    return shown;
  }

  private BsonDocument killOp(BsonDocument request) {
    if (!request.containsKey("op")) {
      return MongoKitRoom.refusal(4, "NoSuchKey", "Did not provide \"op\" field");
    }
    end(each -> request.get("op").equals(each.get("opid")));
    return new BsonDocument("info", new BsonString("attempting to kill op"));
  }

  private BsonDocument killSessions(BsonDocument request) {
    List<BsonValue> ids = new ArrayList<>();
    request.getArray("killSessions").forEach(each -> ids.add(each.asDocument().get("id")));
    end(
        each -> {
          BsonDocument lsid = each.getDocument("lsid", new BsonDocument());
          return lsid.containsKey("id") && ids.contains(lsid.get("id"));
        });
    return new BsonDocument();
  }

  private void end(java.util.function.Predicate<BsonDocument> which) {
    for (Map.Entry<Integer, Running> each : List.copyOf(running.entrySet())) {
      if (which.test(each.getValue().told)) {
        if (each.getValue().stubborn) {
          each.getValue().told.append("killPending", BsonBoolean.TRUE);
        } else {
          running.remove(each.getKey());
        }
      }
    }
  }
}
