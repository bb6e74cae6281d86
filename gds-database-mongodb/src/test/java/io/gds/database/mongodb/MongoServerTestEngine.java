package io.gds.database.mongodb;

import io.gds.database.Database;
import io.gds.database.backup.Location;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.operation.Options;
import io.gds.database.settings.SetConfigurationOptions;
import io.gds.database.spi.DatabaseProvider;
import io.gds.database.testkit.contract.Declaration;
import io.gds.database.testkit.contract.TestEngine;
import io.gds.database.testkit.mongodb.MongoKit;
import io.gds.database.testkit.server.MongoTestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.bson.Document;

/** A real replica set, of which the same is demanded as of the one in this process. */
final class MongoServerTestEngine implements TestEngine {
  private final MongoTestServer server;
  private final MongoTestEngine kit = new MongoTestEngine(MongoKit.start());
  private final List<String> before;

  MongoServerTestEngine(MongoTestServer server) {
    this.server = server;
    before = names();
  }

  private List<String> names() {
    return server.client().listDatabaseNames().into(new ArrayList<>());
  }

  @Override
  public DatabaseProvider provider() {
    return new MongoProvider();
  }

  @Override
  public ConnectionInfo connection() {
    return MongoUrlGrammar.parse(server.url()).orElseThrow();
  }

  @Override
  public Declaration declaration() {
    return kit.declaration();
  }

  @Override
  public <O extends Options> Optional<O> sample(Class<O> type, Database database) {
    return kit.sample(type, database);
  }

  @Override
  public Optional<SetConfigurationOptions> harmlessChange(Database database) {
    return kit.harmlessChange(database);
  }

  @Override
  public void fill(Database database, long seed) {
    var letters = server.client().getDatabase(database.name()).getCollection("letters");
    long count = letters.countDocuments();
    letters.insertMany(
        IntStream.range(0, 10)
            .mapToObj(
                n -> new Document("_id", count + n).append("text", seed + "/" + (seed * 31 + n)))
            .toList());
  }

  @Override
  public String contentHash(Database database) {
    return contents(database.name(), false).toString();
  }

  private Map<String, List<String>> contents(String database, boolean empty) {
    Map<String, List<String>> all = new TreeMap<>();
    var of = server.client().getDatabase(database);
    for (String name : of.listCollectionNames()) {
      TreeSet<String> documents = new TreeSet<>();
      of.getCollection(name).find().map(Document::toJson).into(documents);
      if (empty || !documents.isEmpty()) {
        all.put(name, List.copyOf(documents));
      }
    }
    return all;
  }

  /** But for what a server writes by itself. */
  @Override
  public String fingerprint() {
    TreeMap<String, Object> all = new TreeMap<>();
    for (String name : names()) {
      if (!MongoNames.SYSTEM.contains(name)) {
        all.put(name, contents(name, true));
      }
    }
    var admin = server.client().getDatabase("admin");
    all.put("users", admin.runCommand(new Document("usersInfo", 1)).get("users"));
    all.put("roles", admin.runCommand(new Document("rolesInfo", 1)).get("roles"));
    return all.toString();
  }

  @Override
  public Location backupPlace() {
    return kit.backupPlace();
  }

  @Override
  public Location backupDirectory() {
    return kit.backupDirectory();
  }

  /** Drops what was made. */
  @Override
  public void close() {
    kit.close();
    for (String name : names()) {
      if (!before.contains(name) && !MongoNames.SYSTEM.contains(name)) {
        server.client().getDatabase(name).drop();
      }
    }
  }
}
