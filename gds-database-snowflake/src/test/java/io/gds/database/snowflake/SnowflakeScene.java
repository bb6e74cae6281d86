package io.gds.database.snowflake;

import io.gds.database.CreateOptions;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.Credentials;
import io.gds.database.connection.SecretRef;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.testkit.snowflake.SnowflakeModel;
import io.gds.database.testkit.wire.SnowflakePeer;
import io.gds.database.testkit.wire.WireRequest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.function.UnaryOperator;

/** An engine on a model of an account, through the real driver. */
final class SnowflakeScene implements AutoCloseable {
  private final String password;
  private final DatabaseManager manager;
  private final SnowflakeCorpus corpus;
  final SnowflakeModel model;
  final SnowflakePeer peer;
  final SnowflakeEngine engine;

  SnowflakeScene() {
    this(UnaryOperator.identity());
  }

  SnowflakeScene(UnaryOperator<SnowflakeModel.Builder> like) {
    this("first", DatabaseManager.of(new SnowflakeProvider()), like);
  }

  /** A scene of its own manager, which it closes. */
  SnowflakeScene(
      String password, DatabaseManager manager, UnaryOperator<SnowflakeModel.Builder> like) {
    this.password = password;
    this.manager = manager;
    model =
        like.apply(
                SnowflakeModel.builder()
                    .account("ACME", "PROD")
                    .user("ada", password)
                    .user("clerk", "second"))
            .build();
    peer = model.serve(SnowflakePeer.builder());
    corpus = SnowflakeCorpus.watch(peer);
    engine = open("ada", password);
  }

  ConnectionInfo info(String user, String password) {
    return info(peer, user, password);
  }

  static ConnectionInfo info(SnowflakePeer peer, String user, String password) {
    return SnowflakeUrlGrammar.parse(peer.jdbcUrl()).orElseThrow().toBuilder()
        .credentials(Credentials.password(user, SecretRef.inline(password.toCharArray())))
        .property("maxHttpRetries", "1")
        .property("warehouse", "COMPUTE_WH")
        .build();
  }

  SnowflakeEngine open(String user, String password) {
    return manager.open(info(user, password), SnowflakeEngine.class);
  }

  SnowflakeEngine open(ConnectionInfo info) {
    return manager.open(info, SnowflakeEngine.class);
  }

  SnowflakeDatabase create(String name) {
    return engine.database(name).create(CreateOptions.defaults());
  }

  /** How many statements something takes, on a connection that was used just now. */
  int statements(Runnable what) {
    engine.ping();
    int before = peer.script().requests().size();
    what.run();
    return peer.script().requests().size() - before;
  }

  /** What was sent that changes something. */
  List<String> changes() {
    return peer.script().requests().stream()
        .map(WireRequest::statement)
        .filter(sql -> !sql.startsWith("SELECT") && !sql.startsWith("SHOW"))
        .toList();
  }

  /** Sends statements, as another client would. */
  void execute(String... statements) {
    Properties properties = new Properties();
    properties.put("user", "ada");
    properties.put("password", password);
    properties.put("warehouse", "COMPUTE_WH");
    properties.put("disablePlatformDetection", "true");
    properties.put("CLIENT_TELEMETRY_ENABLED", "false");
    try (Connection connection = DriverManager.getConnection(peer.jdbcUrl(), properties);
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      peer.script().verify();
      corpus.verify();
    } finally {
      manager.close();
      peer.close();
      model.close();
    }
  }
}
