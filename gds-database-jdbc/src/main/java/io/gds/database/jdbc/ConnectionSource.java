package io.gds.database.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/** Where a statement executor gets its connections. Implementations are thread-safe. */
@FunctionalInterface
public interface ConnectionSource {
  /**
   * A connection in auto-commit mode; closing it gives it back.
   *
   * @throws io.gds.database.error.DatabaseException if there is none to be had in time
   */
  Connection borrow();

  /**
   * The same for work that may be cancelled while it waits.
   *
   * @param onWait called now and then during a long wait; what it throws ends the wait
   */
  default Connection borrow(Runnable onWait) {
    return borrow();
  }

  /**
   * Takes back a connection that must not be used again: its state is not known, or a cancel sent
   * to it may still arrive.
   *
   * @throws SQLException if closing it fails, after which it is gone all the same
   */
  default void discard(Connection connection) throws SQLException {
    connection.close();
  }

  /** Told when a connection broke: a server that restarted has broken the idle ones as well. */
  default void connectionLost() {}
}
