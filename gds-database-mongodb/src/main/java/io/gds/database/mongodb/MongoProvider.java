package io.gds.database.mongodb;

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
 * MongoDB's entry. Takes the vendor's connection strings, {@code
 * mongodb://user@host:27017,host/database?replicaSet=rs0} and {@code mongodb+srv://}. With several
 * hosts or the name of a replica set the connection follows its primary; one host alone is that
 * member, whatever it is. Or the caller's own client, by {@link MongoEngine#over}. Servers from 4.2
 * on. Immutable and thread-safe.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/connection-string/">the vendor's page
 *     on connection strings</a>
 */
public final class MongoProvider implements DatabaseProvider {
  /** Used by ServiceLoader. */
  public MongoProvider() {}

  @Override
  public DatabaseType type() {
    return DatabaseType.MONGODB;
  }

  @Override
  public Set<Class<? extends Capability>> offers() {
    return MongoCapabilities.offers();
  }

  @Override
  public Optional<ConnectionInfo> parse(String url) {
    return MongoUrlGrammar.parse(url);
  }

  @Override
  public String driverVersion() {
    return MongoDriverVersions.driver();
  }

  /**
   * Opens an engine; connects once and asks the server what it is, unless the connection is lazy.
   *
   * @throws io.gds.database.error.InvalidOptionsException if the connection has settings that mean
   *     nothing here, naming all of them
   * @throws DatabaseException with code UNSUPPORTED_CAPABILITY if the server is older than 4.2, or
   *     only speaks MongoDB's protocol
   * @throws io.gds.database.error.AuthenticationFailedException after one attempt
   * @throws io.gds.database.error.ConnectionException if no server can be reached, none of them
   *     will do, or not by the encryption asked for
   */
  @Override
  public MongoEngine open(ConnectionInfo info, EngineEnvironment environment) {
    MongoProperties.check(info);
    MongoProduct.requireVendors(info);
    String name = info.name().orElseGet(info::redactedUrl);
    OperationRunner runner = new OperationRunner(DatabaseType.MONGODB, name, environment);
    try {
      MongoContext context = new MongoContext(runner, new MongoConnections(runner, info));
      if (!info.isLazy()) {
        context.product();
      }
      return new DefaultMongoEngine(info, context);
    } catch (DatabaseException e) {
      runner.close();
      throw e;
    }
  }
}
