package io.gds.database.testkit.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.testkit.wire.SqlServerPeer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The model behind the peer, asked by the real driver. */
class SqlServerModelServedTest {
  private final SqlServerModel model =
      SqlServerModel.builder().login("sa", "secret").login("guest1", "other").build();
  private final SqlServerPeer peer = model.serve(SqlServerPeer.builder());

  @AfterEach
  void end() {
    peer.close();
    model.close();
  }

  private Connection connect(String database, String user, String password) throws SQLException {
    return DriverManager.getConnection(peer.jdbcUrl(database), user, password);
  }

  @Test
  void aDatabaseIsMadeListedAndTaken() throws SQLException {
    try (Connection connection = connect("master", "sa", "secret");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE [o'brien]");
      try (PreparedStatement query =
          connection.prepareStatement(
              "SELECT d.name, d.create_date, d.compatibility_level FROM sys.databases d"
                  + " WHERE d.database_id > ?")) {
        query.setInt(1, 4);
        try (ResultSet rows = query.executeQuery()) {
          assertThat(rows.next()).isTrue();
          assertThat(rows.getString("name")).isEqualTo("o'brien");
          assertThat(rows.getInt("compatibility_level")).isEqualTo(160);
          assertThat(rows.getTimestamp("create_date")).isNotNull();
          assertThat(rows.next()).isFalse();
        }
      }
      try (Connection inside = connect("o'brien", "sa", "secret")) {
        assertThat(inside.isValid(5)).isTrue();
        assertThatThrownBy(() -> statement.execute("DROP DATABASE [o'brien]"))
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(3702));
      }
    }
  }

  @Test
  void aBackupTellsHowFarItIsAndIsFoundInTheHistory() throws SQLException {
    try (Connection connection = connect("master", "sa", "secret");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE shop");
      model.add("shop", List.of("one"));
      try (PreparedStatement backup =
          connection.prepareStatement(
              "BACKUP DATABASE ? TO DISK = ? WITH CHECKSUM, INIT, NAME = ?, STATS = 25")) {
        backup.setString(1, "shop");
        backup.setString(2, "/b/shop.bak");
        backup.setString(3, "one");
        backup.execute();
        SQLException first = backup.getWarnings();
        assertThat(first.getErrorCode()).isEqualTo(3211);
      }
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT b.name, b.first_lsn, b.backup_set_uuid FROM msdb.dbo.backupset b")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(1)).isEqualTo("one");
        assertThat(rows.getBigDecimal(2)).isPositive();
        assertThat(rows.getString(3)).hasSize(36);
      }
    }
  }

  @Test
  void aSessionIsSeenAndKilled() throws SQLException {
    try (Connection connection = connect("master", "sa", "secret");
        Connection other = connect("msdb", "guest1", "other");
        Statement statement = connection.createStatement()) {
      int number;
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT s.session_id, DB_NAME(s.database_id) AS db FROM sys.dm_exec_sessions s"
                  + " WHERE s.login_name = N'guest1'")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString("db")).isEqualTo("msdb");
        number = rows.getInt(1);
      }
      statement.execute("KILL " + number);
      assertThat(other.isValid(5)).isFalse();
    }
  }

  private static void assertRefused(Statement statement, String sql, int number) {
    assertThatThrownBy(() -> statement.execute(sql))
        .as(sql)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(number));
  }

  @Test
  void aKilledSessionUndoesItsWorkFirstAndSaysHowFarItIs() throws SQLException {
    int worker = model.sessions().open("guest1", "till", "master");
    model.sessions().undoes(worker, 40, Duration.ofSeconds(7));
    try (Connection connection = connect("master", "sa", "secret");
        Statement statement = connection.createStatement()) {
      assertRefused(statement, "KILL " + worker + " WITH STATUSONLY", 6120);
      statement.execute("KILL " + worker);
      statement.execute("KILL " + worker + " WITH STATUSONLY");
      assertThat(statement.getWarnings().getMessage())
          .contains("completion: 40%. Estimated time remaining: 7 seconds");
      assertRefused(statement, "KILL 5", 6107);
      assertRefused(statement, "KILL 31000", 6106);
    }
    assertThat(model.sessions().in("master")).contains(worker);
    model.sessions().close(worker);
    assertThat(model.sessions().in("master")).doesNotContain(worker);
  }

  @Test
  void theServersWorkIsSeenByThoseWhoMay() throws SQLException {
    try (Connection connection = connect("master", "guest1", "other");
        Statement statement = connection.createStatement()) {
      assertRefused(statement, "SELECT c.session_id FROM sys.dm_exec_connections c", 300);
      try (ResultSet rows =
          statement.executeQuery("SELECT s.session_id FROM sys.dm_exec_sessions s")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.next()).as("only its own").isFalse();
      }
    }
  }

  @Test
  void aValueThatCannotBeInstalledKeepsAllFromBeingInstalled() throws SQLException {
    try (Connection connection = connect("master", "sa", "secret");
        Statement statement = connection.createStatement()) {
      assertRefused(statement, "EXEC sys.sp_configure 'recovery interval (min)', 90", 15123);
      statement.execute("EXEC sys.sp_configure 'show advanced options', 1; RECONFIGURE");
      statement.execute("EXEC sys.sp_configure 'recovery interval (min)', 90");
      statement.execute("EXEC sys.sp_configure 'nested triggers', 0");
      assertRefused(statement, "RECONFIGURE", 5807);
      statement.execute("RECONFIGURE WITH OVERRIDE");
      statement.execute("EXEC sys.sp_configure 'min server memory (MB)', 4096");
      statement.execute("EXEC sys.sp_configure 'max server memory (MB)', 2048");
      assertRefused(statement, "RECONFIGURE WITH OVERRIDE", 5831);
    }
  }

  @Test
  void aServerThatIsShutDownIsGoneUntilItIsUpAgain() throws SQLException {
    try (Connection connection = connect("master", "guest1", "other");
        Statement statement = connection.createStatement()) {
      statement.execute("SHUTDOWN");
      assertThat(statement.getWarnings().getErrorCode()).as("refused by a message").isEqualTo(6004);
    }
    try (Connection connection = connect("master", "sa", "secret");
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.execute("SHUTDOWN WITH NOWAIT"))
          .isInstanceOf(SQLException.class);
      assertThat(connection.isValid(5)).isFalse();
    }
    assertThatThrownBy(() -> connect("master", "sa", "secret"))
        .hasMessageContaining("Connection refused");
    int port = peer.port();
    peer.up();
    assertThat(peer.port()).isEqualTo(port);
    try (Connection connection = connect("master", "sa", "secret")) {
      assertThat(connection.isValid(5)).isTrue();
    }
  }

  @Test
  void whoHasNoRightIsRefusedByNumber() throws SQLException {
    try (Connection connection = connect("master", "guest1", "other");
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.execute("CREATE DATABASE x"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(262));
    }
  }
}
