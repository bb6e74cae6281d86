package io.gds.database.testkit.mongodb;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;

/**
 * Parameters of the server and of its cluster, of which a few are here, and what it was started
 * with.
 *
 * @see <a
 *     href="https://www.mongodb.com/docs/manual/reference/command/getParameter/">getParameter</a>
 * @see <a
 *     href="https://www.mongodb.com/docs/manual/reference/command/setParameter/">setParameter</a>
 * @see <a
 *     href="https://www.mongodb.com/docs/manual/reference/command/setFeatureCompatibilityVersion/">setFeatureCompatibilityVersion</a>
 * @see <a
 *     href="https://www.mongodb.com/docs/manual/reference/command/setClusterParameter/">setClusterParameter</a>
 */
final class MongoKitParameters implements MongoKitRoom {
  private static final int ILLEGAL = 20;
  private static final int INVALID = 72;
  private static final String FEATURES = "featureCompatibilityVersion";

  private final Map<String, Known> parameters = new TreeMap<>();
  private final Map<String, BsonDocument> cluster = new TreeMap<>();
  private final int major;
  private final boolean member;

  /** A parameter, and when it can be set. */
  private record Known(BsonValue value, boolean runtime, boolean startup) {
    BsonDocument details() {
      return new BsonDocument("value", value)
          .append("settableAtRuntime", BsonBoolean.valueOf(runtime))
          .append("settableAtStartup", BsonBoolean.valueOf(startup));
    }
  }

  /**
   * Parameters as they are at the start.
   *
   * @param version the first two numbers of the server's version
   * @param member whether it is a member of a replica set
   */
  MongoKitParameters(String version, boolean member) {
    this.major = Integer.parseInt(version.substring(0, version.indexOf('.')));
    this.member = member;
    put("cursorTimeoutMillis", new BsonInt64(600_000), true, true);
    put("enableLocalhostAuthBypass", BsonBoolean.TRUE, false, true);
    put("internalQueryMaxBlockingSortMemoryUsageBytes", new BsonInt64(104_857_600), true, true);
    put("ldapQueryPassword", new BsonString("never shown"), true, true);
    put("logComponentVerbosity", BsonDocument.parse("{verbosity: 0}"), true, true);
    put("notablescan", BsonBoolean.FALSE, true, true);
    put("saslHostName", new BsonString("localhost"), false, true);
    put("syncdelay", new BsonDouble(60), true, true);
    put("traceExceptions", BsonBoolean.FALSE, true, true);
    put("tlsWithholdClientCertificate", BsonBoolean.FALSE, false, true);
    put(FEATURES, new BsonDocument("version", new BsonString(version)), false, false);
    cluster.put(
        "changeStreamOptions",
        BsonDocument.parse("{preAndPostImages: {expireAfterSeconds: 'off'}}"));
  }

  private void put(String name, BsonValue value, boolean runtime, boolean startup) {
    parameters.put(name, new Known(value, runtime, startup));
  }

  @Override
  public synchronized Optional<BsonDocument> answer(
      BsonDocument request, UnaryOperator<BsonDocument> server) {
    return switch (request.getFirstKey()) {
      case "getParameter" -> Optional.of(get(request));
      case "setParameter" -> Optional.of(set(request));
      case "getClusterParameter" -> Optional.of(getShared());
      case "setClusterParameter" -> Optional.of(setShared(request));
      case "setFeatureCompatibilityVersion" -> Optional.of(features(request));
      case "getCmdLineOpts" -> Optional.of(started());
      default -> Optional.empty();
    };
  }

  private BsonDocument get(BsonDocument request) {
    BsonValue asked = request.get("getParameter", BsonBoolean.TRUE);
    BsonDocument options = asked.isDocument() ? asked.asDocument() : new BsonDocument();
    boolean details = options.getBoolean("showDetails", BsonBoolean.FALSE).getValue();
    boolean all =
        asked.equals(new BsonString("*"))
            || options.getBoolean("allParameters", BsonBoolean.FALSE).getValue();
    BsonDocument answer = new BsonDocument();
    parameters.forEach(
        (name, known) -> {
          if (all || request.containsKey(name)) {
            answer.append(name, details ? known.details() : known.value());
          }
        });
    return answer.isEmpty()
        ? MongoKitRoom.refusal(INVALID, "InvalidOptions", "no option found to get")
        : answer;
  }

  private BsonDocument set(BsonDocument request) {
    Map<String, BsonValue> wanted = new LinkedHashMap<>(request);
    wanted.remove("setParameter");
    wanted
        .keySet()
        .removeIf(name -> name.startsWith("$") || name.equals("lsid") || name.equals("maxTimeMS"));
    BsonDocument answer = new BsonDocument();
    for (Map.Entry<String, BsonValue> each : wanted.entrySet()) {
      Known known = parameters.get(each.getKey());
      if (known == null) {
        return MongoKitRoom.refusal(
            INVALID,
            "InvalidOptions",
            "attempted to set unrecognized parameter ["
                + each.getKey()
                + "], use help:true to see options ");
      }
      if (!known.runtime()) {
        return MongoKitRoom.refusal(
            ILLEGAL,
            "IllegalOperation",
            "not allowed to change [" + each.getKey() + "] at runtime");
      }
      if (!fits(known.value(), each.getValue())) {
        return MongoKitRoom.refusal(
            2, "BadValue", "Invalid value for parameter " + each.getKey() + ": " + each.getValue());
      }
      answer.putIfAbsent("was", known.value());
      put(each.getKey(), each.getValue(), true, known.startup());
    }
    return answer;
  }

  /** Numbers are never negative among these. */
  private static boolean fits(BsonValue is, BsonValue wanted) {
    return is.isNumber()
        ? wanted.isNumber() && wanted.asNumber().doubleValue() >= 0
        : is.getBsonType() == wanted.getBsonType();
  }

  private BsonDocument getShared() {
    if (!member) {
      return MongoKitRoom.refusal(
          ILLEGAL, "IllegalOperation", "getClusterParameter cannot be run on standalones");
    }
    BsonArray all = new BsonArray();
    cluster.forEach(
        (name, value) -> {
          BsonDocument told =
              new BsonDocument("_id", new BsonString(name))
                  .append("clusterParameterTime", new BsonTimestamp(0, 0));
          told.putAll(value);
          all.add(told);
        });
    return new BsonDocument("clusterParameters", all);
  }

  private BsonDocument setShared(BsonDocument request) {
    BsonDocument wanted = request.getDocument("setClusterParameter");
    String name = wanted.getFirstKey();
    if (!member || !cluster.containsKey(name)) {
      return MongoKitRoom.refusal(
          member ? 329 : ILLEGAL,
          member ? "NoSuchKey" : "IllegalOperation",
          "Unknown server parameter: " + name);
    }
    cluster.put(name, wanted.getDocument(name));
    return new BsonDocument();
  }

  private BsonDocument features(BsonDocument request) {
    if (major >= 7 && !request.getBoolean("confirm", BsonBoolean.FALSE).getValue()) {
      return MongoKitRoom.refusal(
          7_369_100, "Location7369100", "Once you have upgraded, confirm it: {confirm: true}");
    }
    put(
        FEATURES,
        new BsonDocument("version", request.getString("setFeatureCompatibilityVersion")),
        false,
        false);
    return new BsonDocument();
  }

  private static BsonDocument started() {
    BsonDocument parsed =
        BsonDocument.parse(
            """
            {config: '/etc/mongod.conf', net: {bindIp: '127.0.0.1', port: 27017},
              setParameter: {cursorTimeoutMillis: '600000'},
              storage: {dbPath: '/var/lib/mongo'},
              security: {ldap: {bind: {queryPassword: '<password>'}}}}""");
    return new BsonDocument(
            "argv",
            new BsonArray(
                List.of(
                    new BsonString("mongod"),
                    new BsonString("--config"),
                    new BsonString("/etc/mongod.conf"))))
        .append("parsed", parsed);
  }
}
