package io.gds.database.bench;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.VerifyOptions;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.mongodb.MongoEngine;
import io.gds.database.mongodb.MongoProvider;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * 2 GB are dumped, read back, verified and restored by a JVM of 64 MB, four collections at once.
 */
final class MongoBig {
  static final String CHILD = "--mongo-big-child";

  private static final int MEGABYTES = 2_000;
  private static final int BYTES = 1_000;
  private static final long NEEDED = 2L * MEGABYTES * 1_000_000;

  private MongoBig() {}

  static void measure(MongoFeedServer server, Path home, Table table) throws Exception {
    String what = "mongo-big: 2 GB in 64 MB of heap";
    if (Files.getFileStore(home).getUsableSpace() < NEEDED) {
      table.skipped(what, "less than 4 GB of disk are free");
      return;
    }
    Path out = Files.createDirectories(home.resolve("mongo-big"));
    if (server.isReal()) {
      // It would be given that much first, and asked for its password by a child.
      table.skipped(what, "is measured on the server that keeps nothing only");
      return;
    }
    MongoFeedData data = MongoFeedData.of(MEGABYTES, BYTES, 0);
    long start = System.nanoTime();
    int exit =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                BigFile.absolute(System.getProperty("java.class.path")),
                Bench.class.getName(),
                CHILD,
                server.url(),
                server.feed(data),
                out.toString())
            .inheritIO()
            .start()
            .waitFor();
    table.figure(
        what + ", dumped, verified and restored", (System.nanoTime() - start) / 1e9, "s", 0);
    table.figure(what + ": exit code", exit, "", exit == 0 ? 0 : 0.5);
    Bench.delete(out);
  }

  /** What the small JVM does. */
  static void child(String[] args) {
    try (DatabaseManager manager = DatabaseManager.discover();
        MongoEngine engine =
            manager.open(new MongoProvider().parse(args[1]).orElseThrow(), MongoEngine.class)) {
      BackupInfo backup = engine.database(args[2]).backup(BackupOptions.into(Path.of(args[3])));
      engine.verifyBackup(VerifyOptions.of(backup.location().path()));
      engine.database(args[2] + "_load").restore(RestoreOptions.from(backup.location().path()));
    }
  }
}
