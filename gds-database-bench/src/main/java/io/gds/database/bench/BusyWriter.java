package io.gds.database.bench;

import io.gds.database.DatabaseEngine;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.manager.DatabaseManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** A backup in WAL mode while somebody commits every five milliseconds. */
final class BusyWriter {
  private static final int MEGABYTES = 200;
  private static final int RUNS = 7;

  private BusyWriter() {}

  static void measure(DatabaseManager manager, Path directory, Table table) throws Exception {
    Path home = Files.createDirectories(directory.resolve("busy"));
    Path out = Files.createDirectories(directory.resolve("busy-out"));
    Path file = Data.of(home.resolve("load.db"), MEGABYTES, "wal");
    ConnectionInfo info = ConnectionInfo.builder(DatabaseType.SQLITE).path(home).build();
    double[] idle = new double[RUNS];
    double[] busy = new double[RUNS];
    AtomicLong longest = new AtomicLong();
    try (DatabaseEngine engine = manager.open(info)) {
      BackupSpeed.ours(engine, out, VerifyLevel.MANIFEST);
      for (int i = 0; i < RUNS; i++) {
        idle[i] = time(engine, out);
        AtomicBoolean stop = new AtomicBoolean();
        Thread writer = writer(file, stop, longest);
        busy[i] = time(engine, out);
        stop.set(true);
        writer.join();
      }
    }
    table.figure(
        "busy writer: time of the backup / idle", Pairs.median(busy) / Pairs.median(idle), "", 2);
    table.figure("busy writer: longest wait of a commit", longest.get() / 1e6, "ms", 50);
  }

  private static double time(DatabaseEngine engine, Path out) throws Exception {
    long start = System.nanoTime();
    BackupSpeed.ours(engine, out, VerifyLevel.MANIFEST);
    return System.nanoTime() - start;
  }

  private static Thread writer(Path file, AtomicBoolean stop, AtomicLong longest) {
    Thread thread =
        new Thread(
            () -> {
              try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                  Statement statement = connection.createStatement()) {
                statement.execute("pragma synchronous = normal");
                while (!stop.get()) {
                  long start = System.nanoTime();
                  statement.execute("insert into load (k, body) values ('busy', randomblob(100))");
                  longest.accumulateAndGet(System.nanoTime() - start, Math::max);
                  Thread.sleep(5);
                }
              } catch (Exception e) {
                throw new IllegalStateException("the writer failed", e);
              }
            });
    thread.start();
    return thread;
  }
}
