package io.gds.database.bench;

import com.microsoft.sqlserver.jdbc.SQLServerDriver;
import io.gds.database.DatabaseQuery;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.Credentials;
import io.gds.database.connection.SecretRef;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.mssql.MssqlEngine;
import io.gds.database.mssql.MssqlProvider;
import io.gds.database.testkit.sqlserver.SqlServerModel;
import io.gds.database.testkit.wire.SqlServerPeer;
import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireRequest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * The measurements on SQL Server, through the real driver to a peer in this JVM: what the library
 * adds to the driver, and what the peer takes for itself. What a server takes they cannot tell.
 */
final class MssqlBench {
  static final List<String> ALL = List.of("sql-list", "sql-connect", "sql-plan");

  private static final double GOAL_LIST = 1.5;
  private static final double GOAL_PEER_MILLIS = 3;
  private static final int DATABASES = 200;
  private static final int TIMES = 20;
  private static final int WARM_UPS = 10;
  private static final String USER = "sa";
  private static final String PASSWORD = "bench";

  private MssqlBench() {}

  static void measure(DatabaseManager manager, Table table, Set<String> wanted, PgSizes sizes)
      throws Exception {
    if (ALL.stream().noneMatch(wanted::contains)) {
      return;
    }
    try (SqlServerModel model = SqlServerModel.builder().login(USER, PASSWORD).build();
        SqlServerPeer peer = model.serve(SqlServerPeer.builder())) {
      table.heading("SQL Server: a model behind " + peer);
      if (wanted.contains("sql-list")) {
        list(manager, model, peer, table, sizes);
      }
      if (wanted.contains("sql-connect")) {
        connect(manager, peer, table, sizes);
      }
      if (wanted.contains("sql-plan")) {
        try (MssqlEngine engine = manager.open(info(peer), MssqlEngine.class);
            Connection connection = driver(peer)) {
          new MssqlPlan(engine, model, peer, connection).measure(table);
        }
      }
    }
  }

  private static void list(
      DatabaseManager manager, SqlServerModel model, SqlServerPeer peer, Table table, PgSizes sizes)
      throws Exception {
    for (int i = 0; i < DATABASES; i++) {
      model.answer(
          new WireRequest(
              0, USER, "master", "CREATE DATABASE [gds_bench_" + i + "]", List.of(), Map.of()));
    }
    try (MssqlEngine engine = manager.open(info(peer), MssqlEngine.class);
        Connection connection = driver(peer)) {
      ours(engine);
      peer.script().forget();
      ours(engine);
      List<WireRequest> sent = peer.script().requests();
      table.figure("sql-list " + DATABASES + " databases: statements", sent.size(), "", 1);
      // The model itself takes most of the time: so its answer is kept, and given to both.
      WireAnswer answer = model.answer(sent.get(0));
      peer.script().on(sent.get(0).statement()).answer(answer);
      String sql = sent.get(0).statement().replaceAll("@P\\d+", "?");
      Stages stages =
          Stages.measure(
              WARM_UPS,
              sizes.pairs(),
              () -> many(() -> ours(engine)),
              () -> many(() -> raw(connection, sql, sent.get(0).binds())));
      table.ratio(
          "sql-list " + DATABASES + " databases / the same SQL on JDBC",
          stages.ratio(0, 0),
          stages.noise(0, 0),
          GOAL_LIST);
      table.figure(
          "sql-list: the peer, a statement",
          Limits.millis(() -> many(() -> raw(connection, "SELECT 1", List.of()))) / TIMES,
          "ms",
          GOAL_PEER_MILLIS);
    }
  }

  private static void connect(
      DatabaseManager manager, SqlServerPeer peer, Table table, PgSizes sizes) throws Exception {
    ConnectionInfo info = info(peer);
    Stages stages =
        Stages.measure(
            WARM_UPS,
            sizes.pairs(),
            () ->
                many(
                    () -> {
                      try (MssqlEngine engine = manager.open(info, MssqlEngine.class)) {
                        engine.ping();
                      }
                    }),
            () ->
                many(
                    () -> {
                      try (Connection connection = driver(peer)) {
                        raw(connection, "SELECT 1", List.of());
                      }
                    }));
    table.ratio(
        "sql-connect, asked what it is and closed / the driver alone",
        stages.ratio(0, 0),
        stages.noise(0, 0),
        0);
  }

  private static ConnectionInfo info(SqlServerPeer peer) {
    return new MssqlProvider()
        .parse(peer.jdbcUrl("master")).orElseThrow().toBuilder()
            .credentials(Credentials.password(USER, SecretRef.inline(PASSWORD.toCharArray())))
            .build();
  }

  private static Connection driver(SqlServerPeer peer) throws SQLException {
    Properties login = new Properties();
    login.setProperty("user", USER);
    login.setProperty("password", PASSWORD);
    return new SQLServerDriver().connect(peer.jdbcUrl("master"), login);
  }

  private static double[] many(Pairs.Work work) throws Exception {
    long start = System.nanoTime();
    for (int i = 0; i < TIMES; i++) {
      work.run();
    }
    return new double[] {System.nanoTime() - start};
  }

  private static void ours(MssqlEngine engine) {
    int found = engine.databases(DatabaseQuery.userDatabases()).size();
    if (found < DATABASES) {
      throw new IllegalStateException("listed " + found + " instead of " + DATABASES);
    }
  }

  /** As the library sends it: what has no binds as a batch. */
  static void raw(Connection connection, String sql, List<?> binds) throws SQLException {
    if (binds.isEmpty()) {
      try (Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery(sql)) {
        readAll(rows);
      }
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < binds.size(); i++) {
        statement.setObject(i + 1, binds.get(i));
      }
      try (ResultSet rows = statement.executeQuery()) {
        readAll(rows);
      }
    }
  }

  private static void readAll(ResultSet rows) throws SQLException {
    int columns = rows.getMetaData().getColumnCount();
    while (rows.next()) {
      for (int column = 1; column <= columns; column++) {
        rows.getObject(column);
      }
    }
  }
}
