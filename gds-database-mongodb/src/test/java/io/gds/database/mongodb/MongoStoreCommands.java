package io.gds.database.mongodb;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonNumber;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** What a {@link MongoStore} does for each command. Called by one thread at a time. */
final class MongoStoreCommands {
  private static final Set<String> NO_OPTIONS =
      Set.of("create", "lsid", "$clusterTime", "$db", "$readPreference", "writeConcern", "comment");

  private final MongoStore store;
  private final Map<Long, Deque<BsonDocument>> cursors = new HashMap<>();
  private final BsonObjectId election = new BsonObjectId(new ObjectId());
  private long lastCursor = 100;

  MongoStoreCommands(MongoStore store) {
    this.store = store;
  }

  BsonDocument run(BsonDocument request) {
    String command = request.getFirstKey();
    String database = request.getString("$db", new BsonString("admin")).getValue();
    return switch (command) {
      case "hello", "isMaster", "ismaster" -> hello();
      case "buildInfo" ->
          ok().append("version", new BsonString(store.version.toString()))
              .append(
                  "versionArray",
                  new BsonArray(
                      List.of(
                          new BsonInt32(store.version.major()),
                          new BsonInt32(store.version.minor()),
                          new BsonInt32(store.version.patch()),
                          new BsonInt32(0))));
      case "ping", "endSessions", "killSessions" -> ok();
      case "killCursors" -> killed(request);
      case "listDatabases" -> listDatabases();
      case "listCollections" -> listCollections(database, request);
      case "listIndexes" -> listIndexes(database, request);
      case "create" -> create(database, request, null);
      case "drop" -> drop(database, text(request, command));
      case "dropDatabase" -> dropDatabase(database);
      case "insert" -> insert(database, request);
      case "update" -> update(database, request);
      case "find" -> find(database, request);
      case "getMore" -> more(request);
      case "aggregate" -> aggregate(database, request);
      case "createIndexes" -> createIndexes(database, request);
      case "renameCollection" -> rename(request);
      case "applyOps" -> applyOps(request);
      case "collMod" -> ok();
      case "getCmdLineOpts" -> ok().append("parsed", new BsonDocument());
      case "connectionStatus" ->
          ok().append(
                  "authInfo",
                  new BsonDocument("authenticatedUsers", new BsonArray())
                      .append("authenticatedUserPrivileges", new BsonArray()));
      default -> MongoStoreWire.error(59, "CommandNotFound", "no such command: '" + command + "'");
    };
  }

  static BsonDocument ok() {
    return new BsonDocument("ok", new BsonInt32(1));
  }

  private static String text(BsonDocument document, String field) {
    return document.getString(field).getValue();
  }

  private BsonDocument hello() {
    BsonDocument hello =
        ok().append("isWritablePrimary", BsonBoolean.TRUE)
            .append("ismaster", BsonBoolean.TRUE)
            .append("maxBsonObjectSize", new BsonInt32(MongoFrames.LONGEST))
            .append("maxMessageSizeBytes", new BsonInt32(48_000_000))
            .append("maxWriteBatchSize", new BsonInt32(100_000))
            .append("localTime", new BsonDateTime(System.currentTimeMillis()))
            .append("logicalSessionTimeoutMinutes", new BsonInt32(30))
            .append("minWireVersion", new BsonInt32(0))
            .append("maxWireVersion", new BsonInt32(store.version.major() >= 5 ? 21 : 8))
            .append("readOnly", BsonBoolean.FALSE);
    if (store.replicaSet) {
      BsonString me = new BsonString(store.address());
      BsonDocument now = new BsonDocument("ts", store.now()).append("t", new BsonInt64(1));
      hello
          .append("setName", new BsonString("rs0"))
          .append("setVersion", new BsonInt32(1))
          .append("electionId", election)
          .append("hosts", new BsonArray(List.of(me)))
          .append("primary", me)
          .append("me", me)
          .append(
              "lastWrite",
              new BsonDocument("opTime", now)
                  .append("lastWriteDate", new BsonDateTime(0))
                  .append("majorityOpTime", now.clone())
                  .append("majorityWriteDate", new BsonDateTime(0)));
    }
    return hello;
  }

  private BsonDocument listDatabases() {
    BsonArray all = new BsonArray();
    store
        .databases
        .keySet()
        .forEach(name -> all.add(new BsonDocument("name", new BsonString(name))));
    return ok().append("databases", all);
  }

  private BsonDocument listCollections(String database, BsonDocument request) {
    BsonDocument filter = request.getDocument("filter", new BsonDocument());
    List<BsonDocument> all = new ArrayList<>();
    store
        .databases
        .getOrDefault(database, new TreeMap<>())
        .forEach(
            (name, each) -> {
              BsonDocument listed = each.listed(name);
              if (matches(listed, filter)) {
                all.add(listed);
              }
            });
    return cursor(database + ".$cmd.listCollections", all, request.getDocument("cursor"));
  }

  private BsonDocument listIndexes(String database, BsonDocument request) {
    MongoStoreCollection known = store.collection(database, text(request, "listIndexes"), false);
    return known == null
        ? missing(text(request, "listIndexes"))
        : cursor(database + ".x", known.indexes, request.getDocument("cursor", new BsonDocument()));
  }

  private static BsonDocument missing(String name) {
    return MongoStoreWire.error(26, "NamespaceNotFound", "ns does not exist: " + name);
  }

  private BsonDocument create(String database, BsonDocument request, @Nullable BsonBinary number) {
    String name = text(request, "create");
    if (store.collection(database, name, false) != null) {
      return MongoStoreWire.error(48, "NamespaceExists", "a collection exists: " + name);
    }
    BsonDocument options = new BsonDocument();
    request.forEach(
        (field, value) -> {
          if (!NO_OPTIONS.contains(field)) {
            options.put(field, value);
          }
        });
    MongoStoreCollection made = new MongoStoreCollection(options);
    if (number != null) {
      made.uuid = number.asUuid();
    }
    store.databases.computeIfAbsent(database, key -> new TreeMap<>()).put(name, made);
    if (made.type.equals("timeseries") && !store.version.isAtLeast(8, 3)) {
      store.collection(database, "system.buckets." + name, true);
    }
    store.log("c", database + ".$cmd", new BsonDocument("create", new BsonString(name)));
    return ok();
  }

  private BsonDocument drop(String database, String name) {
    MongoStoreCollection known = store.collection(database, name, false);
    if (known == null) {
      return store.version.major() >= 7 ? ok() : missing(name);
    }
    store.databases.get(database).remove(name);
    store.databases.get(database).remove("system.buckets." + name);
    if (store.databases.get(database).isEmpty()) {
      store.databases.remove(database);
    }
    store.log("c", database + ".$cmd", new BsonDocument("drop", new BsonString(name)));
    return ok();
  }

  private BsonDocument dropDatabase(String database) {
    store.databases.remove(database);
    store.log("c", database + ".$cmd", new BsonDocument("dropDatabase", new BsonInt32(1)));
    return ok();
  }

  private BsonDocument insert(String database, BsonDocument request) {
    String name = text(request, "insert");
    MongoStoreCollection into = store.collection(database, name, true);
    boolean ordered = request.getBoolean("ordered", BsonBoolean.TRUE).getValue();
    boolean literally = request.containsKey("bypassEmptyTsReplacement");
    BsonArray errors = new BsonArray();
    int n = 0;
    BsonArray documents = request.getArray("documents");
    for (int i = 0; i < documents.size(); i++) {
      RawBsonDocument document =
          new RawBsonDocument(MongoStoreWire.bytes(documents.get(i).asDocument()));
      boolean bypassed = request.containsKey("bypassDocumentValidation");
      int code = !bypassed && isRefused(into, document) ? 121 : into.insert(document, literally);
      if (code == 0) {
        n++;
        store.log("i", database + "." + name, document);
      } else {
        errors.add(
            new BsonDocument("index", new BsonInt32(i))
                .append("code", new BsonInt32(code))
                .append("errmsg", new BsonString("refused with " + code)));
        if (ordered) {
          break;
        }
      }
    }
    BsonDocument reply = ok().append("n", new BsonInt32(n));
    return errors.isEmpty() ? reply : reply.append("writeErrors", errors);
  }

  /** The one validator that is understood: that a field is there. */
  private static boolean isRefused(MongoStoreCollection into, BsonDocument document) {
    return into.options.getDocument("validator", new BsonDocument()).keySet().stream()
        .anyMatch(field -> !document.containsKey(field));
  }

  private BsonDocument update(String database, BsonDocument request) {
    MongoStoreCollection known = store.collection(database, text(request, "update"), true);
    for (BsonValue each : request.getArray("updates")) {
      BsonValue id = each.asDocument().getDocument("q").get("_id");
      BsonDocument stage = each.asDocument().getArray("u").get(0).asDocument();
      BsonDocument wanted =
          stage
              .getDocument("$replaceRoot", stage)
              .getDocument("newRoot", stage)
              .getDocument("$literal");
      known.documents.put(id, new RawBsonDocument(MongoStoreWire.bytes(wanted)));
    }
    return ok().append("n", new BsonInt32(request.getArray("updates").size()));
  }

  private BsonDocument find(String database, BsonDocument request) {
    String name = text(request, "find");
    BsonDocument concern = request.getDocument("readConcern", new BsonDocument());
    boolean snapshot = concern.getString("level", new BsonString("")).getValue().equals("snapshot");
    Map<String, ? extends Map<String, MongoStoreCollection>> of = store.databases;
    BsonTimestamp time = store.now();
    if (snapshot) {
      time =
          concern.containsKey("atClusterTime")
              ? concern.getTimestamp("atClusterTime")
              : store.snapshot();
      of = store.at(time);
    }
    Map<String, MongoStoreCollection> there = of.get(database);
    MongoStoreCollection known = there == null ? null : there.get(name);
    List<BsonDocument> found = new ArrayList<>();
    if (known != null) {
      BsonDocument filter = request.getDocument("filter", new BsonDocument());
      known.documents.values().stream().filter(each -> matches(each, filter)).forEach(found::add);
    }
    BsonValue natural = request.getDocument("sort", new BsonDocument()).get("$natural");
    if (natural instanceof BsonNumber number && number.intValue() < 0) {
      java.util.Collections.reverse(found);
    }
    int limit = request.getNumber("limit", new BsonInt32(0)).intValue();
    List<BsonDocument> cut = limit > 0 && found.size() > limit ? found.subList(0, limit) : found;
    BsonDocument reply = cursor(database + "." + name, cut, request);
    if (snapshot) {
      reply.getDocument("cursor").append("atClusterTime", time);
    }
    return reply;
  }

  private BsonDocument cursor(
      String namespace, List<? extends BsonDocument> all, BsonDocument options) {
    int batch = options.getNumber("batchSize", new BsonInt32(101)).intValue();
    boolean single = options.getBoolean("singleBatch", BsonBoolean.FALSE).getValue();
    Deque<BsonDocument> left = new ArrayDeque<>(all);
    BsonArray first = take(left, batch);
    long id = 0;
    if (!left.isEmpty() && !single) {
      id = ++lastCursor;
      cursors.put(id, left);
    }
    return ok().append(
            "cursor",
            new BsonDocument("firstBatch", first)
                .append("id", new BsonInt64(id))
                .append("ns", new BsonString(namespace)));
  }

  private static BsonArray take(Deque<BsonDocument> from, int most) {
    BsonArray batch = new BsonArray();
    long bytes = 0;
    while (!from.isEmpty() && batch.size() < most && bytes < MongoFrames.LONGEST) {
      BsonDocument next = from.peek();
      bytes += MongoStoreWire.bytes(next).length;
      if (bytes > MongoFrames.LONGEST && !batch.isEmpty()) {
        break;
      }
      batch.add(from.poll());
    }
    return batch;
  }

  private BsonDocument more(BsonDocument request) {
    long id = request.getInt64("getMore").getValue();
    Deque<BsonDocument> left = cursors.get(id);
    if (left == null) {
      return MongoStoreWire.error(43, "CursorNotFound", "cursor id " + id + " not found");
    }
    BsonArray next =
        take(left, request.getNumber("batchSize", new BsonInt32(Integer.MAX_VALUE)).intValue());
    if (left.isEmpty()) {
      cursors.remove(id);
    }
    return ok().append(
            "cursor",
            new BsonDocument("nextBatch", next)
                .append("id", new BsonInt64(left.isEmpty() ? 0 : id))
                .append("ns", new BsonString("x.y")));
  }

  /** How many cursors are open. */
  int open() {
    return cursors.size();
  }

  private BsonDocument killed(BsonDocument request) {
    request.getArray("cursors").forEach(id -> cursors.remove(id.asInt64().getValue()));
    return ok();
  }

  private BsonDocument aggregate(String database, BsonDocument request) {
    BsonDocument stage = request.getArray("pipeline").get(0).asDocument();
    if (stage.containsKey("$currentOp")) {
      return cursor("admin.$cmd.aggregate", List.of(), request.getDocument("cursor"));
    }
    String name = text(request, "aggregate");
    MongoStoreCollection known = store.collection(database, name, false);
    if (stage.containsKey("$merge") && known != null) {
      return merge(known, stage.getDocument("$merge"), request);
    }
    if (!stage.containsKey("$collStats")) {
      return MongoStoreWire.error(40324, "Location40324", "Unrecognized pipeline stage");
    }
    if (known == null) {
      return missing(name);
    }
    long bytes =
        known.documents.values().stream()
            .mapToLong(each -> MongoStoreWire.bytes(each).length)
            .sum();
    BsonDocument stats =
        new BsonDocument("count", new BsonInt32(known.documents.size()))
            .append("size", new BsonInt64(bytes));
    return cursor(
        database + "." + name,
        List.of(new BsonDocument("storageStats", stats)),
        request.getDocument("cursor"));
  }

  /** The one way to merge that is understood: what is there already ends it. */
  private BsonDocument merge(MongoStoreCollection from, BsonDocument merge, BsonDocument request) {
    BsonDocument to = merge.getDocument("into");
    MongoStoreCollection into = store.collection(text(to, "db"), text(to, "coll"), true);
    boolean bypassed = request.containsKey("bypassDocumentValidation");
    for (RawBsonDocument each : from.documents.values()) {
      int code = !bypassed && isRefused(into, each) ? 121 : into.insert(each, false);
      if (code != 0) {
        return MongoStoreWire.error(code, "Refused", "refused with " + code);
      }
    }
    return cursor(text(to, "db") + ".x", List.of(), request.getDocument("cursor"));
  }

  private BsonDocument createIndexes(String database, BsonDocument request) {
    MongoStoreCollection known = store.collection(database, text(request, "createIndexes"), true);
    for (BsonValue each : request.getArray("indexes")) {
      BsonDocument index = new BsonDocument("v", new BsonInt32(2));
      index.putAll(each.asDocument());
      index.remove("ns");
      known.indexes.add(index);
    }
    return ok();
  }

  private BsonDocument rename(BsonDocument request) {
    String from = text(request, "renameCollection");
    String to = text(request, "to");
    String database = from.substring(0, from.indexOf('.'));
    String name = from.substring(from.indexOf('.') + 1);
    String target = to.substring(to.indexOf('.') + 1);
    TreeMap<String, MongoStoreCollection> all =
        store.databases.getOrDefault(database, new TreeMap<>());
    MongoStoreCollection moved = all.get(name);
    if (moved == null) {
      return missing(name);
    }
    if (!moved.type.equals("collection")) {
      return MongoStoreWire.error(166, "CommandNotSupportedOnView", "cannot rename a view");
    }
    if (all.containsKey(target)
        && !request.getBoolean("dropTarget", BsonBoolean.FALSE).getValue()) {
      return MongoStoreWire.error(48, "NamespaceExists", "target namespace exists");
    }
    all.remove(name);
    all.put(target, moved);
    store.log(
        "c",
        database + ".$cmd",
        new BsonDocument("renameCollection", new BsonString(from))
            .append("to", new BsonString(to)));
    return ok();
  }

  private BsonDocument applyOps(BsonDocument request) {
    for (BsonValue each : request.getArray("applyOps")) {
      MongoOplogEntry entry = new MongoOplogEntry(each.asDocument());
      String namespace = entry.namespace();
      String database = entry.database();
      String name = namespace.substring(namespace.indexOf('.') + 1);
      BsonDocument object = entry.object();
      Map<BsonValue, RawBsonDocument> documents =
          entry.isCommand()
              ? new LinkedHashMap<>()
              : store.collection(database, name, true).documents;
      switch (entry.operation()) {
        case "i" ->
            documents.put(object.get("_id"), new RawBsonDocument(MongoStoreWire.bytes(object)));
        case "d" -> documents.remove(object.get("_id"));
        case "u" -> {
          BsonValue id = each.asDocument().getDocument("o2").get("_id");
          if (!documents.containsKey(id)) {
            // As newer servers do, which do not tell which operation it was.
            return MongoStoreWire.error(
                8, "UnknownError", "applyOps had one or more errors applying ops");
          }
          documents.put(id, new RawBsonDocument(MongoStoreWire.bytes(object)));
        }
        case "c" -> {
          BsonDocument result = command(database, entry, each.asDocument());
          if (!result.get("ok").asNumber().equals(new BsonInt32(1))) {
            return result;
          }
        }
        default -> {
          return MongoStoreWire.error(2, "BadValue", "unknown operation");
        }
      }
    }
    return ok().append("applied", new BsonInt32(request.getArray("applyOps").size()));
  }

  private BsonDocument command(String database, MongoOplogEntry entry, BsonDocument operation) {
    BsonDocument object = entry.object();
    return switch (entry.command()) {
      case "create" -> create(database, object, operation.getBinary("ui", null));
      case "drop" -> drop(database, text(object, "drop"));
      case "dropDatabase" -> dropDatabase(database);
      case "renameCollection" -> rename(object);
      default -> ok();
    };
  }

  /** Equality, and those operators that are asked with. */
  static boolean matches(BsonDocument document, BsonDocument filter) {
    return filter.entrySet().stream()
        .allMatch(
            each -> {
              if (each.getKey().equals("$and")) {
                return each.getValue().asArray().stream()
                    .allMatch(part -> matches(document, part.asDocument()));
              }
              BsonValue value = document.get(each.getKey());
              boolean asked =
                  each.getValue() instanceof BsonDocument operators
                      && operators.keySet().stream().anyMatch(key -> key.startsWith("$"));
              return asked
                  ? value != null && fits(value, each.getValue().asDocument())
                  : each.getValue().equals(value);
            });
  }

  private static boolean fits(BsonValue value, BsonDocument operators) {
    return operators.entrySet().stream()
        .allMatch(
            each ->
                switch (each.getKey()) {
                  case "$in" -> each.getValue().asArray().contains(value);
                  case "$eq" -> each.getValue().equals(value);
                  case "$gte" -> value.asTimestamp().compareTo(each.getValue().asTimestamp()) >= 0;
                  case "$lte" -> value.asTimestamp().compareTo(each.getValue().asTimestamp()) <= 0;
                  default -> throw new AssertionError("unknown operator " + each.getKey());
                });
  }
}
