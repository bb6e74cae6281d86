package io.gds.database.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gds.database.testkit.snowflake.SnowflakeModel;
import io.gds.database.testkit.wire.SnowflakePeer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** The account of the testkit, through the real driver. */
class SnowflakeModelDriverTest {
  private static Connection connect(SnowflakePeer peer, String user, String password)
      throws SQLException {
    Properties properties = new Properties();
    properties.put("user", user);
    properties.put("password", password);
    properties.put("disablePlatformDetection", "true");
    properties.put("CLIENT_TELEMETRY_ENABLED", "false");
    return DriverManager.getConnection(peer.jdbcUrl(), properties);
  }

  private static String first(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }

  @Test
  void answersTheDriver() throws SQLException {
    try (SnowflakeModel model = SnowflakeModel.builder().user("ada", "secret").build();
        SnowflakePeer peer = model.serve(SnowflakePeer.builder());
        Connection connection = connect(peer, "ada", "secret");
        Statement statement = connection.createStatement()) {
      assertThat(statement.execute("CREATE DATABASE SHOP")).isFalse();
      assertThat(first(statement, "SELECT CURRENT_DATABASE()")).isEqualTo("SHOP");
      assertThat(first(statement, "SELECT CURRENT_ROLE()")).isEqualTo("ACCOUNTADMIN");
      statement.execute("CREATE TABLE T (ID INT, AT TIMESTAMP_LTZ, WHAT VARCHAR)");
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO T SELECT ?, CURRENT_TIMESTAMP(), ?")) {
        insert.setInt(1, 1);
        insert.setString(2, "it's");
        assertThat(insert.executeUpdate()).isEqualTo(1);
      }
      assertThat(model.data().rows("SHOP", "PUBLIC", "T")).hasSize(1);
      try (ResultSet rows = statement.executeQuery("SHOW TABLES IN DATABASE SHOP")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getLong("rows")).isEqualTo(1);
        assertThat(rows.getTimestamp("created_on")).isNotNull();
      }
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(() -> statement.execute("DROP DATABASE NOWHERE"))
          .satisfies(
              e -> {
                assertThat(e.getErrorCode()).isEqualTo(2003);
                assertThat(e.getSQLState()).isEqualTo("02000");
              });
      assertThat(
              first(
                  statement,
                  "SELECT execution_status FROM TABLE(SHOP.INFORMATION_SCHEMA.QUERY_HISTORY())"
                      + " WHERE query_text = 'DROP DATABASE NOWHERE'"))
          .isEqualTo("FAILED_WITH_ERROR");
      statement.execute("DROP DATABASE SHOP");
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(() -> connect(peer, "ada", "wrong"))
          .satisfies(e -> assertThat(e.getErrorCode()).isEqualTo(390100));
    }
  }
}
