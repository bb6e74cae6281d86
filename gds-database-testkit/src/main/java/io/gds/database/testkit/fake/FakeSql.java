package io.gds.database.testkit.fake;

import io.gds.database.data.SqlSource;
import io.gds.database.data.SupportsSql;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** SQL on a fake database: the data source the test gave, since the fake speaks no SQL itself. */
final class FakeSql extends FakePart implements SupportsSql {
  private final String database;

  FakeSql(FakeWire wire, String database) {
    super(wire, SupportsSql.class);
    this.database = database;
  }

  @Override
  public SqlSource openSql() {
    wire().runner().requireOpen();
    return new Source(shape().dataSource().orElseThrow());
  }

  @Override
  public DatabaseException translate(SQLException exception) {
    ErrorDetails details =
        ErrorDetails.of(ErrorCode.STATEMENT_FAILED, String.valueOf(exception.getMessage()))
            .platform(shape().type().id())
            .target(database)
            .nativeCode(Integer.toString(exception.getErrorCode()))
            .cause(exception);
    String state = exception.getSQLState();
    return (state == null ? details : details.sqlState(state)).toException();
  }

  /** The test's data source, which is used and never closed. */
  private static final class Source implements SqlSource {
    private final DataSource delegate;
    private final AtomicBoolean closed = new AtomicBoolean();

    Source(DataSource delegate) {
      this.delegate = delegate;
    }

    private DataSource open() throws SQLException {
      if (closed.get()) {
        throw new SQLException("the source is closed");
      }
      return delegate;
    }

    @Override
    public Connection getConnection() throws SQLException {
      return open().getConnection();
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
      return open().getConnection(username, password);
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
      return delegate.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
      delegate.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
      delegate.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
      return delegate.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
      return delegate.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
      return type.isInstance(this) ? type.cast(this) : delegate.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
      return type.isInstance(this) || delegate.isWrapperFor(type);
    }

    @Override
    public void close() {
      closed.set(true);
    }
  }
}
