package io.gds.database.bench;

import io.gds.database.DatabaseEngine;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.manager.DatabaseManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** A backup in WAL mode while somebody commits every five milliseconds. */
final class BusyWriter {
  private static final int MEGABYTES = 200;
  private static final int PAIRS = 7;

  private BusyWriter() {}

  static void measure(DatabaseManager manager, Path directory, Table table) throws Exception {
    Path home = Files.createDirectories(directory.resolve("busy"));
    Path out = Files.createDirectories(directory.resolve("busy-out"));
    Path file = Data.of(home.resolve("load.db"), MEGABYTES, "wal");
    ConnectionInfo info = ConnectionInfo.builder(DatabaseType.SQLITE).path(home).build();
    AtomicLong longest = new AtomicLong();
    try (DatabaseEngine engine = manager.open(info)) {
      table.ratio(
          "busy writer: time of the backup / idle",
          Pairs.measure(
              1, PAIRS, () -> busy(engine, out, file, longest), () -> backup(engine, out)),
          2);
    }
    table.figure("busy writer: longest wait of a commit", longest.get() / 1e6, "ms", 50);
  }

  private static void backup(DatabaseEngine engine, Path out) throws IOException {
    Duration copied = BackupSpeed.ours(engine, out, VerifyLevel.MANIFEST);
    if (copied.isZero()) {
      throw new IllegalStateException("nothing was copied");
    }
  }

  private static void busy(DatabaseEngine engine, Path out, Path file, AtomicLong longest)
      throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    FutureTask<Integer> writing = new FutureTask<>(() -> write(file, stop, longest));
    new Thread(writing, "busy-writer").start();
    try {
      backup(engine, out);
    } finally {
      stop.set(true);
    }
    if (writing.get() == 0) {
      throw new IllegalStateException("a writer that wrote nothing waits for nothing");
    }
  }

  /** Writes until it is told to stop, and says how often. */
  private static int write(Path file, AtomicBoolean stop, AtomicLong longest) throws Exception {
    int commits = 0;
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("pragma synchronous = normal");
      while (!stop.get()) {
        long start = System.nanoTime();
        statement.execute("insert into load (k, body) values ('busy', randomblob(100))");
        longest.accumulateAndGet(System.nanoTime() - start, Math::max);
        commits++;
        Thread.sleep(5);
      }
    }
    return commits;
  }
}
