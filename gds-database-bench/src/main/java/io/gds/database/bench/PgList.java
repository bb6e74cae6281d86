package io.gds.database.bench;

import io.gds.database.DatabaseQuery;
import io.gds.database.postgres.PostgresEngine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;

/** The list of many databases against the very same statement on JDBC, all columns read. */
final class PgList {
  private static final double GOAL = 1.15;

  /**
   * One run of the pairs is so many lists, that the clock's grain and single stalls count little.
   */
  private static final int LISTS = 20;

  /** Until the code of both is compiled. */
  private static final int WARM_UPS = 10;

  private static final long BYTES_OF_ONE = 9_000_000;

  private PgList() {}

  static void measure(PgServer server, Table table, PgSizes sizes) throws Exception {
    int count = sizes.databases();
    String what = "pg-list " + count + " databases";
    if (freeBytes(server) < 2 * BYTES_OF_ONE * count) {
      table.skipped(what, "twice " + count * BYTES_OF_ONE / 1_000_000_000 + " GB must be free");
      return;
    }
    List<String> made = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        String name = server.newName();
        server.server().execute("CREATE DATABASE " + name + " TEMPLATE template0");
        made.add(name);
      }
      server.server().execute("VACUUM (ANALYZE) pg_database");
      server.checkpoint();
      try (Connection connection = server.connect("postgres")) {
        compare(server, connection, count, what, table, sizes);
      }
    } finally {
      made.forEach(server::drop);
    }
  }

  private static long freeBytes(PgServer server) throws IOException {
    Path data = server.server().dataDirectory().orElse(Path.of(""));
    FileStore store = Files.getFileStore(data.toAbsolutePath());
    return store.getUsableSpace();
  }

  private static void compare(
      PgServer server, Connection connection, int count, String what, Table table, PgSizes sizes)
      throws Exception {
    String sql = sql();
    Stages stages =
        Stages.measure(
            WARM_UPS,
            sizes.pairs(),
            () -> many(() -> ours(server, count)),
            () -> many(() -> raw(connection, sql, count)));
    table.ratio(
        what + ", " + LISTS + " times / the same SQL on JDBC",
        stages.ratio(0, 0),
        stages.noise(0, 0),
        GOAL);
    table.figure(what + ": statements", SentStatements.during(() -> ours(server, count)), "", 1);
    table.figure(
        what + ": limit, one round trip",
        Limits.millis(() -> many(() -> raw(connection, "SELECT 1", 0))) / LISTS,
        "ms",
        0);
  }

  private static double[] many(Pairs.Work work) throws Exception {
    long start = System.nanoTime();
    for (int i = 0; i < LISTS; i++) {
      work.run();
    }
    return new double[] {System.nanoTime() - start};
  }

  private static void ours(PgServer server, int atLeast) {
    int found = server.engine().databases(DatabaseQuery.userDatabases()).size();
    if (found < atLeast) {
      throw new IllegalStateException("listed " + found + " instead of " + atLeast);
    }
  }

  /** The statement that the library itself sends. */
  private static String sql() throws IOException {
    try (InputStream in = PostgresEngine.class.getResourceAsStream("sql/databases.sql")) {
      if (in == null) {
        throw new IllegalStateException("the statement of the library is not where it was");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void raw(Connection connection, String sql, int atLeast) throws Exception {
    int rows = 0;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      // To ask the driver for their number would be another round trip.
      long binds = sql.chars().filter(c -> c == '?').count();
      for (int i = 1; i <= binds; i++) {
        statement.setObject(i, i == 1 ? Boolean.FALSE : null);
      }
      try (ResultSet result = statement.executeQuery()) {
        int columns = result.getMetaData().getColumnCount();
        while (result.next()) {
          for (int column = 1; column <= columns; column++) {
            if (result.getObject(column) instanceof Array array) {
              array.getArray();
            }
          }
          rows++;
        }
      }
    }
    if (rows < atLeast) {
      throw new IllegalStateException("read " + rows + " rows instead of " + atLeast);
    }
  }
}
