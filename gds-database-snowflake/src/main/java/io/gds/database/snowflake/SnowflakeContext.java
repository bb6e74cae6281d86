package io.gds.database.snowflake;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.OperationRunner;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
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

  /**
   * Looks whether quoted names mean what they say in the sessions of a caller's data source; ours
   * are set up so.
   *
   * @throws io.gds.database.error.DatabaseException with code WRONG_STATE if they do not
   * @see <a
   *     href="https://docs.snowflake.com/en/sql-reference/parameters#quoted-identifiers-ignore-case">
   *     QUOTED_IDENTIFIERS_IGNORE_CASE</a>
   */
  void requireUsableSessions() {
    if (!connections.areCallers()) {
      return;
    }
    boolean ignored =
        sql()
            .query(
                "SHOW PARAMETERS LIKE 'QUOTED_IDENTIFIERS_IGNORE_CASE' IN SESSION",
                row -> SnowflakeRows.isTrue(row, "value"))
            .contains(true);
    if (ignored) {
      throw ErrorDetails.of(
              ErrorCode.WRONG_STATE,
              "the sessions of the caller's data source ignore the letter case of quoted names")
          .platform(DatabaseType.SNOWFLAKE.id())
          .engine(runner.engine())
          .remedy("Set QUOTED_IDENTIFIERS_IGNORE_CASE to FALSE for its sessions.")
          .toException();
    }
  }

  SnowflakeReadings readings() {
    return new SnowflakeReadings(this);
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
