package io.gds.database.bench;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import io.gds.database.Database;
import io.gds.database.DatabaseQuery;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.mongodb.MongoEngine;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A list against the driver's own, and how many commands short calls send. */
final class MongoCalls {
  private static final double GOAL_LIST = 1.5;
  private static final int TIMES = 20;
  private static final int WARM_UPS = 20;
  private static final int DATABASES = 200;
  private static final String NAME = "gds_bench_";

  private MongoCalls() {}

  static void measure(DatabaseManager manager, MongoFeedServer server, Table table, PgSizes sizes)
      throws Exception {
    int count = Math.min(DATABASES, sizes.databases());
    for (int i = 0; i < count; i++) {
      server.client().getDatabase(NAME + i).createCollection("c");
    }
    AtomicInteger sent = new AtomicInteger();
    MongoClientSettings counting =
        MongoClientSettings.builder()
            .applyConnectionString(new ConnectionString(server.url()))
            .addCommandListener(
                new CommandListener() {
                  @Override
                  public void commandStarted(CommandStartedEvent event) {
                    sent.incrementAndGet();
                  }
                })
            .build();
    try (MongoClient client = MongoClients.create(counting);
        MongoEngine engine = manager.open(MongoEngine.over(client), MongoEngine.class)) {
      Database database = engine.database(NAME + 0);
      commands(table, sent, "list of " + count + " databases", 1, () -> list(engine, count));
      commands(table, sent, "exists", 1, database::exists);
      commands(
          table,
          sent,
          "metadata of a database",
          0,
          () -> engine.database(database.name()).metadata());
      commands(table, sent, "ping", 1, engine::ping);
    }
    try (MongoEngine engine = manager.open(server.info(), MongoEngine.class)) {
      Stages stages =
          Stages.measure(
              WARM_UPS,
              sizes.pairs(),
              () -> many(() -> list(engine, count)),
              () -> many(() -> raw(server.client(), count)));
      table.ratio(
          "mongo-list " + count + " databases / by the driver",
          stages.ratio(0, 0),
          stages.noise(0, 0),
          GOAL_LIST);
    }
    for (int i = 0; i < count; i++) {
      server.client().getDatabase(NAME + i).drop();
    }
  }

  private static void commands(
      Table table, AtomicInteger sent, String what, double goal, Pairs.Work call) throws Exception {
    // What is asked once a connection is not counted.
    call.run();
    sent.set(0);
    call.run();
    table.figure("mongo-list: commands of " + what, sent.get(), "", goal);
  }

  private static void list(MongoEngine engine, int count) {
    require(engine.databases(DatabaseQuery.userDatabases()).size(), count);
  }

  private static void raw(MongoClient client, int count) {
    require(client.listDatabases().into(new ArrayList<>()).size(), count);
  }

  private static void require(int found, int count) {
    if (found < count) {
      throw new IllegalStateException("listed " + found + " instead of " + count);
    }
  }

  private static double[] many(Pairs.Work work) throws Exception {
    long start = System.nanoTime();
    for (int i = 0; i < TIMES; i++) {
      work.run();
    }
    return new double[] {System.nanoTime() - start};
  }
}
