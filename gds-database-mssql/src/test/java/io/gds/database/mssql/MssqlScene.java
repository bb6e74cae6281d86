package io.gds.database.mssql;

import io.gds.database.CreateOptions;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.Credentials;
import io.gds.database.connection.SecretRef;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.testkit.sqlserver.SqlServerEdition;
import io.gds.database.testkit.sqlserver.SqlServerModel;
import io.gds.database.testkit.sqlserver.SqlServerRelease;
import io.gds.database.testkit.wire.SqlServerPeer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneId;
import java.util.List;
import java.util.function.UnaryOperator;

/** An engine on a model of a server, through the real driver; all that was sent is counted. */
final class MssqlScene implements AutoCloseable {
  final SqlServerModel model;
  final SqlServerPeer peer;
  final DatabaseManager manager;
  final MssqlEngine engine;
  private final MssqlCorpus corpus;
  private final String password;

  MssqlScene() {
    this(SqlServerRelease.SQL_SERVER_2022, SqlServerEdition.DEVELOPER);
  }

  MssqlScene(SqlServerRelease release, SqlServerEdition edition) {
    this(builder -> builder.release(release).edition(edition));
  }

  MssqlScene(UnaryOperator<SqlServerModel.Builder> like) {
    this("first", DatabaseManager.of(new MssqlProvider()), like);
  }

  /** A scene of its own manager, which it closes. */
  MssqlScene(String password, DatabaseManager manager, UnaryOperator<SqlServerModel.Builder> like) {
    this.password = password;
    this.manager = manager;
    model =
        like.apply(
                SqlServerModel.builder()
                    .zone(ZoneId.of("Asia/Kolkata"))
                    .login("sa", password)
                    .login("clerk", "second"))
            .build();
    peer = model.serve(SqlServerPeer.builder());
    corpus = MssqlCorpus.watch(peer);
    engine = open("sa", password);
  }

  ConnectionInfo info(String user, String password) {
    return MssqlUrlGrammar.parse(peer.jdbcUrl("master")).orElseThrow().toBuilder()
        .credentials(Credentials.password(user, SecretRef.inline(password.toCharArray())))
        .build();
  }

  MssqlEngine open(String user, String password) {
    return manager.open(info(user, password), MssqlEngine.class);
  }

  MssqlDatabase create(String name) {
    return engine.database(name).create(CreateOptions.defaults());
  }

  MssqlEngine clerk() {
    return open("clerk", "second");
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
    return peer.script().statements().stream().filter(sql -> !sql.startsWith("SELECT")).toList();
  }

  /** A session of somebody else in this database. */
  Connection occupy(String database) {
    try {
      return DriverManager.getConnection(peer.jdbcUrl(database), "sa", password);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sends statements, as another client would. */
  void execute(String... statements) {
    try (Connection connection = occupy("master");
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
