package io.gds.database.snowflake;

import io.gds.database.Capability;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.OperationRunner;
import io.gds.database.error.DatabaseException;
import io.gds.database.spi.DatabaseProvider;
import io.gds.database.spi.EngineEnvironment;
import java.util.Optional;
import java.util.Set;
import net.snowflake.client.api.driver.SnowflakeDriver;

/**
 * Snowflake's entry. Takes {@code snowflake://user@account.region/DATABASE?warehouse=…&role=…} and
 * the driver's own {@code jdbc:snowflake://host/?name=value}, or the caller's own data source, by
 * {@link ConnectionInfo#over}. Log-ins are by key pair (KEYPAIR, the way to be preferred), OAuth
 * access token (OAUTH), programmatic access token (TOKEN), the identity of a workload
 * (WORKLOAD_IDENTITY), or password (PASSWORD), whose passphrase is the passcode of a second factor.
 * Immutable and thread-safe.
 *
 * <p>Each session is set up so that quoted names keep their letter case
 * (QUOTED_IDENTIFIERS_IGNORE_CASE is false), one statement is sent at a time (MULTI_STATEMENT_COUNT
 * is 1), times are told in UTC, results come as JSON, and the driver neither looks for the cloud
 * that it runs in nor tells the vendor of itself.
 *
 * @see <a href="https://docs.snowflake.com/en/developer-guide/jdbc/jdbc-configure">the vendor's
 *     page on connection strings</a>
 */
public final class SnowflakeProvider implements DatabaseProvider {
  /** Used by ServiceLoader. */
  public SnowflakeProvider() {}

  @Override
  public DatabaseType type() {
    return DatabaseType.SNOWFLAKE;
  }

  @Override
  public Set<Class<? extends Capability>> offers() {
    return SnowflakeCapabilities.offers();
  }

  @Override
  public Optional<ConnectionInfo> parse(String url) {
    return SnowflakeUrlGrammar.parse(url);
  }

  @Override
  public String driverVersion() {
    return SnowflakeDriver.getImplementationVersion();
  }

  /**
   * Opens an engine; logs in once unless the connection is lazy.
   *
   * @throws io.gds.database.error.InvalidOptionsException if the connection has settings that mean
   *     nothing here, naming all of them
   * @throws io.gds.database.error.AuthenticationFailedException after one attempt
   * @throws io.gds.database.error.ConnectionException if the account cannot be reached, or its
   *     certificate is not trusted
   */
  @Override
  public SnowflakeEngine open(ConnectionInfo info, EngineEnvironment environment) {
    SnowflakeProperties.check(info);
    String name = info.name().orElseGet(info::redactedUrl);
    OperationRunner runner = new OperationRunner(DatabaseType.SNOWFLAKE, name, environment);
    try {
      SnowflakeContext context =
          new SnowflakeContext(runner, new SnowflakeConnections(runner, info));
      if (!info.isLazy()) {
        context.requireUsableSessions();
      }
      return new DefaultSnowflakeEngine(info, context);
    } catch (DatabaseException e) {
      runner.close();
      throw e;
    }
  }
}
