package io.gds.database.mongodb;

import io.gds.database.access.CreateRoleOptions;
import io.gds.database.access.CreateUserOptions;
import io.gds.database.access.Grant;
import io.gds.database.access.GrantOptions;
import io.gds.database.access.Principal;
import io.gds.database.access.ProcessId;
import io.gds.database.access.Securable;
import io.gds.database.access.ServerProcess;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.Location;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.Credentials;
import io.gds.database.connection.SecretRef;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.testkit.mongodb.MongoKit;
import io.gds.database.testkit.mongodb.MongoSetModel;
import io.gds.database.testkit.wire.MongoPeer;
import io.gds.database.testkit.wire.MongoReply;
import io.gds.database.testkit.wire.MongoRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.Document;

/**
 * A replica set of three on which all that has a name has the same one: database, collection,
 * field, index, user, role, client program, log line, slow operation; what cannot have it too is
 * called {@link #other}, and what is not there yet {@link #fresh}. All log in by a password.
 */
final class MongoNamedScene implements AutoCloseable {
  static final String SET = "rs0";

  /** What a connection sends for itself. */
  private static final Set<String> OF_CONNECTIONS =
      Set.of(
          "hello",
          "isMaster",
          "ismaster",
          "saslStart",
          "saslContinue",
          "endSessions",
          "killCursors");

  final String name;
  final String other;
  final String fresh;
  final MongoKit kit;
  final MongoSetModel set;
  final DatabaseManager manager;
  final MongoEngine engine;
  final ProcessId process;
  private final SecretRef password;
  private final Path backups;

  MongoNamedScene(String name) {
    this(
        name,
        "Correct-Horse-7",
        DatabaseManager.of(new MongoProvider()),
        SecretRef.inline("Correct-Horse-7".toCharArray()));
  }

  /** The password is that of {@code root} and of {@code clerk}. */
  MongoNamedScene(String name, String word, DatabaseManager manager, SecretRef password) {
    this.name = name;
    this.other = new StringBuilder(name).reverse().toString();
    this.fresh = "Q" + name.substring(1);
    this.password = password;
    this.manager = manager;
    kit = MongoKit.replicaSet(MongoKit.USUAL, SET);
    UnaryOperator<MongoPeer.Builder> like =
        peer -> peer.user("root", word).user("clerk", word).mechanisms("SCRAM-SHA-1");
    set = MongoSetModel.over(kit, SET, 3, like);
    rights("{authenticatedUsers: [{user: 'root', db: 'admin'}], authenticatedUserRoles: []}");
    engine = manager.open(info("root"), MongoEngine.class);
    try {
      backups = Files.createTempDirectory("gds-mongo-named-");
      Files.writeString(file("import.csv"), "1\n2\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    process = fill();
  }

  /** Says who asks, as {@code connectionStatus} does; without privileges there is one for all. */
  private void rights(String json) {
    BsonDocument info = BsonDocument.parse(json);
    BsonDocument all =
        BsonDocument.parse("{resource: {anyResource: true}, actions: ['anyAction']}");
    info.putIfAbsent(
        "authenticatedUserPrivileges", new org.bson.BsonArray(List.of((org.bson.BsonValue) all)));
    kit.on("connectionStatus", request -> new BsonDocument("authInfo", info));
  }

  ConnectionInfo info(String user) {
    return MongoUrlGrammar.parse(set.url()).orElseThrow().toBuilder()
        .credentials(Credentials.password(user, password))
        .build();
  }

  private ProcessId fill() {
    var data = kit.client().getDatabase(name);
    data.getCollection(name).insertOne(new Document(name, 1).append("n", 1));
    data.getCollection(name).createIndex(new Document("n", 1));
    kit.client().getDatabase(other).getCollection(other).insertOne(new Document(other, 1));
    for (int number = 0; number < 3; number++) {
      set.peer(number).on(name, "find").of("system.profile").answer(MongoReply.cursor(slow()));
    }
    engine.createRole(CreateRoleOptions.builder().database(name).name(name).build());
    engine.createUser(user(name));
    engine.createUser(user("another"));
    engine.grant(
        GrantOptions.builder()
            .grant(
                Grant.of("find", Securable.collection(name, name), Principal.role(name).in(name)))
            .build());
    kit.on("getLog", request -> new BsonDocument("log", log()));
    engine.database(name).backup(BackupOptions.builder().to(Location.local(archive())).build());
    kit.operations().running(operation(name, 7), Instant.now().minusSeconds(60));
    return engine.processes().stream()
        .map(ServerProcess::id)
        .filter(id -> id.id().equals("7"))
        .findFirst()
        .orElseThrow();
  }

  private CreateUserOptions user(String user) {
    return CreateUserOptions.builder()
        .database(name)
        .name(user)
        .password(SecretRef.inline("Correct-Horse-7".toCharArray()))
        .build();
  }

  private BsonDocument slow() {
    return new Document("op", "query")
        .append("ns", name + "." + name)
        .append("command", new Document("find", name).append("filter", new Document("n", name)))
        .append("millis", 700)
        .append("ts", java.util.Date.from(Instant.now().minusSeconds(9)))
        .append("client", "10.0.0.9")
        .append("appName", name)
        .append("user", name)
        .append("queryHash", "8B3B8B3B")
        .toBsonDocument();
  }

  private String operation(String called, int number) {
    return new Document("type", "op")
        .append("desc", "conn" + number)
        .append("connectionId", number)
        .append("client", "10.0.0.9:50000")
        .append("appName", called)
        .append("active", true)
        .append("opid", number)
        .append("op", "query")
        .append("ns", name + "." + called)
        .append("command", new Document("find", called).append("$db", name))
        .append("effectiveUsers", List.of(new Document("user", called).append("db", name)))
        .toJson();
  }

  private org.bson.BsonArray log() {
    Document line =
        new Document("t", new Document("$date", "2026-11-22T00:00:00.000+00:00"))
            .append("s", "I")
            .append("c", "NETWORK")
            .append("id", 51800)
            .append("ctx", "conn7")
            .append("msg", name)
            .append("attr", new Document("name", name));
    return new org.bson.BsonArray(List.of(new BsonString(line.toJson())));
  }

  /** As much again of all of which there can be many, under other names. */
  void more(int count) {
    for (int i = 0; i < count; i++) {
      String each = "more" + i;
      kit.client().getDatabase(each).getCollection(name).insertOne(new Document("n", i));
      var collection = kit.client().getDatabase(name).getCollection(each);
      collection.insertOne(new Document("n", i));
      collection.createIndex(new Document("n", 1));
      engine.createRole(CreateRoleOptions.builder().database(name).name(each).build());
      engine.createUser(user(each));
      kit.operations().running(operation(each, 20 + i), Instant.now().minusSeconds(5));
    }
  }

  /** How many commands something sends to all members, but for what connections send. */
  int commands(Runnable action) {
    int before = sent().size();
    action.run();
    return sent().size() - before;
  }

  /** Forgets what came. */
  void forget() {
    for (int number = 0; number < 3; number++) {
      set.peer(number).script().forget();
    }
  }

  /** What came to all members, but for what connections send for themselves. */
  List<MongoRequest> sent() {
    return Stream.of(0, 1, 2)
        .flatMap(number -> set.peer(number).script().everything().stream())
        .filter(MongoNamedScene::isOfCalls)
        .toList();
  }

  /** Whether it is sent because something was called. */
  static boolean isOfCalls(MongoRequest request) {
    return !OF_CONNECTIONS.contains(request.name());
  }

  /** Where backups lie. */
  Path backups() {
    return backups;
  }

  /** Where a backup of the database lies. */
  Path archive() {
    return backups.resolve("shop.archive");
  }

  /** Where nothing lies yet. */
  Path place() {
    return backups.resolve("another.archive");
  }

  /** A file beside them; {@code import.csv} is there. */
  Path file(String called) {
    return backups.resolve(called);
  }

  /** That nobody waits for what never comes. */
  static Duration soon() {
    return Duration.ofMillis(40);
  }

  @Override
  public void close() {
    manager.close();
    set.close();
    kit.close();
    try (Stream<Path> files = Files.walk(backups)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
