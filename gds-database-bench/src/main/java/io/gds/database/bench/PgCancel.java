package io.gds.database.bench;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationHandle;
import io.gds.database.operation.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** How long after its cancellation a backup has left the server, with all it had there. */
final class PgCancel {
  private static final double GOAL_MILLIS = 1_000;

  /** A dump is cancelled at some moment of its first so many milliseconds. */
  private static final int SOME_MILLIS = 400;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private PgCancel() {}

  static void measure(PgServer server, Path home, Table table, PgSizes sizes) throws Exception {
    String database = PgData.of(server, sizes.megabytes());
    Path out = Files.createDirectories(home.resolve("cancel"));
    Random random = new Random(1);
    double[] took = new double[sizes.trials()];
    int late = 0;
    try (Connection witness = server.connect("postgres")) {
      for (int i = 0; i < took.length; i++) {
        double nanos = trial(server, witness, database, out, random.nextInt(SOME_MILLIS));
        late += nanos < 0 ? 1 : 0;
        took[i] = nanos / 1e6;
      }
    }
    server.drop(database);
    String what = "pg-cancel of " + took.length;
    double[] met = Arrays.stream(took).filter(millis -> millis >= 0).toArray();
    if (met.length == 0) {
      table.skipped(what, "the dumps were done before they were cancelled; a larger size= is due");
      return;
    }
    table.figure(
        what + ", worst until gone from the server",
        Arrays.stream(met).max().orElseThrow(),
        "ms",
        GOAL_MILLIS);
    table.figure(what + ", median", Pairs.median(met), "ms", 0);
    table.figure(what + ", done before they were cancelled", late, "", 0);
  }

  /** In nanoseconds; below zero if the backup was done before. */
  private static double trial(
      PgServer server, Connection witness, String database, Path out, int afterMillis)
      throws Exception {
    OperationHandle<BackupInfo> running =
        server
            .engine()
            .operations()
            .submit(
                PgBackup.prepare(server, database, out, "", VerifyLevel.MANIFEST),
                OperationContext.none());
    while (!dumping(witness, database) && !running.isDone()) {
      Thread.sleep(1);
    }
    Thread.sleep(afterMillis);
    long start = System.nanoTime();
    running.cancel();
    while (working(witness, database) > 0) {
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        throw new IllegalStateException("a cancelled backup is still on the server");
      }
      Thread.sleep(1);
    }
    double gone = System.nanoTime() - start;
    Outcome outcome = running.await().outcome();
    if (outcome == Outcome.SUCCEEDED) {
      clear(out);
      return -1;
    }
    demandNothingLeft(outcome, out);
    return gone;
  }

  private static void demandNothingLeft(Outcome outcome, Path out) throws Exception {
    List<Path> left = files(out);
    if (outcome != Outcome.CANCELLED || !left.isEmpty()) {
      throw new IllegalStateException("cancelled as " + outcome + ", leaving " + left);
    }
    if (ChildWatch.find("pg_dump").filter(ProcessHandle::isAlive).isPresent()) {
      throw new IllegalStateException("pg_dump runs on without its backup");
    }
  }

  private static void clear(Path out) throws Exception {
    for (Path file : files(out)) {
      Files.delete(file);
    }
  }

  private static List<Path> files(Path out) throws Exception {
    try (Stream<Path> files = Files.list(out)) {
      return files.toList();
    }
  }

  private static boolean dumping(Connection witness, String database) throws Exception {
    return count(witness, database, "query LIKE 'COPY %'") > 0;
  }

  /** Sessions that do anything or hold a snapshot; an idle one of a pool is none. */
  private static long working(Connection witness, String database) throws Exception {
    return count(witness, database, "state <> 'idle' OR application_name LIKE 'gds-tool-%'");
  }

  private static long count(Connection witness, String database, String which) throws Exception {
    try (PreparedStatement statement =
        witness.prepareStatement(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = ?"
                + " AND backend_type = 'client backend' AND ("
                + which
                + ")")) {
      statement.setString(1, database);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }
}
