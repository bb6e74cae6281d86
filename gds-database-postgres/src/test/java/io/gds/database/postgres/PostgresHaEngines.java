package io.gds.database.postgres;

import io.gds.database.connection.AuthType;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.Credentials;
import io.gds.database.connection.Timeouts;
import io.gds.database.lifecycle.HostCommand;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.testkit.server.PostgresTestServer;
import io.gds.database.testkit.server.PostgresTools;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Engines on the nodes of a cluster, with peers, and with what is needed to stop and start them.
 */
final class PostgresHaEngines implements AutoCloseable {
  final DatabaseManager manager = DatabaseManager.of(new PostgresProvider());

  static ConnectionInfo info(PostgresTestServer server) {
    return PostgresUrls.parse(server.url("postgres")).orElseThrow().toBuilder()
        .name("main")
        .timeouts(Timeouts.defaults().connect(Duration.ofSeconds(3)))
        .build();
  }

  static ConnectionInfo info(PostgresTestServer server, Map<String, PostgresTestServer> peers) {
    ConnectionInfo.Builder info = info(server).toBuilder();
    peers.forEach((name, peer) -> info.peer(name, info(peer)));
    return info.build();
  }

  /** How the programs of a test server are run: it may belong to root, as whom none runs. */
  static HostCommand runBy(PostgresTestServer server) {
    List<String> words = server.asServerUser("x");
    return new HostCommand(
        words.size() > 1 ? words.subList(0, words.size() - 1) : List.of("/usr/bin/env"));
  }

  /** A connection with the server's place, for tools installed on this machine. */
  static ConnectionInfo placed(PostgresTestServer server) {
    return info(server).toBuilder()
        .property(
            PostgresServer.DATA_DIRECTORY.id(), server.dataDirectory().orElseThrow().toString())
        .property(PostgresServer.TOOLS.id(), PostgresTools.require().directory().toString())
        .property(PostgresServer.RUN_BY.id(), runBy(server).toString())
        .property(PostgresServer.LOG_FILE.id(), server.logFile().orElseThrow().toString())
        .build();
  }

  PostgresEngine open(ConnectionInfo info) {
    return manager.open(info, PostgresEngine.class);
  }

  PostgresEngine open(PostgresTestServer server) {
    return open(info(server));
  }

  PostgresEngine open(PostgresTestServer server, Map<String, PostgresTestServer> peers) {
    return open(info(server, peers));
  }

  PostgresEngine openAs(PostgresTestServer server, String role) {
    return open(info(server).toBuilder().credentials(Credentials.of(AuthType.NONE, role)).build());
  }

  static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within 20 seconds");
      }
      PostgresPause.millis(50);
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
