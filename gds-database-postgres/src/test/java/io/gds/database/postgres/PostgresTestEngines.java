package io.gds.database.postgres;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.testkit.server.PostgresTestServer;
import java.util.UUID;

/** Opens engines on test servers. */
final class PostgresTestEngines {
  private PostgresTestEngines() {}

  static DatabaseManager manager() {
    return DatabaseManager.of(new PostgresProvider());
  }

  static PostgresEngine open(DatabaseManager manager, PostgresTestServer server) {
    return manager.open(info(server), PostgresEngine.class);
  }

  static ConnectionInfo info(PostgresTestServer server) {
    return PostgresUrls.parse(server.url("postgres")).orElseThrow();
  }

  /** As another role, which the server takes without a password. */
  static PostgresEngine openAs(DatabaseManager manager, PostgresTestServer server, String role) {
    return manager.open(
        PostgresUrls.parse(
                "postgresql://" + role + "@" + server.host() + ":" + server.port() + "/postgres")
            .orElseThrow(),
        PostgresEngine.class);
  }

  /** A name that nothing else has. */
  static String name(String what) {
    return "gds_" + what + "_" + UUID.randomUUID().toString().substring(0, 8);
  }
}
