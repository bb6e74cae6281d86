package io.gds.database.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGConnection;

/**
 * The driver, remembering which sessions of the server it opened for this engine: a name in
 * application_name can be anybody's. Behind a connection pooler the numbers are the pooler's, and
 * only the session that asks is known. Thread-safe.
 */
final class PostgresDriver extends Driver {
  private final Identity identity;
  private final Map<Connection, String> sessions = new ConcurrentHashMap<>();

  PostgresDriver(Identity identity) {
    this.identity = identity;
  }

  /** What the session of a connection is called on the server. */
  interface Identity {
    String of(Connection connection) throws SQLException;
  }

  /** The number of the server's process. */
  static String pid(Connection connection) throws SQLException {
    return Integer.toString(connection.unwrap(PGConnection.class).getBackendPID());
  }

  @Override
  public @Nullable Connection connect(String url, @Nullable Properties info) throws SQLException {
    Connection connection = super.connect(url, info);
    if (connection != null) {
      forgetClosed();
      sessions.put(connection, identity.of(connection));
    }
    return connection;
  }

  private void forgetClosed() {
    sessions.keySet().removeIf(PostgresDriver::isClosed);
  }

  private static boolean isClosed(Connection connection) {
    try {
      return connection.isClosed();
    } catch (SQLException e) {
      return true;
    }
  }

  /** What the sessions are called that are open. */
  Set<String> ids() {
    forgetClosed();
    return new HashSet<>(sessions.values());
  }
}
