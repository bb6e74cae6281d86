package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.testkit.fault.FaultProxy;
import io.gds.database.testkit.server.PostgresTestServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementTapTest {
  private interface Work {
    void on(Connection connection) throws SQLException;
  }

  private static StatementTap during(String mode, Work work) throws SQLException {
    StatementTap tap = new StatementTap();
    try (PostgresTestServer server =
            PostgresTestServer.builder().major(PostgresMajors.NEWEST).share();
        FaultProxy proxy = FaultProxy.to(server.host(), server.port()).tap(tap);
        Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://%s:%d/postgres?assumeMinServerVersion=13&preferQueryMode=%s"
                    .formatted(proxy.host(), proxy.port(), mode),
                server.superuser(),
                server.password().orElse(""))) {
      assertThat(tap.statements()).as("the driver's own, to connect").isZero();
      work.on(connection);
    }
    return tap;
  }

  @ParameterizedTest
  @ValueSource(strings = {"extended", "simple"})
  void eachExecutionIsOneStatementWhateverTheProtocol(String mode) throws SQLException {
    StatementTap tap =
        during(
            mode,
            connection -> {
              try (PreparedStatement statement =
                  connection.prepareStatement("SELECT 1 WHERE 'é' <> ?")) {
                for (int i = 0; i < 10; i++) {
                  statement.setString(1, "x".repeat(20_000));
                  statement.execute();
                }
              }
            });
    assertThat(tap.isReadable()).isTrue();
    assertThat(tap.statements()).isEqualTo(10);
    assertThat(tap.roundTrips()).isEqualTo(10);
    assertThat(tap.since(0)).allMatch(text -> text.startsWith("SELECT 1 WHERE 'é' <> "));
  }

  @Test
  void whatTheDriverSendsForATransactionIsSeenAndWhatThePoolAsksIsNot() throws SQLException {
    StatementTap tap =
        during(
            "extended",
            connection -> {
              assertThat(connection.isValid(5)).isTrue();
              assertThat(connection.getTransactionIsolation()).isPositive();
              connection.setAutoCommit(false);
              try (Statement statement = connection.createStatement()) {
                statement.execute("SELECT 1;SELECT 2");
              }
              connection.commit();
            });
    assertThat(tap.since(0)).containsExactly("BEGIN", "SELECT 1", "SELECT 2", "COMMIT");
    assertThat(tap.roundTrips()).isEqualTo(2);
  }
}
