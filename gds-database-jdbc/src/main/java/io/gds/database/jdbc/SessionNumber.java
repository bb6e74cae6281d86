package io.gds.database.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * The number that a server knows a connection by, where its driver does not tell: asked while the
 * connection is made, before any pool has it.
 */
public final class SessionNumber {
  private SessionNumber() {}

  /**
   * Asks for it. A server that stalls after the log-in does not hold up whoever waits for the
   * connection.
   *
   * @param question a statement that gives one row with the number
   * @param patience how long the answer may take, up to milliseconds
   * @throws SQLException if it does not come, after which the connection is of no use
   */
  public static int of(Connection connection, String question, Duration patience)
      throws SQLException {
    int usual = connection.getNetworkTimeout();
    connection.setNetworkTimeout(Runnable::run, Math.toIntExact(patience.toMillis()));
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(question)) {
      if (!rows.next()) {
        throw new SQLException("no number was told for: " + question);
      }
      return rows.getInt(1);
    } finally {
      connection.setNetworkTimeout(Runnable::run, usual);
    }
  }
}
