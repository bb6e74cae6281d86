package io.gds.database.snowflake;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.core.OperationRunner;
import io.gds.database.jdbc.SqlExecutor;
import java.time.Clock;

/** What the parts of an engine share. Thread-safe. */
final class SnowflakeContext {
  private final OperationRunner runner;
  private final SnowflakeConnections connections;
  private final SnowflakeGateway gateway;

  SnowflakeContext(OperationRunner runner, SnowflakeConnections connections) {
    this.runner = runner;
    this.connections = connections;
    this.gateway = new SnowflakeGateway(this, connections.tags());
  }

  /** The gate. */
  OperationRunner runner() {
    return runner;
  }

  SnowflakeConnections connections() {
    return connections;
  }

  ConnectionInfo info() {
    return connections.info();
  }

  Clock clock() {
    return runner.environment().clock();
  }

  /** Short statements that read; refused once the engine is closed. */
  SqlExecutor sql() {
    return connections.sql();
  }

  /** Statements that change something or take long. */
  SnowflakeGateway gateway() {
    return gateway;
  }
}
