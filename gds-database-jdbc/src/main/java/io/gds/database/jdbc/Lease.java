package io.gds.database.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection in use, and how it goes back. */
final class Lease implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Lease.class);

  private final Connection connection;
  private final @Nullable ConnectionSource source;
  private volatile boolean spoiled;
  private boolean closed;

  /** A connection of this source, or a private one without a source. */
  Lease(Connection connection, @Nullable ConnectionSource source) {
    this.connection = connection;
    this.source = source;
  }

  Connection connection() {
    return connection;
  }

  /** Notes that the connection is not to be used by anybody after this. */
  void spoil() {
    spoiled = true;
  }

  /** Notes that the connection broke. */
  void lost() {
    spoiled = true;
    if (source != null) {
      source.connectionLost();
    }
  }

  private void closePrivate() throws SQLException {
    try {
      if (!connection.isClosed() && !connection.getAutoCommit()) {
        // What closing does to an open transaction is every driver's own choice.
        connection.rollback();
      }
    } finally {
      connection.close();
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      if (source == null) {
        closePrivate();
      } else if (spoiled) {
        source.discard(connection);
      } else {
        connection.close();
      }
    } catch (SQLException | RuntimeException e) {
      // What was to be done is done and committed; the source forgets a connection that fails so.
      LOG.debug("Giving back a connection failed: {}", e.toString());
    }
  }
}
