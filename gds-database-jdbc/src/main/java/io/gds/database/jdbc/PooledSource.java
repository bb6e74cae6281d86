package io.gds.database.jdbc;

import io.gds.database.data.SqlSource;
import io.gds.database.error.DatabaseException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A pool as other libraries want it: failures are SQL exceptions, with ours as cause. */
final class PooledSource implements SqlSource {
  private final ConnectionPool pool;
  private final Runnable onClosed;

  PooledSource(ConnectionPool pool, Runnable onClosed) {
    this.pool = pool;
    this.onClosed = onClosed;
  }

  @Override
  public Connection getConnection() throws SQLException {
    try {
      return pool.borrow();
    } catch (DatabaseException e) {
      throw new SQLException(e.getMessage(), e.sqlState().orElse(null), e);
    }
  }

  @Override
  public Connection getConnection(String username, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException(
        "these connections are made with the engine's credentials; open another engine for others");
  }

  @Override
  public void close() {
    pool.close();
    onClosed.run();
  }

  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    throw new SQLFeatureNotSupportedException("time-outs are set on the engine's connection");
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
    throw new SQLFeatureNotSupportedException("logging goes through SLF4J");
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException("logging goes through SLF4J");
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    throw new SQLException("this data source is no " + type.getName());
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return type.isInstance(this);
  }

  @Override
  public String toString() {
    return pool.name();
  }
}
