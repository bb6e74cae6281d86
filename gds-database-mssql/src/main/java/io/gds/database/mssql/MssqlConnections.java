package io.gds.database.mssql;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.OperationRunner;
import io.gds.database.data.SupportsSql;
import io.gds.database.jdbc.ConnectionPool;
import io.gds.database.jdbc.SqlExecutor;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/**
 * The connections of an engine. One small pool is enough for all that it does itself: a session of
 * SQL Server reaches every database by names of three parts. Callers get pools of their own.
 * Thread-safe; closed with the engine.
 */
final class MssqlConnections {
  private static final String DEFAULT = "master";

  /** How long connections in use may take to come back before a database counts as in use. */
  private static final Duration EVICTION = Duration.ofMillis(500);

  private final OperationRunner runner;
  private final ConnectionInfo info;
  private final Optional<DataSource> callers;
  private final Optional<MssqlTrust> trust;
  private final MssqlDriver driver = new MssqlDriver();
  private final ConnectionPool main;
  private final SqlExecutor sql;
  private final Map<ConnectionPool, String> handedOut = new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger();

  MssqlConnections(OperationRunner runner, ConnectionInfo info) {
    this.runner = runner;
    this.info = info;
    this.callers = info.external(DataSource.class);
    this.trust =
        callers.isPresent() || !info.tls().verifies()
            ? Optional.empty()
            : info.tls().trustedCertificates().map(MssqlTrust::of);
    trust.ifPresent(runner::owns);
    this.main = newPool(info.database().orElse(DEFAULT), info);
    runner.owns(main);
    this.sql =
        SqlExecutor.builder(main, MssqlErrors.TABLE, runner.environment())
            .engine(runner.engine())
            .topic("gds.sql." + DatabaseType.MSSQL)
            .timeout(info.timeouts().query())
            .build();
  }

  ConnectionInfo info() {
    return info;
  }

  /** The numbers of this engine's own sessions; none over the caller's data source. */
  Set<Integer> sessions() {
    return driver.numbers();
  }

  /** Statements on the engine's own connections. */
  SqlExecutor sql() {
    runner.requireOpen();
    return sql;
  }

  /** A pool for a caller, who closes it. */
  ConnectionPool open(String database) {
    runner.requireOpen();
    if (callers.isPresent()) {
      throw UnsupportedCapabilityException.of(
          DatabaseType.MSSQL.id(),
          database,
          CapabilityStatus.absent(
              SupportsSql.class,
              Availability.CONFIGURATION,
              "the engine was opened over the caller's data source, which leads to one database",
              "Open the engine by URL, so that it can connect to each database."));
    }
    ConnectionPool pool = newPool(database, info.lazy());
    handedOut.put(pool, database);
    runner.owns(pool);
    return pool;
  }

  /** Forgets a pool that its caller closed. */
  void closed(ConnectionPool pool) {
    handedOut.remove(pool);
    runner.disowns(pool);
  }

  /**
   * Closes this engine's own connections to a database, as far as they are not in use.
   *
   * @return whether there may have been any
   */
  boolean release(String database) {
    boolean any = false;
    for (Map.Entry<ConnectionPool, String> open : handedOut.entrySet()) {
      if (open.getValue().equals(database)) {
        open.getKey().evict(EVICTION);
        any = true;
      }
    }
    return any;
  }

  private ConnectionPool newPool(String database, ConnectionInfo connection) {
    String name = "gds-" + DatabaseType.MSSQL + "-" + runner.engine() + "-" + count();
    if (callers.isPresent()) {
      return ConnectionPool.over(name, callers.get(), MssqlErrors.TABLE);
    }
    ConnectionPool.Builder pool =
        ConnectionPool.builder(name, connection, MssqlErrors.TABLE, runner.environment())
            .properties(properties(database));
    String secret = MssqlLogIns.secretProperty(info);
    info.credentials().secret().ifPresent(reference -> pool.secret(secret, reference));
    return pool.open(driver, MssqlProperties.DRIVER_URL);
  }

  private int count() {
    return count.incrementAndGet();
  }

  private Map<String, String> properties(String database) {
    Map<String, String> properties = new LinkedHashMap<>(MssqlProperties.of(info));
    properties.put("databaseName", database);
    trust.ifPresent(
        store -> {
          properties.put("trustStore", store.store().toString());
          properties.put("trustStoreType", MssqlTrust.TYPE);
        });
    return properties;
  }
}
