package io.gds.database.mongodb;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.testkit.mongodb.MongoSetModel;
import java.time.Duration;
import org.bson.BsonDocument;
import org.bson.BsonInt32;

/** An engine on a set of several members, each of which the driver really talks to. */
final class MongoSetScene implements AutoCloseable {
  final MongoSetModel set;
  final MongoEngine engine;
  private final DatabaseManager manager;

  /** All members are known by the URL. */
  MongoSetScene(MongoSetModel set) {
    this(set, set.url());
  }

  MongoSetScene(MongoSetModel set, String url) {
    this(set, info(url));
  }

  /** Members may be asked by themselves at this host, whatever the URL says. */
  MongoSetScene(MongoSetModel set, String url, String host) {
    this(set, info(url).toBuilder().allowPeerHosts(host).build());
  }

  private MongoSetScene(MongoSetModel set, ConnectionInfo info) {
    this.set = set;
    manager = DatabaseManager.of(new MongoProvider());
    engine = manager.open(info, MongoEngine.class);
    engine.ping();
    if (set.primary().isPresent()) {
      // The driver has found the primary before a test counts or breaks anything.
      engine.client().getDatabase("admin").runCommand(new BsonDocument("ping", new BsonInt32(1)));
    }
  }

  static ConnectionInfo info(String url) {
    ConnectionInfo info = MongoUrlGrammar.parse(url).orElseThrow();
    return info.toBuilder()
        .timeouts(info.timeouts().connect(Duration.ofSeconds(5)).login(Duration.ofSeconds(5)))
        .build();
  }

  static MongoSetScene of(int members) {
    return new MongoSetScene(MongoSetModel.start("rs0", "7.0.14", members));
  }

  static MongoSetScene of(String version, int members) {
    return new MongoSetScene(MongoSetModel.start("rs0", version, members));
  }

  @Override
  public void close() {
    manager.close();
    set.close();
  }
}
