package io.gds.database.postgres;

import io.gds.database.Capability;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.OperationRunner;
import io.gds.database.error.DatabaseException;
import io.gds.database.spi.DatabaseProvider;
import io.gds.database.spi.EngineEnvironment;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.postgresql.util.DriverInfo;

/**
 * PostgreSQL's entry. Takes {@code postgresql://user@host:5432/database?sslmode=verify-full},
 * several hosts with commas between, {@code postgres:} for the scheme, and the same behind {@code
 * jdbc:}. The database named is the one that the engine's own connections lead to; {@code postgres}
 * if none is named. Or the caller's own data source, by {@link ConnectionInfo#over}. Immutable and
 * thread-safe.
 *
 * @see <a href="https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING">the
 *     vendor's page on connection strings</a>
 */
public final class PostgresProvider implements DatabaseProvider {
  private final Optional<Path> tools;

  /** Used by ServiceLoader; looks for client tools in the usual places. */
  public PostgresProvider() {
    this(Optional.empty());
  }

  private PostgresProvider(Optional<Path> tools) {
    this.tools = tools;
  }

  /**
   * The same, with PostgreSQL's client tools in this directory and nowhere else, unless an
   * operation names another by {@link PostgresBackup#TOOLS}. Given in code only, never by a URL: it
   * says what is executed.
   */
  public PostgresProvider withTools(Path directory) {
    return new PostgresProvider(Optional.of(directory.toAbsolutePath()));
  }

  @Override
  public DatabaseType type() {
    return DatabaseType.POSTGRESQL;
  }

  @Override
  public Set<Class<? extends Capability>> offers() {
    return PostgresCapabilities.offers();
  }

  @Override
  public Optional<ConnectionInfo> parse(String url) {
    return PostgresUrls.parse(url);
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
   * @throws io.gds.database.error.AuthenticationFailedException after one attempt
   * @throws io.gds.database.error.ConnectionException if the server cannot be reached, or not by
   *     the encryption asked for
   */
  @Override
  public PostgresEngine open(ConnectionInfo info, EngineEnvironment environment) {
    PostgresUrls.check(info);
    String name = info.name().orElseGet(info::redactedUrl);
    OperationRunner runner = new OperationRunner(DatabaseType.POSTGRESQL, name, environment);
    try {
      PostgresContext context =
          new PostgresContext(
              runner, new PostgresConnections(runner, info), new PostgresToolbox(tools));
      if (!info.isLazy()) {
        PostgresSupport.require(context.version(), name);
      }
      return new DefaultPostgresEngine(info, context);
    } catch (DatabaseException e) {
      runner.close();
      throw e;
    }
  }
}
