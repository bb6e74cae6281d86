package io.gds.database.bench;

import io.gds.database.manager.DatabaseManager;
import io.gds.database.mongodb.MongoBackupForm;
import io.gds.database.mongodb.MongoEngine;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** The measurements on MongoDB, through the driver to a server in a process of its own. */
final class MongoBench {
  /** Those that take so much time and disk that they are run only when named. */
  static final List<String> ON_REQUEST = List.of("mongo-big");

  static final List<String> ALL =
      List.of("mongo-list", "mongo-dump", "mongo-four", "mongo-restore", "mongo-big");

  /** Bytes of a document, and of a short one. */
  private static final int LENGTH = 1_000;

  private static final int SHORT = 200;

  /** How long an answer is held back, in microseconds: by a server that works, and by none. */
  private static final int FAR = 2_000;

  private static final int NEAR = 0;

  private MongoBench() {}

  static void measure(
      DatabaseManager manager, Path home, Table table, Set<String> wanted, PgSizes sizes)
      throws Exception {
    List<String> chosen = ALL.stream().filter(wanted::contains).toList();
    if (chosen.isEmpty()) {
      return;
    }
    try (MongoFeedServer server = MongoFeedServer.start();
        MongoEngine engine = manager.open(server.info(), MongoEngine.class)) {
      table.heading(server.description());
      for (String what : chosen) {
        switch (what) {
          case "mongo-list" -> MongoCalls.measure(manager, server, table, sizes);
          case "mongo-dump" ->
              dump(new MongoDumpSpeed(server, engine, home, table, sizes), server.isReal());
          case "mongo-four" ->
              four(new MongoDumpSpeed(server, engine, home, table, sizes), server.isReal());
          case "mongo-restore" ->
              restore(new MongoRestoreSpeed(server, engine, home, table, sizes), server.isReal());
          case "mongo-big" -> MongoBig.measure(server, home, table);
          default -> throw new IllegalArgumentException(what);
        }
      }
    }
  }

  private static void dump(MongoDumpSpeed speed, boolean real) throws Exception {
    if (!real) {
      speed.oneByOne(LENGTH, MongoBackupForm.ARCHIVE, FAR);
      speed.oneByOne(LENGTH, MongoBackupForm.DIRECTORY, FAR);
    }
    speed.oneByOne(LENGTH, MongoBackupForm.ARCHIVE, NEAR);
    speed.oneByOne(LENGTH, MongoBackupForm.DIRECTORY, NEAR);
    speed.oneByOne(SHORT, MongoBackupForm.ARCHIVE, NEAR);
  }

  private static void four(MongoDumpSpeed speed, boolean real) throws Exception {
    if (!real) {
      speed.four(FAR);
    }
    speed.four(NEAR);
  }

  private static void restore(MongoRestoreSpeed speed, boolean real) throws Exception {
    if (!real) {
      speed.measure(LENGTH, MongoBackupForm.ARCHIVE, 1, FAR);
    }
    speed.measure(LENGTH, MongoBackupForm.ARCHIVE, 1, NEAR);
    speed.measure(LENGTH, MongoBackupForm.DIRECTORY, 1, NEAR);
    speed.measure(LENGTH, MongoBackupForm.ARCHIVE, 4, NEAR);
    speed.measure(SHORT, MongoBackupForm.ARCHIVE, 1, NEAR);
  }
}
