package io.gds.database.bench;

import io.gds.database.DatabaseQuery;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.Credentials;
import io.gds.database.connection.SecretRef;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.snowflake.SnowflakeEngine;
import io.gds.database.snowflake.SnowflakeProvider;
import io.gds.database.testkit.snowflake.SnowflakeModel;
import io.gds.database.testkit.wire.SnowflakePeer;
import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireRequest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.Set;

/**
 * The measurements on Snowflake, through the real driver to a peer in this JVM: what the library
 * adds to the driver, and what the peer takes for itself. What an account takes they cannot tell.
 */
final class SnowflakeBench {
  static final List<String> ALL = List.of("snow-list", "snow-connect");

  private static final double GOAL_CONNECT = 1.2;
  private static final double GOAL_LIST = 1.5;
  private static final double GOAL_PEER_MILLIS = 5;
  private static final int DATABASES = 200;
  private static final int TIMES = 10;
  private static final int WARM_UPS = 10;
  private static final String USER = "ada";
  private static final String PASSWORD = "bench";

  private SnowflakeBench() {}

  static void measure(DatabaseManager manager, Table table, Set<String> wanted, PgSizes sizes)
      throws Exception {
    if (ALL.stream().noneMatch(wanted::contains)) {
      return;
    }
    try (SnowflakeModel model =
            SnowflakeModel.builder().account("ACME", "PROD").user(USER, PASSWORD).build();
        SnowflakePeer peer = model.serve(SnowflakePeer.builder())) {
      table.heading("Snowflake: a model behind " + peer);
      if (wanted.contains("snow-list")) {
        list(manager, model, peer, table, sizes);
      }
      if (wanted.contains("snow-connect")) {
        connect(manager, peer, table, sizes);
      }
    }
  }

  private static void list(
      DatabaseManager manager, SnowflakeModel model, SnowflakePeer peer, Table table, PgSizes sizes)
      throws Exception {
    for (int i = 0; i < DATABASES; i++) {
      model.data().database("GDS_BENCH_" + i);
    }
    try (SnowflakeEngine engine = manager.open(info(peer), SnowflakeEngine.class);
        Connection connection = driver(peer)) {
      ours(engine);
      peer.script().forget();
      ours(engine);
      List<WireRequest> sent = peer.script().requests();
      table.figure("snow-list " + DATABASES + " databases: statements", sent.size(), "", 1);
      // The model itself takes most of the time: so its answer is kept, and given to both.
      WireAnswer answer = model.answer(sent.get(0));
      String sql = sent.get(0).statement();
      peer.script().on(sql).answer(answer);
      Stages stages =
          Stages.measure(
              WARM_UPS,
              sizes.pairs(),
              () -> many(() -> ours(engine)),
              () -> many(() -> MssqlBench.raw(connection, sql, List.of())));
      table.ratio(
          "snow-list " + DATABASES + " databases / the same SQL on JDBC",
          stages.ratio(0, 0),
          stages.noise(0, 0),
          GOAL_LIST);
      table.figure(
          "snow-list: the peer, a statement",
          Limits.millis(() -> many(() -> MssqlBench.raw(connection, "SELECT 1", List.of())))
              / TIMES,
          "ms",
          GOAL_PEER_MILLIS);
    }
  }

  private static void connect(
      DatabaseManager manager, SnowflakePeer peer, Table table, PgSizes sizes) throws Exception {
    ConnectionInfo info = info(peer);
    Stages stages =
        Stages.measure(
            WARM_UPS,
            sizes.pairs(),
            () ->
                many(
                    () -> {
                      // Its pool asks once by itself: whether the connection lives.
                      manager.open(info, SnowflakeEngine.class).close();
                    }),
            () ->
                many(
                    () -> {
                      try (Connection connection = driver(peer)) {
                        MssqlBench.raw(connection, "SELECT 1", List.of());
                      }
                    }));
    table.ratio(
        "snow-connect, opened and closed / the driver alone, asked once",
        stages.ratio(0, 0),
        stages.noise(0, 0),
        GOAL_CONNECT);
  }

  private static ConnectionInfo info(SnowflakePeer peer) {
    return new SnowflakeProvider()
        .parse(peer.jdbcUrl()).orElseThrow().toBuilder()
            .credentials(Credentials.password(USER, SecretRef.inline(PASSWORD.toCharArray())))
            .property("warehouse", "COMPUTE_WH")
            .build();
  }

  private static Connection driver(SnowflakePeer peer) throws SQLException {
    Properties login = new Properties();
    login.setProperty("user", USER);
    login.setProperty("password", PASSWORD);
    login.setProperty("warehouse", "COMPUTE_WH");
    login.setProperty("disablePlatformDetection", "true");
    login.setProperty("CLIENT_TELEMETRY_ENABLED", "false");
    login.setProperty("JDBC_QUERY_RESULT_FORMAT", "JSON");
    return DriverManager.getConnection(peer.jdbcUrl(), login);
  }

  private static double[] many(Pairs.Work work) throws Exception {
    long start = System.nanoTime();
    for (int i = 0; i < TIMES; i++) {
      work.run();
    }
    return new double[] {System.nanoTime() - start};
  }

  private static void ours(SnowflakeEngine engine) {
    int found = engine.databases(DatabaseQuery.userDatabases()).size();
    if (found < DATABASES) {
      throw new IllegalStateException("listed " + found + " instead of " + DATABASES);
    }
  }
}
