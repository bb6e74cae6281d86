package io.gds.database.jdbc;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.PoolSettings;
import io.gds.database.connection.SecretRef;
import io.gds.database.connection.Timeouts;
import io.gds.database.core.secret.Secrets;
import io.gds.database.data.SqlSource;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.spi.EngineEnvironment;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one engine, or of one database of it. No connection is kept below need, and no
 * thread while none is used; the housekeeping of all pools runs on the environment's scheduler. A
 * failure to connect is reported after one attempt.
 *
 * <p>Thread-safe. Closing is idempotent, ends all its connections and refuses new ones.
 */
public final class ConnectionPool implements ConnectionSource, AutoCloseable {
  /** How long the pool underneath is waited for at a time; the shortest it takes. */
  private static final long SLICE_MILLIS = 250;

  private final String name;
  private final Duration patience;
  private final ErrorTable errors;
  private final @Nullable HikariDataSource pool;
  private final @Nullable DriverConnections driver;
  private final @Nullable DataSource callers;
  private volatile boolean closed;

  private ConnectionPool(Builder builder, DriverConnections driver) {
    this.name = builder.name;
    this.patience = builder.info.timeouts().connect();
    this.errors = builder.errors;
    this.driver = driver;
    this.callers = null;
    this.pool = new HikariDataSource(builder.config(driver));
  }

  private ConnectionPool(String name, DataSource callers, ErrorTable errors) {
    this.name = name;
    this.patience = Duration.ZERO;
    this.errors = errors;
    this.driver = null;
    this.pool = null;
    this.callers = callers;
  }

  /**
   * Starts a pool.
   *
   * @param name the pool's name in logs, such as {@code gds-sqlite-inventory}
   * @param info sizes, time-outs and the redacted address
   */
  public static Builder builder(
      String name, ConnectionInfo info, ErrorTable errors, EngineEnvironment environment) {
    return new Builder(name, info, errors, environment);
  }

  /** The caller's own data source, which is used and never closed. */
  public static ConnectionPool over(String name, DataSource dataSource, ErrorTable errors) {
    return new ConnectionPool(name, Objects.requireNonNull(dataSource, "dataSource"), errors);
  }

  @Override
  public Connection borrow() {
    return borrow(() -> {});
  }

  /**
   * A connection in auto-commit mode; closing it gives it back.
   *
   * @throws DatabaseException POOL_EXHAUSTED if all stayed in use for the connect time-out;
   *     CONNECTION_FAILED, AUTHENTICATION_FAILED and the like if a new one could not be opened;
   *     CANCELLED if the thread was interrupted; ENGINE_CLOSED after {@link #close()}
   */
  @Override
  public Connection borrow(Runnable onWait) {
    requireOpen();
    DriverConnections opening = driver;
    HikariDataSource hikari = pool;
    if (hikari == null || opening == null) {
      return borrowFromCaller();
    }
    // Where one is idle nobody has to be asked: a password that is refused locks accounts.
    boolean idle = hikari.getHikariPoolMXBean().getIdleConnections() > 0;
    long wish = idle ? opening.failures() : opening.tryAgain();
    // An interrupt from before is none of this wait: an interrupted thread can still clean up.
    boolean interrupted = Thread.interrupted();
    try {
      return await(hikari, opening, wish, onWait);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Connection await(
      HikariDataSource hikari, DriverConnections opening, long known, Runnable onWait) {
    long began = System.nanoTime();
    long wish = known;
    while (true) {
      try {
        return hikari.getConnection();
      } catch (SQLTransientConnectionException e) {
        requireOpen();
        DatabaseException failure = opening.failureSince(wish);
        if (failure != null) {
          throw failure.details().cause(failure).toException();
        }
        if (System.nanoTime() - began >= patience.toNanos()) {
          throw waitedInVain(hikari.getHikariPoolMXBean(), hikari.getMaximumPoolSize(), e);
        }
        // Nothing failed since the wish: if the server rests, nobody asked it for this one yet.
        wish = opening.tryAgain();
        onWait.run();
      } catch (SQLException e) {
        throw notBorrowed(e);
      }
    }
  }

  private Connection borrowFromCaller() {
    try {
      return AutoCommitted.of(Objects.requireNonNull(callers).getConnection());
    } catch (SQLException e) {
      throw notBorrowed(e);
    }
  }

  private DatabaseException notBorrowed(SQLException e) {
    requireOpen();
    if (e.getCause() instanceof InterruptedException) {
      return ErrorDetails.of(
              ErrorCode.CANCELLED, "the wait for a connection of " + name + " was interrupted")
          .cause(e)
          .toException();
    }
    return errors.openingDetails(e).toException();
  }

  private DatabaseException waitedInVain(HikariPoolMXBean counts, int size, SQLException e) {
    int active = counts.getActiveConnections();
    if (active < size) {
      return ErrorDetails.of(
              ErrorCode.CONNECTION_FAILED,
              "the server let no connection of " + name + " be opened within " + patience)
          .cause(e)
          .remedy("Check that the server is alive and reachable, or raise the connect time-out.")
          .toException();
    }
    return ErrorDetails.of(
            ErrorCode.POOL_EXHAUSTED,
            "all "
                + size
                + " connections of "
                + name
                + " were in use for "
                + patience
                + " (active="
                + active
                + ", idle="
                + counts.getIdleConnections()
                + ", waiting="
                + counts.getThreadsAwaitingConnection()
                + ")")
        .cause(e)
        .remedy("Close sessions and data sources sooner, or raise the pool's size.")
        .toException();
  }

  /**
   * Opens a connection beside the pool, for long work that should not hold a place in it. The
   * caller closes it.
   *
   * @throws DatabaseException as {@link #borrow()} does
   */
  public Connection open() {
    requireOpen();
    return driver == null ? borrowFromCaller() : driver.open();
  }

  @Override
  public void discard(Connection connection) throws SQLException {
    if (pool != null) {
      pool.evictConnection(connection);
    } else {
      // It goes back to the caller's own pool, which is to see that it is of no use.
      connection.abort(Runnable::run);
    }
    connection.close();
  }

  @Override
  public void connectionLost() {
    softEvict();
  }

  private void softEvict() {
    if (pool != null && !pool.isClosed()) {
      pool.getHikariPoolMXBean().softEvictConnections();
    }
  }

  /**
   * Closes all idle connections, and the others when they are given back; new ones may be borrowed.
   * For what a server refuses while anybody is connected.
   *
   * @param wait how long to wait for it
   * @return whether no connection of this pool was open at some moment; false as well over the
   *     caller's own data source, about which nothing is known
   */
  public boolean evict(Duration wait) {
    softEvict();
    return driver != null && awaitClosed(driver, wait);
  }

  private static boolean awaitClosed(DriverConnections opening, Duration wait) {
    long until = System.nanoTime() + NANOSECONDS.convert(wait);
    while (!opening.allClosed()) {
      if (System.nanoTime() - until >= 0) {
        return false;
      }
      try {
        Thread.sleep(2);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return opening.allClosed();
      }
    }
    return true;
  }

  /** This pool as a data source for any library; closing it closes the pool. */
  public SqlSource source() {
    return source(() -> {});
  }

  /**
   * The same for whoever keeps account of pools.
   *
   * @param onClosed called each time the data source is closed, after the pool was
   */
  public SqlSource source(Runnable onClosed) {
    return new PooledSource(this, Objects.requireNonNull(onClosed, "onClosed"));
  }

  /** The pool's name. */
  public String name() {
    return name;
  }

  boolean isClosed() {
    return closed;
  }

  private void requireOpen() {
    if (closed) {
      throw ErrorDetails.of(ErrorCode.ENGINE_CLOSED, "the connections of " + name + " are closed")
          .remedy("Open the engine or data source again.")
          .toException();
    }
  }

  @Override
  public void close() {
    closed = true;
    if (pool == null) {
      return;
    }
    Optional.ofNullable(driver).ifPresent(DriverConnections::stop);
    // The pool underneath gives up half-way on an interrupted thread, and keeps its housekeeping.
    boolean interrupted = Thread.interrupted();
    try {
      pool.close();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Builds a {@link ConnectionPool}. Not thread-safe. */
  public static final class Builder {
    private final String name;
    private final ConnectionInfo info;
    private final ErrorTable errors;
    private final EngineEnvironment environment;
    private final Map<String, String> properties = new LinkedHashMap<>();
    private final Map<String, SecretRef> secrets = new LinkedHashMap<>();
    private Optional<String> initSql = Optional.empty();

    private Builder(
        String name, ConnectionInfo info, ErrorTable errors, EngineEnvironment environment) {
      this.name = Objects.requireNonNull(name, "name");
      this.info = Objects.requireNonNull(info, "info");
      this.errors = Objects.requireNonNull(errors, "errors");
      this.environment = Objects.requireNonNull(environment, "environment");
    }

    /** A driver property set by the platform. Default: none. */
    public Builder property(String key, String value) {
      properties.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
      return this;
    }

    /** Driver properties set by the platform, or by users through an allow-list. Default: none. */
    public Builder properties(Map<String, String> more) {
      more.forEach(this::property);
      return this;
    }

    /** A driver property whose value is a secret, fetched for each connection. Default: none. */
    public Builder secret(String key, SecretRef secret) {
      secrets.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(secret, "secret"));
      return this;
    }

    /** A statement that each new connection runs first. Default: none. */
    public Builder initSql(String sql) {
      this.initSql = Optional.of(sql);
      return this;
    }

    /**
     * Opens the pool; connects once unless {@link ConnectionInfo#isLazy()}, so that faults of
     * address and log-in show at once.
     *
     * @param driver the driver, which is called directly: no other driver can claim the URL
     * @param url the driver's URL, built by the platform and free of secrets
     * @throws DatabaseException as {@link ConnectionPool#borrow()} does
     */
    public ConnectionPool open(Driver driver, String url) {
      ConnectionPool pool =
          new ConnectionPool(
              this,
              new DriverConnections(
                  driver,
                  url,
                  properties,
                  secrets,
                  Secrets.of(environment.secretResolvers()),
                  errors,
                  info.redactedUrl()));
      if (!info.isLazy()) {
        pool.tryOnce();
      }
      return pool;
    }

    private HikariConfig config(DataSource source) {
      PoolSettings size = info.pool();
      Timeouts timeouts = info.timeouts();
      long lifetime = MILLISECONDS.convert(size.maxLifetime());
      HikariConfig config = new HikariConfig();
      config.setPoolName(name);
      config.setDataSource(source);
      config.setScheduledExecutor(environment.scheduler());
      config.setMinimumIdle(0);
      config.setMaximumPoolSize(size.size());
      config.setIdleTimeout(Math.min(MILLISECONDS.convert(size.idleTimeout()), lifetime - 2_000));
      config.setMaxLifetime(lifetime);
      config.setKeepaliveTime(0);
      config.setInitializationFailTimeout(-1);
      config.setExceptionOverride(new Discretion());
      config.setConnectionTimeout(SLICE_MILLIS);
      config.setValidationTimeout(
          Math.max(SLICE_MILLIS, Math.min(5_000, timeouts.connect().toMillis() / 4)));
      initSql.ifPresent(config::setConnectionInitSql);
      return config;
    }
  }

  private void tryOnce() {
    try {
      borrow().close();
    } catch (SQLException e) {
      close();
      throw notBorrowed(e);
    } catch (DatabaseException e) {
      close();
      throw e;
    }
  }
}
