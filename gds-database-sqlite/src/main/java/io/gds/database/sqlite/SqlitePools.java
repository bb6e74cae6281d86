package io.gds.database.sqlite;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.core.OperationRunner;
import io.gds.database.jdbc.ConnectionPool;
import io.gds.database.jdbc.SqlSession;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/**
 * The pools of connections that callers opened, by file, so that they are out of the way before a
 * file is dropped, renamed or replaced. Thread-safe.
 */
final class SqlitePools {
  /** How long a caller's connection may take to come back before the file counts as in use. */
  private static final Duration EVICTION = Duration.ofMillis(500);

  private final OperationRunner runner;
  private final ConnectionInfo info;
  private final Optional<DataSource> callers;
  private final Map<ConnectionPool, Path> open = new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger();

  SqlitePools(OperationRunner runner, ConnectionInfo info, Optional<DataSource> callers) {
    this.runner = runner;
    this.info = info;
    this.callers = callers;
  }

  /** A pool of connections to a file, or the caller's own data source. */
  ConnectionPool open(Path file, SqliteAccess access) {
    String name = "gds-sqlite-" + runner.engine() + "-" + count.incrementAndGet();
    ConnectionPool pool =
        callers.isPresent()
            ? ConnectionPool.over(name, callers.get(), SqliteErrors.TABLE)
            : ConnectionPool.builder(name, info.lazy(), SqliteErrors.TABLE, runner.environment())
                .property("busy_timeout", busyTimeout())
                .property("foreign_keys", "true")
                .open(SqliteConnections.driver(), SqliteConnections.url(file, access));
    open.put(pool, file);
    runner.owns(pool);
    return pool;
  }

  private String busyTimeout() {
    return Long.toString(info.timeouts().connect().toMillis());
  }

  /** Sets on a private connection what those of the pools have. */
  void prepare(SqlSession session) {
    session.execute(SqliteSql.pragma("busy_timeout", busyTimeout()));
    session.execute(SqliteSql.pragma("foreign_keys", "ON"));
  }

  /** Closes the idle connections to a file; those in use are waited for a moment. */
  void evict(Path file) {
    for (Map.Entry<ConnectionPool, Path> entry : List.copyOf(open.entrySet())) {
      if (entry.getValue().equals(file)) {
        entry.getKey().evict(EVICTION);
      }
    }
  }

  /** Forgets a pool that was closed. */
  void closed(ConnectionPool pool) {
    open.remove(pool);
    runner.disowns(pool);
  }
}
