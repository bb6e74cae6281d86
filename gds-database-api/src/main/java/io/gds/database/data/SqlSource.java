package io.gds.database.data;

import javax.sql.DataSource;

/**
 * Pooled connections to one database, for any library that takes a {@link DataSource}. What is done
 * through them passes no gate: it is neither audited nor retried. Thread-safe; closing is
 * idempotent, ends all its connections, and happens by itself when the engine is closed.
 */
public interface SqlSource extends DataSource, AutoCloseable {
  /** Ends all connections and refuses new ones. */
  @Override
  void close();
}
