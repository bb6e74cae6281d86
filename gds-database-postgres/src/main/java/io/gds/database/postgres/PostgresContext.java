package io.gds.database.postgres;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.core.OperationRunner;
import io.gds.database.jdbc.SqlExecutor;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What the parts of an engine share. Thread-safe. */
final class PostgresContext {
  private final OperationRunner runner;
  private final PostgresConnections connections;
  private final PostgresToolbox toolbox;
  private final AtomicReference<@Nullable PostgresVersion> version = new AtomicReference<>();
  private final Map<ConnectionInfo, PostgresContext> others = new ConcurrentHashMap<>();

  PostgresContext(OperationRunner runner, PostgresConnections connections) {
    this(runner, connections, new PostgresToolbox(Optional.empty()));
  }

  PostgresContext(
      OperationRunner runner, PostgresConnections connections, PostgresToolbox toolbox) {
    this.runner = runner;
    this.connections = connections;
    this.toolbox = toolbox;
  }

  /** PostgreSQL's client tools on this machine. */
  PostgresToolbox toolbox() {
    return toolbox;
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

  /** Statements in the maintenance database; refused once the engine is closed. */
  SqlExecutor sql() {
    return connections.server();
  }

  /** Statements in this database; refused once the engine is closed. */
  SqlExecutor sql(String database) {
    return connections.in(database);
  }

  /**
   * The same of another server, opened when it is first used, and closed with this engine.
   *
   * @throws io.gds.database.error.InvalidOptionsException if the connection has settings that mean
   *     nothing here
   */
  PostgresContext other(ConnectionInfo info) {
    return others.computeIfAbsent(
        info,
        key -> {
          PostgresUrls.check(key);
          return new PostgresContext(runner, new PostgresConnections(runner, key.lazy()), toolbox);
        });
  }

  PostgresChecks checks() {
    return new PostgresChecks(this);
  }

  PostgresSessions sessions() {
    return new PostgresSessions(this);
  }

  /** The server's version, asked for at most once between two refreshes. */
  PostgresVersion version() {
    PostgresVersion known = version.get();
    return known == null ? readVersion() : known;
  }

  /** The version as far as it is known without asking. */
  @Nullable PostgresVersion knownVersion() {
    return version.get();
  }

  private PostgresVersion readVersion() {
    PostgresVersion read =
        sql()
            .first(
                "SELECT version() AS banner, current_setting('server_version_num')::int AS number,"
                    + " current_setting('server_version') AS text",
                row -> {
                  CockroachSupport.refuse(row.text("banner"), info(), runner.engine());
                  return new PostgresVersion(row.intValue("number"), row.text("text"));
                })
            .orElseThrow();
    seen(read);
    return read;
  }

  /** Remembers a version that was read along with something else. */
  void seen(PostgresVersion read) {
    version.set(read);
  }
}
