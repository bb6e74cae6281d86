package io.gds.database.mssql;

import com.microsoft.sqlserver.jdbc.SQLServerDriver;
import io.gds.database.jdbc.SessionNumber;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The driver, remembering which sessions of the server it opened for this engine: the name of a
 * program or a host can be anybody's. Asking for the number takes one short statement for each new
 * connection; the driver does not tell it. Thread-safe.
 */
final class MssqlDriver implements Driver {
  private final SQLServerDriver driver = new SQLServerDriver();
  private final Map<Connection, Integer> sessions = new ConcurrentHashMap<>();

  @Override
  public @Nullable Connection connect(String url, Properties info) throws SQLException {
    Connection connection = driver.connect(url, info);
    if (connection != null) {
      sessions.keySet().removeIf(MssqlDriver::isClosed);
      try {
        sessions.put(connection, SessionNumber.of(connection, "SELECT @@SPID", patience(info)));
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
    }
    return connection;
  }

  private static Duration patience(Properties info) {
    return Duration.ofSeconds(Integer.parseInt(info.getProperty("loginTimeout", "15")));
  }

  private static boolean isClosed(Connection connection) {
    try {
      return connection.isClosed();
    } catch (SQLException e) {
      return true;
    }
  }

  /** The numbers of the sessions that are open. */
  Set<Integer> numbers() {
    sessions.keySet().removeIf(MssqlDriver::isClosed);
    return Set.copyOf(sessions.values());
  }

  @Override
  public boolean acceptsURL(String url) throws SQLException {
    return driver.acceptsURL(url);
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) throws SQLException {
    return driver.getPropertyInfo(url, info);
  }

  @Override
  public int getMajorVersion() {
    return driver.getMajorVersion();
  }

  @Override
  public int getMinorVersion() {
    return driver.getMinorVersion();
  }

  @Override
  public boolean jdbcCompliant() {
    return driver.jdbcCompliant();
  }

  @Override
  public Logger getParentLogger() {
    return driver.getParentLogger();
  }
}
