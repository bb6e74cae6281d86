package io.gds.database.postgres;

import io.gds.database.Capability;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.OperationRunner;
import io.gds.database.error.DatabaseException;
import io.gds.database.spi.DatabaseProvider;
import io.gds.database.spi.EngineEnvironment;
import java.util.Optional;
import java.util.Set;
import org.postgresql.util.DriverInfo;

/**
 * CockroachDB's entry. Takes {@code cockroachdb://user@host:26257/database?sslmode=verify-full},
 * several hosts with commas between, {@code cockroach:} for the scheme, and the same behind {@code
 * jdbc:}. The database named is the one that the engine's own sessions have as theirs; {@code
 * defaultdb} if none is named. Or the caller's own data source, by {@link ConnectionInfo#over}. The
 * driver is PostgreSQL's. Servers from 24.3 on; what speaks the protocol and is none of them is
 * refused. Immutable and thread-safe.
 *
 * @see <a href="https://www.cockroachlabs.com/docs/stable/connection-parameters">the vendor's page
 *     on connection URLs</a>
 */
public final class CockroachProvider implements DatabaseProvider {
  /** Used by ServiceLoader. */
  public CockroachProvider() {}

  @Override
  public DatabaseType type() {
    return DatabaseType.COCKROACHDB;
  }

  @Override
  public Set<Class<? extends Capability>> offers() {
    return CockroachCapabilities.offers();
  }

  @Override
  public Optional<ConnectionInfo> parse(String url) {
    return CockroachUrls.parse(url);
  }

  @Override
  public String driverVersion() {
    return DriverInfo.DRIVER_VERSION;
  }

  /**
   * Opens an engine; connects once and asks the server for its version, unless the connection is
   * lazy.
   *
   * @throws io.gds.database.error.InvalidOptionsException if the connection has settings that mean
   *     nothing here, naming all of them
   * @throws DatabaseException with code INVALID_CONNECTION if the server is another product, and
   *     UNSUPPORTED_CAPABILITY if it is older than 24.3
   * @throws io.gds.database.error.AuthenticationFailedException after one attempt
   * @throws io.gds.database.error.ConnectionException if the server cannot be reached, or not by
   *     the encryption asked for
   */
  @Override
  public CockroachEngine open(ConnectionInfo info, EngineEnvironment environment) {
    CockroachUrls.check(info);
    String name = info.name().orElseGet(info::redactedUrl);
    OperationRunner runner = new OperationRunner(DatabaseType.COCKROACHDB, name, environment);
    try {
      CockroachContext context =
          new CockroachContext(runner, new PostgresConnections(runner, info));
      if (!info.isLazy()) {
        context.version();
      }
      return new DefaultCockroachEngine(info, context);
    } catch (DatabaseException e) {
      runner.close();
      throw e;
    }
  }
}
