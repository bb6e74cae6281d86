package io.gds.database.mssql;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.core.OperationRunner;
import io.gds.database.jdbc.SqlExecutor;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What the parts of an engine share. Thread-safe. */
final class MssqlContext {
  private final OperationRunner runner;
  private final MssqlConnections connections;
  private final AtomicReference<@Nullable MssqlProduct> product = new AtomicReference<>();

  MssqlContext(OperationRunner runner, MssqlConnections connections) {
    this.runner = runner;
    this.connections = connections;
  }

  /** The gate. */
  OperationRunner runner() {
    return runner;
  }

  MssqlConnections connections() {
    return connections;
  }

  ConnectionInfo info() {
    return connections.info();
  }

  Clock clock() {
    return runner.environment().clock();
  }

  /** Statements; refused once the engine is closed. */
  SqlExecutor sql() {
    return connections.sql();
  }

  MssqlReadings readings() {
    return new MssqlReadings(this);
  }

  /** What the server is, as far as it was asked already. No I/O. */
  Optional<MssqlProduct> known() {
    return Optional.ofNullable(product.get());
  }

  /**
   * What the server is, asked for once.
   *
   * @throws io.gds.database.error.DatabaseException if this library does not work with it
   */
  MssqlProduct product() {
    MssqlProduct known = product.get();
    return known != null
        ? known
        : seen(sql().first("SELECT " + MssqlProduct.COLUMNS, MssqlProduct::of).orElseThrow());
  }

  /** Remembers what was read along with something else. */
  MssqlProduct seen(MssqlProduct read) {
    product.set(read.require(runner.engine()));
    return read;
  }
}
