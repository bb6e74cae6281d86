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
