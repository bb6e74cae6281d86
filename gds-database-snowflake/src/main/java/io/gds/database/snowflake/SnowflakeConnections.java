package io.gds.database.snowflake;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.OperationRunner;
import io.gds.database.data.SupportsSql;
import io.gds.database.jdbc.ConnectionPool;
import io.gds.database.jdbc.SqlExecutor;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/**
 * The connections of an engine. One small pool without a current database does all of its own work,
 * whose statements name what they mean; callers get pools of their own. Thread-safe; closed with
 * the engine.
 */
final class SnowflakeConnections {
  private final OperationRunner runner;
  private final ConnectionInfo info;
  private final Optional<DataSource> callers;
  private final SnowflakeTags tags = new SnowflakeTags();
  private final SqlExecutor sql;
  private final AtomicInteger count = new AtomicInteger();

  SnowflakeConnections(OperationRunner runner, ConnectionInfo info) {
    this.runner = runner;
    this.info = info;
    this.callers = info.external(DataSource.class);
    ConnectionPool main =
        callers
            .map(source -> ConnectionPool.over(name(), source, SnowflakeErrors.TABLE))
            .orElseGet(() -> newPool(info, tags::tagging, SnowflakeProperties.of(info)));
    runner.owns(main);
    this.sql =
        SqlExecutor.builder(main, SnowflakeErrors.TABLE, runner.environment())
            .engine(runner.engine())
            .topic("gds.sql." + DatabaseType.SNOWFLAKE)
            .timeout(info.timeouts().query())
            .driverTimeouts(true)
            .build();
  }

  ConnectionInfo info() {
    return info;
  }

  SnowflakeTags tags() {
    return tags;
  }

  /** Whether the connections are the caller's, whose sessions are set up as they please. */
  boolean areCallers() {
    return callers.isPresent();
  }

  /** Statements on the engine's own connections. */
  SqlExecutor sql() {
    runner.requireOpen();
    return sql;
  }

  /**
   * A pool for a caller, who closes it; its statements are the caller's, and have no tag of ours.
   */
  ConnectionPool open(String database) {
    runner.requireOpen();
    if (callers.isPresent()) {
      throw UnsupportedCapabilityException.of(
          DatabaseType.SNOWFLAKE.id(),
          database,
          CapabilityStatus.absent(
              SupportsSql.class,
              Availability.CONFIGURATION,
              "the engine was opened over the caller's data source, whose sessions are in the"
                  + " database that it says",
              "Open the engine by URL, so that it can connect to each database."));
    }
    ConnectionPool pool =
        newPool(info.lazy(), UnaryOperator.identity(), SnowflakeProperties.of(info, database));
    runner.owns(pool);
    return pool;
  }

  /** Forgets a pool that its caller closed. */
  void closed(ConnectionPool pool) {
    runner.disowns(pool);
  }

  private ConnectionPool newPool(
      ConnectionInfo connection,
      UnaryOperator<java.sql.Connection> wrapping,
      Map<String, String> properties) {
    ConnectionPool.Builder pool =
        ConnectionPool.builder(name(), connection, SnowflakeErrors.TABLE, runner.environment())
            .properties(properties);
    SnowflakeLogIns.secrets(info.credentials()).forEach(pool::secret);
    return pool.open(new SnowflakeDriver(wrapping), SnowflakeProperties.url(info));
  }

  private String name() {
    return "gds-" + DatabaseType.SNOWFLAKE + "-" + runner.engine() + "-" + count.incrementAndGet();
  }
}
