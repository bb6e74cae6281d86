package io.gds.database.bench;

import io.gds.database.DatabaseEngine;
import io.gds.database.DatabaseQuery;
import io.gds.database.Detail;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.manager.DatabaseManager;
import java.nio.file.Files;
import java.nio.file.Path;

/** How the time to list databases grows with their number. */
final class Listing {
  private static final int[] COUNTS = {10, 100, 1_000};
  private static final int REPEATS = 15;

  private Listing() {}

  static void measure(DatabaseManager manager, Path directory, Path template, Table table)
      throws Exception {
    double[] n = new double[COUNTS.length];
    double[] cheap = new double[COUNTS.length];
    for (int i = 0; i < COUNTS.length; i++) {
      Path many = Files.createDirectories(directory.resolve("many-" + COUNTS[i]));
      for (int k = 0; k < COUNTS[i]; k++) {
        Files.copy(template, many.resolve("db" + k + ".db"));
      }
      ConnectionInfo info = ConnectionInfo.builder(DatabaseType.SQLITE).path(many).build();
      try (DatabaseEngine engine = manager.open(info)) {
        n[i] = COUNTS[i];
        cheap[i] = time(engine, DatabaseQuery.userDatabases(), COUNTS[i]);
        double sizes = time(engine, DatabaseQuery.userDatabases().with(Detail.SIZE), COUNTS[i]);
        table.figure("list " + COUNTS[i] + " databases", cheap[i] / 1e6, "ms", 0);
        table.figure("list " + COUNTS[i] + " databases with sizes", sizes / 1e6, "ms", 0);
      }
    }
    table.figure("growth exponent of listing", Pairs.exponent(n, cheap), "", 1.05);
  }

  private static double time(DatabaseEngine engine, DatabaseQuery query, int expected) {
    double[] took = new double[REPEATS];
    for (int i = -5; i < REPEATS; i++) {
      long start = System.nanoTime();
      int found = engine.databases(query).size();
      if (i >= 0) {
        took[i] = System.nanoTime() - start;
      }
      if (found != expected) {
        throw new IllegalStateException("listed " + found + " instead of " + expected);
      }
    }
    return Pairs.median(took);
  }
}
