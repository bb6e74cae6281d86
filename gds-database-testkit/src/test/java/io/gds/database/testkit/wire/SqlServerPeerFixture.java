package io.gds.database.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.testkit.LeakCheck;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A peer with a connection to it, for each test. */
@ExtendWith(LeakCheck.class)
@Timeout(30)
abstract class SqlServerPeerFixture {
  SqlServerPeer peer;
  WireScript script;
  Connection connection;

  @BeforeEach
  void connect() throws SQLException {
    peer = SqlServerPeer.builder().server("DB1\\SHOP").start();
    script = peer.script();
    connection = connected("");
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
    peer.close();
  }

  Connection connected(String properties) throws SQLException {
    String url = peer.jdbcUrl("shop") + ";socketTimeout=20000" + properties;
    return DriverManager.getConnection(url, "ada", "");
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

  /** Rows of the numbers from 1 on. */
  static WireAnswer.Rows numbers(int count) {
    return WireAnswer.rows("a int")
        .all(IntStream.rangeClosed(1, count).mapToObj(WireRow::of).toList());
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
