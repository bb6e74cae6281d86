package io.gds.database.testkit.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.testkit.LeakCheck;
import io.gds.database.testkit.server.PostgresTestServer;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a real driver makes of it, and what the server did meanwhile. */
@ExtendWith(LeakCheck.class)
@Timeout(60)
class FaultProxyPostgresTest {
  private static final String CONNECTION_FAILURE = "08006";

  private static PostgresTestServer server;

  @BeforeAll
  static void startServer() {
    server = PostgresTestServer.builder().major(15).share();
  }

  @AfterAll
  static void releaseServer() {
    if (server != null) {
      server.close();
    }
  }

  private static Connection through(FaultProxy proxy, String more) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://%s:%d/postgres?sslmode=disable%s"
            .formatted(proxy.host(), proxy.port(), more),
        server.superuser(),
        "");
  }

  private static boolean exists(String database) {
    return server
        .value("SELECT true FROM pg_database WHERE datname = '" + database + "'")
        .equals(Optional.of("t"));
  }

  private static void lostOn(FaultProxy proxy, String sql) throws SQLException {
    try (Connection connection = through(proxy, "");
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.execute(sql))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(CONNECTION_FAILURE));
    }
  }

  @Test
  void theServerDoesItAndTheClientNeverHears() throws Exception {
    try (FaultProxy proxy = FaultProxy.to(server.host(), server.port())) {
      proxy.injectOn(Fault.SWALLOW_REPLY, Direction.TO_SERVER, "CREATE DATABASE");
      lostOn(proxy, "CREATE DATABASE swallowed");
      assertThat(proxy.struck()).isEqualTo(1);
      assertThat(exists("swallowed")).isTrue();
      server.execute("DROP DATABASE swallowed");
    }
  }

  @Test
  void theServerNeverGetsIt() throws Exception {
    try (FaultProxy proxy = FaultProxy.to(server.host(), server.port())) {
      proxy.injectOn(Fault.CUT, Direction.TO_SERVER, "CREATE DATABASE");
      lostOn(proxy, "CREATE DATABASE unheard");
      assertThat(proxy.struck()).isEqualTo(1);
      // Wait for the session's end, after which nothing more can come of it.
      while (!server
          .value("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'CREATE%'")
          .equals(Optional.of("0"))) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
      assertThat(exists("unheard")).isFalse();
    }
  }

  @Test
  void aReadThatStandsStillRunsIntoTheSocketTimeout() throws Exception {
    try (FaultProxy proxy = FaultProxy.to(server.host(), server.port());
        Connection connection = through(proxy, "&socketTimeout=1");
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT 1");
      proxy.inject(Fault.STALL);
      assertThatThrownBy(() -> statement.execute("SELECT 2"))
          .isInstanceOf(SQLException.class)
          .hasRootCauseInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void anAnswerBreaksOffInTheMiddle() throws Exception {
    try (FaultProxy proxy = FaultProxy.to(server.host(), server.port());
        Connection connection = through(proxy, "");
        Statement statement = connection.createStatement()) {
      proxy.injectAfter(Fault.RESET, Direction.TO_CLIENT, 20_000);
      assertThatThrownBy(() -> statement.executeQuery("SELECT repeat('x', 100000)"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(CONNECTION_FAILURE));
      assertThat(connection.isValid(1)).isFalse();
    }
  }
}
