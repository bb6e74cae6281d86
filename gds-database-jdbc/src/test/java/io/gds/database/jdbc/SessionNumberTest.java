package io.gds.database.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SessionNumberTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @Test
  void theNumberIsWhatTheServerAnswers() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:")) {
      assertThat(SessionNumber.of(connection, "SELECT 57", PATIENCE)).isEqualTo(57);
    }
  }

  @Test
  void aServerThatTellsNoneIsAFailure() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:")) {
      assertThatThrownBy(() -> SessionNumber.of(connection, "SELECT 57 WHERE 1 = 0", PATIENCE))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("no number was told");
    }
  }
}
