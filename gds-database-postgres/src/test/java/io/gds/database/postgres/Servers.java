package io.gds.database.postgres;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.HostAddress;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.testkit.fault.FaultProxy;
import io.gds.database.testkit.server.PostgresTestServer;
import java.util.List;

/** An engine on a shared server of one major, for tests that need no more than that. */
final class Servers implements AutoCloseable {
  final PostgresTestServer server;
  final DatabaseManager manager = DatabaseManager.of(new PostgresProvider());
  final PostgresEngine engine;

  Servers(PostgresTestServer server) {
    this.server = server;
    this.engine = open(server.url("postgres"));
  }

  static Servers of(int major) {
    return new Servers(PostgresTestServer.builder().major(major).share());
  }

  PostgresEngine open(String url) {
    return manager.open(manager.parse(url), PostgresEngine.class);
  }

  PostgresEngine open(ConnectionInfo info) {
    return manager.open(info, PostgresEngine.class);
  }

  /** Opens as another role, made for it without a password: the test servers trust everybody. */
  PostgresEngine openAs(String role) {
    return open(server.url("postgres").replace(server.superuser() + "@", role + "@"));
  }

  /** The way to a server through a proxy. */
  static ConnectionInfo through(FaultProxy proxy, PostgresTestServer server) {
    return PostgresUrls.parse(server.url("postgres")).orElseThrow().toBuilder()
        .hosts(List.of(HostAddress.of(proxy.host(), proxy.port())))
        .build();
  }

  PostgresContext context() {
    return ((DefaultPostgresEngine) engine).context();
  }

  @Override
  public void close() {
    manager.close();
    server.close();
  }
}
