package io.gds.database.mongodb;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.testkit.mongodb.MongoKit;
import java.util.List;
import java.util.function.UnaryOperator;

/** An engine on a server in this process. */
final class MongoScene implements AutoCloseable {
  private final MongoKit kit;
  private final DatabaseManager manager;
  private final MongoEngine engine;

  private MongoScene(MongoKit kit, UnaryOperator<ConnectionInfo.Builder> with) {
    this.kit = kit;
    manager = DatabaseManager.builder().provider(new MongoProvider()).build();
    ConnectionInfo info = MongoUrlGrammar.parse(kit.url()).orElseThrow();
    engine = manager.open(with.apply(info.toBuilder()).build(), MongoEngine.class);
  }

  static MongoScene start() {
    return on(MongoKit.start());
  }

  static MongoScene on(MongoKit kit) {
    return on(kit, info -> info);
  }

  static MongoScene on(MongoKit kit, UnaryOperator<ConnectionInfo.Builder> with) {
    return new MongoScene(kit, with);
  }

  MongoKit kit() {
    return kit;
  }

  MongoEngine engine() {
    return engine;
  }

  /** The names of the commands that something sends. */
  List<String> commands(Runnable action) {
    kit.forget();
    action.run();
    return kit.commands();
  }

  @Override
  public void close() {
    try {
      manager.close();
    } finally {
      kit.close();
    }
  }
}
