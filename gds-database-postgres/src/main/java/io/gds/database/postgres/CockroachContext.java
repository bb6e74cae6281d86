package io.gds.database.postgres;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.core.OperationRunner;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.jdbc.SqlExecutor;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the parts of an engine share. One pool is enough: every session of CockroachDB sees all
 * databases. Thread-safe.
 */
final class CockroachContext {
  /** How often a read is begun anew that others got in the way of, and the first pause. */
  private static final int ATTEMPTS = 4;

  private static final int PAUSE_MILLIS = 25;

  private final OperationRunner runner;
  private final PostgresConnections connections;
  private final AtomicReference<@Nullable CockroachVersion> version = new AtomicReference<>();

  CockroachContext(OperationRunner runner, PostgresConnections connections) {
    this.runner = runner;
    this.connections = connections;
  }

  /** The gate. */
  OperationRunner runner() {
    return runner;
  }

  PostgresConnections connections() {
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
    return connections.server();
  }

  CockroachChecks checks() {
    return new CockroachChecks(this);
  }

  /**
   * Reads, and begins anew where another transaction got in the way: a read by itself is a whole
   * transaction. Within a step the gate does that.
   *
   * @see <a href="https://www.cockroachlabs.com/docs/stable/transactions#transaction-retries">
   *     Transaction retries</a>
   */
  <T> T read(Supplier<T> reading) {
    for (int attempt = 1; ; attempt++) {
      try {
        return reading.get();
      } catch (DatabaseException e) {
        if (e.code() != ErrorCode.DEADLOCK || attempt == ATTEMPTS) {
          throw e;
        }
        PostgresPause.millis(PAUSE_MILLIS << attempt);
      }
    }
  }

  /**
   * The server's version, asked for once.
   *
   * @throws DatabaseException if the server is another product, or too old
   */
  CockroachVersion version() {
    CockroachVersion known = version.get();
    if (known != null) {
      return known;
    }
    String banner =
        read(() -> sql().first("SELECT version()", row -> row.text("version")).orElseThrow());
    return seen(banner);
  }

  /** Remembers a version that was read along with something else. */
  CockroachVersion seen(String banner) {
    CockroachVersion read = CockroachSupport.require(banner, info(), runner.engine());
    version.set(read);
    return read;
  }
}
