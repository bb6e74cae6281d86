package io.gds.database.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.testkit.LeakCheck;
import io.gds.database.testkit.wire.SnowflakePeer;
import io.gds.database.testkit.wire.WireScript;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A peer with a connection of the bare driver to it, for each test. */
@ExtendWith(LeakCheck.class)
@Timeout(30)
abstract class SnowflakePeerFixture {
  SnowflakePeer peer;
  WireScript script;
  Connection connection;

  @BeforeEach
  void connect() throws SQLException {
    peer = builder().start();
    script = peer.script();
    connection = connected();
  }

  /** What the peer is like. */
  SnowflakePeer.Builder builder() {
    return SnowflakePeer.builder().user("ada", "secret");
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
    peer.close();
  }

  /** Another connection, with these properties besides, as names and values in turn. */
  Connection connected(String... more) throws SQLException {
    Properties properties = new Properties();
    properties.put("user", "ada");
    properties.put("password", "secret");
    properties.put("disablePlatformDetection", "true");
    properties.put("CLIENT_TELEMETRY_ENABLED", "false");
    properties.put("db", "SHOP");
    properties.put("schema", "PUBLIC");
    properties.put("warehouse", "WH");
    properties.put("role", "SYSADMIN");
    for (int i = 0; i < more.length; i += 2) {
      properties.put(more[i], more[i + 1]);
    }
    return DriverManager.getConnection(peer.jdbcUrl(), properties);
  }

  boolean execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.execute(sql);
    }
  }

  /** Reads the first value of the first row, as the driver gives it. */
  Object first(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getObject(1);
    }
  }

  static void assertError(int code, String state, ThrowingCallable work) {
    assertThatThrownBy(work)
        .isInstanceOfSatisfying(
            SQLException.class,
            e -> {
              assertThat(e.getErrorCode()).isEqualTo(code);
              assertThat(e.getSQLState()).isEqualTo(state);
            });
  }
}
