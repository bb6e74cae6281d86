package io.gds.database.sqlite;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.SqlExecutor;
import io.gds.database.jdbc.SqlSession;
import io.gds.database.spi.EngineEnvironment;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import javax.sql.DataSource;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.core.DB;

/** Opens private connections to database files, by URLs built here. Thread-safe. */
final class SqliteConnections {
  private static final JDBC DRIVER = new JDBC();

  private final SqlExecutor executor;
  private final Duration lockWait;

  /**
   * @param lockWait how long a statement waits for somebody else's lock
   */
  SqliteConnections(
      String engine, Duration queryTimeout, Duration lockWait, EngineEnvironment environment) {
    this.lockWait = lockWait;
    executor =
        SqlExecutor.builder(SqliteConnections::noPool, SqliteErrors.TABLE, environment)
            .engine(engine)
            .topic("gds.sql.sqlite")
            .timeout(queryTimeout)
            .scriptsByUpdate(true)
            .build();
  }

  private static Connection noPool() {
    throw new IllegalStateException("every connection here is a private one");
  }

  /** How long a statement waits for somebody else's lock. */
  Duration lockWait() {
    return lockWait;
  }

  /** The driver. */
  static JDBC driver() {
    return DRIVER;
  }

  /** The driver's URL of a file. */
  static String url(Path file, SqliteAccess access) {
    return JDBC.PREFIX + SqliteUrls.uri(file, access.parameters());
  }

  /** A connection to a file, waiting for locks as usual. Close it when done. */
  SqlSession open(Path file, SqliteAccess access) {
    return open(file, access, lockWait);
  }

  /**
   * A connection to a file. Close it when done.
   *
   * @throws DatabaseException of the type that fits, naming the file
   */
  SqlSession open(Path file, SqliteAccess access, Duration wait) {
    return executor.session(connect(url(file, access), file.toString(), access.isReadOnly(), wait));
  }

  /** A connection to no file, to which others are attached. Close it when done. */
  SqlSession openNone() {
    return executor.session(connect(JDBC.PREFIX + ":memory:", "", false, lockWait));
  }

  private static Connection connect(String url, String file, boolean readOnly, Duration wait) {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(readOnly);
    config.setBusyTimeout((int) Math.min(Integer.MAX_VALUE, wait.toMillis()));
    Properties properties = config.toProperties();
    try {
      Connection connection = DRIVER.connect(url, properties);
      if (connection == null) {
        throw new IllegalStateException("the driver does not know its own URL");
      }
      return connection;
    } catch (SQLException e) {
      ErrorDetails details = SqliteErrors.TABLE.details(e);
      if (!file.isEmpty()) {
        details = details.target(file).with("path", file);
      }
      throw details.toException();
    }
  }

  /** The file of the main database that a caller's data source leads to; empty if it has none. */
  String fileOf(DataSource dataSource) {
    try (SqlSession session = executor.session(dataSource.getConnection())) {
      return session
          .first(
              "SELECT file FROM pragma_database_list WHERE name = 'main'",
              row -> row.optionalText("file").orElse(""))
          .orElse("");
    } catch (SQLException e) {
      throw SqliteErrors.TABLE.openingDetails(e).target("external").toException();
    }
  }

  /** The driver's own handle, for copying. */
  static DB handle(SqlSession session) {
    try {
      return session.connection().unwrap(SQLiteConnection.class).getDatabase();
    } catch (SQLException e) {
      throw ErrorDetails.of(ErrorCode.INTERNAL, "the connection is none of the SQLite driver")
          .cause(e)
          .toException();
    }
  }

  /** A pragma's only value as text. */
  static String value(SqlSession session, String pragma) {
    return session
        .first("PRAGMA " + pragma, row -> row.text(row.columns().get(0)))
        .orElseThrow(() -> new IllegalStateException("PRAGMA " + pragma + " answers nothing"));
  }
}
