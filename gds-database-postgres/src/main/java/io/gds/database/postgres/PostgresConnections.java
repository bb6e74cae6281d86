package io.gds.database.postgres;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.TlsMode;
import io.gds.database.connection.TlsSettings;
import io.gds.database.core.OperationRunner;
import io.gds.database.data.SupportsSql;
import io.gds.database.jdbc.ConnectionPool;
import io.gds.database.jdbc.SqlExecutor;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * The connections of an engine: to its maintenance database, and in small pools to the others,
 * since a connection of PostgreSQL belongs to one database. Thread-safe; closed with the engine.
 */
final class PostgresConnections {
  /** How long connections in use may take to come back before a database counts as in use. */
  private static final Duration EVICTION = Duration.ofMillis(500);

  private final OperationRunner runner;
  private final ConnectionInfo info;
  private final PostgresProduct product;
  private final PostgresDriver driver;
  private final String maintenance;
  private final Optional<DataSource> callers;
  private final ConnectionPool main;
  private final SqlExecutor mainSql;
  private final Map<String, ConnectionPool> own = new ConcurrentHashMap<>();
  private final Map<ConnectionPool, String> handedOut = new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger();

  PostgresConnections(OperationRunner runner, ConnectionInfo info) {
    this.runner = runner;
    this.info = info;
    this.product = PostgresProduct.of(info);
    this.driver = new PostgresDriver(product.identity());
    this.maintenance = info.database().orElse(product.database());
    this.callers = info.external(DataSource.class);
    this.main = newPool(maintenance, info);
    runner.owns(main);
    this.mainSql = executor(main, "");
  }

  /** The database that the engine's own connections lead to. */
  String maintenance() {
    return maintenance;
  }

  ConnectionInfo info() {
    return info;
  }

  /** The process ids of this engine's own sessions, as far as they are known here. */
  Set<Integer> pids() {
    return driver.ids().stream().map(Integer::valueOf).collect(Collectors.toSet());
  }

  /** What this engine's own sessions are called on the server, as far as they are known here. */
  Set<String> sessions() {
    return driver.ids();
  }

  /** Statements in the maintenance database: everything that concerns the whole server. */
  SqlExecutor server() {
    runner.requireOpen();
    return mainSql;
  }

  /** Statements in this database. */
  SqlExecutor in(String database) {
    runner.requireOpen();
    if (callers.isEmpty() && database.equals(maintenance)) {
      return executor(main, database);
    }
    requireOwnConnections(database);
    return executor(
        own.computeIfAbsent(
            database,
            name -> {
              ConnectionPool pool = newPool(name, info.lazy());
              runner.owns(pool);
              return pool;
            }),
        database);
  }

  /** A pool for a caller, who closes it. */
  ConnectionPool open(String database) {
    runner.requireOpen();
    if (callers.isEmpty()) {
      product.names().check(database);
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

  private void requireOwnConnections(String database) {
    if (callers.isPresent()) {
      throw UnsupportedCapabilityException.of(
          product.type().id(),
          database,
          CapabilityStatus.absent(
              SupportsSql.class,
              Availability.CONFIGURATION,
              "the engine was opened over the caller's data source, which leads to one database",
              "Open the engine by URL, so that it can connect to each database."));
    }
  }

  /** Closes this engine's own connections to a database, as far as they are not in use. */
  void release(String database) {
    ConnectionPool pool = own.get(database);
    if (pool != null) {
      pool.evict(EVICTION);
    }
    handedOut.forEach(
        (open, name) -> {
          if (name.equals(database)) {
            open.evict(EVICTION);
          }
        });
  }

  /** Forgets a database that is gone, or has another name now. */
  void forget(String database) {
    release(database);
    ConnectionPool pool = own.remove(database);
    if (pool != null) {
      runner.disowns(pool);
      pool.close();
    }
  }

  private SqlExecutor executor(ConnectionPool pool, String target) {
    return SqlExecutor.builder(pool, product.errors(), runner.environment())
        .engine(runner.engine())
        .target(target)
        .topic("gds.sql." + product.type())
        .timeout(info.timeouts().query())
        .build();
  }

  private ConnectionPool newPool(String database, ConnectionInfo connection) {
    String name = "gds-" + product.type() + "-" + runner.engine() + "-" + count.incrementAndGet();
    if (callers.isPresent()) {
      return ConnectionPool.over(name, callers.get(), product.errors());
    }
    ConnectionPool.Builder pool =
        ConnectionPool.builder(name, connection, product.errors(), runner.environment())
            .properties(driverProperties(info));
    info.credentials().secret().ifPresent(secret -> pool.secret("password", secret));
    return pool.open(driver, driverUrl(info, database));
  }

  private static PostgresUrlGrammar grammar(ConnectionInfo info) {
    return new PostgresUrlGrammar(PostgresProduct.of(info));
  }

  static String driverUrl(ConnectionInfo info, String database) {
    return "jdbc:postgresql://"
        + grammar(info).driverHosts(info)
        + "/"
        + URLEncoder.encode(database, StandardCharsets.UTF_8);
  }

  /**
   * The driver's properties. Without a time-out of the socket: a server copying a large database
   * says nothing for long. Statements are watched by the executor, and cancelled or dropped in
   * time.
   */
  static Map<String, String> driverProperties(ConnectionInfo info) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("ApplicationName", "gds");
    properties.put("tcpKeepAlive", "true");
    properties.put("assumeMinServerVersion", "13");
    properties.put("connectTimeout", seconds(info.timeouts().connect()));
    properties.put("loginTimeout", seconds(info.timeouts().login()));
    properties.put("cancelSignalTimeout", seconds(info.timeouts().connect()));
    properties.put("targetServerType", grammar(info).followsPrimary(info) ? "primary" : "any");
    info.credentials().username().ifPresent(user -> properties.put("user", user));
    tls(info.tls(), properties);
    info.properties()
        .forEach(
            (name, value) -> {
              if (PostgresServer.OURS.stream().noneMatch(key -> key.id().equals(name))) {
                properties.put(name, value);
              }
            });
    return properties;
  }

  private static void tls(TlsSettings tls, Map<String, String> properties) {
    properties.put("sslmode", tls.mode().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    if (tls.mode() == TlsMode.DISABLE) {
      return;
    }
    Optional<Path> trusted = tls.trustedCertificates();
    if (trusted.isPresent()) {
      properties.put("sslrootcert", trusted.get().toString());
    } else if (tls.verifies()) {
      // Else the driver looks for a file in the home directory alone, and fails without it.
      properties.put("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
    }
    tls.clientCertificate().ifPresent(file -> properties.put("sslcert", file.toString()));
    tls.clientKey().ifPresent(file -> properties.put("sslkey", file.toString()));
  }

  private static String seconds(Duration duration) {
    return Long.toString(Math.max(1, duration.plusMillis(999).toSeconds()));
  }
}
