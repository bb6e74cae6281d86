package io.gds.database.mssql;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.Credentials;
import io.gds.database.connection.SecretRef;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.testkit.sqlserver.SqlServerCluster;
import io.gds.database.testkit.sqlserver.SqlServerModel;
import io.gds.database.testkit.sqlserver.SqlServerRelease;
import io.gds.database.testkit.wire.SqlServerPeer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Servers that share availability groups, each behind a peer, and engines on them. */
final class MssqlGroupScene implements AutoCloseable {
  static final String GROUP = "ag1";

  final Map<String, SqlServerModel> models = new LinkedHashMap<>();
  final Map<String, SqlServerPeer> peers = new LinkedHashMap<>();
  private final List<MssqlCorpus> corpora = new ArrayList<>();
  final DatabaseManager manager = DatabaseManager.of(new MssqlProvider());
  final SqlServerCluster cluster;

  private MssqlGroupScene(boolean windows, SqlServerRelease release, String... names) {
    for (String name : names) {
      SqlServerModel model =
          SqlServerModel.builder()
              .name(name)
              .release(release)
              .zone(ZoneId.of("Asia/Kolkata"))
              .login("sa", "first")
              .login("clerk", "second")
              .build();
      models.put(name, model);
      SqlServerPeer peer = model.serve(SqlServerPeer.builder());
      peers.put(name, peer);
      corpora.add(MssqlCorpus.watch(peer));
    }
    SqlServerModel[] all = models.values().toArray(SqlServerModel[]::new);
    cluster = windows ? SqlServerCluster.windows("WSFC1", all) : SqlServerCluster.network(all);
  }

  static MssqlGroupScene windows(String... names) {
    return new MssqlGroupScene(true, SqlServerRelease.SQL_SERVER_2022, names);
  }

  static MssqlGroupScene network(String... names) {
    return new MssqlGroupScene(false, SqlServerRelease.SQL_SERVER_2022, names);
  }

  static MssqlGroupScene of(SqlServerRelease release, String... names) {
    return new MssqlGroupScene(true, release, names);
  }

  SqlServerPeer peer(String name) {
    return peers.get(name);
  }

  SqlServerModel model(String name) {
    return models.get(name);
  }

  ConnectionInfo info(String name, String user, String password) {
    return MssqlUrlGrammar.parse(peer(name).jdbcUrl("master")).orElseThrow().toBuilder()
        .name(name.toLowerCase(Locale.ROOT) + "-engine")
        .credentials(Credentials.password(user, SecretRef.inline(password.toCharArray())))
        .build();
  }

  /** An engine on a server that knows these others. */
  MssqlEngine open(String name, List<String> others) {
    return open(name, "sa", "first", others);
  }

  MssqlEngine open(String name, String user, String password, List<String> others) {
    ConnectionInfo.Builder info = info(name, user, password).toBuilder();
    others.forEach(other -> info.peer(other, info(other, user, password)));
    return manager.open(info.build(), MssqlEngine.class);
  }

  /** An engine that knows all others. */
  MssqlEngine open(String name) {
    return open(name, models.keySet().stream().filter(each -> !each.equals(name)).toList());
  }

  /** Takes a full backup, as another client would. */
  void backup(String name, String database) {
    try (Connection connection =
            DriverManager.getConnection(peer(name).jdbcUrl("master"), "sa", "first");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "BACKUP DATABASE " + MssqlSql.name(database) + " TO DISK = N'/b/1.bak' WITH INIT");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sends a statement, as another client would. */
  void execute(String name, String sql) {
    try (Connection connection =
            DriverManager.getConnection(peer(name).jdbcUrl("master"), "sa", "first");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** How many statements something takes, on all servers together. */
  int statements(Runnable what) {
    int before = sent();
    what.run();
    return sent() - before;
  }

  private int sent() {
    return peers.values().stream().mapToInt(peer -> peer.script().requests().size()).sum();
  }

  /** What was refused, each as its rule and subject. */
  static List<String> refusals(Operation<?> operation) {
    return operation.checks().stream()
        .filter(Check::refused)
        .map(check -> check.rule() + "|" + check.subject())
        .toList();
  }

  /** What was sent to a server that changes something. */
  List<String> changes(String name) {
    return peer(name).script().statements().stream()
        .filter(sql -> sql.startsWith("ALTER") || sql.startsWith("CREATE"))
        .toList();
  }

  @Override
  public void close() {
    try {
      peers.values().forEach(peer -> peer.script().verify());
      corpora.forEach(MssqlCorpus::verify);
    } finally {
      manager.close();
      peers.values().forEach(SqlServerPeer::close);
      models.values().forEach(SqlServerModel::close);
    }
  }
}
