package io.gds.database.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.testkit.LeakCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
@Timeout(120)
class PostgresTestServerTest {
  @ParameterizedTest
  @ValueSource(ints = {13, 14, 15, 16, 17, 18})
  void everyMajorStartsAnswersAndLeavesNothingBehind(int major) throws Exception {
    Path data;
    int port;
    try (PostgresTestServer server =
        PostgresTestServer.builder()
            .major(major)
            .setting("shared_preload_libraries", "pg_stat_statements")
            .setting("work_mem", "5MB")
            .setting("cluster_name", "it's \\ mine")
            .local()
            .start()) {
      data = server.dataDirectory().orElseThrow();
      port = server.port();
      assertThat(server.major()).isEqualTo(major);
      assertThat(server.version()).startsWith(major + ".");
      assertThat(server.value("SHOW server_version")).contains(server.version());
      assertThat(server.value("SHOW work_mem")).contains("5MB");
      assertThat(server.value("SHOW cluster_name")).contains("it's \\ mine");
      assertThat(server.value("SHOW server_encoding")).contains("UTF8");
      server.execute("CREATE EXTENSION pg_stat_statements", "CREATE DATABASE \"a b/ü\"");
      server.executeIn("a b/ü", "CREATE TABLE t (i int)", "INSERT INTO t VALUES (1), (2)");
      assertThat(server.valueIn("a b/ü", "SELECT count(*) FROM t")).contains("2");
      assertThat(server.value("SELECT null")).isEmpty();
      assertThat(server.value("SELECT 1 WHERE false")).isEmpty();
      assertThat(server.url("a b/ü"))
          .isEqualTo("postgresql://postgres@127.0.0.1:" + port + "/a%20b%2F%C3%BC");
      try (Connection connection =
          DriverManager.getConnection(server.jdbcUrl("a b/ü"), server.superuser(), "")) {
        assertThat(connection.getCatalog()).isEqualTo("a b/ü");
      }
      assertThat(server.password()).isEmpty();
      assertThat(server.logFile().orElseThrow()).content().contains("ready to accept connections");
      assertThat(server).hasToString("embedded PostgreSQL " + server.version() + " in " + data);
      assertThat(data.getParent().getFileName().toString())
          .startsWith("postgres-test-" + ProcessHandle.current().pid() + "-" + server.version());
    }
    assertThat(data.getParent()).doesNotExist();
    assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
        .isInstanceOf(IOException.class);
  }

  @Test
  void aServerOfOnesOwnStopsCrashesAndComesBackWithItsDataAtItsPort() {
    try (PostgresTestServer server =
        PostgresTestServer.builder().major(15).checksums().local().start()) {
      assertThat(server.value("SHOW data_checksums")).contains("on");
      int port = server.port();
      server.execute("CREATE TABLE t (i int)", "INSERT INTO t VALUES (1)");
      server.restart();
      assertThat(server.port()).isEqualTo(port);
      assertThat(server.value("SELECT i FROM t")).contains("1");
      server.start();

      server.execute("INSERT INTO t VALUES (2)");
      server.stop(StopMode.IMMEDIATE);
      server.stop(StopMode.FAST);
      assertThatThrownBy(() -> server.value("SELECT 1"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("refused");
      server.start();
      assertThat(server.value("SELECT count(*) FROM t")).contains("2");
      assertThat(server.logFile().orElseThrow()).content().contains("not properly shut down");

      server.close();
      server.close();
      assertThatThrownBy(server::start).hasMessageContaining("is closed");
      assertThatThrownBy(server::restart).hasMessageContaining("is closed");
    }
  }

  @Test
  void aServerThatAsksForPasswordsLetsNobodyInWithoutAndIsMadeAsInitdbIsTold() throws SQLException {
    String password = "p'w \\: ü";
    try (PostgresTestServer server =
        PostgresTestServer.builder()
            .major(18)
            .scram(password)
            .initdb("--wal-segsize=1", "--no-data-checksums")
            .start()) {
      assertThat(server.value("SHOW wal_segment_size")).contains("1MB");
      assertThat(server.value("SHOW data_checksums")).contains("off");
      assertThat(server.password()).contains(password);
      assertThat(
              server.value(
                  "SELECT rolpassword LIKE 'SCRAM-SHA-256$%' FROM pg_authid"
                      + " WHERE rolname = 'postgres'"))
          .contains("t");
      assertThatThrownBy(
              () -> DriverManager.getConnection(server.jdbcUrl("postgres"), "postgres", "x"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
      assertThat(server.toString() + server.url("postgres")).doesNotContain(password, "p'w");
      Path home = server.dataDirectory().orElseThrow().getParent();
      assertThat(home.resolve("password")).doesNotExist();
      try (Connection connection = server.connect("postgres")) {
        assertThat(connection.isValid(1)).isTrue();
      }
    }
  }

  @Test
  void testsThatWantTheSameShareOneServerThatNoneOfThemMayStop() {
    PostgresTestServer.Builder wanted =
        PostgresTestServer.builder().major(15).setting("work_mem", "6MB");
    PostgresTestServer first = wanted.share();
    PostgresTestServer second = wanted.share();
    PostgresTestServer other =
        PostgresTestServer.builder().major(15).setting("work_mem", "7MB").share();
    try {
      assertThat(second.port()).isEqualTo(first.port());
      assertThat(other.port()).isNotEqualTo(first.port());
      assertThatThrownBy(() -> first.stop(StopMode.FAST))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("shared with other tests");
      assertThatThrownBy(first::restart).isInstanceOf(IllegalStateException.class);

      first.close();
      first.close();
      PostgresTestServer.stopIdle();
      assertThat(second.value("SELECT 1")).contains("1");
    } finally {
      first.close();
      second.close();
      other.close();
    }
    assertThat(second.value("SELECT 1")).as("idle, and kept for the next").contains("1");
    PostgresTestServer.stopIdle();
    assertThat(Files.exists(second.dataDirectory().orElseThrow())).isFalse();
    try (PostgresTestServer again = wanted.share()) {
      assertThat(again.value("SELECT 1")).contains("1");
    }
    PostgresTestServer.stopIdle();
  }

  @Test
  void aServerThatDoesNotStartSaysWhyAndLeavesNothing() {
    assertThatThrownBy(
            () -> PostgresTestServer.builder().major(15).setting("work_mem", "lots").start())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("does not start")
        .hasMessageContaining("invalid value for parameter \"work_mem\": \"lots\"");
    assertThatThrownBy(() -> PostgresTestServer.builder().major(15).initdb("--nonsense").start())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("initdb")
        .hasMessageContaining("unrecognized option '--nonsense'");
  }

  @Test
  void whatFailsNamesTheServer() {
    try (PostgresTestServer server = PostgresTestServer.builder().major(15).share()) {
      assertThatThrownBy(() -> server.execute("CREATE NONSENSE"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("embedded PostgreSQL 15.")
          .hasMessageContaining("syntax error")
          .hasCauseInstanceOf(SQLException.class);
      assertThatThrownBy(() -> server.connect("nowhere")).hasMessageContaining("does not exist");
    }
  }

  @Test
  void thereIsNoMajorBelowOne() {
    assertThatThrownBy(() -> PostgresTestServer.builder().major(0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
