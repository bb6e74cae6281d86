package io.gds.database.jdbc;

import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Statements on one connection, for what must stay together: temporary tables, locks, settings,
 * transactions. Closing gives the connection back, or closes it if it was a private one;
 * idempotent. Not thread-safe, but a statement may be cancelled from elsewhere.
 */
public final class SqlSession extends SqlBase implements AutoCloseable {
  private final SqlExecutor executor;
  private final Lease lease;
  private final Bounds bounds;

  SqlSession(SqlExecutor executor, Lease lease, Bounds bounds) {
    this.executor = executor;
    this.lease = lease;
    this.bounds = bounds;
  }

  @Override
  <R> R run(Intake<R> intake, boolean script, String sql, @Nullable Object[] binds) {
    return executor.run(lease, bounds, intake, script, sql, binds);
  }

  /** The connection itself, to be unwrapped for what only the driver offers. */
  public Connection connection() {
    return lease.connection();
  }

  /**
   * Something done with a connection that only its driver offers.
   *
   * @param <R> what it yields
   */
  @FunctionalInterface
  public interface DriverWork<R> {
    /** Does it. */
    R run(Connection connection) throws SQLException;
  }

  /**
   * Does with the connection what only its driver offers, under the same watch as a statement: it
   * ends in time, if only because the connection is dropped, and its failure arrives as a typed
   * exception. A cancel of the step does not stop it: it is meant to be short.
   *
   * @param text what logs and errors show
   * @throws DatabaseException as statements do
   */
  public <R> R with(String text, DriverWork<R> work) {
    Bounds brief = new Bounds(executor.defaultTimeout(), null, bounds.shown());
    return executor.watched(lease, brief, text, (connection, call) -> work.run(connection));
  }

  /** Has the connection closed instead of given back, since its state suits no one else. */
  public void discard() {
    lease.spoil();
  }

  /**
   * Does the work in one transaction: committed at its end, rolled back if it throws.
   *
   * @throws DatabaseException also if committing fails; with CONNECTION_LOST it is not known
   *     whether it took effect
   */
  public <T extends @Nullable Object> T inTransaction(Supplier<T> work) {
    doing("begin of transaction", connection -> connection.setAutoCommit(false));
    T result;
    try {
      result = work.get();
      doing("commit", Connection::commit);
    } catch (RuntimeException | Error e) {
      undo(e);
      throw e;
    }
    try {
      doing("end of transaction", connection -> connection.setAutoCommit(true));
    } catch (DatabaseException e) {
      // It is committed, and must not be called failed: only the connection is of no more use.
      lease.spoil();
    }
    return result;
  }

  private void undo(Throwable reason) {
    try {
      doing("rollback", Connection::rollback);
      doing("end of transaction", connection -> connection.setAutoCommit(true));
    } catch (DatabaseException e) {
      // The server rolls back by itself once the connection is closed.
      lease.spoil();
      reason.addSuppressed(e);
    }
  }

  /** Something done with the connection itself. */
  private interface Doing {
    void run(Connection connection) throws SQLException;
  }

  private void doing(String what, Doing doing) {
    // Not by the step's cancel: a commit or rollback that has begun is short, and better ended.
    with(
        what,
        connection -> {
          doing.run(connection);
          return true;
        });
  }

  @Override
  public SqlSession during(StepContext step) {
    return new SqlSession(executor, lease, bounds.withStep(step));
  }

  @Override
  public SqlSession timeout(Duration timeout) {
    return new SqlSession(executor, lease, bounds.withTimeout(timeout));
  }

  @Override
  public SqlSession showing(String text) {
    return new SqlSession(executor, lease, bounds.withShown(text));
  }

  @Override
  public void close() {
    lease.close();
  }
}
