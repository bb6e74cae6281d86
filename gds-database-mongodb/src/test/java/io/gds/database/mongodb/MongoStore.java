package io.gds.database.mongodb;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * A server in this process that keeps every document as the bytes it was sent, whatever types are
 * in it, and has what a dump and a restore lean on: options, numbers of collections, views, buckets
 * of time series, snapshots, an oplog, and the refusals. It is our own, and so no evidence of what
 * MongoDB does; what it cannot do it refuses.
 */
final class MongoStore implements AutoCloseable {
  final MongoVersion version;
  final boolean replicaSet;
  final Map<String, TreeMap<String, MongoStoreCollection>> databases = new TreeMap<>();
  private final Map<Integer, Map<String, TreeMap<String, MongoStoreCollection>>> snapshots =
      new HashMap<>();
  private final Map<String, Function<BsonDocument, Optional<BsonDocument>>> before =
      new HashMap<>();
  private final List<BsonDocument> sent = new CopyOnWriteArrayList<>();
  private final MongoStoreCommands commands = new MongoStoreCommands(this);
  private final MongoStoreWire wire;
  private final Set<String> held = ConcurrentHashMap.newKeySet();
  private final Set<BsonValue> killed = ConcurrentHashMap.newKeySet();
  private int clock = 1_000;
  private @Nullable MongoClient client;

  private MongoStore(MongoVersion version, boolean replicaSet) {
    this.version = version;
    this.replicaSet = replicaSet;
    wire = new MongoStoreWire(this::answer);
    if (replicaSet) {
      collection("local", "oplog.rs", true);
      log("n", "", new BsonDocument("msg", new org.bson.BsonString("initiating set")));
    }
  }

  static MongoStore alone(MongoVersion version) {
    return new MongoStore(version, false);
  }

  static MongoStore replicaSet(MongoVersion version) {
    return new MongoStore(version, true);
  }

  String address() {
    return "127.0.0.1:" + wire.port();
  }

  String url() {
    return "mongodb://"
        + address()
        + "/?serverSelectionTimeoutMS=5000"
        + (replicaSet ? "&replicaSet=rs0" : "");
  }

  MongoClient client() {
    synchronized (wire) {
      MongoClient known = client;
      if (known == null) {
        known = MongoClients.create(url());
        client = known;
      }
      return known;
    }
  }

  /** Asked before the server answers a command itself; what it gives is the answer. */
  MongoStore on(String command, Function<BsonDocument, Optional<BsonDocument>> answer) {
    before.put(command, answer);
    return this;
  }

  /** Refuses a command, the next time only. */
  MongoStore refuseOnce(String command, int code, String name) {
    return on(
        command,
        request -> {
          before.remove(command);
          return Optional.of(MongoStoreWire.error(code, name, name + " as the test wants it"));
        });
  }

  List<BsonDocument> sent(String command) {
    return sent.stream().filter(each -> each.getFirstKey().equals(command)).toList();
  }

  List<String> sent() {
    return sent.stream().map(BsonDocument::getFirstKey).toList();
  }

  void forget() {
    sent.clear();
  }

  /** Does not answer a command before the session is killed that it came in. */
  MongoStore hold(String command) {
    held.add(command);
    return this;
  }

  private BsonDocument answer(BsonDocument request) {
    sent.add(request);
    if (request.getFirstKey().equals("killSessions")) {
      killed.addAll(request.getArray("killSessions"));
      return new BsonDocument("ok", new org.bson.BsonInt32(1));
    }
    return held.contains(request.getFirstKey()) ? interrupted(request) : answered(request);
  }

  private BsonDocument interrupted(BsonDocument request) {
    long began = System.nanoTime();
    while (!killed.contains(request.get("lsid"))) {
      if (System.nanoTime() - began > TimeUnit.SECONDS.toNanos(10)) {
        throw new AssertionError("nobody killed the session of " + request.getFirstKey());
      }
      // Not in a spin: several of them would leave nothing to whoever kills.
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    return MongoStoreWire.error(11601, "Interrupted", "operation was interrupted");
  }

  private synchronized BsonDocument answered(BsonDocument request) {
    Function<BsonDocument, Optional<BsonDocument>> answer = before.get(request.getFirstKey());
    Optional<BsonDocument> scripted = answer == null ? Optional.empty() : answer.apply(request);
    return scripted.orElseGet(() -> commands.run(request));
  }

  /** A collection, made if that is wanted; null if there is none. */
  @Nullable MongoStoreCollection collection(String database, String name, boolean make) {
    TreeMap<String, MongoStoreCollection> all = databases.get(database);
    if (all == null && make) {
      all = new TreeMap<>();
      databases.put(database, all);
    }
    if (all == null) {
      return null;
    }
    MongoStoreCollection known = all.get(name);
    if (known == null && make) {
      known = new MongoStoreCollection(new BsonDocument());
      all.put(name, known);
    }
    return known;
  }

  /** The present, to be read of later. */
  BsonTimestamp snapshot() {
    Map<String, TreeMap<String, MongoStoreCollection>> copy = new TreeMap<>();
    databases.forEach(
        (database, all) -> {
          TreeMap<String, MongoStoreCollection> collections = new TreeMap<>();
          all.forEach((name, each) -> collections.put(name, each.copy()));
          copy.put(database, collections);
        });
    BsonTimestamp now = now();
    snapshots.put(now.getTime(), copy);
    return now;
  }

  Map<String, ? extends Map<String, MongoStoreCollection>> at(BsonTimestamp time) {
    return snapshots.get(time.getTime());
  }

  BsonTimestamp now() {
    return new BsonTimestamp(clock, 1);
  }

  /** Writes an entry of the oplog. */
  void log(String operation, String namespace, BsonDocument object) {
    log(
        new BsonDocument("op", new org.bson.BsonString(operation))
            .append("ns", new org.bson.BsonString(namespace))
            .append("o", object));
  }

  void log(BsonDocument given) {
    if (!replicaSet) {
      return;
    }
    clock++;
    BsonDocument entry =
        new BsonDocument("ts", now())
            .append("t", new org.bson.BsonInt64(1))
            .append("v", new org.bson.BsonInt32(2))
            .append("wall", new org.bson.BsonDateTime(clock * 1000L));
    entry.putAll(given);
    collection("local", "oplog.rs", true)
        .documents
        .put(now(), new RawBsonDocument(MongoStoreWire.bytes(entry)));
  }

  /** The bytes of all documents of a collection, in their order; empty if there is none. */
  synchronized List<byte[]> bytes(String database, String name) {
    MongoStoreCollection known = collection(database, name, false);
    List<byte[]> all = new ArrayList<>();
    if (known != null) {
      known.documents.values().forEach(each -> all.add(MongoStoreWire.bytes(each)));
    }
    return all;
  }

  /** The names of what is in a database, sorted. */
  synchronized List<String> names(String database) {
    return List.copyOf(databases.getOrDefault(database, new TreeMap<>()).keySet());
  }

  /** Puts documents in as they are, without a word to the oplog. */
  synchronized void put(String database, String name, BsonDocument... documents) {
    MongoStoreCollection known = collection(database, name, true);
    for (BsonDocument each : documents) {
      RawBsonDocument raw = new RawBsonDocument(MongoStoreWire.bytes(each));
      BsonValue id = raw.get("_id", new org.bson.BsonInt32(known.documents.size()));
      known.documents.put(id, raw);
    }
  }

  /** The answer to a hello, to be changed by a test. */
  synchronized BsonDocument hello() {
    return commands.run(new BsonDocument("hello", new org.bson.BsonInt32(1)));
  }

  /** An update. */
  void log(String operation, String namespace, BsonDocument of, BsonDocument object) {
    log(
        new BsonDocument("op", new org.bson.BsonString(operation))
            .append("ns", new org.bson.BsonString(namespace))
            .append("o", object)
            .append("o2", of));
  }

  /** An election took back the last entry, and another one has its place. */
  synchronized void rewriteLastEntry() {
    RawBsonDocument last = collection("local", "oplog.rs", true).documents.get(now());
    BsonDocument other = last.decode(new org.bson.codecs.BsonDocumentCodec());
    other.put("t", new org.bson.BsonInt64(2));
    collection("local", "oplog.rs", true)
        .documents
        .put(now(), new RawBsonDocument(MongoStoreWire.bytes(other)));
  }

  /** Takes a document out, without a word to the oplog. */
  synchronized void remove(String database, String name, BsonDocument id) {
    collection(database, name, true).documents.remove(id.get("_id"));
  }

  /** The ring comes round: all entries of the oplog but the last few are gone. */
  synchronized void forgetOplog(int kept) {
    Map<BsonValue, RawBsonDocument> all = collection("local", "oplog.rs", true).documents;
    List<BsonValue> keys = new ArrayList<>(all.keySet());
    keys.subList(0, keys.size() - kept).forEach(all::remove);
  }

  void cut() {
    wire.cut();
  }

  @Override
  public void close() {
    synchronized (wire) {
      if (client != null) {
        client.close();
      }
      wire.close();
    }
  }
}
