package io.gds.database.mssql;

import com.microsoft.sqlserver.jdbc.SQLServerDriver;
import io.gds.database.Capability;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.OperationRunner;
import io.gds.database.error.DatabaseException;
import io.gds.database.spi.DatabaseProvider;
import io.gds.database.spi.EngineEnvironment;
import java.util.Optional;
import java.util.Set;

/**
 * SQL Server's entry. Takes {@code sqlserver://user@host\instance:1433/database}, {@code mssql:}
 * for the scheme, and the driver's own {@code jdbc:sqlserver://host;name=value}. The database named
 * is the one that the engine's own connections are in; {@code master} if none is named. Or the
 * caller's own data source, by {@link ConnectionInfo#over}. Servers from 2016 on, and Azure SQL
 * Managed Instance. Immutable and thread-safe.
 *
 * @see <a href="https://learn.microsoft.com/en-us/sql/connect/jdbc/building-the-connection-url">the
 *     vendor's page on connection URLs</a>
 */
public final class MssqlProvider implements DatabaseProvider {
  /** Used by ServiceLoader. */
  public MssqlProvider() {}

  @Override
  public DatabaseType type() {
    return DatabaseType.MSSQL;
  }

  @Override
  public Set<Class<? extends Capability>> offers() {
    return MssqlCapabilities.offers();
  }

  @Override
  public Optional<ConnectionInfo> parse(String url) {
    return MssqlUrlGrammar.parse(url);
  }

  @Override
  public String driverVersion() {
    SQLServerDriver driver = new SQLServerDriver();
    return driver.getMajorVersion() + "." + driver.getMinorVersion();
  }

  /**
   * Opens an engine; connects once and asks the server what it is, unless the connection is lazy.
   *
   * @throws io.gds.database.error.InvalidOptionsException if the connection has settings that mean
   *     nothing here, naming all of them
   * @throws DatabaseException with code UNSUPPORTED_CAPABILITY if the server is older than 2016, or
   *     a service that this library does not work with
   * @throws io.gds.database.error.AuthenticationFailedException after one attempt
   * @throws io.gds.database.error.ConnectionException if the server cannot be reached, or not by
   *     the encryption asked for
   */
  @Override
  public MssqlEngine open(ConnectionInfo info, EngineEnvironment environment) {
    MssqlProperties.check(info);
    String name = info.name().orElseGet(info::redactedUrl);
    OperationRunner runner = new OperationRunner(DatabaseType.MSSQL, name, environment);
    try {
      MssqlContext context = new MssqlContext(runner, new MssqlConnections(runner, info));
      if (!info.isLazy()) {
        context.product();
      }
      return new DefaultMssqlEngine(info, context);
    } catch (DatabaseException e) {
      runner.close();
      throw e;
    }
  }
}
